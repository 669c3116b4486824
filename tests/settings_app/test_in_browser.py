"""The settings and the admin in a real browser: what acts at once, and what a browser really sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from generation.models import PriceOverride
from settings_app import secrets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(browser: Any, live_server: Any) -> Iterator[Page]:
    with browser.new_context(base_url=live_server.url) as profile:
        yield profile.new_page()


def theme(page: Page) -> str | None:
    return page.locator("html").get_attribute("data-theme")


def test_a_price_is_set_by_choosing_a_row(page: Page) -> None:
    page.goto("/admin/generation/priceoverride/add/")
    page.get_by_label("Row of the price list").select_option('["gpt4o-image", "any"]')
    page.get_by_label("Credits").fill("20")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("added")

    page.goto("/?model=gpt4o-image")

    expect(page.locator("#cost")).to_contain_text("20 credits")
    assert PriceOverride.objects.get().row == "any"


def test_a_theme_acts_when_it_is_chosen_and_stays(page: Page) -> None:
    page.goto("/settings")
    page.locator("#theme-form .chip", has_text="Dark").click()
    at_once = theme(page)
    page.reload()

    assert (at_once, theme(page)) == ("dark", "dark")
    expect(page.locator("#theme-form button")).to_be_hidden()


def test_the_system_decides_the_theme_again(page: Page) -> None:
    page.goto("/settings")
    page.locator("#theme-form .chip", has_text="Dark").click()
    page.locator("#theme-form .chip", has_text="System").click()
    page.reload()

    assert theme(page) is None


def test_a_theme_is_saved_without_the_script(browser: Any, live_server: Any) -> None:
    with browser.new_context(base_url=live_server.url, java_script_enabled=False) as profile:
        page = profile.new_page()
        page.goto("/settings")
        page.locator("#theme-form .chip", has_text="Dark").click()
        page.get_by_role("button", name="Save appearance").click()

        assert theme(page) == "dark"


def test_a_failed_test_does_not_stand_under_saved(page: Page, settings: Any) -> None:
    cache.clear()
    settings.KIE_BASE_URL = "http://127.0.0.1:9"
    page.goto("/settings")
    page.locator("#key-kie_api_key").fill("kie-abcdefgh-12345678-4f2c")
    page.locator("#form-kie_api_key button").click()
    expect(page.locator(".messages")).to_contain_text("saved")
    page.get_by_role("button", name="Test", exact=True).click()

    expect(page.locator(".account")).to_contain_text("gave no answer")
    expect(page.locator(".messages")).to_have_count(0)
    assert secrets.has_key("kie")


def test_what_was_said_is_as_wide_as_the_column(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/settings")
    page.locator("#key-kie_api_key").fill("kie-abcdefgh-12345678-4f2c")
    page.locator("#form-kie_api_key button").click()
    note, card = page.locator(".messages .note").bounding_box(), page.locator(".account").bounding_box()

    assert note
    assert card
    assert (note["x"], note["width"]) == (card["x"], card["width"])


@pytest.mark.parametrize("path", ["/admin/", "/admin/generation/modelswitch/", "/settings", "/api/", "/api/models"])
def test_a_page_fits_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("selector", [".prettyprint a", ".breadcrumb a"])
def test_links_of_the_browsable_api_are_light_on_dark(page: Page, selector: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/api/" if selector.startswith(".pretty") else "/api/models")

    colour = page.locator(selector).first.evaluate("link => getComputedStyle(link).color")

    assert sum(map(int, colour[4:-1].split(","))) > 400, colour


def test_the_api_documents_are_light_where_the_system_is_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/api/docs/", wait_until="networkidle")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 250, 250)"
    assert page.locator("meta[name=color-scheme]").get_attribute("content") == "only light"
