"""Makes the pictures of the README: ``.venv/bin/python docs/screenshots.py`` (after ``make setup-dev``, with Chromium).

It starts a whole MediaHub without a key in a temporary folder, orders from its sandbox until the gallery is pleasant to
look at, and photographs the pages. The sandbox draws the same picture for the same prompt, so the pictures stay alike.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from tests.mediahub.hub import Hub  # noqa: E402

#: Bytes that one picture may have.
MOST = 390_000
LARGE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

LIGHTHOUSE = "A lighthouse on a basalt cliff at dusk, long exposure, low fog over the sea"
NEXT_PROMPT = "Morning mist in a cedar forest, a wooden bridge, soft side light, 35 mm film"
NANO, KLING = {"model": "nano-banana-2"}, {"model": "kling-2.5-turbo"}
#: (kind, order), the oldest first.
GALLERY: list[tuple[str, dict[str, Any]]] = [
    ("image", {"prompt": "Dunes after the wind, one line of footprints", "aspect_ratio": "16:9", **NANO}),
    ("image", {"prompt": "Tea terraces in the rain, seen from a kite", "aspect_ratio": "3:4", **NANO}),
    ("video", {"prompt": "A paper boat drifts down a rainy gutter", "aspect_ratio": "9:16", "model": "runway"}),
    ("image", {"prompt": "Harbour at blue hour, lanterns on the water", "aspect_ratio": "21:9", **NANO}),
    ("video", {"prompt": "Aerial over salt flats at sunrise, slow push forward", "model": "veo3_fast"}),
    ("image", {"prompt": "Northern lights above a frozen lake, a red cabin", "aspect_ratio": "4:3", **NANO}),
    ("image", {"prompt": "Isometric cutaway of a tiny ceramic studio", "aspect_ratio": "1:1", **NANO}),
    ("video", {"prompt": "Hands shape a clay bowl, soft window light", "aspect_ratio": "1:1", **KLING}),
    ("image", {"prompt": "A heron at first light, reeds, ink wash", "aspect_ratio": "2:3", "n_variants": 2}),
    ("image", {"prompt": "The last tram of the night, wet cobbles, neon", "aspect_ratio": "16:9", **NANO}),
    ("image", {"prompt": "Still life of blood oranges on linen, 85 mm", "aspect_ratio": "3:2", "n_variants": 2}),
]


class Studio:
    """A running MediaHub that takes orders."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.sandbox = f"http://127.0.0.1:{(hub.folder / 'sandbox_port').read_text().strip()}"

    def order(self, kind: str, body: dict[str, Any]) -> str:
        """Returns the task id."""
        reply = requests.post(f"{self.hub.url}/api/{kind}s/generate", json=body, timeout=30)
        reply.raise_for_status()
        return str(reply.json()["task_id"])

    def wait(self, task_id: str, status: str = "completed") -> None:
        """Wait until the task has come to ``status``, 60 s at most."""
        deadline = time.monotonic() + 60
        while (seen := self._status(task_id)) != status:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{task_id} is {seen}, not {status}.")
            time.sleep(0.2)

    def let_misbehave(self, fault: str) -> None:
        """Let the sandbox answer the next order with a fault."""
        requests.post(f"{self.sandbox}/sandbox/faults", json={"name": fault}, timeout=10).raise_for_status()

    def _status(self, task_id: str) -> str:
        return str(requests.get(f"{self.hub.url}/api/tasks/{task_id}", timeout=10).json()["status"])


def fill_gallery(studio: Studio) -> None:
    """One after the other in threes, so that pictures and videos mix."""
    for start in range(0, len(GALLERY), 3):
        for task_id in [studio.order(kind, body) for kind, body in GALLERY[start : start + 3]]:
            studio.wait(task_id)


def fill_queue(studio: Studio) -> None:
    """A job for each list: one whose order got no answer, two that run, one that the service told to wait."""
    studio.let_misbehave("html_504_after")
    studio.wait(studio.order("video", {"prompt": "A whale breaches in slow motion, backlit spray"}), "unclear")
    studio.order("video", {"prompt": "Surf rolls over black sand, straight down from a drone", **KLING})
    runs = studio.order("image", {"prompt": "A kite above a tea terrace, rain coming in", "n_variants": 4})
    studio.wait(runs, "processing")
    studio.let_misbehave("code_455")
    studio.order("image", {"prompt": "A fox asleep under ferns, woodcut in three colours", "n_variants": 2})


@contextmanager
def window(browser: Browser, studio: Studio, **options: Any) -> Iterator[Page]:
    """A page of its own that knows the hub's addresses."""
    usual = {"viewport": LARGE, "color_scheme": "light", "reduced_motion": "reduce", "base_url": studio.hub.url}
    context = browser.new_context(**{**usual, **options})
    yield context.new_page()
    context.close()


def photograph(page: Page, name: str) -> None:
    """Save what the window shows as ``docs/{name}.png``; in coarser steps of colour where it would pass ``MOST``."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    target = DOCS / f"{name}.png"
    page.screenshot(path=target, animations="disabled", caret="hide")
    with Image.open(target) as taken:
        picture = taken.convert("RGB")
    for step in (1, 2, 3, 4, 6):
        picture.point([min(255, round(level / step) * step) for level in range(256)] * 3).save(target, optimize=True)
        if target.stat().st_size <= MOST:
            break
    sys.stdout.write(f"{target.relative_to(DOCS.parent)}: {target.stat().st_size / 1000:.0f} kB\n")


def show_generate(browser: Browser, studio: Studio) -> None:
    """Four pictures from one prompt, a video on its way, the next prompt being written."""
    studio.wait(studio.order("image", {"prompt": LIGHTHOUSE, "n_variants": 4, "aspect_ratio": "1:1"}))
    film = studio.order("video", {"prompt": "Waves at dusk, seen from the lamp room", "model": "veo3_fast"})
    with window(browser, studio) as page:
        page.goto("/")
        page.locator("textarea.prompt").fill(NEXT_PROMPT)
        page.locator("input[name=n_variants][value='4']").check(force=True)
        photograph(page, "generate")
    with window(browser, studio, viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True) as page:
        page.goto("/")
        photograph(page, "generate-phone")
    studio.wait(film)


def show_queue(browser: Browser, studio: Studio) -> None:
    """While two videos run."""
    fill_queue(studio)
    with window(browser, studio) as page:
        page.goto("/queue")
        page.locator("[data-section-list=waiting]").get_by_text("Trying again").wait_for()
        page.locator("[data-section-list=running] .pct", has_text="%").wait_for()
        photograph(page, "queue")


def show_gallery(browser: Browser, studio: Studio) -> None:
    for theme, name in (("light", "gallery"), ("dark", "gallery-dark")):
        with window(browser, studio, color_scheme=theme) as page:
            page.goto("/gallery")
            photograph(page, name)


def show_settings(browser: Browser, studio: Studio) -> None:
    with window(browser, studio) as page:
        page.goto("/settings")
        photograph(page, "settings")


def main() -> None:
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with tempfile.TemporaryDirectory(prefix="mediahub-docs-") as folder, Hub(Path(folder)) as hub:
        studio = Studio(hub)
        fill_gallery(studio)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            for show in (show_generate, show_gallery, show_settings, show_queue):
                show(browser, studio)
            browser.close()


if __name__ == "__main__":
    main()
