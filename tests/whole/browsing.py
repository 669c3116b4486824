"""A person with a browser: opens pages of a whole MediaHub, orders, waits; and a listener to what the browser says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.mediahub.hub import Hub

LARGE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
#: Milliseconds that a page has to show what it was asked for; making a file takes longer.
SOON, MADE = 60_000, 240_000
#: What Chromium writes about the answer to a refused form, and htmx about a question that a newer one replaced.
_MEANT = ("the server responded with a status of 422", "htmx:sendAbort", "htmx:afterRequest")

expect.set_options(timeout=SOON)


@contextmanager
def visiting(browser: Browser, hub: Hub, *, ignore: tuple[str, ...] = (), **options: Any) -> Iterator[BrowserContext]:
    """A browser's own profile at ``hub``; afterwards fails where a page complained or asked another host.

    ``ignore``: statuses that are meant to come.
    """
    options = {"viewport": LARGE, "base_url": hub.url, **options}
    complaints: list[str] = []
    context = browser.new_context(**options)
    context.set_default_timeout(SOON)
    meant = (*_MEANT, *(f"the server responded with a status of {status}" for status in ignore))
    context.on("console", lambda line: _note(complaints, line, meant))
    context.on("weberror", lambda problem: complaints.append(str(problem.error)))
    context.on("request", lambda request: _note_stranger(complaints, request.url, hub.url))
    try:
        yield context
    finally:
        context.close()
    assert not complaints, "\n".join(complaints)


def _note(complaints: list[str], line: Any, meant: tuple[str, ...]) -> None:
    if line.type == "error" and not any(words in line.text for words in meant):
        complaints.append(f"{line.page.url if line.page else ''}: {line.text}")


def _note_stranger(complaints: list[str], address: str, home: str) -> None:
    if not address.startswith((f"{home}/", "data:", f"blob:{home}/")):
        complaints.append(f"asked for {address}")


def page_at(context: BrowserContext, path: str) -> Page:
    """A new page in this profile, loaded."""
    page = context.new_page()
    page.goto(path)
    return page


def choose_model(page: Page, name: str) -> None:
    """Pick a model in the dialog and wait for its form."""
    page.locator("#model-button").click()
    row = page.locator("#picker .choice:not([data-recent])", has=page.get_by_text(name, exact=True))
    row.get_by_role("button").click()
    expect(page.locator("#picker")).to_be_hidden()
    expect(page.locator("#model-button")).to_contain_text(name)


def choose(page: Page, group: str, value: str) -> None:
    """Press one of the chips of a field."""
    page.get_by_role("group", name=group).locator(".chip", has_text=value).first.click()


def send(page: Page, prompt: str) -> Locator:
    """Write a prompt and press the button; returns the card of the new job once the form is empty again."""
    box = page.locator("#param-prompt")
    box.fill(prompt)
    page.locator("[data-generate]").click()
    card = card_of(page, prompt)
    expect(card).to_be_visible()
    expect(box).to_have_value("")
    return card


def card_of(page: Page, prompt: str) -> Locator:
    """The newest job with this prompt on the page."""
    return page.locator("article", has=page.locator(".job-prompt", has_text=prompt)).first


def expect_done(card: Locator) -> None:
    expect(card).to_have_attribute("data-status", "done", timeout=MADE)


def task_of(card: Locator) -> str:
    """The task id of a card."""
    return str(card.get_attribute("id")).removeprefix("job-")


def expect_drawn(picture: Locator) -> None:
    """Wait until an <img> shows pixels."""
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_js_property("naturalWidth", 0)


def play(video: Locator) -> float:
    """Start a <video> with the keyboard and wait until it runs; returns the second it has come to."""
    moves = (
        "v => new Promise(seen => v.addEventListener('timeupdate', () => v.currentTime > .3 && seen(v.currentTime)))"
    )
    video.press("Space")
    return float(video.evaluate(moves))
