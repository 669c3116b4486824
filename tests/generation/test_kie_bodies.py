"""Every model's order as Kie.ai must receive it, written by hand from docs.kie.ai (19 August 2026)."""

from __future__ import annotations

from typing import Any

import pytest

from generation.providers.base import InputFile, ModelSpec, Request
from generation.providers.errors import Rejected
from generation.providers.kie import KieProvider, catalog
from tests.generation.loopback import Loopback, answer

A, B, C = (f"https://tempfile.redpandaai.co/kieai/1/mediahub/inputs/{name}.png" for name in "abc")
P = {"prompt": "a paper boat on a lake"}

FOUR_O = "/api/v1/gpt4o-image/generate"
VEO = "/api/v1/veo/generate"
RUNWAY = "/api/v1/runway/generate"
MARKET = "/api/v1/jobs/createTask"

Case = tuple[ModelSpec, dict[str, Any], dict[str, list[str]], str, dict[str, Any]]


def veo(model: str, **more: Any) -> dict[str, Any]:
    return {
        "prompt": "a paper boat on a lake",
        "model": model,
        "generationType": "TEXT_2_VIDEO",
        "aspect_ratio": "16:9",
        "aspectRatio": "16:9",
        "resolution": "720p",
        "duration": 8,
        "enableTranslation": True,
        **more,
    }


CASES: dict[str, Case] = {
    "4o": (catalog.GPT4O_IMAGE, P, {}, FOUR_O, {"prompt": "a paper boat on a lake", "size": "1:1"}),
    "4o with all": (
        catalog.GPT4O_IMAGE,
        {**P, "aspect_ratio": "3:2", "n_variants": 4, "is_enhance": True},
        {"images": [A], "mask": [B]},
        FOUR_O,
        {
            "prompt": "a paper boat on a lake",
            "size": "3:2",
            "nVariants": 4,
            "isEnhance": True,
            "filesUrl": [A],
            "maskUrl": B,
        },
    ),
    "4o without a prompt": (catalog.GPT4O_IMAGE, {}, {"images": [A, B]}, FOUR_O, {"size": "1:1", "filesUrl": [A, B]}),
    "veo fast": (catalog.VEO3_FAST, P, {}, VEO, veo("veo3_fast")),
    "veo": (
        catalog.VEO3,
        {**P, "aspect_ratio": "9:16", "resolution": "4k", "duration": 4, "enable_translation": False},
        {},
        VEO,
        veo("veo3", aspect_ratio="9:16", aspectRatio="9:16", resolution="4k", duration=4, enableTranslation=False),
    ),
    "veo lite, marked": (
        catalog.VEO3_LITE,
        {**P, "watermark": "mine", "resolution": "1080p"},
        {},
        VEO,
        veo("veo3_lite", watermark="mine", resolution="1080p"),
    ),
    "veo from a frame": (
        catalog.VEO3,
        {**P, "aspect_ratio": "Auto"},
        {"image": [A]},
        VEO,
        veo(
            "veo3",
            aspect_ratio="Auto",
            aspectRatio="Auto",
            generationType="FIRST_AND_LAST_FRAMES_2_VIDEO",
            imageUrls=[A],
        ),
    ),
    "veo between frames": (
        catalog.VEO3_FAST,
        P,
        {"last_frame": [B], "image": [A]},
        VEO,
        veo("veo3_fast", generationType="FIRST_AND_LAST_FRAMES_2_VIDEO", imageUrls=[A, B]),
    ),
    "veo with references": (
        catalog.VEO3_LITE,
        P,
        {"reference_images": [A, B, C]},
        VEO,
        veo("veo3_lite", generationType="REFERENCE_2_VIDEO", imageUrls=[A, B, C]),
    ),
    "runway": (
        catalog.RUNWAY,
        {**P, "aspect_ratio": "4:3", "duration": 10},
        {},
        RUNWAY,
        {"prompt": "a paper boat on a lake", "duration": 10, "quality": "720p", "aspectRatio": "4:3"},
    ),
    "runway from a frame": (
        catalog.RUNWAY,
        {**P, "quality": "1080p", "watermark": "mine"},
        {"image": [A]},
        RUNWAY,
        {
            "prompt": "a paper boat on a lake",
            "duration": 5,
            "quality": "1080p",
            "imageUrl": A,
            "waterMark": "mine",
        },
    ),
    "sora": (
        catalog.SORA_2,
        {**P, "aspect_ratio": "9:16", "duration": 15},
        {},
        MARKET,
        {
            "model": "sora-2-text-to-video",
            "input": {
                "prompt": "a paper boat on a lake",
                "aspect_ratio": "portrait",
                "n_frames": "15",
                "remove_watermark": True,
            },
        },
    ),
    "sora from a picture": (
        catalog.SORA_2,
        {**P, "remove_watermark": False},
        {"image": [A]},
        MARKET,
        {
            "model": "sora-2-image-to-video",
            "input": {
                "prompt": "a paper boat on a lake",
                "aspect_ratio": "landscape",
                "n_frames": "10",
                "remove_watermark": False,
                "image_urls": [A],
            },
        },
    ),
    "kling": (
        catalog.KLING_25_TURBO,
        {"prompt": "waves at dusk", "negative_prompt": "blur"},
        {},
        MARKET,
        {
            "model": "kling/v2-5-turbo-text-to-video-pro",
            "input": {
                "prompt": "waves at dusk",
                "duration": "5",
                "aspect_ratio": "16:9",
                "negative_prompt": "blur",
                "cfg_scale": 0.5,
            },
        },
    ),
    "kling from a frame": (
        catalog.KLING_25_TURBO,
        {**P, "aspect_ratio": "1:1", "duration": 10, "cfg_scale": 0.8},
        {"image": [A]},
        MARKET,
        {
            "model": "kling/v2-5-turbo-image-to-video-pro",
            "input": {"prompt": "a paper boat on a lake", "duration": "10", "cfg_scale": 0.8, "image_url": A},
        },
    ),
    "kling between frames": (
        catalog.KLING_25_TURBO,
        P,
        {"image": [A], "last_frame": [B]},
        MARKET,
        {
            "model": "kling/v2-5-turbo-image-to-video-pro",
            "input": {
                "prompt": "a paper boat on a lake",
                "duration": "5",
                "cfg_scale": 0.5,
                "image_url": A,
                "tail_image_url": B,
            },
        },
    ),
    "nano banana": (
        catalog.NANO_BANANA_2,
        P,
        {},
        MARKET,
        {
            "model": "nano-banana-2",
            "input": {
                "prompt": "a paper boat on a lake",
                "aspect_ratio": "auto",
                "resolution": "1K",
                "output_format": "jpg",
            },
        },
    ),
    "nano banana, an edit": (
        catalog.NANO_BANANA_2,
        {**P, "aspect_ratio": "8:1", "resolution": "4K", "output_format": "png"},
        {"images": [A, B]},
        MARKET,
        {
            "model": "nano-banana-2",
            "input": {
                "prompt": "a paper boat on a lake",
                "aspect_ratio": "8:1",
                "resolution": "4K",
                "output_format": "png",
                "image_input": [A, B],
            },
        },
    ),
}


def request_of(
    spec: ModelSpec, given: dict[str, Any], pictures: dict[str, list[str]], callback_url: str = ""
) -> Request:
    form = spec.params.from_json({**given, **pictures})
    assert form.is_valid(), form.problems()
    params = {name: value for name, value in form.params().items() if name not in pictures}
    inputs = {name: tuple(InputFile(url=url) for url in urls) for name, urls in pictures.items()}
    return Request(spec, params, inputs, callback_url=callback_url)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_order_is_what_kie_expects(case: Case) -> None:
    spec, given, pictures, path, body = case
    with Loopback([answer(200, {"code": 200, "msg": "success", "data": {"taskId": "t"}})]) as server:
        KieProvider({"api_key": "sk-test", "base_url": server.url}).submit(request_of(spec, given, pictures))
    assert (server.seen[0].path, server.seen[0].json) == (path, body)


@pytest.mark.parametrize("spec", catalog.SPECS, ids=[spec.key for spec in catalog.SPECS])
def test_a_callback_address_stands_beside_the_rest(spec: ModelSpec) -> None:
    with Loopback([answer(200, {"code": 200, "data": {"taskId": "t"}})]) as server:
        provider = KieProvider({"api_key": "sk-test", "base_url": server.url})
        provider.submit(request_of(spec, P, {}, "https://hub.example/cb/abc"))
    assert server.seen[0].json["callBackUrl"] == "https://hub.example/cb/abc"


def test_a_picture_that_was_not_uploaded_stops_the_order() -> None:
    request = Request(catalog.RUNWAY, {**P, "duration": 5, "quality": "720p"}, {"image": (InputFile(),)})
    with Loopback() as server, pytest.raises(Rejected) as caught:
        KieProvider({"api_key": "sk-test", "base_url": server.url}).submit(request)
    assert (caught.value.field, server.seen) == ("image", [])
