"""The look's promises: contrast, bytes, icons, and nothing inline that the content policy forbids."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
THEMES = ("light", "dark")


def tokens():
    """Each colour token as (light, dark), ``#RRGGBB`` or ``#RRGGBBAA``."""
    css = (STATIC / "css/tokens.css").read_text()
    found = re.findall(r"--([\w-]+): light-dark\((#[0-9A-F]+), (#[0-9A-F]+)\)", css, re.IGNORECASE)
    return {name: (light, dark) for name, light, dark in found}


TOKENS = tokens()


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """WCAG 2.x contrast of two opaque colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def over_white(colour):
    """What a translucent black looks like over a white picture."""
    grey = round(255 * (1 - int(colour[7:9], 16) / 255))
    return f"#{grey:02X}{grey:02X}{grey:02X}"


PAIRS = [
    *(("text", ground, 4.5) for ground in ("bg", "surface", "surface-2", "surface-3")),
    *(("text-2", ground, 4.5) for ground in ("bg", "surface", "surface-2", "surface-3")),
    *(("text-3", ground, 4.5) for ground in ("bg", "surface", "surface-2")),
    *(("on-accent", ground, 4.5) for ground in ("accent", "accent-hover")),
    *(("accent-text", ground, 4.5) for ground in ("bg", "surface", "surface-2", "accent-soft")),
    *(
        (tone, ground, 4.5)
        for tone in ("success", "warning", "danger", "info")
        for ground in ("surface", f"{tone}-soft")
    ),
    *(("border-strong", ground, 3) for ground in ("bg", "surface", "surface-2")),
    *(("accent", ground, 3) for ground in ("bg", "surface")),
    *(("focus", ground, 3) for ground in ("bg", "surface", "surface-2")),
    ("accent-text", "surface-3", 3),
    ("fav", "surface", 3),
    ("on-accent", "danger-solid", 4.5),
    ("on-accent", "stage", 4.5),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "ground", "need"), PAIRS, ids=lambda value: str(value))
def test_text_and_edges_can_be_told_from_their_ground(front, ground, need, theme):
    at = THEMES.index(theme)
    assert contrast(TOKENS[front][at], TOKENS[ground][at]) >= need


@pytest.mark.parametrize("theme", THEMES)
def test_buttons_on_media_can_be_read_over_a_white_picture(theme):
    ground = over_white(TOKENS["scrim"][THEMES.index(theme)])
    assert contrast("#FFFFFF", ground) >= 4.5
    assert contrast(TOKENS["fav-on-media"][THEMES.index(theme)], ground) >= 3


def linked(page, ending):
    """Static files that a page loads: those of the base, and its own."""
    sources = (ROOT / "templates/base.html").read_text() + page.read_text()
    return {STATIC / name for name in re.findall(r"{% static '([^']+)' %}", sources) if name.endswith(ending)}


def zipped(paths):
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


PAGES = [path for path in TEMPLATES if '{% extends "base.html" %}' in path.read_text()]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_first_load_stays_within_35_kilobytes_of_script_and_14_of_style(page):
    assert zipped(linked(page, ".js")) <= 35 * 1024
    assert zipped(linked(page, ".css")) <= 14 * 1024


def test_the_font_is_one_file_of_48_kilobytes():
    fonts = list(STATIC.glob("fonts/*.woff2"))
    assert len(fonts) == 1
    assert fonts[0].stat().st_size <= 48 * 1024


def used_icons():
    """Icons named in templates, and those that Python and scripts name."""
    drawn = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    scripts = {name for path in STATIC.glob("js/*.js") for name in re.findall(r'\bicon\("([\w-]+)"', path.read_text())}
    return drawn | scripts


def test_every_icon_that_is_used_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    assert used_icons() <= sprite


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_hold_nothing_inline(path):
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_name_no_provider_and_no_model(path):
    assert not re.search(r"\b(kie|openai|veo3?|runway|kling|sora|gpt4o|nano.banana)\b", path.read_text(), re.IGNORECASE)


@pytest.mark.parametrize("path", sorted(STATIC.glob("css/*.css")), ids=lambda path: path.name)
def test_styles_ask_nobody_else_for_anything(path):
    assert not re.search(r"url\([\"']?(?:https?:)?//|@import", path.read_text())
