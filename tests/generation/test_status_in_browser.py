"""The admin's status page and the warning on a phone, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from generation import figures, health, tally

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[390, 1280], ids=["phone", "desk"])
def page(request: Any, browser: Any, live_server: Any) -> Iterator[Page]:
    viewport = {"width": request.param, "height": 844}
    with browser.new_context(base_url=live_server.url, viewport=viewport) as profile:
        yield profile.new_page()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_the_status_page_fits_with_long_names_in_it(page: Page) -> None:
    health.beat("sweep")
    kind = "a_kind_of_error_whose_name_is_longer_than_any_that_there_is"
    tally.add("errors", "a-provider-with-a-long-name", "poll", kind)
    figures.forget()
    page.goto("/admin/")
    page.get_by_role("link", name="Status").click()

    expect(page.get_by_text("a-provider-with-a-long-name, poll")).to_be_visible()
    expect(page.locator("#banner")).to_have_count(0)
    assert fits(page)


@pytest.mark.parametrize("address", ["/", "/queue", "/admin/", "/admin/status/"])
def test_the_warning_stands_above_the_page_and_fits(page: Page, address: str) -> None:
    page.goto(address)

    expect(page.locator("#banner")).to_contain_text("the worker is not running")
    assert page.locator("#banner").bounding_box()["y"] < 300
    assert fits(page)
