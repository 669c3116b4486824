"""Inputs of every kind in a real browser: films, sound, pictures in order, rows, earlier results, a painted mask."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.gallery import samples
from tests.gallery.clips import clip
from tests.mediahub.hub import Hub, eventually
from tests.whole.browsing import PHONE, expect_done, expect_drawn, page_at, task_of, visiting
from tests.whole.browsing import send as send_off
from tests.whole.orders import ask, task, wait_for
from tests.whole.test_browser import NOWHERE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with Hub(tmp_path_factory.mktemp("inputs"), **NOWHERE) as running:
        yield running


@pytest.fixture
def context(browser: Any, hub: Hub) -> Iterator[BrowserContext]:
    with visiting(browser, hub) as profile:
        yield profile


@pytest.fixture(params=["large", "phone"])
def either(request: Any, browser: Any, hub: Hub) -> Iterator[BrowserContext]:
    """A large screen, then a phone."""
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if request.param == "phone" else {}
    with visiting(browser, hub, **options) as profile:
        yield profile


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of five seconds, sound of six and a half, two pictures."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "film.mp4").write_bytes(clip(seconds=5, size=(640, 360)))
    (folder / "voice.mp3").write_bytes(samples.sound("mp3", seconds=6.5))
    for name, colour in (("teal.png", "teal"), ("red.png", "red")):
        Image.new("RGB", (640, 480), colour).save(folder / name)
    return folder


def well(page: Page, name: str) -> Locator:
    return page.locator(f'[data-well="{name}"]')


def put(page: Page, name: str, *paths: Path) -> None:
    """Choose files for a well and wait until they are there."""
    well(page, name).locator("[data-file]").set_input_files(list(paths))
    expect(well(page, name).locator(".thumb:not(.loading)")).to_have_count(len(paths))


def seconds_of(sound: Locator) -> float:
    """How long an <audio> says that it is, once it knows."""
    known = "a => new Promise(done => a.readyState ? done(a.duration) : a.onloadedmetadata = () => done(a.duration))"
    return float(sound.evaluate(known))


def send(page: Page, prompt: str) -> Locator:
    """Send the form with a prompt that no other screen's order has."""
    return send_off(page, f"{prompt}, {(page.viewport_size or {}).get('width')}")


def open_form(context: BrowserContext, address: str) -> Page:
    """The Generate page with all of its form in sight, on a phone too."""
    page = page_at(context, address)
    toggle = page.get_by_role("button", name="Options")
    if toggle.is_visible():
        toggle.tap()
    return page


def test_a_film_is_changed_by_words_and_priced_by_its_length(either, hub, files):
    page = open_form(either, "/?mode=video&model=happyhorse-video-edit")
    expect(page.locator("#cost")).to_contain_text("a second")
    put(page, "video", files / "film.mp4")
    expect(well(page, "video")).to_contain_text("0:05 · 640 × 360")
    expect(page.locator("#cost")).to_contain_text("credits")
    card = send(page, "The same in snow")

    assert len(task(hub, task_of(card))["params"]["video"]) == 1
    expect_done(card)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")


def test_a_portrait_speaks(either, hub, files):
    page = open_form(either, "/?mode=video&model=kling-ai-avatar-standard")
    put(page, "image", files / "teal.png")
    put(page, "audio", files / "voice.mp3")
    assert seconds_of(well(page, "audio").locator("audio")) == pytest.approx(6.5, abs=0.2)
    card = send(page, "She speaks slowly")

    assert set(task(hub, task_of(card))["params"]) >= {"image", "audio"}
    expect_done(card)


def test_a_wrong_file_is_refused_at_its_well_and_nothing_else_is_lost(context, files):
    page = page_at(context, "/?mode=video&model=kling-ai-avatar-standard")
    put(page, "image", files / "teal.png")
    well(page, "audio").locator("[data-file]").set_input_files(files / "film.mp4")

    expect(well(page, "audio").get_by_role("alert")).to_have_text("film.mp4 is a video. Choose a sound file.")
    expect(well(page, "image").locator(".thumb")).to_have_count(1)


def test_nothing_is_ordered_while_a_file_is_on_its_way(context, hub, files):
    held: list[Any] = []
    page = page_at(context, "/?mode=video&model=runway")
    page.route("**/generate/picture", lambda route: held.append(route))
    well(page, "image").locator("[data-file]").set_input_files(files / "teal.png")
    expect(well(page, "image").locator(".loading")).to_have_count(1)
    page.locator("#param-prompt").fill("A tide")
    page.locator("[data-generate]").click()
    expect(page.locator("#toasts")).to_contain_text("A file is still on its way.")
    held[0].continue_()
    expect_drawn(well(page, "image").locator("img"))
    card = send(page, "A tide comes in")

    assert len(task(hub, task_of(card))["params"]["image"]) == 1


def test_a_film_of_several_shots_with_a_figure(either, hub, files):
    page = open_form(either, "/?mode=video&model=kling-3.0-video")
    put(page, "image", files / "teal.png")
    page.locator("summary", has_text="Advanced").click()
    for at, words in enumerate(("A door opens", "A cat walks in")):
        page.get_by_role("button", name="Add shot").click()
        shot = page.get_by_role("group", name=f"Shot {at + 1}", exact=True)
        shot.get_by_label("Prompt").fill(words)
        shot.get_by_label("Seconds").fill("23"[at])
    page.get_by_role("button", name="Move up: shot 2").click()
    expect(page.get_by_role("group", name="Shot 1", exact=True).get_by_label("Prompt")).to_have_value("A cat walks in")
    page.get_by_role("button", name="Add element").click()
    element = page.get_by_role("group", name="Element 1", exact=True)
    element.get_by_label("Name").fill("cat")
    element.get_by_label("Description").fill("a grey cat")
    put(page, "elements-0-images", files / "teal.png", files / "red.png")
    page.get_by_label("Sound", exact=False).first.check()
    card = send(page, "A visit")

    params = task(hub, task_of(card))["params"]
    assert [shot["prompt"] for shot in params["multi_prompt"]] == ["A cat walks in", "A door opens"]
    assert len(params["elements"][0]["images"]) == 2
    expect_done(card)


def test_rows_and_files_survive_a_reload(context, files):
    page = page_at(context, "/?mode=video")
    page.goto("/?mode=video&model=kling-3.0-video")
    page.locator("summary", has_text="Advanced").click()
    page.get_by_role("button", name="Add shot").click()
    page.get_by_role("group", name="Shot 1").get_by_label("Prompt").fill("A door opens")
    put(page, "image", files / "teal.png")
    kept = "localStorage.getItem('draft-video')?.includes('A+door+opens')"
    assert eventually(lambda: page.evaluate(kept), within=5)
    page.goto("/?mode=video")

    expect(page.get_by_role("group", name="Shot 1").get_by_label("Prompt")).to_have_value("A door opens")
    expect_drawn(well(page, "image").locator("img"))


def test_pictures_change_places(context, hub, files):
    page = page_at(context, "/?mode=image&model=seedream-4.5-edit")
    put(page, "images", files / "teal.png", files / "red.png")
    page.get_by_role("button", name="Move red.png forward").click()
    expect(well(page, "images").locator(".thumb").first).to_have_attribute("title", "red.png")
    card = send(page, "Both in one")

    first = task(hub, task_of(card))["params"]["images"][0]
    assert requests.get(f"{hub.url}/api/uploads/{first}", timeout=10).json()["name"] == "red.png"


def test_a_picture_is_animated_by_the_task_that_made_it(either, hub):
    made = wait_for(hub, ask(hub, "A heron", model="grok-imagine-text-to-image"), "completed", within=90)
    page = open_form(either, "/?mode=video&model=grok-imagine-image-to-video")
    page.locator("summary", has_text="Advanced").click()
    well(page, "task").locator("[data-from-gallery]").click()
    page.locator(f'#pick [data-pick="{made["media_ids"][1]}"]').click()
    expect_drawn(well(page, "task").locator("img"))
    card = send(page, "It flies away")

    assert task(hub, task_of(card))["params"]["task"] == [made["media_ids"][1]]
    expect_done(card)


def test_the_gallery_of_a_well_names_the_models_where_it_has_none(context):
    page = page_at(context, "/?mode=video&model=veo3-extend")
    well(page, "video").locator("[data-from-gallery]").click()
    expect(page.locator("#pick")).to_contain_text("Nothing here yet")
    page.locator("#pick").get_by_role("link", name="Veo 3.1 Lite").click()

    expect(page.locator("#model-button")).to_contain_text("Veo 3.1 Lite")


# -- painting


def painted(page: Page, hub: Hub) -> Image.Image:
    """The mask in its well."""
    whole = well(page, "mask").locator("img").get_attribute("data-whole")
    return Image.open(io.BytesIO(requests.get(f"{hub.url}{whole}", timeout=10).content))


def test_a_mask_is_painted_as_large_as_the_picture(either, hub, files):
    page = open_form(either, "/?mode=image&model=ideogram-v3-edit")
    put(page, "image", files / "teal.png")
    well(page, "mask").get_by_role("button", name="Paint", exact=True).click()
    canvas = page.locator("#painter canvas")
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Use this mask").click()
    expect_drawn(well(page, "mask").locator("img"))

    mask = painted(page, hub)
    assert (mask.size, mask.mode) == ((640, 480), "RGB")
    assert (mask.getpixel((384, 240)), mask.getpixel((20, 20))) == ((0, 0, 0), (255, 255, 255))
    card = send(page, "A boat there")
    expect_done(card)


def test_a_mask_is_painted_by_the_keyboard_turned_round_and_gone_on_with(context, hub, files):
    page = page_at(context, "/?mode=image&model=ideogram-v3-edit")
    put(page, "image", files / "teal.png")
    well(page, "mask").get_by_role("button", name="Paint", exact=True).click()
    expect(page.locator("#painter canvas")).to_be_focused()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Invert").click()
    page.get_by_role("button", name="Use this mask").click()
    expect_drawn(well(page, "mask").locator("img"))
    assert painted(page, hub).getpixel((320, 240)) == (255, 255, 255)
    before = well(page, "mask").locator("img").get_attribute("src")

    well(page, "mask").get_by_role("button", name="Paint on").click()
    expect(page.locator("#painter canvas")).to_be_focused()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Use this mask").click()
    expect(well(page, "mask").locator("img")).not_to_have_attribute("src", before or "")
    assert painted(page, hub).getpixel((320, 240)) == (0, 0, 0)


def test_without_a_picture_there_is_nothing_to_paint_on(context):
    page = page_at(context, "/?mode=image&model=ideogram-v3-edit")
    well(page, "mask").get_by_role("button", name="Paint", exact=True).click()

    expect(well(page, "mask").get_by_role("alert")).to_have_text("Add the picture first, then paint on it.")
