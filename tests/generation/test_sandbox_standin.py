"""Market models that the sandbox has no rules for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gallery.video import ffmpeg_path
from generation.providers.kie.sandbox import Sandbox
from generation.providers.kie.sandbox.offers import Seen
from generation.providers.kie.sandbox.standin import stand_in
from tests.generation.sandbox_client import Client, fetch

PROMPT = {"prompt": "a paper boat"}


@pytest.fixture(scope="module")
def kie() -> Iterator[Client]:
    with Sandbox(speed=200, ffmpeg=ffmpeg_path() or "", limits=False) as sandbox:
        yield Client(sandbox)


def planned(model: str, **given: Any) -> Any:
    return stand_in(model, given).plan({}, Seen())


def made(kie: Client, model: str, **given: Any) -> tuple[dict[str, Any], list[str]]:
    task = kie.ordered("market", {"model": model, "input": {**PROMPT, **given}})
    data = kie.ended("market", task)
    return data, json.loads(data["resultJson"])["resultUrls"]


@pytest.mark.parametrize(
    ("model", "given"),
    [
        ("kling-9/text-to-video", {}),
        ("wan/2-6-i2v", {}),
        ("wan/2-6-t2v", {}),
        ("maker/moving", {"duration": "5"}),
    ],
)
def test_a_film_is_known_by_its_id_or_its_duration(model: str, given: dict[str, Any]) -> None:
    assert planned(model, **given).kind == "video"


def test_anything_else_is_a_picture() -> None:
    assert planned("flux-3/text-to-image", resolution="2K").kind == "image"


@pytest.mark.parametrize("given", [{"n": 3}, {"num_images": "3"}, {"max_images": 3}])
def test_as_many_files_are_made_as_were_asked_for(given: dict[str, Any]) -> None:
    assert planned("flux-3/text-to-image", **given).count == 3


@pytest.mark.parametrize(
    "odd", [{"aspect_ratio": "1:0"}, {"aspect_ratio": [1]}, {"n": -1}, {"image_urls": [3, "http://["]}]
)
def test_settings_that_make_no_sense_are_not_looked_at(kie: Client, odd: dict[str, Any]) -> None:
    data, urls = made(kie, "flux-3/text-to-image", **odd)

    assert (data["state"], len(urls)) == ("success", 1)


def test_a_picture_comes_for_nothing(kie: Client) -> None:
    data, urls = made(kie, "flux-3/text-to-image", aspect_ratio="16:9", n=2)

    assert data["creditsConsumed"] == 0
    assert [fetch(url).content[:4] for url in urls] == [b"\x89PNG"] * 2


def test_a_film_comes_for_nothing(kie: Client) -> None:
    data, urls = made(kie, "kling-9/text-to-video", duration="1", aspect_ratio="9:16", resolution="480p", sound=True)

    assert data["creditsConsumed"] == 0
    assert fetch(urls[0]).content[4:8] == b"ftyp"


def test_a_prompt_is_wanted(kie: Client) -> None:
    answer = kie.create("market", {"model": "flux-3/text-to-image", "input": {"prompt": " "}})

    assert (answer["code"], answer["msg"]) == (422, "prompt is required")


def test_an_id_can_be_wrong_by_a_word_in_the_prompt(kie: Client) -> None:
    answer = kie.create("market", {"model": "none", "input": {"prompt": "a [fault:code_404]"}})

    assert answer["code"] == 404


def test_a_strict_sandbox_knows_its_own_models_only() -> None:
    with Sandbox(strict=True) as sandbox:
        answer = Client(sandbox).create("market", {"model": "none", "input": PROMPT})

    assert answer["code"] == 404
