"""Market models that continue an earlier task: which tasks they take, and what is told where they do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gallery.video import ffmpeg_path
from generation.providers.kie.sandbox import Sandbox
from tests.generation.sandbox_client import Client

GROK_FILM = "grok-imagine/text-to-video"
GROK_PICTURE = "grok-imagine/text-to-image"


@pytest.fixture(scope="module")
def kie() -> Iterator[Client]:
    with Sandbox(speed=400, ffmpeg=ffmpeg_path() or "", limits=False, credits=1_000_000) as sandbox:
        yield Client(sandbox)


@pytest.fixture(scope="module")
def film(kie: Client) -> str:
    """A finished film of Grok: 6 seconds of 480p, 3:2."""
    return kie.made(GROK_FILM, prompt="a rose", aspect_ratio="3:2")[0]


def plan_of(kie: Client, task: str) -> dict[str, Any]:
    found = kie.sandbox.desk.store.task(task)
    assert found
    return found.plan


def test_an_extended_film_is_longer_and_otherwise_the_same(kie: Client, film: str) -> None:
    task, _ = kie.made("grok-imagine/extend", task_id=film, prompt="on", extend_at=2, extend_times="10")

    plan = plan_of(kie, task)
    assert (plan["seconds"], plan["ratio"], plan["pixels"]) == (16, "3:2", 480)
    assert kie.charged(task) == 20


def test_an_extended_film_can_be_extended_and_enlarged(kie: Client, film: str) -> None:
    longer, _ = kie.made("grok-imagine/extend", task_id=film, prompt="on", extend_at=2, extend_times=6)

    larger, _ = kie.made("grok-imagine/upscale", task_id=longer, resolution="1080p")

    assert (plan_of(kie, larger)["seconds"], plan_of(kie, larger)["pixels"]) == (12, 1080)
    assert kie.charged(larger) == 10


def test_one_of_six_pictures_becomes_a_film(kie: Client) -> None:
    pictures, _ = kie.made(GROK_PICTURE, prompt="a rose", aspect_ratio="9:16")

    task, _ = kie.made("grok-imagine/image-to-video", task_id=pictures, index=5, duration="10", resolution="720p")

    plan = plan_of(kie, task)
    assert plan["inputs"] == [f"{kie.sandbox.url}/results/{pictures}/5.jpg"]
    assert (plan["seconds"], kie.charged(task)) == (10, 30)


def test_segments_of_a_picture_can_be_edited(kie: Client) -> None:
    picture, _ = kie.made("grok-imagine-image-2-0/text-to-image", prompt="a rose", aspect_ratio="1:1")
    segments, told = kie.made("grok-imagine-image-2-0/segment-map", task_id=picture)

    _, result = kie.made("grok-imagine-image-2-0/image-edit", prompt="red", task_id=segments, mask_indexs=[0])

    assert (len(told["resultObject"]["segments"]), len(result["resultUrls"])) == (3, 1)
    assert kie.charged(segments) == 0


def test_pixverse_extends_a_task_of_its_own(kie: Client) -> None:
    first, _ = kie.made("pixverse-v6/text-to-video", prompt="a rose", aspect_ratio="1:1", quality="360p", duration=2)

    task, _ = kie.made("pixverse-v6/extend", taskId=first, prompt="a bee", duration=3, quality="540p")

    assert (plan_of(kie, task)["seconds"], plan_of(kie, task)["pixels"]) == (5, 540)


def _extend(kie: Client, task: str) -> Any:
    return kie.market("grok-imagine/extend", task_id=task, prompt="on", extend_at=2, extend_times="6")


def test_a_task_that_nobody_knows_cannot_be_continued(kie: Client) -> None:
    assert _extend(kie, "nobody") == {"code": 422, "msg": "Record does not exist", "data": None}


def test_a_task_of_another_model_cannot_be_continued(kie: Client) -> None:
    other, _ = kie.made("nano-banana-2", prompt="a rose")

    assert (_extend(kie, other)["code"], "task_id" in _extend(kie, other)["msg"]) == (422, True)


def test_a_task_that_runs_or_failed_cannot_be_continued(kie: Client) -> None:
    running = kie.market(GROK_FILM, prompt="[fault:endless] a rose")["data"]["taskId"]
    failed = kie.market(GROK_FILM, prompt="[fault:fail_400] a rose")["data"]["taskId"]
    kie.ended("market", failed)

    told = {_extend(kie, task)["msg"] for task in (running, failed)}

    assert told == {"record status is not success"}


def test_a_picture_that_the_task_does_not_have_cannot_be_used(kie: Client) -> None:
    four, _ = kie.made(GROK_PICTURE, prompt="a rose", enable_pro=True)

    answer = kie.market("grok-imagine/image-to-video", task_id=four, index=4)

    assert (answer["code"], answer["msg"]) == (422, "record result data is not exist")


def test_a_refused_continuation_costs_nothing(kie: Client) -> None:
    _extend(kie, "nobody")

    last = kie.sandbox.orders[-1]
    assert (last["accepted"], last["charged"]) == (False, 0)
