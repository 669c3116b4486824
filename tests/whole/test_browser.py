"""The whole project in a real browser: ``manage.py up`` in an empty folder, no key, and a person who clicks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.mediahub.hub import Hub, eventually
from tests.whole.browsing import (
    MADE,
    PHONE,
    card_of,
    choose,
    choose_model,
    expect_done,
    expect_drawn,
    page_at,
    play,
    send,
    task_of,
    visiting,
)
from tests.whole.orders import task, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VIDEO_MODELS = {"Veo 3.1 Fast": "veo3_fast", "Runway": "runway", "Kling 2.5 Turbo": "kling-2.5-turbo"}
PAGES = ("/", "/?mode=video", "/queue", "/gallery", "/gallery?type=video", "/gallery/trash", "/settings")
#: Nobody listens there: whatever key a test saves, nothing leaves this machine.
NOWHERE = {"KIE_BASE_URL": "http://127.0.0.1:9", "KIE_UPLOAD_URL": "http://127.0.0.1:9"}
KEY = "kie-5d1e8a60b7934c22ae014f2c"


@dataclass(frozen=True)
class Made:
    """What was ordered by clicking through the Generate page, as the API tells it."""

    pictures: dict[str, Any]
    videos: dict[str, dict[str, Any]]

    @property
    def media_ids(self) -> list[str]:
        return [*self.pictures["media_ids"], *(video["media_ids"][0] for video in self.videos.values())]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with Hub(tmp_path_factory.mktemp("empty"), **NOWHERE) as running:
        yield running


@pytest.fixture
def context(browser: Any, hub: Hub) -> Iterator[BrowserContext]:
    with visiting(browser, hub) as profile:
        yield profile


@pytest.fixture(scope="module")
def made(browser: Any, hub: Hub) -> Made:
    """A 4-variant image and one video of each maker, ordered at 1440x900 and waited for on the page."""
    with visiting(browser, hub) as profile:
        page = page_at(profile, "/")
        choose(page, "How many", "4")
        four = send(page, "A lighthouse at dusk")
        expect_done(four)
        pictures = task(hub, task_of(four))
        page.get_by_role("link", name="Videos").click()
        cards = {}
        for name, key in VIDEO_MODELS.items():
            choose_model(page, name)
            cards[key] = send(page, f"Surf on black sand, {name}")
        for card in cards.values():
            expect_done(card)
        return Made(pictures, {key: task(hub, task_of(card)) for key, card in cards.items()})


def a_picture(hub: Hub, path: Path) -> Path:
    """A JPEG with nothing to do with the gallery."""
    from PIL import Image

    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(path)
    return path


# -- from a prompt to the gallery


def test_four_pictures_and_a_video_of_each_maker_are_in_the_gallery(context, made):
    page = page_at(context, "/gallery")

    assert len(made.media_ids) == 7
    for media_id in made.media_ids:
        expect_drawn(page.locator(f"#tile-{media_id} img[data-picture]"))


@pytest.mark.parametrize("key", VIDEO_MODELS.values())
def test_a_video_plays_in_the_viewer(context, made, key):
    page = page_at(context, "/gallery?type=video")
    page.locator(f"#tile-{made.videos[key]['media_ids'][0]} a[data-asset]").click()

    assert play(page.locator("#viewer video")) > 0


def test_every_file_lies_in_the_media_folder(hub, made):
    for media_id in made.media_ids:
        media = requests.get(f"{hub.url}/api/media/{media_id}", timeout=10).json()
        served = requests.get(f"{hub.url}{media['file']}", timeout=30).content
        assert len(served) == (hub.folder / "media" / media["filename"]).stat().st_size > 0


def test_the_page_says_that_its_pictures_are_placeholders(context, made):
    page = page_at(context, "/")

    expect(page.locator(".composer")).to_contain_text("Sandbox: pictures are placeholders. Add your key")
    expect(page.get_by_role("banner").get_by_role("link", name="Sandbox")).to_be_visible()


def test_a_first_picture_is_made_on_a_phone(browser, hub):
    with visiting(browser, hub, viewport=PHONE, has_touch=True, is_mobile=True) as profile:
        page = page_at(profile, "/")
        expect(page.locator("nav.dock").get_by_role("link")).to_have_count(4)
        page.get_by_role("button", name="Options").tap()
        for group, value in (("Ratio", "2:3"), ("How many", "1")):
            page.get_by_role("group", name=group).locator(".chip", has_text=value).tap()
        card = send(page, "A fox in the snow")

        expect(page.get_by_role("group", name="Ratio")).to_be_hidden()
        expect_done(card)
        expect_drawn(card.locator(".tile img"))
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


# -- what is refused, and reference pictures


def test_a_refused_order_keeps_everything_typed_and_says_why_at_the_field(context, hub):
    before = requests.get(f"{hub.url}/api/tasks", timeout=10).json()["results"]
    page = page_at(context, "/?mode=video&model=runway")
    page.locator("textarea.prompt").fill("A storm over a harbour")
    page.get_by_text("Advanced").click()
    page.get_by_label("Watermark").fill("harbour films")
    for group, value in (("Ratio", "4:3"), ("Duration", "10 s"), ("Quality", "1080p")):
        choose(page, group, value)
    page.locator("[data-generate]").click()

    quality = page.get_by_role("group", name="Quality")
    expect(quality.get_by_role("alert")).to_have_text("Runway makes 1080p in 5 s only. Choose 720p, or 5 s.")
    expect(quality.locator("input:focus")).to_have_count(1)
    expect(page.locator("textarea.prompt")).to_have_value("A storm over a harbour")
    expect(page.get_by_label("Watermark")).to_have_value("harbour films")
    kept = page.locator("#composer .chip:has(:checked)").all_inner_texts()
    assert [text.strip() for text in kept] == ["4:3", "10 s", "1080p"]
    assert requests.get(f"{hub.url}/api/tasks", timeout=10).json()["results"] == before


def test_a_refused_field_is_seen_whole_with_a_sentence_beside_the_button(context):
    page = page_at(context, "/?mode=video&model=runway")
    page.locator("textarea.prompt").fill("A storm over a harbour")
    for group, value in (("Duration", "10 s"), ("Quality", "1080p")):
        choose(page, group, value)
    expect(page.locator("#cost")).to_have_text("Runway makes 1080p in 5 s only. Choose 720p, or 5 s.")
    page.locator("[data-generate]").click()
    expect(page.locator(".composer-refused")).to_contain_text("Not sent: Runway makes 1080p in 5 s only.")

    error, scroller = page.get_by_role("group", name="Quality").get_by_role("alert"), page.locator(".composer-scroll")
    assert eventually(lambda: holds(scroller, error), within=10)


def holds(outer: Locator, inner: Locator) -> bool:
    """Whether one element is seen whole inside another, by its height."""
    frame, box = outer.bounding_box(), inner.bounding_box()
    if not frame or not box:
        return False
    return frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"] + 1


def browse(page: Page, hub: Hub, folder: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Browse").first.click()
    chooser.value.set_files(a_picture(hub, folder / "gradient.jpg"))


def drop(page: Page, hub: Hub, folder: Path) -> None:
    held = page.evaluate_handle(
        """bytes => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], "dropped.jpg", { type: "image/jpeg" })); return data; }""",
        list(a_picture(hub, folder / "dropped.jpg").read_bytes()),
    )
    for event in ("dragover", "drop"):
        page.locator("[data-well=images]").dispatch_event(event, {"dataTransfer": held})


def pick(page: Page, hub: Hub, folder: Path) -> None:
    page.locator("[data-well=images] [data-from-gallery]").click()
    page.locator("#pick").get_by_role("button", name="A lighthouse at dusk").first.click()


@pytest.mark.parametrize("add", [browse, drop, pick])
def test_a_reference_picture_goes_along(context, hub, made, tmp_path, add: Callable[..., None]):
    page = page_at(context, "/")
    add(page, hub, tmp_path)
    expect_drawn(page.locator("[data-well=images] .thumb img"))
    card = send(page, f"The same, by {add.__name__}")

    assert len(task(hub, task_of(card))["params"]["images"]) == 1
    expect(page.locator(".thumb")).to_have_count(0)
    expect_done(card)


def test_what_is_animated_on_a_phone_shows_beneath_the_prompt_and_can_be_taken_off(browser, hub, made):
    with visiting(browser, hub, viewport=PHONE, has_touch=True, is_mobile=True) as profile:
        page = page_at(profile, f"/?mode=video&from={made.pictures['media_ids'][0]}&use=image")
        strip = page.locator("[data-strip]")
        expect(strip).to_contain_text("From: A lighthouse at dusk")
        expect_drawn(strip.locator("img"))
        strip.get_by_role("button").tap()

        expect(strip).to_be_hidden()
        expect(page.locator(".thumb")).to_have_count(0)


# -- afterwards


def test_a_job_that_waits_in_the_queue_is_cancelled(context, hub):
    card = send(page_at(context, "/"), "A slow boat [fault:code_455]")
    page = page_at(context, "/queue")
    row = card_of(page, "A slow boat")
    expect(row).to_contain_text("Trying again in")
    row.get_by_role("button", name="Cancel").click()

    expect(row.locator(".badge")).to_have_text("Cancelled")
    assert task(hub, task_of(card))["status"] == "cancelled"


def test_a_failure_is_dismissed_and_an_empty_queue_says_only_that(context, hub):
    page = page_at(context, "/queue")
    page.get_by_role("button", name="Clear finished").or_(page.locator(".queue-empty h2")).first.wait_for()
    if page.get_by_role("button", name="Clear finished").is_visible():
        page.get_by_role("button", name="Clear finished").click()
    send(page_at(context, "/"), "An empty purse [fault:code_402]")
    row = card_of(page, "An empty purse")
    expect(row.locator(".badge")).to_have_text("No credit", timeout=MADE)
    expect(page.locator("#pill")).to_have_text("1 needs you")
    row.get_by_role("button", name="Dismiss").click()

    expect(page.locator("#pill")).to_have_text("Idle")
    expect(page.locator(".queue-empty")).to_be_visible()
    expect(page.locator("#queue-totals")).to_be_hidden()
    expect(page.get_by_role("button", name="Clear finished")).to_be_hidden()


def test_a_question_closes_when_its_job_ends(context):
    page = page_at(context, "/")
    card = send(page, "A short race")
    expect(card).to_have_attribute("data-status", "running")
    card.get_by_role("button", name="Cancel").click()
    question = page.locator("#confirm")
    expect(question).to_be_visible()

    expect(question).to_be_hidden(timeout=MADE)
    expect_done(card)


def test_two_quick_clicks_on_again_order_once(context, hub):
    page = page_at(context, "/")
    card = send(page, "Twice the same stone")
    expect_done(card)
    card.get_by_role("button", name="Again").dblclick()
    expect(page.locator("article", has=page.locator(".job-prompt", has_text="Twice the same stone"))).to_have_count(2)
    page.reload()

    expect(page.locator("article", has=page.locator(".job-prompt", has_text="Twice the same stone"))).to_have_count(2)


def test_a_deleted_picture_comes_back_by_undo(context, hub, made):
    media_id = made.pictures["media_ids"][0]
    page = page_at(context, "/gallery")
    count = page.locator(".gallery-count")
    before = count.inner_text()
    tile = page.locator(f"#tile-{media_id}")
    tile.hover()
    tile.get_by_role("button", name="Delete").click()
    expect(tile).to_be_hidden()
    expect(count).not_to_have_text(before)
    assert requests.get(f"{hub.url}/api/media/{media_id}", timeout=10).status_code == 404
    page.get_by_role("button", name="Undo").click()

    expect(tile).to_be_visible()
    expect(count).to_have_text(before)
    assert requests.get(f"{hub.url}/api/media/{media_id}", timeout=10).status_code == 200


def test_the_viewer_steps_with_the_arrows_and_closes_with_esc(context, made):
    page = page_at(context, "/gallery?type=image")
    first, second = (link.get_attribute("data-asset") for link in page.locator("#wall a[data-asset]").all()[:2])
    page.locator(f"#tile-{first} a[data-asset]").click()
    viewer = page.locator("#viewer .viewer")

    expect(viewer).to_have_attribute("data-asset", first)
    page.keyboard.press("ArrowRight")
    expect(viewer).to_have_attribute("data-asset", second)
    expect(page).to_have_url(re.compile(f"/asset/{second}"))
    page.keyboard.press("ArrowLeft")
    expect(viewer).to_have_attribute("data-asset", first)
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    expect(page.locator(f"#tile-{first} a[data-asset]")).to_be_focused()


def test_a_downloaded_file_is_the_one_on_disk(context, hub, made):
    page = page_at(context, f"/asset/{made.pictures['media_ids'][1]}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()

    name = download.value.suggested_filename
    assert re.fullmatch(r"image_\d{14}_[0-9a-f-]{36}\.png", name)
    assert download.value.path().read_bytes() == (hub.folder / "media" / name).read_bytes()


def test_without_javascript_a_picture_is_ordered_seen_and_deleted(browser, hub):
    with visiting(browser, hub, java_script_enabled=False) as profile:
        page = page_at(profile, "/")
        page.locator("textarea.prompt").fill("A plain stone")
        page.locator("[data-generate]").click()
        card = card_of(page, "A plain stone")
        media_id = wait_for(hub, task_of(card), "completed", "failed", within=MADE / 1000)["media_ids"][0]
        page.get_by_role("link", name="refresh this page").click()
        expect(card.locator(".badge").first).to_have_text("Done")
        page.get_by_role("link", name="Gallery").first.click()
        page.locator(f"#tile-{media_id} a[data-asset]").click()
        page.get_by_role("button", name="Delete").click()
        expect(page).to_have_url(f"{hub.url}/gallery")

        expect(page.locator(f"#tile-{media_id}")).to_have_count(0)
        assert requests.get(f"{hub.url}/api/media/{media_id}", timeout=10).status_code == 404


def test_an_order_in_one_tab_shows_up_in_the_other(context):
    here, there = page_at(context, "/"), page_at(context, "/")
    card = send(here, "Two paper cranes")

    expect(card_of(there, "Two paper cranes")).to_be_visible(timeout=5_000)
    expect_done(card_of(there, "Two paper cranes"))
    expect_done(card)


# -- every page, and the settings


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_complains_or_asks_another_host(browser, hub, made, theme):
    paths = (
        *PAGES,
        f"/asset/{made.media_ids[0]}",
        f"/jobs/{made.pictures['task_id']}",
        "/api/",
        "/api/docs/",
        "/admin/",
    )
    with visiting(browser, hub, color_scheme=theme) as profile:
        page = profile.new_page()
        for path in paths:
            answer = page.goto(path, wait_until="networkidle")
            assert answer is not None
            assert answer.status == 200, path


def test_the_theme_stays(context):
    page = page_at(context, "/settings")
    page.get_by_role("button", name="Theme").click()
    chosen = page.locator("html").get_attribute("data-theme")
    page.goto("/gallery")

    assert chosen == "dark"
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_saved_key_shows_only_its_last_four_characters(context, hub):
    page = page_at(context, "/settings")
    page.get_by_placeholder("Paste the key").first.fill(KEY)
    page.locator("#providers").get_by_role("button", name="Save").first.click()

    expect(page.locator("#account-kie")).to_contain_text(f"ends in {KEY[-4:]}")
    seen = page.content() + requests.get(f"{hub.url}/api/settings", timeout=10).text
    assert KEY not in seen
    assert KEY[:8] not in seen

    page.locator("#account-kie").get_by_role("button", name="Remove").click()
    page.locator("#confirm").get_by_role("button", name="Remove").click()
    expect(page.locator("#account-kie")).to_contain_text("Not set")
