"""What comes of an order of each Market model: how many files, of which kind, and what the result says besides."""

from __future__ import annotations

import io
import json
import re
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gallery.video import ffmpeg_path
from generation.providers.kie.sandbox import Sandbox
from generation.providers.kie.sandbox.market import MARKET
from tests.generation.sandbox_client import Client, fetch
from tests.generation.sandbox_orders import CONTINUES, smallest


@pytest.fixture(scope="module")
def kie() -> Iterator[Client]:
    with Sandbox(speed=400, ffmpeg=ffmpeg_path() or "", limits=False, credits=1_000_000) as sandbox:
        yield Client(sandbox)


@pytest.fixture(scope="module")
def earlier(kie: Client) -> dict[str, str]:
    """A finished task of each model that others continue."""
    return {model: kie.made(model, **smallest(model))[0] for model in {before for _, before in CONTINUES.values()}}


@pytest.fixture(scope="module")
def picture(kie: Client) -> str:
    """The address of an uploaded picture of 360 x 320 pixels."""
    file = io.BytesIO()
    Image.new("RGB", (360, 320), (200, 30, 60)).save(file, "PNG")
    return str(kie.upload(file.getvalue(), "small.png")["data"]["downloadUrl"])


@pytest.fixture(scope="module")
def clip(kie: Client) -> str:
    """The address of a video of the sandbox's own: 5 seconds, 480 x 854."""
    made = kie.made("bytedance/seedance-2-mini", prompt="a rose", resolution="480p", aspect_ratio="9:16")
    return str(made[1]["resultUrls"][0])


def image(url: str) -> Image.Image:
    opened = Image.open(io.BytesIO(fetch(url).content))
    opened.load()
    return opened


def probed(url: str, folder: Path) -> tuple[str, float, bool]:
    """A video's size, seconds, and whether it has sound."""
    path = folder / "clip.mp4"
    path.write_bytes(fetch(url).content)
    words = subprocess.run([ffmpeg_path() or "", "-i", str(path)], capture_output=True, text=True, check=False).stderr
    size, length = re.search(r" (\d{2,5}x\d{2,5})", words), re.search(r"Duration: 00:(\d+):([\d.]+)", words)
    assert size
    assert length
    return size[1], int(length[1]) * 60 + float(length[2]), "Audio:" in words


@pytest.mark.parametrize("model", MARKET)
def test_an_order_of_every_model_succeeds(kie: Client, earlier: dict[str, str], model: str) -> None:
    field, before = CONTINUES.get(model, ("", ""))
    given = {**smallest(model), **({field: earlier[before]} if field else {})}

    _, result = kie.made(model, **given)

    assert result.get("resultUrls") or result.get("resultObject") or result.get("character_id")


@pytest.mark.parametrize(
    ("model", "given", "count"),
    [
        ("grok-imagine/text-to-image", {}, 6),
        ("grok-imagine/text-to-image", {"enable_pro": True}, 4),
        ("wan/2-7-image", {}, 4),
        ("wan/2-7-image", {"n": 2}, 2),
        ("wan/2-7-image-pro", {"enable_sequential": True}, 12),
        ("bytedance/seedream-v4-text-to-image", {"max_images": 5}, 5),
        ("qwen/image-edit", {"num_images": "3"}, 3),
        ("ideogram/character", {"num_images": "2"}, 2),
        ("nano-banana-pro", {}, 1),
    ],
)
def test_as_many_files_come_as_the_model_makes(kie: Client, model: str, given: dict[str, Any], count: int) -> None:
    _, result = kie.made(model, **{**smallest(model), **given})

    assert len(set(result["resultUrls"])) == count


@pytest.mark.parametrize(
    ("model", "given", "form", "size"),
    [
        ("seedream/4.5-text-to-image", {"quality": "high"}, "PNG", (4096, 4096)),
        ("seedream/5-lite-text-to-image", {"quality": "basic", "output_format": "jpeg"}, "JPEG", (2048, 2048)),
        ("ideogram/v3-text-to-image", {"image_size": "portrait_4_3"}, "PNG", (768, 1024)),
        ("qwen/text-to-image", {"image_size": "landscape_16_9"}, "PNG", (1024, 576)),
        ("z-image", {"aspect_ratio": "1:1"}, "PNG", (1024, 1024)),
        ("google/nano-banana", {"output_format": "jpeg"}, "JPEG", (1024, 1024)),
    ],
)
def test_pictures_have_the_size_and_format_that_was_asked_for(
    kie: Client, model: str, given: dict[str, Any], form: str, size: tuple[int, int]
) -> None:
    _, result = kie.made(model, **{**smallest(model), **given})

    made = image(result["resultUrls"][0])
    assert (made.format, made.size) == (form, size)


@pytest.mark.parametrize(
    ("model", "given", "size", "seconds", "sounds"),
    [
        ("kling-2.6/text-to-video", {"aspect_ratio": "9:16", "sound": True}, "1080x1920", 5, True),
        ("hailuo/02-text-to-video-standard", {"duration": "10"}, "1364x768", 10, False),
        ("wan/2-7-text-to-video", {"ratio": "4:3", "resolution": "720p", "duration": 2}, "960x720", 2, True),
        ("pixverse-v6/text-to-video", {"quality": "360p", "duration": 1}, "640x360", 1, False),
        ("bytedance/seedance-2-mini", {"resolution": "480p", "generate_audio": False}, "852x480", 5, False),
    ],
)
def test_videos_are_as_long_and_large_as_was_asked_for(
    kie: Client, tmp_path: Path, model: str, given: dict[str, Any], size: str, seconds: float, sounds: bool
) -> None:
    _, result = kie.made(model, **{**smallest(model), **given})

    assert probed(result["resultUrls"][0], tmp_path) == (size, pytest.approx(seconds, abs=0.1), sounds)


@pytest.mark.parametrize(
    ("model", "given", "size"),
    [
        ("recraft/crisp-upscale", {}, (720, 640)),
        ("topaz/image-upscale", {"upscale_factor": "4"}, (1440, 1280)),
        ("recraft/remove-background", {}, (360, 320)),
    ],
)
def test_an_enlarged_picture_is_larger(
    kie: Client, picture: str, model: str, given: dict[str, Any], size: tuple[int, int]
) -> None:
    field = "image_url" if model.startswith("topaz") else "image"

    _, result = kie.made(model, **given, **{field: picture})

    assert image(result["resultUrls"][0]).size == size


def test_a_picture_without_its_background_is_a_png_with_transparency(kie: Client, picture: str) -> None:
    _, result = kie.made("recraft/remove-background", image=picture)

    made = image(result["resultUrls"][0])
    assert (made.format, made.mode) == ("PNG", "RGBA")
    assert made.getchannel("A").getextrema() == (0, 255)


def test_an_enlarged_video_is_larger_and_as_long(kie: Client, clip: str, tmp_path: Path) -> None:
    _, result = kie.made("topaz/video-upscale", video_url=clip, upscale_factor="2")

    size, seconds, _ = probed(result["resultUrls"][0], tmp_path)
    assert (size, seconds) == ("960x1704", pytest.approx(5, abs=0.1))


def test_a_video_that_follows_a_clip_has_its_length_and_ratio(kie: Client, clip: str, picture: str) -> None:
    given = {"input_urls": [picture], "video_urls": [clip], "character_orientation": "video", "mode": "720p"}
    task, _ = kie.made("kling-2.6/motion-control", **given)

    assert kie.sandbox.desk.store.task(task).plan["seconds"] == 5  # type: ignore[union-attr]
    assert kie.charged(task) == 5 * 11


def test_a_picture_in_layers_is_a_base_and_pngs_with_transparency(kie: Client, picture: str) -> None:
    _, result = kie.made("seedream/5-pro-layer-decomposition", image_url=picture)

    base, *layers = [image(url) for url in result["resultUrls"]]
    assert (base.format, base.size) == ("JPEG", (360, 320))
    assert {(layer.format, layer.mode) for layer in layers} == {("PNG", "RGBA")}


def test_masks_of_people_come_as_an_object(kie: Client, picture: str) -> None:
    _, result = kie.made("omnihuman-1-5/subject-detection", image_url=picture)

    masks = [image(url) for url in result["resultObject"]["mask_urls"]]
    assert {(mask.mode, mask.size) for mask in masks} == {("L", (360, 320))}
    assert "resultUrls" not in result


def test_the_last_frame_comes_beside_the_video(kie: Client) -> None:
    _, result = kie.made("bytedance/seedance-2-5", prompt="a rose", return_last_frame=True, aspect_ratio="16:9")

    assert image(result["lastFrameUrl"]).size == (1280, 720)
    assert len(result["resultUrls"]) == 1


def test_the_first_frame_comes_back_where_one_was_given(kie: Client, picture: str) -> None:
    _, result = kie.made("bytedance/seedance-2", prompt="a rose", first_frame_url=picture, return_last_frame=True)

    assert {"firstFrameUrl", "lastFrameUrl"} <= set(result)


def test_sora_gives_a_second_file_with_a_watermark(kie: Client) -> None:
    _, result = kie.made("sora-2-text-to-video", prompt="a rose")

    assert (len(result["resultUrls"]), len(result["resultWaterMarkUrls"])) == (1, 1)


def test_a_character_is_an_id(kie: Client) -> None:
    _, result = kie.made("sora-2-characters", **smallest("sora-2-characters"))

    assert set(result) == {"character_id"}


def test_a_speaking_picture_is_as_long_as_its_sound(kie: Client, picture: str) -> None:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000 * 7 // 2))
    url = kie.upload(sound.getvalue(), "speech.wav")["data"]["downloadUrl"]

    task, _ = kie.made("kling/ai-avatar-standard", image_url=picture, audio_url=url, prompt="a rose")

    assert kie.charged(task) == 4 * 8


# Input files


@pytest.mark.parametrize(
    ("model", "field", "name", "content", "words"),
    [
        ("nano-banana-edit", "image_urls", "a.gif", b"GIF89a", "could not be read"),
        ("recraft/crisp-upscale", "image", "a.mp4", b"\0\0\0\x18ftypmp42" + bytes(99), "could not be read"),
        ("topaz/video-upscale", "video_url", "a.png", b"\x89PNG\r\n\x1a\n" + bytes(99), "format"),
        ("recraft/remove-background", "image", "a.png", b"\x89PNG" + bytes(5 << 20), "larger"),
    ],
)
def test_a_file_that_the_model_does_not_take_fails_the_task(
    kie: Client, model: str, field: str, name: str, content: bytes, words: str
) -> None:
    url = kie.upload(content, name)["data"]["downloadUrl"]
    model = f"google/{model}" if model.startswith("nano") else model
    given = {**smallest(model), field: [url] if field.endswith("s") else url}

    data = kie.ended("market", kie.market(model, **given)["data"]["taskId"])

    assert (data["state"], data["failCode"]) == ("fail", "400")
    assert words in data["failMsg"]


def test_a_format_that_the_model_does_not_take_fails_the_task(kie: Client) -> None:
    file = io.BytesIO()
    Image.new("RGB", (32, 32)).save(file, "WEBP")
    url = kie.upload(file.getvalue(), "a.webp")["data"]["downloadUrl"]

    data = kie.ended("market", kie.market("kling/v2-1-standard", prompt="a", image_url=url)["data"]["taskId"])

    assert (data["failCode"], "format" in data["failMsg"]) == ("400", True)


@pytest.mark.parametrize(
    ("model", "field", "size"),
    [
        ("recraft/remove-background", "image", (400, 255)),
        ("bytedance/seedance-2", "first_frame_url", (299, 400)),
        ("minimax-h3/image-to-video", "first_frame_url", (5800, 300)),
    ],
)
def test_a_picture_of_the_wrong_size_fails_the_task(kie: Client, model: str, field: str, size: tuple[int, int]) -> None:
    file = io.BytesIO()
    Image.new("RGB", size).save(file, "PNG")
    url = kie.upload(file.getvalue(), "odd.png")["data"]["downloadUrl"]

    data = kie.ended("market", kie.market(model, **{**smallest(model), field: url})["data"]["taskId"])

    assert (data["failCode"], "width or height" in data["failMsg"]) == ("400", True)


@pytest.mark.parametrize(("seconds", "state"), [(2.0, "fail"), (3.5, "success")], ids=["too short", "long enough"])
def test_a_clip_of_the_wrong_length_fails_the_task(
    kie: Client, picture: str, tmp_path: Path, seconds: float, state: str
) -> None:
    path = tmp_path / "clip.mp4"
    source = f"color=size=320x240:rate=24:duration={seconds}"
    subprocess.run([ffmpeg_path() or "", "-loglevel", "error", "-f", "lavfi", "-i", source, str(path)], check=True)
    url = kie.upload(path.read_bytes(), f"clip-{state}.mp4")["data"]["downloadUrl"]

    answer = kie.market("happyhorse/video-edit", prompt="snow", video_url=url)

    assert kie.ended("market", answer["data"]["taskId"])["state"] == state


@pytest.mark.parametrize("field", ["video_url", "audio_url"])
def test_a_clip_that_is_not_there_fails_the_task(kie: Client, field: str) -> None:
    model = "volcengine/video-to-video-lip-sync"
    gone = f"{kie.sandbox.url}/kieai/12345/mediahub/inputs/gone.mp4"

    data = kie.ended("market", kie.market(model, **{**smallest(model), field: gone})["data"]["taskId"])

    assert data["failCode"] == "451"


def test_a_result_can_be_an_input(kie: Client) -> None:
    _, first = kie.made("nano-banana-2", prompt="a rose", output_format="png")

    task, second = kie.made("recraft/crisp-upscale", image=first["resultUrls"][0])

    assert image(second["resultUrls"][0]).size == (2048, 2048)
    assert json.loads(kie.record("market", task)["data"]["param"])["model"] == "recraft/crisp-upscale"
