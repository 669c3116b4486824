"""The rules of every Market model: what Kie's pages say of a field, and what becomes of what they do not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from generation.providers.kie.sandbox import Sandbox, check_order
from generation.providers.kie.sandbox.market import MARKET
from tests.generation.sandbox_client import NANO, Client
from tests.generation.sandbox_orders import FILM, PICTURE, SOUND, smallest

CLIP = {"url": FILM, "start": 1, "ends": 9}
PALETTE = [{"hex": "#ff0000", "ratio": "25.00%"}] * 4
SHOTS = [{"prompt": "a rose", "duration": 5}, {"prompt": "a bee", "duration": 5}]
ELEMENT = {"name": "cat", "description": "a cat", "element_input_urls": [PICTURE, PICTURE]}


@pytest.fixture(scope="module")
def kie() -> Iterator[Client]:
    with Sandbox(speed=200, limits=False, credits=1_000_000) as sandbox:
        yield Client(sandbox)


def order(model: str, **changed: Any) -> dict[str, Any]:
    """The smallest right order with some fields changed; None leaves one out."""
    return {name: value for name, value in {**smallest(model), **changed}.items() if value is not None}


@pytest.mark.parametrize("model", MARKET)
def test_the_smallest_order_of_every_model_is_right(model: str) -> None:
    assert check_order(model, smallest(model)) == []


@pytest.mark.parametrize(
    ("model", "field"),
    [(model, name) for model, offer in MARKET.items() for name, rule in offer.fields.items() if rule.required],
)
def test_a_required_field_is_missed_by_name(model: str, field: str) -> None:
    assert any(
        problem.startswith(f"{field} is required") for problem in check_order(model, order(model, **{field: None}))
    )


WRONG: list[tuple[str, dict[str, Any], str]] = [
    # letters and types
    ("hailuo/02-image-to-video-standard", {"resolution": "768p"}, "resolution"),
    ("wan/3-0-video", {"resolution": "720p"}, "resolution"),
    ("kling-3.0/video", {"mode": "4k"}, "mode"),
    ("kling-3.0-omni/text-to-video", {"resolution": "4K"}, "resolution"),
    ("bytedance/seedance-2", {"resolution": "4K"}, "resolution"),
    ("nano-banana-pro", {"output_format": "jpeg"}, "output_format"),
    ("google/nano-banana", {"output_format": "jpg"}, "output_format"),
    ("kling-2.6/text-to-video", {"duration": 5}, "duration"),
    ("kling-3.0/video", {"duration": 5}, "duration"),
    ("kling-3.0-omni/text-to-video", {"duration": "5"}, "duration"),
    ("bytedance/seedance-2", {"duration": "5"}, "duration"),
    ("bytedance/v1-pro-text-to-video", {"duration": 5}, "duration"),
    ("wan/2-6-text-to-video", {"duration": 5}, "duration"),
    ("wan/2-7-text-to-video", {"duration": "5"}, "duration"),
    ("minimax-h3/text-to-video", {"duration": "6"}, "duration"),
    ("gemini-omni-video", {"duration": 8}, "duration"),
    ("veo-3-1", {"duration": "8"}, "duration"),
    ("happyhorse/text-to-video", {"duration": 5.5}, "duration"),
    ("sora-2-text-to-video", {"n_frames": 10}, "n_frames"),
    ("qwen/image-edit", {"num_images": 2}, "num_images"),
    ("ideogram/v3-remix", {"num_images": 2}, "num_images"),
    ("topaz/image-upscale", {"upscale_factor": 2}, "upscale_factor"),
    ("omnihuman-1-5", {"output_resolution": 720}, "output_resolution"),
    ("google/imagen4", {"seed": 5}, "seed must be a string"),
    ("google/imagen4-fast", {"seed": "5"}, "seed must be an integer"),
    ("grok-imagine/image-to-video", {"duration": 6}, "duration"),
    ("kling-2.6/text-to-video", {"sound": "true"}, "sound must be a boolean"),
    ("wan/2-7-videoedit", {"reference_image": [PICTURE]}, "reference_image must be a string"),
    ("wan/2-7-r2v", {"reference_image": PICTURE}, "reference_image must be an array"),
    ("qwen2/image-edit", {"image_url": [PICTURE]}, "image_url must be a string"),
    ("ideogram/character-remix", {"reference_mask_urls": [PICTURE]}, "reference_mask_urls must be a string"),
    # bounds
    ("z-image", {"prompt": "x" * 1001}, "1000"),
    ("qwen2/text-to-image", {"prompt": "x" * 801}, "800"),
    ("flux-2/pro-text-to-image", {"prompt": "ab"}, "at least 3"),
    ("seedream/5-lite-text-to-image", {"prompt": "ab"}, "at least 3"),
    ("kling-2.6/image-to-video", {"image_urls": [PICTURE] * 2}, "1 files"),
    ("google/nano-banana-edit", {"image_urls": [PICTURE] * 11}, "10 files"),
    ("flux-2/flex-image-to-image", {"input_urls": [PICTURE] * 9}, "8 files"),
    ("bytedance/seedance-2", {"reference_image_urls": [PICTURE] * 10}, "9 files"),
    ("bytedance/seedance-2-5", {"duration": 31}, "duration"),
    ("bytedance/seedance-1.5-pro", {"duration": 13}, "duration"),
    ("grok-imagine/text-to-video", {"duration": 31}, "duration"),
    ("wan/2-7-videoedit", {"duration": 1}, "duration"),
    ("bytedance/seedream-v4-edit", {"max_images": 7}, "max_images"),
    ("infinitalk/from-audio", {"seed": 9999}, "seed"),
    ("wan/2-7-image", {"color_palette": PALETTE[:2]}, "at least 3"),
    ("kling-3.0-omni/text-to-video", {"customize_multi_shots": True, "multi_prompt": SHOTS * 4}, "6 items"),
    ("gpt-image-2-image-to-image", {"input_urls": [PICTURE] * 17}, "16 files"),
    # objects
    ("wan/2-7-image", {"color_palette": [{"hex": "#fff"}] * 3}, "color_palette[0].ratio is required"),
    ("pixverse-v6/reference-to-video", {"image_references": [{"type": "subject"}]}, "image_references[0].image_url"),
    ("sora-2-pro-storyboard", {"shots": [{"scene": "a rose", "duration": 2}]}, "shots[0].Scene is required"),
    ("kling-3.0/video", {"kling_elements": [{"name": "cat"}]}, "kling_elements[0].description is required"),
    ("wan/2-7-image", {"bbox_list": [[[1, 2, 3]]]}, "bbox_list[0][0]"),
    ("gemini-omni-video", {"video_list": [{**CLIP, "ends": "9"}]}, "video_list[0].ends must be a number"),
    # fields that depend on each other
    ("gpt-image-2-text-to-image", {"aspect_ratio": "1:1", "resolution": "4K"}, "1:1 cannot be 4K"),
    ("gpt-image-2-text-to-image", {"aspect_ratio": "auto", "resolution": "2K"}, "must be 1K"),
    ("gpt-image-2-text-to-image", {"resolution": "2K"}, "must be 1K"),
    ("gpt-image-2-text-to-image", {"aspect_ratio": "9:21", "resolution": "2K"}, "must be 1K"),
    ("gpt-image-2-5-flare-text-to-image", {"aspect_ratio": "9:8", "resolution": "2K"}, "must be 1K"),
    ("hailuo/2-3-image-to-video-pro", {"duration": "10", "resolution": "1080P"}, "1080P"),
    ("bytedance/seedance-2", {"first_frame_url": PICTURE, "reference_image_urls": [PICTURE]}, "together"),
    ("bytedance/seedance-2-5", {"prompt": "a rose", "last_frame_url": PICTURE}, "needs first_frame_url"),
    ("bytedance/seedance-2-fast", {"web_search": True, "first_frame_url": PICTURE}, "text-to-video only"),
    ("wan/3-0-video", {"last_frame_url": PICTURE, "reference_video_urls": [FILM]}, "together"),
    ("kling-3.0/video", {"multi_shots": True}, "multi_prompt is required"),
    ("kling-3.0/video", {"multi_prompt": SHOTS}, "only for multi_shots"),
    ("kling-3.0/video", {"multi_shots": True, "multi_prompt": SHOTS, "image_urls": [PICTURE] * 2}, "1 files"),
    ("kling-3.0/video", {"kling_elements": [ELEMENT]}, "needs image_urls"),
    ("kling-3.0-omni/text-to-video", {"customize_multi_shots": None}, "multi_prompt is required"),
    ("kling-3.0-omni/image-to-video", {"aspect_ratio": "16:9"}, "aspect_ratio must be auto"),
    ("kling-3.0-omni/text-to-video", {"elements": [ELEMENT] * 2}, "unique"),
    ("kling-3.0-omni/reference-to-video", {"video_urls": [FILM]}, "audio must be false"),
    ("kling-3.0-omni/reference-to-video", {"video_urls": [FILM], "audio": True}, "audio must be false"),
    ("kling-3.0-omni/reference-to-video", {"image_urls": None, "video_urls": [FILM], "audio": False, "duration": 5},
     "duration"),
    ("kling-3.0-omni/reference-to-video", {"image_urls": [PICTURE] * 5, "video_urls": [FILM], "audio": False},
     "4 files"),
    ("kling-3.0-omni/transformation", {"aspect_ratio": "16:9"}, "auto"),
    ("wan/2-7-image", {"n": 5}, "between 1 and 4"),
    ("wan/2-7-image", {"thinking_mode": True, "enable_sequential": True}, "thinking_mode"),
    ("wan/2-7-image", {"input_urls": [PICTURE], "aspect_ratio": "1:1"}, "aspect_ratio"),
    ("wan/2-7-image-pro", {"resolution": "4K", "input_urls": [PICTURE]}, "4K"),
    ("wan/2-7-r2v", {"reference_image": [PICTURE] * 3, "reference_video": [FILM] * 3}, "5 files together"),
    ("wan/2-7-r2v", {"reference_image": None}, "reference_image or reference_video is required"),
    ("wan/2-2-a14b-speech-to-video-turbo", {"num_frames": 82}, "multiple of 4"),
    ("grok-imagine/image-to-video", {"task_id": "t"}, "together"),
    ("grok-imagine/image-to-video", {"image_urls": None}, "image_urls or task_id is required"),
    ("grok-imagine/image-to-video", {"mode": "spicy"}, "spicy"),
    ("grok-imagine-video-1-5-preview", {"image_urls": [PICTURE] * 2, "resolution": "1080p"}, "1080p"),
    ("minimax-h3/image-to-video", {"first_frame_url": None}, "is required"),
    ("minimax-h3/reference-to-video", {"reference_image_urls": None, "reference_audio_urls": [SOUND]}, "needs"),
    ("gemini-omni-video", {"video_list": [{**CLIP, "ends": 12}]}, "10 seconds"),
    ("gemini-omni-video", {"video_list": [CLIP], "image_urls": [PICTURE] * 6}, "7 image slots"),
    ("gemini-omni-video", {"video_list": [CLIP], "character_ids": ["a", "b", "c", "d"]}, "3 with a video"),
    ("pixverse-v6/image-to-video", {"template_id": "315446"}, "together"),
    ("pixverse-v6/extend", {"taskId": "t"}, "together"),
    ("volcengine/video-to-video-lip-sync", {"open_scenedet": True}, "basic only"),
    ("volcengine/video-to-video-lip-sync", {"mode": "basic", "align_audio_reverse": True}, "lite only"),
    ("sora-2-pro-storyboard", {"shots": [{"Scene": "a rose", "duration": 9}] * 2}, "longer than n_frames"),
    ("veo-3-1", {"generation_type": "REFERENCE_2_VIDEO", "image_urls": [PICTURE], "duration": 4}, "duration of 8"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "changed", "words"), WRONG)
def test_a_wrong_order_is_told_in_words(model: str, changed: dict[str, Any], words: str) -> None:
    found = check_order(model, order(model, **changed))

    assert words in next(iter(found), "nothing is wrong")


RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("gpt-image-2-text-to-image", {"aspect_ratio": "16:9", "resolution": "4K"}),
    ("gpt-image-2-image-to-image", {"aspect_ratio": "1:1", "resolution": "2K"}),
    ("gpt-image-2-5-sunburst-text-to-image", {"aspect_ratio": "27:16", "background": "opaque"}),
    ("hailuo/2-3-image-to-video-standard", {"duration": "6", "resolution": "1080P"}),
    ("bytedance/seedance-2", {"first_frame_url": "asset://picture-1", "last_frame_url": PICTURE}),
    ("bytedance/seedance-2-5", {"duration": -1, "reference_image_urls": [PICTURE] * 30, "output_format": "mov"}),
    ("kling-3.0/video", {"multi_shots": True, "multi_prompt": SHOTS, "duration": "10", "mode": "4K"}),
    ("kling-3.0/video", {"kling_elements": [ELEMENT], "image_urls": [PICTURE]}),
    ("kling-3.0/motion-control", {"mode": "720p"}),
    ("kling-3.0-omni/text-to-video", {"customize_multi_shots": None, "multi_prompt": SHOTS}),
    ("kling-3.0-omni/reference-to-video", {"image_urls": None, "video_urls": [FILM], "audio": False}),
    ("kling-3.0-omni/transformation", {"duration": "5", "image_urls": [PICTURE], "aspect_ratio": "16:9"}),
    ("wan/2-7-image", {"n": 12, "enable_sequential": True}),
    ("wan/2-7-image-pro", {"resolution": "4K", "thinking_mode": True, "color_palette": PALETTE}),
    ("wan/2-7-image", {"input_urls": [PICTURE], "bbox_list": [[[1, 2, 30, 40]]]}),
    ("wan/2-7-videoedit", {"duration": 0}),
    ("wan/3-0-video", {"duration": -1, "resolution": "480P"}),
    ("grok-imagine/text-to-video", {"duration": "6"}),
    ("grok-imagine/text-to-video", {"duration": 10}),
    ("grok-imagine/image-to-video", {"image_urls": None, "task_id": "t", "index": 5, "mode": "spicy"}),
    ("grok-imagine/extend", {"extend_times": "10", "extend_at": 0}),
    ("grok-imagine/extend", {"extend_times": 6}),
    ("grok-imagine-image-2-0/image-edit", {"mask_indexs": [0, 2]}),
    ("gemini-omni-video", {"video_list": [CLIP], "image_urls": [PICTURE] * 2, "character_ids": ["a", "b", "c"]}),
    ("google/gemini-omni-flash-1-1", {"resolution": "360p", "first_frame_url": PICTURE}),
    ("pixverse-v6/image-to-video", {"duration": None, "template_id": "315446"}),
    ("happyhorse-1-1/text-to-video", {"duration": 7.5, "aspect_ratio": "9:21"}),
    ("sora-2-pro-storyboard", {"shots": [{"Scene": "a rose", "duration": 7.5}] * 2}),
]


@pytest.mark.parametrize(("model", "changed"), RIGHT)
def test_a_right_order_has_no_problems(model: str, changed: dict[str, Any]) -> None:
    assert check_order(model, order(model, **changed)) == []


def test_all_problems_are_told_at_once() -> None:
    found = check_order("kling-2.6/text-to-video", {"prompt": "", "duration": 5, "colour": "red"})

    assert found == [
        "prompt is required",
        "sound is required",
        "duration is not within the range of allowed options",
        "aspect_ratio is required",
        "colour is not a parameter of kling-2.6/text-to-video",
    ]


def test_an_unknown_model_is_a_problem() -> None:
    assert check_order("kling-9", {}) == ["kling-9 is no model of the Market"]


@pytest.mark.parametrize(
    ("field", "value", "code", "words"),
    [
        ("resolution", "9K", 500, "resolution is not within the range of allowed options"),
        ("prompt", 5, 422, "prompt must be a string"),
    ],
)
def test_a_wrong_order_is_refused_with_kies_codes(kie: Client, field: str, value: Any, code: int, words: str) -> None:
    answer = kie.market("nano-banana-pro", **order("nano-banana-pro", **{field: value}))

    assert (answer["code"], answer["msg"], answer["data"]) == (code, words, None)


def test_unknown_names_are_ignored_and_written_down(kie: Client) -> None:
    shots = [{**shot, "sound": "bees"} for shot in SHOTS]
    given = order("kling-3.0/video", multi_shots=True, multi_prompt=shots, colour="red")

    answer = kie.create("market", {"model": "kling-3.0/video", "input": given, "seed": 5})

    (entry,) = [entry for entry in kie.get("/sandbox/orders").json() if entry["taskId"] == answer["data"]["taskId"]]
    assert entry["ignored"] == ["seed", "multi_prompt[0].sound", "multi_prompt[1].sound", "colour"]


def test_an_order_of_known_names_ignores_nothing(kie: Client) -> None:
    kie.ordered("market")

    assert kie.sandbox.orders[-1]["ignored"] == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({**NANO, "input": {**NANO["input"], "colour": "red"}}, "colour is not a parameter of nano-banana-2"),
        ({**NANO, "seed": 5}, "seed does not belong beside input"),
    ],
)
def test_a_strict_sandbox_refuses_unknown_names(body: dict[str, Any], words: str) -> None:
    with Sandbox(strict=True) as sandbox:
        answer = Client(sandbox).create("market", body)

    assert (answer["code"], answer["msg"]) == (422, words)
