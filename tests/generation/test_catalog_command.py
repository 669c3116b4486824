"""``manage.py catalog``: the table of all models."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from generation import model_table, registry
from generation.management.commands import catalog


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Path:
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(catalog, "PAGE", tmp_path / "models.md")
    return tmp_path / "models.md"


def printed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("catalog", *arguments, stdout=out)
    return out.getvalue()


def test_it_prints_every_model_with_its_key_id_price_and_status():
    text = printed()

    assert text.count("\n| ") >= len(list(registry.every_spec()))
    line = next(line for line in text.splitlines() if "`veo3_fast`" in line)
    assert "[Veo 3.1 Fast](https://docs.kie.ai/veo3-api/generate-veo-3-video)" in line
    assert "from $0.30 / video | live |" in line
    assert "retired: " in next(line for line in text.splitlines() if "`sora-2`" in line)


def test_the_counts_stand_at_the_top():
    specs = list(registry.every_spec())
    live = sum(spec.status == "live" for spec in specs)

    assert f"**{len(specs)} models** of " in printed()
    assert f": {live} live, " in printed()
    assert live >= 100


def test_what_is_needed_is_in_bold():
    line = next(line for line in printed().splitlines() if "`kling-ai-avatar-pro`" in line)

    assert "**picture (speaker)**, **sound file (voice)**" in line


def test_it_writes_the_page_that_it_then_finds_current(page):
    printed("--write")

    assert page.read_text() == model_table.text(registry.every_spec())
    assert "is what the catalogue says" in printed("--check")


@pytest.mark.parametrize("there", [True, False])
def test_a_page_that_is_not_current_fails_and_shows_what_differs(page, there):
    if there:
        page.write_text(printed().replace("Veo 3.1 Fast", "Veo 9"))
    out = io.StringIO()

    with pytest.raises(CommandError, match="catalog --write"):
        call_command("catalog", "--check", stdout=out)
    assert "+| [Veo 3.1 Fast]" in out.getvalue()


def test_the_page_of_this_repository_is_current():
    assert "is what the catalogue says" in printed("--check")
