"""Pages for when something is wrong: they say it plainly, lead home, and need no database."""

import pytest
from django.template import loader


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "500", "503"])
def test_every_error_page_leads_home_without_a_database(name):
    page = loader.render_to_string(f"{name}.html", {"message": "Reference 7F3A."})
    assert '<a class="btn btn-primary" href="/">' in page


def test_the_reference_of_an_error_is_shown():
    assert "Reference 7F3A." in loader.render_to_string("500.html", {"message": "Reference 7F3A."})
