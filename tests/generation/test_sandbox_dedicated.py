"""What has addresses of its own: Veo's and Runway's second steps, Aleph, Flux Kontext, Luma, Gemini Omni's helpers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from gallery.video import ffmpeg_path
from generation.providers.kie.sandbox import Sandbox
from tests.generation.sandbox_client import ALEPH, CREATE, KONTEXT, LUMA, RUNWAY, VEO, Client, fetch

VEO_EXTEND, VEO_4K = "/api/v1/veo/extend", "/api/v1/veo/get-4k-video"
RUNWAY_EXTEND = "/api/v1/runway/extend"
FILM = "https://films.example/tram.mp4"


@pytest.fixture(scope="module")
def kie() -> Iterator[Client]:
    with Sandbox(speed=200, ffmpeg=ffmpeg_path() or "", limits=False, credits=1_000_000) as sandbox:
        yield Client(sandbox)


@pytest.fixture
def veo(kie: Client) -> str:
    """A finished Veo video of 4 seconds."""
    task = kie.ordered("veo")
    kie.ended("veo", task)
    return task


def seconds(kie: Client, url: str) -> int:
    task, name = url.rsplit("/", 2)[1:]
    plan = kie.sandbox.desk.store.task(task).plan  # type: ignore[union-attr]
    return int(plan["whole"] if name.startswith("whole") else plan["seconds"])


# Veo


@pytest.mark.parametrize(("tier", "credits"), [("fast", 60), ("quality", 250), ("lite", 30)])
def test_an_extended_veo_video_has_a_new_part_and_a_complete_film(
    kie: Client, veo: str, tier: str, credits: float
) -> None:
    answer = kie.post(VEO_EXTEND, {"taskId": veo, "prompt": "the dog rests", "model": tier}).json()

    response = kie.ended("veo", answer["data"]["taskId"])["response"]
    assert [seconds(kie, url) for url in response["resultUrls"]] == [8]
    assert [seconds(kie, url) for url in response["fullResultUrls"]] == [12]
    assert b"ftyp" in fetch(response["fullResultUrls"][0]).content[:12]
    assert kie.charged(answer["data"]["taskId"]) == credits


def test_an_extension_can_be_extended(kie: Client, veo: str) -> None:
    first = kie.post(VEO_EXTEND, {"taskId": veo, "prompt": "a"}).json()["data"]["taskId"]
    kie.ended("veo", first)

    second = kie.post(VEO_EXTEND, {"taskId": first, "prompt": "b"}).json()["data"]["taskId"]

    assert seconds(kie, kie.ended("veo", second)["response"]["fullResultUrls"][0]) == 20


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"prompt": "a"}, "taskId is required"),
        ({"taskId": "nobody"}, "prompt is required"),
        ({"taskId": "nobody", "prompt": "a", "model": "veo3_fast"}, "model is not within the range"),
        ({"taskId": "nobody", "prompt": "a", "seeds": 5}, "seeds must be between"),
        ({"taskId": "nobody", "prompt": "a"}, "Record does not exist"),
    ],
)
def test_a_wrong_extension_is_refused(kie: Client, body: dict[str, Any], words: str) -> None:
    answer = kie.post(VEO_EXTEND, body).json()

    assert (answer["data"], words in answer["msg"]) == (None, True)


def test_a_video_that_was_made_1080p_cannot_be_extended(kie: Client, veo: str) -> None:
    kie.get("/api/v1/veo/get-1080p-video", taskId=veo)

    answer = kie.post(VEO_EXTEND, {"taskId": veo, "prompt": "a"}).json()

    assert (answer["code"], "1080p" in answer["msg"]) == (422, True)


def test_a_4k_version_is_a_task_of_its_own_and_is_made_once(kie: Client, veo: str) -> None:
    first = kie.post(VEO_4K, {"taskId": veo, "index": 0}).json()
    again = kie.post(VEO_4K, {"taskId": veo, "index": 0}).json()

    response = kie.ended("veo", first["data"]["taskId"])["response"]
    assert (first["data"]["resultUrls"], first["data"]["imageUrls"]) == (None, None)
    assert again["code"] == 422
    assert "in progress or already done" in again["msg"]
    assert set(response) == {"taskId", "resultUrls", "imageUrls", "mediaIds"}
    assert kie.charged(first["data"]["taskId"]) == 120


def test_a_4k_version_that_failed_can_be_asked_for_again(kie: Client, veo: str) -> None:
    kie.sandbox.fault("fail_500", path=VEO_4K)
    kie.post(VEO_4K, {"taskId": veo})

    assert kie.post(VEO_4K, {"taskId": veo}).json()["code"] == 200


# Runway and Aleph


def test_an_extended_runway_video_names_its_parent(kie: Client) -> None:
    first = kie.ordered("runway")
    kie.ended("runway", first)

    answer = kie.post(RUNWAY_EXTEND, {"taskId": first, "prompt": "on", "quality": "1080p"}).json()

    data = kie.ended("runway", answer["data"]["taskId"])
    assert data["parentTaskId"] == first
    assert seconds(kie, data["videoInfo"]["videoUrl"]) == 10
    assert kie.charged(data["taskId"]) == 30


def test_runway_extends_only_its_own(kie: Client, veo: str) -> None:
    answer = kie.post(RUNWAY_EXTEND, {"taskId": veo, "prompt": "on", "quality": "720p"}).json()

    assert answer["code"] == 422


def test_an_aleph_record_has_the_documented_fields(kie: Client) -> None:
    task = kie.ordered("aleph", ALEPH)

    data = kie.ended("aleph", task)

    assert set(data) == {
        *("taskId", "paramJson", "response", "completeTime", "createTime", "successFlag", "errorCode"),
        "errorMessage",
    }
    assert (data["successFlag"], data["errorCode"], data["errorMessage"]) == (1, 0, "")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", data["completeTime"])
    assert b"ftyp" in fetch(data["response"]["resultVideoUrl"]).content[:12]
    assert fetch(data["response"]["resultImageUrl"]).content[:2] == b"\xff\xd8"
    assert kie.charged(task) == 110


def test_a_failed_aleph_task_keeps_flag_0(kie: Client) -> None:
    data = kie.ended("aleph", kie.ordered("aleph", ALEPH, prompt="[fault:fail_400] snow"))

    assert (data["successFlag"], data["errorCode"], data["response"]) == (0, 400, None)
    assert "policy" in data["errorMessage"]


# Flux Kontext and Luma


def test_a_kontext_record_has_the_documented_fields(kie: Client) -> None:
    task = kie.ordered("kontext", KONTEXT)

    data = kie.ended("kontext", task)

    assert set(data["response"]) == {"originImageUrl", "resultImageUrl"}
    assert fetch(data["response"]["resultImageUrl"]).content[:4] == b"\x89PNG"
    assert fetch(data["response"]["originImageUrl"]).status_code == 200
    assert (data["successFlag"], kie.charged(task)) == (1, 5)


@pytest.mark.parametrize(("fault", "flag"), [("fail_400", 2), ("fail_500", 3)])
@pytest.mark.parametrize(("family", "body"), [("kontext", KONTEXT), ("luma", LUMA)])
def test_two_flags_tell_who_broke_it(kie: Client, family: str, body: dict[str, Any], fault: str, flag: int) -> None:
    data = kie.ended(family, kie.ordered(family, body, prompt=f"[fault:{fault}] a boat"))

    assert (data["successFlag"], data["response"]) == (flag, None)


@pytest.mark.parametrize(("fault", "flag"), [("", 1), ("[fault:undelivered] ", 4)])
def test_luma_has_two_flags_for_success(kie: Client, fault: str, flag: int) -> None:
    data = kie.ended("luma", kie.ordered("luma", LUMA, prompt=f"{fault}a drawing"))

    assert data["successFlag"] == flag
    assert (len(data["response"]["resultUrls"]), len(data["response"]["originUrls"])) == (1, 1)


@pytest.mark.parametrize(
    ("family", "body", "words"),
    [
        ("aleph", {**ALEPH, "videoUrl": None}, "videoUrl is required"),
        ("aleph", {**ALEPH, "aspectRatio": "2:3"}, "aspectRatio"),
        ("aleph", {**ALEPH, "seed": "5"}, "seed must be an integer"),
        ("kontext", {**KONTEXT, "aspectRatio": "3:2"}, "aspectRatio"),
        ("kontext", {**KONTEXT, "outputFormat": "jpg"}, "outputFormat"),
        ("kontext", {**KONTEXT, "safetyTolerance": 7}, "safetyTolerance"),
        ("kontext", {**KONTEXT, "safetyTolerance": 3, "inputImage": "https://a.example/b.png"}, "between 0 and 2"),
        ("luma", {"prompt": "a"}, "videoUrl is required"),
    ],
)
def test_a_wrong_body_is_refused(kie: Client, family: str, body: dict[str, Any], words: str) -> None:
    answer = kie.post(CREATE[family], body).json()

    assert (answer["data"], words in answer["msg"]) == (None, True)


# Faults


@pytest.mark.parametrize(("family", "body"), [("aleph", ALEPH), ("kontext", KONTEXT), ("luma", LUMA)])
def test_faults_strike_here_as_well(kie: Client, family: str, body: dict[str, Any]) -> None:
    refused = kie.create(family, body, prompt="[fault:code_429=1] a")
    hidden = kie.record(family, kie.ordered(family, body, prompt="[fault:never_visible] a"))
    spoilt = kie.record(family, kie.ordered(family, body, prompt="[fault:ask_code_500] a"))

    assert (refused["code"], hidden["code"], spoilt["code"]) == (429, 422, 500)


@pytest.mark.parametrize(
    ("path", "body"), [(VEO_EXTEND, {"prompt": "a"}), (VEO_4K, {}), (RUNWAY_EXTEND, {"prompt": "a", "quality": "720p"})]
)
def test_the_queue_of_faults_reaches_second_steps(kie: Client, path: str, body: dict[str, Any]) -> None:
    family = "runway" if "runway" in path else "veo"
    first = kie.ordered(family, RUNWAY if family == "runway" else VEO)
    kie.ended(family, first)
    kie.sandbox.fault("code_500_after", path=path)

    answer = kie.post(path, {**body, "taskId": first}).json()

    last = kie.sandbox.orders[-1]
    assert (answer["code"], last["path"], last["accepted"]) == (500, path, True)


def test_the_1080p_version_can_misbehave(kie: Client, veo: str) -> None:
    kie.sandbox.fault("html_503", path="/api/v1/veo/get-1080p-video")

    assert kie.get("/api/v1/veo/get-1080p-video", taskId=veo).status_code == 503


def test_a_list_of_extended_films_can_be_a_text(kie: Client, veo: str) -> None:
    answer = kie.post(VEO_EXTEND, {"taskId": veo, "prompt": "[fault:urls_as_text] on"}).json()

    response = kie.ended("veo", answer["data"]["taskId"])["response"]

    assert len(json.loads(response["fullResultUrls"])) == 1


# Gemini Omni's helpers


def test_a_voice_gets_an_id(kie: Client) -> None:
    answer = kie.post("/api/v1/omni/audio/create", {"audio_id": "warm", "name": "Ada"}).json()

    assert (answer["code"], answer["data"]["name"]) == (200, "Ada")


def test_a_person_gets_an_id(kie: Client) -> None:
    body = {"descriptions": "tall", "image_urls": ["https://a.example/b.png"], "character_name": "Ada"}

    answer = kie.post("/api/v1/omni/character/create", body).json()

    assert set(answer["data"]) == {"characterId", "characterName", "imageUrl"}


@pytest.mark.parametrize("path", ["audio", "character"])
def test_a_helper_wants_its_fields(kie: Client, path: str) -> None:
    assert kie.post(f"/api/v1/omni/{path}/create", {}).json()["code"] == 422
