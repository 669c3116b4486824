"""The sandbox's upload host, and what becomes of the files as inputs."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from PIL import Image

from gallery.video import ffmpeg_path
from generation.providers.kie.sandbox import Sandbox
from tests.generation.sandbox_client import CREATE, FOUR_O, NANO, RUNWAY, Client, fetch


@pytest.fixture(scope="module")
def kie() -> Iterator[Client]:
    with Sandbox(speed=200, ffmpeg=ffmpeg_path() or "", limits=False, credits=1_000_000) as sandbox:
        yield Client(sandbox)


def png(size: tuple[int, int] = (64, 48)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (200, 30, 60)).save(file, "PNG")
    return file.getvalue()


def test_a_streamed_upload_answers_in_the_recorded_form(kie: Client) -> None:
    answer = kie.upload(png())

    assert {**answer, "data": None} == {"success": True, "code": 200, "msg": "File uploaded successfully", "data": None}
    assert set(answer["data"]) == {
        *("success", "fileName", "filePath", "downloadUrl", "fileSize", "mimeType", "uploadedAt")
    }
    assert answer["data"]["filePath"] == "kieai/12345/mediahub/inputs/cat.png"
    assert (answer["data"]["fileSize"], answer["data"]["mimeType"]) == (len(png()), "image/png")
    assert fetch(answer["data"]["downloadUrl"]).content == png()


@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
def test_base64_is_taken_raw_and_as_a_data_address(kie: Client, prefix: str) -> None:
    data = prefix + base64.b64encode(png()).decode()

    answer = kie.post("/api/file-base64-upload", {"base64Data": data, "uploadPath": "a/b", "fileName": "x.png"}).json()

    assert fetch(answer["data"]["downloadUrl"]).content == png()


def test_an_address_of_this_machine_is_fetched(kie: Client) -> None:
    url = kie.upload(png())["data"]["downloadUrl"]

    answer = kie.post("/api/file-url-upload", {"fileUrl": url, "uploadPath": "copies"}).json()

    assert answer["data"]["filePath"] == "kieai/12345/copies/cat.png"


def test_a_large_streamed_upload_arrives_whole(kie: Client) -> None:
    content = b"\x89PNG" + bytes(range(256)) * 20_000

    assert fetch(kie.upload(content, "large.png")["data"]["downloadUrl"]).content == content


def test_the_same_name_overwrites(kie: Client) -> None:
    kie.upload(png(), "same.png")

    answer = kie.upload(png((10, 10)), "same.png")

    assert fetch(answer["data"]["downloadUrl"]).content == png((10, 10))


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("base64", {"base64Data": "AAAA"}, "Missing required parameter: uploadPath"),
        ("base64", {"uploadPath": "a"}, "Missing required parameter: base64Data"),
        ("base64", {"base64Data": "!", "uploadPath": "a"}, "Invalid base64 data"),
        ("base64", {"base64Data": "AAAA", "uploadPath": "/a"}, "Invalid parameter: uploadPath"),
        ("base64", {"base64Data": "AAAA", "uploadPath": "../a"}, "Invalid parameter: uploadPath"),
        ("base64", {"base64Data": "AAAA", "uploadPath": "a", "fileName": "../../x"}, "Invalid parameter: fileName"),
        ("url", {"fileUrl": "https://elsewhere.example/a.png", "uploadPath": "a"}, "from this machine only"),
        ("url", {"fileUrl": "file:///etc/passwd", "uploadPath": "a"}, "from this machine only"),
    ],
)
def test_a_wrong_upload_is_refused(kie: Client, path: str, body: dict[str, Any], words: str) -> None:
    answer = kie.post(f"/api/file-{path}-upload", body).json()

    assert (answer["success"], answer["code"]) == (False, 400)
    assert words in answer["msg"]


def test_an_upload_without_a_key_is_refused(kie: Client) -> None:
    answer = requests.post(f"{kie.sandbox.url}/api/file-base64-upload", json={}, timeout=5)

    assert answer.json() == {"success": False, "code": 401, "msg": "You do not have access permissions"}


def test_a_wrong_method_is_told(kie: Client) -> None:
    answer = kie.get("/api/file-stream-upload")

    assert answer.json() == {"success": False, "code": 405, "msg": "Method Not Allowed"}


def test_an_uploaded_picture_shows_in_the_result(kie: Client) -> None:
    url = kie.upload(png())["data"]["downloadUrl"]
    with_input = {**NANO, "input": {**NANO["input"], "image_input": [url], "output_format": "png"}}

    data = kie.ended("market", kie.ordered("market", with_input))

    image = Image.open(io.BytesIO(fetch(json.loads(data["resultJson"])["resultUrls"][0]).content))
    assert (200, 30, 60) in {colour for _, colour in image.getcolors(1 << 24) or []}


def test_a_video_takes_the_ratio_of_its_first_frame(kie: Client) -> None:
    url = kie.upload(png((300, 500)), "tall.png")["data"]["downloadUrl"]

    data = kie.ended("runway", kie.ordered("runway", {**RUNWAY, "imageUrl": url}))

    assert Image.open(io.BytesIO(fetch(data["videoInfo"]["imageUrl"]).content)).size == (720, 1280)


def test_an_upload_that_is_not_there_fails_the_task(kie: Client) -> None:
    gone = f"{kie.sandbox.url}/kieai/12345/mediahub/inputs/gone.png"

    data = kie.ended("4o", kie.ordered("4o", {**FOUR_O, "filesUrl": [gone]}))

    assert (data["successFlag"], data["errorCode"]) == (2, 451)


def test_runway_refuses_an_upload_that_is_not_there_at_once(kie: Client) -> None:
    gone = f"{kie.sandbox.url}/kieai/12345/mediahub/inputs/gone.png"

    assert kie.post(CREATE["runway"], {**RUNWAY, "imageUrl": gone}).json()["code"] == 451


def test_an_upload_that_is_no_picture_fails_the_task(kie: Client) -> None:
    url = kie.upload(b"no picture", "text.png")["data"]["downloadUrl"]

    data = kie.ended("market", kie.ordered("market", {**NANO, "input": {"prompt": "a", "image_input": [url]}}))

    assert (data["state"], data["failCode"]) == ("fail", "400")
