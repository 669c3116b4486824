"""Pages of the shell in a real browser: nothing that they need breaks their own Content-Security-Policy."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("path", ["/api/", "/api/docs/", "/api/models", "/admin/", "/admin/generation/job/"])
def test_a_page_stays_within_its_policy(browser: Any, live_server: Any, path: str) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto(f"{live_server.url}{path}", wait_until="networkidle")
    page.close()
    assert answer.status == 200
    assert complaints == []


def test_the_browsable_api_can_send(browser: Any, live_server: Any) -> None:
    page = browser.new_page()
    page.goto(f"{live_server.url}/api/images/generate", wait_until="networkidle")
    page.fill("textarea[name=_content]", '{"no_such_field": 1}')
    page.click("form button.btn-primary:has-text('POST')")
    page.wait_for_selector("text=HTTP 400 Bad Request")
    page.close()
