"""The sandbox against the literal examples of Kie's documentation and of recorded traffic."""

from __future__ import annotations

import io
import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from gallery.video import ffmpeg_path
from generation.providers.kie.sandbox import NotLoopback, Sandbox
from generation.providers.kie.sandbox.drawing import strip
from tests.generation.sandbox_client import BODIES, CREATE, FOUR_O, KLING, NANO, RUNWAY, VEO, Client, fetch

FAST = 100.0
RECORDED_MARKET_KEYS = {
    *("taskId", "model", "state", "param", "resultJson", "failCode", "failMsg", "costTime", "completeTime"),
    "createTime",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(speed=FAST, ffmpeg=ffmpeg_path() or "", limits=False, strict=True) as running:
        yield running


@pytest.fixture
def kie(sandbox: Sandbox) -> Client:
    return Client(sandbox)


def picture(url: str) -> Image.Image:
    image = Image.open(io.BytesIO(fetch(url).content))
    image.load()
    return image


def probed(content: bytes, folder: Path) -> str:
    """What ffmpeg says about a video after decoding all of it."""
    path = folder / "clip.mp4"
    path.write_bytes(content)
    command = [ffmpeg_path() or "ffmpeg", "-hide_banner", "-i", str(path), "-f", "null", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


def result(kie: Client, family: str, body: dict[str, Any], **more: Any) -> list[str]:
    data = kie.ended(family, kie.ordered(family, body, **more))
    if family == "market":
        return list(json.loads(data["resultJson"])["resultUrls"])
    return [data["videoInfo"]["videoUrl"]] if family == "runway" else list(data["response"]["resultUrls"])


# Orders


@pytest.mark.parametrize(
    ("family", "form"),
    [
        ("market", r"[0-9a-f]{32}"),
        ("4o", r"task-4o-\w+"),
        ("veo", r"veo_task_\w+"),
        ("runway", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    ],
)
def test_a_create_call_answers_with_the_familys_kind_of_task_id(kie: Client, family: str, form: str) -> None:
    answer = kie.create(family)

    keys = {"taskId", "recordId"} if family == "market" else {"taskId"}
    assert (answer["code"], answer["msg"], set(answer["data"])) == (200, "success", keys)
    assert re.fullmatch(form, answer["data"]["taskId"])


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"X-Api-Key": "sandbox"}])
def test_a_wrong_or_missing_key_is_refused_under_http_200(sandbox: Sandbox, header: dict[str, str]) -> None:
    answer = requests.post(sandbox.url + CREATE["market"], json=NANO, headers=header, timeout=5)

    assert answer.status_code == 200
    assert answer.json() == {"code": 401, "msg": "You do not have access permissions"}


def _market(**values: Any) -> dict[str, Any]:
    return {**NANO, "input": {**NANO["input"], **values}}


def _kling(**values: Any) -> dict[str, Any]:
    return {**KLING, "input": {**KLING["input"], **values}}


def _sora(**values: Any) -> dict[str, Any]:
    return {"model": "sora-2-text-to-video", "input": {"prompt": "a", **values}}


KLING_IMAGE = {"model": "kling/v2-5-turbo-image-to-video-pro", "input": {"prompt": "a"}}
SORA_IMAGE = {"model": "sora-2-image-to-video", "input": {"prompt": "a", "image_urls": []}}
PICTURES = [f"https://pictures.example/{number}.png" for number in range(15)]

REFUSED = [
    ("market", {"input": {}}, 422, "model is required"),
    ("market", {**NANO, "model": "Nano-Banana-2"}, 404, "not supported"),
    ("market", {"model": "nano-banana-2", "prompt": "stray"}, 422, "input is required"),
    ("market", _market(prompt=None), 422, "prompt is required"),
    ("market", _market(prompt="x" * 20_001), 422, "20000"),
    ("market", _market(resolution="1k"), 500, "resolution is not within the range of allowed options"),
    ("market", _market(aspect_ratio="7:5"), 500, "aspect_ratio"),
    ("market", _market(output_format="jpeg"), 500, "output_format"),
    ("market", _market(image_input="https://a.example/b.png"), 422, "must be an array"),
    ("market", _market(image_input=PICTURES), 422, "14"),
    ("market", _market(image_input=["file:///etc/passwd"]), 422, "valid url"),
    ("market", _kling(duration=5), 500, "duration"),
    ("market", _kling(cfg_scale="0.5"), 422, "cfg_scale"),
    ("market", _kling(cfg_scale=1.1), 500, "cfg_scale"),
    ("market", _kling(aspect_ratio="4:3"), 500, "aspect_ratio"),
    ("market", KLING_IMAGE, 422, "image_url is required"),
    ("market", {**KLING_IMAGE, "input": {"prompt": "a", "image_url": PICTURES[0], "negative_prompt": "x" * 501}}, 422,
     "negative_prompt"),
    ("market", SORA_IMAGE, 422, "image_urls is required"),
    ("market", _sora(n_frames=10), 500, "n_frames"),
    ("market", _sora(aspect_ratio="16:9"), 500, "aspect_ratio"),
    ("4o", {"prompt": "a"}, 422, "size is required"),
    ("4o", {**FOUR_O, "size": "16:9"}, 422, "size"),
    ("4o", {"size": "1:1"}, 422, "prompt is required"),
    ("4o", {**FOUR_O, "nVariants": 3}, 422, "nVariants"),
    ("4o", {**FOUR_O, "nVariants": "2"}, 422, "nVariants"),
    ("4o", {**FOUR_O, "isEnhance": "true"}, 422, "isEnhance"),
    ("4o", {**FOUR_O, "filesUrl": PICTURES[:6]}, 422, "5"),
    ("veo", {**VEO, "prompt": " "}, 422, "prompt is required"),
    ("veo", {**VEO, "model": "fast"}, 422, "model"),
    ("veo", {**VEO, "duration": "8"}, 422, "duration"),
    ("veo", {**VEO, "aspect_ratio": "auto"}, 422, "aspect_ratio"),
    ("veo", {**VEO, "resolution": "4K"}, 422, "resolution"),
    ("veo", {**VEO, "seeds": 9999}, 500, "seeds"),
    ("veo", {**VEO, "generationType": "REFERENCE_2_VIDEO"}, 422, "imageUrls is required"),
    ("veo", {**VEO, "generationType": "REFERENCE_2_VIDEO", "imageUrls": PICTURES[:1]}, 422, "duration of 8"),
    ("veo", {**VEO, "model": "veo3", "duration": 8, "generationType": "REFERENCE_2_VIDEO", "imageUrls": PICTURES[:1]},
     422, "veo3_fast"),
    ("veo", {**VEO, "imageUrls": PICTURES[:3], "generationType": None}, 422, "2 files"),
    ("runway", {**RUNWAY, "prompt": "x" * 1801}, 422, "1800"),
    ("runway", {**RUNWAY, "duration": 10, "quality": "1080p"}, 422, "10-second"),
    ("runway", {**RUNWAY, "duration": 8}, 422, "duration"),
    ("runway", {**RUNWAY, "quality": None}, 422, "quality is required"),
    ("runway", {**RUNWAY, "aspectRatio": None}, 422, "aspectRatio is required"),
]  # fmt: skip


@pytest.mark.parametrize(("family", "body", "code", "words"), REFUSED)
def test_a_wrong_body_is_refused_under_http_200(
    kie: Client, family: str, body: dict[str, Any], code: int, words: str
) -> None:
    answer = kie.post(CREATE[family], body)

    assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (200, code, None)
    assert words in answer.json()["msg"]


@pytest.mark.parametrize(
    ("family", "body"),
    [
        ("market", _market(image_input=PICTURES[:14])),
        ("market", KLING),
        ("market", {**KLING_IMAGE, "input": {"prompt": "a", "image_url": PICTURES[0], "tail_image_url": PICTURES[1]}}),
        ("market", _sora(n_frames="15", aspect_ratio="portrait")),
        ("4o", {"filesUrl": PICTURES[:1], "size": "1:1"}),
        ("4o", {**FOUR_O, "nVariants": 4, "isEnhance": True, "maskUrl": PICTURES[0]}),
        ("veo", {"prompt": "a"}),
        ("veo", {**VEO, "generationType": "FIRST_AND_LAST_FRAMES_2_VIDEO", "imageUrls": PICTURES[:2]}),
        ("runway", {**RUNWAY, "duration": "5"}),
        ("runway", {"prompt": "a", "duration": 5, "quality": "1080p", "imageUrl": PICTURES[0]}),
    ],
)
def test_a_right_body_is_accepted(kie: Client, family: str, body: dict[str, Any]) -> None:
    assert kie.create(family, body)["code"] == 200


def test_a_body_that_is_not_json_is_refused(kie: Client) -> None:
    answer = requests.post(kie.sandbox.url + CREATE["veo"], data="{", headers=kie.headers, timeout=5)

    assert answer.json()["code"] == 400


def test_every_create_call_stands_in_the_book_of_orders() -> None:
    with Sandbox(speed=FAST) as sandbox:
        kie = Client(sandbox)
        task = kie.ordered("market")
        kie.create("market", {"model": "none"})
        kie.ended("market", task)
        first, second = kie.get("/sandbox/orders").json()

    assert (first["taskId"], first["accepted"], first["charged"], first["body"]) == (task, True, 8.0, NANO)
    assert (second["taskId"], second["accepted"], second["charged"]) == (None, False, 0)


# Records


def test_a_new_market_task_cannot_be_seen_at_once() -> None:
    with Sandbox(speed=0.1) as sandbox:
        kie = Client(sandbox)

        answer = kie.record("market", kie.ordered("market"))

    assert answer == {"code": 422, "msg": "recordInfo is null", "data": None}


def test_a_market_task_waits_then_runs_then_succeeds() -> None:
    seen: list[str] = []
    with Sandbox(speed=3, limits=False) as sandbox:
        kie = Client(sandbox)
        task = kie.ordered("market")
        while "success" not in seen:
            data = kie.record("market", task)["data"]
            seen += [data["state"]] if data and data["state"] not in seen else []
            time.sleep(0.01)

    assert seen == ["waiting", "queuing", "generating", "success"]


def test_a_running_market_record_has_the_recorded_keys(kie: Client) -> None:
    task = kie.ordered("market", prompt="[fault:endless] a rose")
    time.sleep(0.1)

    data = kie.record("market", task)["data"]

    assert set(data) == RECORDED_MARKET_KEYS
    assert (data["state"], data["resultJson"], data["failCode"], data["costTime"]) == ("generating", "", None, None)
    assert json.loads(json.loads(data["param"])["input"])["resolution"] == "1K"


def test_a_finished_market_record_names_its_files_and_its_cost(kie: Client) -> None:
    data = kie.ended("market", kie.ordered("market"))

    assert set(data) == {*RECORDED_MARKET_KEYS, "creditsConsumed"}
    assert (data["state"], data["creditsConsumed"], data["failMsg"]) == ("success", 8.0, None)
    assert data["completeTime"] > data["createTime"] > 1_700_000_000_000
    assert len(json.loads(data["resultJson"])["resultUrls"]) == 1


def test_a_4o_record_has_the_documented_fields(kie: Client) -> None:
    data = kie.ended("4o", kie.ordered("4o", nVariants=2))

    assert set(data) == {
        *("taskId", "paramJson", "completeTime", "response", "successFlag", "status", "errorCode", "errorMessage"),
        *("createTime", "progress"),
    }
    assert (data["successFlag"], data["status"], data["progress"]) == (1, "SUCCESS", "1.00")
    assert len(data["response"]["resultUrls"]) == 2


def test_a_running_4o_record_reports_progress_as_text(kie: Client) -> None:
    task = kie.ordered("4o", prompt="[fault:endless] a boat")
    time.sleep(0.1)

    data = kie.record("4o", task)["data"]

    assert (data["successFlag"], data["status"], data["response"]) == (0, "GENERATING", None)
    assert re.fullmatch(r"0\.\d\d", data["progress"])


def test_a_new_4o_task_has_no_data_yet(kie: Client) -> None:
    task = kie.ordered("4o", prompt="[fault:invisible=5] a boat")

    assert kie.record("4o", task) == {"code": 200, "msg": "success", "data": None}


def test_a_veo_record_has_the_documented_fields(kie: Client) -> None:
    data = kie.ended("veo", kie.ordered("veo"))

    assert set(data) == {
        *("taskId", "paramJson", "completeTime", "response", "successFlag", "errorCode", "errorMessage", "createTime"),
        "fallbackFlag",
    }
    assert set(data["response"]) == {
        *("taskId", "resultUrls", "fullResultUrls", "originUrls", "resolution", "hasAudioList", "seeds")
    }
    assert (data["successFlag"], json.loads(data["paramJson"])["aspectRatio"]) == (1, "16:9")


def test_a_runway_record_has_the_documented_fields(kie: Client) -> None:
    data = kie.ended("runway", kie.ordered("runway"))

    assert set(data) == {
        *("taskId", "parentTaskId", "generateParam", "state", "generateTime", "videoInfo", "failCode", "failMsg"),
        "expireFlag",
    }
    assert set(data["videoInfo"]) == {"videoId", "taskId", "videoUrl", "imageUrl"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", data["generateTime"])
    assert picture(data["videoInfo"]["imageUrl"]).size == (1280, 720)


@pytest.mark.parametrize(
    ("family", "words"),
    [
        ("market", "recordInfo is null"),
        ("4o", "Record does not exist"),
        ("veo", "record is null"),
        ("runway", "Record does not exist"),
    ],
)
def test_an_unknown_task_is_told_under_http_200(kie: Client, family: str, words: str) -> None:
    assert kie.record(family, "nobody") == {"code": 422, "msg": words, "data": None}


def test_a_query_without_a_task_id_is_refused(kie: Client) -> None:
    assert kie.get("/api/v1/jobs/recordInfo").json()["code"] == 400


@pytest.mark.parametrize("family", list(BODIES))
def test_a_refused_content_is_told_in_the_familys_own_words(kie: Client, family: str) -> None:
    task = kie.ordered(family, prompt="[fault:fail_400] a rose")

    data = kie.ended(family, task)

    told = {
        "market": {"state": "fail", "failCode": "400", "creditsConsumed": 0.0},
        "4o": {"successFlag": 2, "status": "GENERATE_FAILED", "errorCode": 400},
        "veo": {"successFlag": 2, "errorCode": 400, "response": None},
        "runway": {"state": "fail", "failCode": 400, "videoInfo": None},
    }[family]
    assert {name: data[name] for name in told} == told
    assert kie.charged(task) == 0


# Files


@pytest.mark.parametrize(("ratio", "size"), [("1:1", (1024, 1024)), ("3:2", (1536, 1024)), ("2:3", (1024, 1536))])
def test_4o_draws_pngs_of_its_three_sizes(kie: Client, ratio: str, size: tuple[int, int]) -> None:
    image = picture(result(kie, "4o", {**FOUR_O, "size": ratio})[0])

    assert (image.format, image.size) == ("PNG", size)


@pytest.mark.parametrize(
    ("values", "form", "size"),
    [
        ({}, "JPEG", (1024, 1024)),
        ({"aspect_ratio": "16:9", "output_format": "png"}, "PNG", (1376, 768)),
        ({"aspect_ratio": "9:16", "resolution": "2K"}, "JPEG", (1536, 2752)),
        ({"aspect_ratio": "auto", "resolution": "4K"}, "JPEG", (4096, 4096)),
        ({"aspect_ratio": "1:8"}, "JPEG", (352, 2912)),
    ],
)
def test_nano_banana_draws_what_was_asked_for(
    kie: Client, values: dict[str, Any], form: str, size: tuple[int, int]
) -> None:
    image = picture(result(kie, "market", _market(**values))[0])

    assert (image.format, image.size) == (form, size)


def test_the_caption_leaves_the_left_corners_to_the_page() -> None:
    label = strip(1024, 1024, "a rose garden in the rain, seen from a high window " * 3)

    assert label.width <= 1024 * 0.62
    assert label.height <= 48
    assert (label.width % 2, label.height % 2) == (0, 0)


@pytest.mark.parametrize("size", [(16, 9), (128, 1024), (1920, 1080)])
def test_a_caption_fits_every_picture(size: tuple[int, int]) -> None:
    assert strip(*size, "a rose").mode == "RGBA"


def test_variants_differ_and_the_same_order_gives_the_same_picture(kie: Client) -> None:
    first = [fetch(url).content for url in result(kie, "4o", FOUR_O, nVariants=4)]
    again = [fetch(url).content for url in result(kie, "4o", FOUR_O, nVariants=4)]

    assert len(set(first)) == 4
    assert first == again


@pytest.mark.parametrize(
    ("family", "body", "size", "seconds", "sound"),
    [
        ("veo", VEO, "1280x720", "00:00:04.00", True),
        ("runway", {**RUNWAY, "aspectRatio": "1:1"}, "960x960", "00:00:05.00", False),
        ("market", _kling(aspect_ratio="9:16"), "1080x1920", "00:00:05.00", False),
    ],
)
def test_videos_decode_and_are_as_ordered(
    kie: Client, tmp_path: Path, family: str, body: dict[str, Any], size: str, seconds: str, sound: bool
) -> None:
    content = fetch(result(kie, family, body)[0]).content

    words = probed(content, tmp_path)

    assert f" {size}" in words
    assert f"Duration: {seconds}" in words
    assert "yuv420p" in words
    assert "24 fps" in words
    assert ("Audio: aac" in words) is sound
    assert content.index(b"moov") < content.index(b"mdat")


def test_the_1080p_version_of_a_veo_video_comes_later_and_is_charged_once(tmp_path: Path) -> None:
    with Sandbox(speed=10, ffmpeg=ffmpeg_path() or "") as sandbox:
        kie = Client(sandbox)
        task = kie.ordered("veo")
        kie.ended("veo", task)

        first = kie.get("/api/v1/veo/get-1080p-video", taskId=task, index=0).json()
        time.sleep(0.4)
        second = kie.get("/api/v1/veo/get-1080p-video", taskId=task, index=0).json()

        assert (first["code"], second["code"], sandbox.credits) == (400, 200, 1000 - 60 - 5)
        assert " 1920x1080" in probed(fetch(second["data"]["resultUrl"]).content, tmp_path)


def test_files_are_served_in_part_and_with_a_tag(kie: Client) -> None:
    url = result(kie, "market", NANO)[0]
    whole = fetch(url)

    part = fetch(url, headers={"Range": "bytes=10-19"})
    tail = fetch(url, headers={"Range": "bytes=-5"})
    beyond = fetch(url, headers={"Range": f"bytes={len(whole.content)}-"})
    same = fetch(url, headers={"If-None-Match": whole.headers["ETag"]})

    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.content)}"
    assert tail.content == whole.content[-5:]
    assert (beyond.status_code, same.status_code, same.content) == (416, 304, b"")
    assert int(whole.headers["Content-Length"]) == len(whole.content)


def test_a_file_that_is_not_finished_is_not_there(kie: Client) -> None:
    task = kie.ordered("market", prompt="[fault:stuck] a rose")

    assert fetch(f"{kie.sandbox.url}/results/{task}/0.jpg").status_code == 404


def test_a_download_link_is_a_bare_text_that_works(kie: Client) -> None:
    url = result(kie, "market", NANO)[0]

    answer = kie.post("/api/v1/common/download-url", {"url": url}).json()

    assert (answer["code"], answer["msg"]) == (200, "success")
    assert "X-Amz-Expires=1200" in answer["data"]
    assert fetch(answer["data"]).content == fetch(url).content


def test_a_download_link_with_a_wrong_signature_is_refused(kie: Client) -> None:
    url = result(kie, "market", NANO)[0]

    assert fetch(f"{url}?X-Amz-Expires=1200&expires=9999999999&signature=0").status_code == 403


def test_there_is_no_link_for_a_foreign_address(kie: Client) -> None:
    answer = kie.post("/api/v1/common/download-url", {"url": "https://elsewhere.example/results/1.png"}).json()

    assert answer == {"code": 422, "msg": "url is wrong", "data": None}


def test_4o_has_a_link_of_its_own(kie: Client) -> None:
    task = kie.ordered("4o")
    url = kie.ended("4o", task)["response"]["resultUrls"][0]

    answer = kie.post("/api/v1/gpt4o-image/download-url", {"taskId": task, "url": url}).json()

    assert fetch(answer["data"]).status_code == 200


# Credits and limits


def test_credits_are_a_bare_number_with_a_fraction(kie: Client) -> None:
    text = kie.get("/api/v1/chat/credit").text

    assert re.fullmatch(r'\{"code":200,"msg":"success","data":\d+\.\d+\}', text)


def test_success_costs_and_spent_money_refuses_further_orders() -> None:
    with Sandbox(speed=FAST, credits=20) as sandbox:
        kie = Client(sandbox)
        tasks = [kie.ordered("market"), kie.ordered("market")]
        refused = kie.create("market")
        for task in tasks:
            kie.ended("market", task)
        left = kie.get("/api/v1/chat/credit").json()["data"]

    assert (refused["code"], left) == (402, 4.0)


def test_play_money_does_not_run_out_by_itself() -> None:
    with Sandbox(speed=FAST, limits=False) as sandbox:
        kie = Client(sandbox)
        answers = [kie.create("veo", model="veo3", resolution="4k", duration=8) for _ in range(8)]

        assert [answer["code"] for answer in answers] == [200] * 8
        assert sandbox.credits > 0


def test_play_money_that_was_set_runs_out_until_the_next_start(tmp_path: Path) -> None:
    with Sandbox(speed=FAST, data=tmp_path) as sandbox:
        kie = Client(sandbox)
        kie.post("/sandbox/credits", {"credits": 3})
        assert kie.create("market")["code"] == 402

    with Sandbox(speed=FAST, data=tmp_path) as sandbox:
        assert Client(sandbox).create("market")["code"] == 200


def test_a_spent_purse_is_filled_when_the_sandbox_starts_again(tmp_path: Path) -> None:
    with Sandbox(speed=FAST, credits=8.5, data=tmp_path) as sandbox:
        kie = Client(sandbox)
        kie.ended("market", kie.ordered("market"))
        assert sandbox.credits == 0.5

    with Sandbox(speed=FAST, credits=8.5, data=tmp_path) as sandbox:
        assert sandbox.credits == 8.5


def test_the_twenty_first_order_in_ten_seconds_is_dropped() -> None:
    with Sandbox(speed=FAST) as sandbox:
        answers = [Client(sandbox).post(CREATE["market"], NANO) for _ in range(21)]
        accepted = [order for order in sandbox.orders if order["accepted"]]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1].json()["code"] == 429
    assert len(accepted) == 20


def test_the_fourth_4o_query_of_a_second_is_refused() -> None:
    with Sandbox(speed=FAST) as sandbox:
        kie = Client(sandbox)
        task = kie.ordered("4o")
        codes = [kie.record("4o", task)["code"] for _ in range(4)]

    assert codes == [200, 200, 200, 429]


# The server


def test_a_restart_loses_no_task(tmp_path: Path) -> None:
    with Sandbox(speed=10, data=tmp_path) as sandbox:
        task = Client(sandbox).ordered("market")

    with Sandbox(speed=10, data=tmp_path) as sandbox:
        url = json.loads(Client(sandbox).ended("market", task)["resultJson"])["resultUrls"][0]
        assert picture(url).size == (1024, 1024)


def test_it_starts_in_well_under_a_second(tmp_path: Path) -> None:
    began = time.monotonic()

    with Sandbox(data=tmp_path) as sandbox:
        health = requests.get(f"{sandbox.url}/sandbox/health", timeout=5).json()
        took = time.monotonic() - began

    assert health == {"ok": True, "credits": 1000.0}
    assert took < 1


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.org", ""])
def test_it_does_not_listen_for_other_machines(host: str) -> None:
    with pytest.raises(NotLoopback, match="this machine only"):
        Sandbox(host=host)


@pytest.mark.parametrize("header", [{"Host": "rebound.example"}, {"Origin": "https://elsewhere.example"}])
def test_it_does_not_answer_pages_of_other_sites(sandbox: Sandbox, header: dict[str, str]) -> None:
    assert requests.get(f"{sandbox.url}/sandbox/orders", headers=header, timeout=5).status_code == 403


@pytest.mark.parametrize(("path", "status"), [("/api/v1/nothing", 404), ("/api/v1/veo/generate", 405)])
def test_unknown_addresses_and_methods_are_told_apart(kie: Client, path: str, status: int) -> None:
    assert kie.get(path).status_code == status


def test_a_known_signature_is_met() -> None:
    from generation.providers.kie.sandbox.courier import signature

    signed = signature("test-webhook-key", "ee9c2715375b7837f8bb51d641ff5863", "1767225600")

    assert signed == "WoJZGTt0tnjiYH2+HVq1hinPCg1Ka7vqbgTaVWRAOzY="
