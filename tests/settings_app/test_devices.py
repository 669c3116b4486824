"""What a browser calls itself, in words."""

import pytest

from settings_app.devices import described

_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"{_MAC} Version/18.1 Safari/605.1.15", "Safari on Mac"),
        (f"{_MAC} Chrome/131.0.0.0 Safari/537.36", "Chrome on Mac"),
        (f"{_MAC} Chrome/131.0.0.0 Safari/537.36 Edg/131.0", "Edge on Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Windows"),
        ("curl/8.5.0", "curl"),
        ("", "Unknown device"),
    ],
)
def test_a_browser_is_named_as_its_person_knows_it(agent: str, words: str) -> None:
    assert described(agent) == words
