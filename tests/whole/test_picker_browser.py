"""Choosing among all models, and going on with a finished file, in a real browser at a whole MediaHub."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.mediahub.hub import Hub
from tests.whole.browsing import PHONE, choose_model, expect_done, page_at, send, task_of, visiting
from tests.whole.orders import task

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with Hub(tmp_path_factory.mktemp("empty")) as running:
        yield running


@pytest.fixture
def context(browser: Any, hub: Hub) -> Iterator[BrowserContext]:
    with visiting(browser, hub) as profile:
        yield profile


@pytest.fixture(scope="module")
def film(browser: Any, hub: Hub) -> str:
    """Media id of a finished Veo film, for tests that leave it as it is."""
    return veo_film(browser, hub, "Surf on black sand")


def veo_film(browser: Any, hub: Hub, prompt: str) -> str:
    """Media id of a Veo film that was just made."""
    with visiting(browser, hub) as profile:
        page = page_at(profile, "/?mode=video")
        choose_model(page, "Veo 3.1 Fast")
        card = send(page, prompt)
        expect_done(card)
        return str(task(hub, task_of(card))["media_ids"][0])


def opened(page: Page) -> Page:
    page.locator("#model-button").click()
    expect(page.locator("#picker-body[data-loaded] .choice").first).to_be_visible()
    return page


def names(page: Page) -> list[str]:
    return page.locator("#picker .choice:visible b").all_inner_texts()


def chip(page: Page, words: str) -> Any:
    return page.locator("#picker [data-picker-chip]", has_text=words)


def press(page: Page, words: str) -> None:
    chip(page, words).click()
    expect(chip(page, words)).to_have_attribute("aria-pressed", "true")


# -- the picker


def test_a_search_and_enter_choose_a_model_by_the_providers_own_id(context):
    page = opened(page_at(context, "/?mode=video"))
    page.keyboard.type("kling-2.6/text")
    expect(page.locator("#picker .choice:visible")).to_have_count(1)
    page.keyboard.press("Enter")

    expect(page.locator("#picker")).to_be_hidden()
    expect(page.locator("#model-button")).to_contain_text("Kling 2.6")


def test_arrows_walk_and_escape_leaves_everything_as_it_was(context):
    page = opened(page_at(context, "/?mode=video"))
    before = page.locator("#model-button b").inner_text()
    for key in ("ArrowDown", "ArrowDown", "End"):
        page.keyboard.press(key)
    last = page.locator("#picker .choice:visible .choice-btn").last
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()
    page.keyboard.press("Escape")

    expect(page.locator("#picker")).to_be_hidden()
    expect(page.locator("#model-button b")).to_have_text(before)


def test_chips_narrow_together_and_all_shows_everything_again(context):
    page = opened(page_at(context, "/?mode=video"))
    every = len(names(page))
    press(page, "Extend")
    extends = names(page)
    press(page, "Audio")
    both = names(page)
    press(page, "All")

    assert 0 < len(both) < len(extends) < 10 < every
    assert set(both) < set(extends)
    assert len(names(page)) == every


def test_what_finds_nothing_says_so_and_is_cleared(context):
    page = opened(page_at(context, "/"))
    page.keyboard.type("no such model")
    expect(page.locator("#picker .picker-none")).to_be_visible()
    page.locator("[data-picker-clear]").click()

    expect(page.locator("#picker .choice").first).to_be_visible()
    expect(page.locator("[data-picker-search]")).to_be_focused()


def test_the_prompt_stays_when_the_model_changes(context):
    page = page_at(context, "/")
    page.locator("#param-prompt").fill("A lighthouse at dusk")
    choose_model(page, "Seedream 4.5")

    expect(page.locator("#param-prompt")).to_have_value("A lighthouse at dusk")


def test_on_a_phone_it_is_a_sheet_without_sideways_scrolling(browser, hub):
    with visiting(browser, hub, viewport=PHONE, has_touch=True, is_mobile=True) as profile:
        page = page_at(profile, "/?mode=video")
        page.locator(".composer-toggle").tap()
        opened(page)
        sheet = page.locator("#picker")
        sheet.evaluate("sheet => Promise.all(sheet.getAnimations().map(rising => rising.finished))")
        box = sheet.bounding_box()

        assert box is not None
        assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, PHONE["width"], PHONE["height"])
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


# -- going on with a file


def test_a_film_is_extended_from_the_viewer(context, hub, film):
    page = page_at(context, f"/asset/{film}")
    page.locator("a[data-use]", has_text="Extend").click()
    sheet = page.locator("#use-dialog")
    expect(sheet.get_by_role("radio", name="Veo 3.1 Extend")).to_be_checked()
    sheet.locator("textarea").fill("The tide comes in")
    sheet.locator(".chip", has_text="Lite").click()
    button = sheet.locator("[data-use-order]")
    expect(button).to_contain_text("Generate for $0.15")
    button.click()
    page.locator(".toast button", has_text="See it").click()
    page.wait_for_url("**/jobs/*")

    expect_done(page.locator("article.job"))
    made = task(hub, page.url.rpartition("/")[2])
    assert (made["model"], made["params"]["tier"]) == ("veo3-extend", "lite")
    assert made["params"]["video"] == [film]


def test_the_result_says_what_it_was_made_from(browser, context, hub):
    film = veo_film(browser, hub, "Fog on a moor")  # once it is there in 1080p, Veo does not make it longer
    page = page_at(context, f"/asset/{film}")
    page.locator("a[data-use]", has_text="Upscale").click()
    page.locator("#use-dialog [data-use-order]").click()
    page.locator(".toast button", has_text="See it").click()
    page.wait_for_url("**/jobs/*")
    expect_done(page.locator("article.job"))
    result = task(hub, page.url.rpartition("/")[2])["media_ids"][0]
    page.goto(f"/asset/{result}")

    expect(page.locator(f'.viewer-side a[href="/asset/{film}"]')).to_be_visible()


def test_another_model_keeps_the_prompt_and_shows_its_own_price(context, film):
    page = page_at(context, f"/generate/uses/{film}/change")
    page.locator("textarea").fill("In winter")
    page.locator(".use-model", has_text="Runway Aleph").click()
    expect(page.locator("#use-chosen [name=model]")).to_have_value("runway-aleph")

    expect(page.locator("#use-chosen textarea")).to_have_value("In winter")
    expect(page.locator("[data-use-order]")).to_contain_text("Generate for $0.55")


def test_more_options_opens_the_whole_form_with_the_file_and_the_words(context, film):
    page = page_at(context, f"/asset/{film}")
    page.locator("a[data-use]", has_text="Extend").click()
    page.locator("#use-dialog textarea").fill("The tide comes in")
    page.locator("[data-use-more]").click()
    page.wait_for_url("**/?mode=video*")

    expect(page.locator("#model-button")).to_contain_text("Veo 3.1 Extend")
    expect(page.locator("#param-prompt")).to_have_value("The tide comes in")
    expect(page.locator(f'#composer input[name=video][value="{film}"]')).to_have_count(1)


def test_an_empty_prompt_is_refused_in_the_sheet_and_nothing_is_ordered(context, hub, film):
    before = len(hub.get("/api/tasks")[1]["results"])
    page = page_at(context, "/gallery")
    page.locator(f"#tile-{film}").hover()
    page.locator(f"#tile-{film} a[data-use]").click()
    page.locator("#use-dialog .use-verb", has_text="Extend").click()
    page.locator("#use-dialog [data-use-order]").click()

    expect(page.locator("#use-dialog .error")).to_contain_text("Write a prompt first.")
    expect(page.locator("#use-dialog textarea")).to_be_focused()
    assert len(hub.get("/api/tasks")[1]["results"]) == before


def test_on_a_phone_the_viewer_and_its_sheet_do_not_scroll_sideways(browser, hub, film):
    with visiting(browser, hub, viewport=PHONE, has_touch=True, is_mobile=True) as profile:
        page = page_at(profile, f"/asset/{film}")
        page.locator("a[data-use]", has_text="Extend").tap()
        expect(page.locator("#use-dialog [data-use-order]")).to_be_in_viewport()

        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_without_the_script_it_is_a_page_that_orders(browser, hub, film):
    with visiting(browser, hub, java_script_enabled=False) as profile:
        page = page_at(profile, f"/generate/uses/{film}")
        page.locator(".use-verb", has_text="Upscale").click()
        page.locator("[data-use-order]").click()
        page.wait_for_url("**/?mode=video")

        expect(page.locator("article.job").first).to_contain_text("Veo 3.1 in 1080p")


def test_a_tile_of_the_feed_leads_there_too(context, film):
    page = page_at(context, "/?mode=video")
    card = page.locator("article.job", has_text="Surf on black sand").last
    card.get_by_role("link", name="Go on with it").click()
    expect(page.locator("#use-dialog .use-verb").first).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#use-dialog")).to_be_hidden()
