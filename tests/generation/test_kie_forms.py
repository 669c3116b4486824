"""Kie.ai's models: their keys, their forms and the rules that join two fields."""

from __future__ import annotations

from typing import Any

import pytest

from generation.providers.base import Kind, ModelSpec, Status
from generation.providers.kie import catalog
from generation.providers.kie.dialects import DIALECTS

ONE, TWO, THREE, FOUR = (f"https://example.org/{n}.png" for n in range(4))


def problems(spec: ModelSpec, **given: Any) -> list[str]:
    return [field for field, _ in spec.params.from_json({"prompt": "a boat", **given}).problems()]


EIGHT = {
    "gpt4o-image": Kind.IMAGE,
    "nano-banana-2": Kind.IMAGE,
    "veo3_fast": Kind.VIDEO,
    "veo3": Kind.VIDEO,
    "veo3_lite": Kind.VIDEO,
    "runway": Kind.VIDEO,
    "kling-2.5-turbo": Kind.VIDEO,
    "sora-2": Kind.VIDEO,
}
FIRST = [spec for spec in catalog.SPECS if spec.key in EIGHT]


def test_the_models_have_the_keys_that_others_rely_on() -> None:
    assert {spec.key: spec.kind for spec in FIRST} == EIGHT


def test_sora_is_retired_and_says_since_when() -> None:
    assert catalog.SORA_2.status == Status.RETIRED
    assert "24 September 2026" in catalog.SORA_2.status_note


@pytest.mark.parametrize("spec", FIRST, ids=[spec.key for spec in FIRST])
def test_a_prompt_alone_is_enough_and_has_a_price(spec: ModelSpec) -> None:
    form = spec.params.from_json({"prompt": "a boat"})
    assert form.is_valid()
    assert spec.price(form.params()) is not None


@pytest.mark.parametrize("spec", FIRST, ids=[spec.key for spec in FIRST])
def test_none_of_the_first_takes_a_seed_that_kie_would_ignore(spec: ModelSpec) -> None:
    assert problems(spec, seed=5) == ["seed"]


@pytest.mark.parametrize(
    ("spec", "longest"),
    [
        (catalog.RUNWAY, 1800),
        (catalog.KLING_25_TURBO, 2500),
        (catalog.SORA_2, 10_000),
        (catalog.NANO_BANANA_2, 20_000),
    ],
)
def test_a_prompt_has_the_models_own_limit(spec: ModelSpec, longest: int) -> None:
    assert problems(spec, prompt="x" * longest) == []
    assert problems(spec, prompt="x" * (longest + 1)) == ["prompt"]


@pytest.mark.parametrize(
    ("spec", "given", "blamed"),
    [
        (catalog.GPT4O_IMAGE, {"aspect_ratio": "16:9"}, ["aspect_ratio"]),
        (catalog.GPT4O_IMAGE, {"n_variants": 3}, ["n_variants"]),
        (catalog.GPT4O_IMAGE, {"prompt": ""}, ["prompt"]),
        (catalog.GPT4O_IMAGE, {"prompt": "", "images": [ONE]}, []),
        (catalog.GPT4O_IMAGE, {"images": [ONE, TWO, THREE, FOUR, ONE]}, []),
        (catalog.GPT4O_IMAGE, {"images": [ONE, TWO, THREE, FOUR, ONE, TWO]}, ["images"]),
        (catalog.GPT4O_IMAGE, {"mask": ONE}, ["mask"]),
        (catalog.GPT4O_IMAGE, {"mask": ONE, "images": [ONE, TWO]}, ["mask"]),
        (catalog.GPT4O_IMAGE, {"mask": ONE, "images": [TWO]}, []),
        (catalog.VEO3_FAST, {"aspect_ratio": "1:1"}, ["aspect_ratio"]),
        (catalog.VEO3_FAST, {"aspect_ratio": "Auto"}, ["aspect_ratio"]),
        (catalog.VEO3_FAST, {"aspect_ratio": "Auto", "image": ONE}, []),
        (catalog.VEO3_FAST, {"aspect_ratio": "auto", "image": ONE}, ["aspect_ratio"]),
        (catalog.VEO3_FAST, {"resolution": "4K"}, ["resolution"]),
        (catalog.VEO3_FAST, {"duration": 5}, ["duration"]),
        (catalog.VEO3_FAST, {"last_frame": ONE}, ["last_frame"]),
        (catalog.VEO3_FAST, {"last_frame": ONE, "image": TWO}, []),
        (catalog.VEO3_FAST, {"reference_images": [ONE, TWO, THREE]}, []),
        (catalog.VEO3_FAST, {"reference_images": [ONE, TWO, THREE, FOUR]}, ["reference_images"]),
        (catalog.VEO3_FAST, {"reference_images": [ONE], "duration": 6}, ["duration"]),
        (catalog.VEO3_FAST, {"reference_images": [ONE], "image": TWO}, ["reference_images"]),
        (catalog.VEO3_LITE, {"reference_images": [ONE]}, []),
        (catalog.VEO3, {"reference_images": [ONE]}, ["reference_images"]),
        (catalog.RUNWAY, {"duration": 10, "quality": "1080p"}, ["quality"]),
        (catalog.RUNWAY, {"duration": 10}, []),
        (catalog.RUNWAY, {"quality": "1080p"}, []),
        (catalog.RUNWAY, {"aspect_ratio": "21:9"}, ["aspect_ratio"]),
        (catalog.SORA_2, {"aspect_ratio": "1:1"}, ["aspect_ratio"]),
        (catalog.SORA_2, {"duration": 5}, ["duration"]),
        (catalog.KLING_25_TURBO, {"last_frame": ONE}, ["last_frame"]),
        (catalog.KLING_25_TURBO, {"image": ONE, "aspect_ratio": "1:1"}, []),
        (catalog.KLING_25_TURBO, {"negative_prompt": "x" * 2500}, []),
        (catalog.KLING_25_TURBO, {"negative_prompt": "x" * 501, "image": ONE}, ["negative_prompt"]),
        (catalog.KLING_25_TURBO, {"cfg_scale": 1.1}, ["cfg_scale"]),
        (catalog.NANO_BANANA_2, {"aspect_ratio": "9:21"}, ["aspect_ratio"]),
        (catalog.NANO_BANANA_2, {"resolution": "1k"}, ["resolution"]),
        (catalog.NANO_BANANA_2, {"output_format": "jpeg"}, ["output_format"]),
        (catalog.NANO_BANANA_2, {"images": [ONE] * 14}, []),
        (catalog.NANO_BANANA_2, {"images": [ONE] * 15}, ["images"]),
    ],
)
def test_a_form_blames_the_right_field(spec: ModelSpec, given: dict[str, Any], blamed: list[str]) -> None:
    assert problems(spec, **given) == blamed


def test_one_order_makes_as_many_files_as_it_has_variants() -> None:
    assert catalog.GPT4O_IMAGE.output_count({"n_variants": 4}) == 4
    assert catalog.VEO3.output_count({}) == 1


@pytest.mark.parametrize(
    ("remote_id", "index"), [("task-1#2#job", 2), ("task-1", 0), ("task-1#", 0), ("task-1#two#job", 0)]
)
def test_a_1080p_version_is_asked_for_by_whatever_id_a_person_pasted(remote_id, index):
    assert DIALECTS["veo-1080p"].question(remote_id) == {"taskId": "task-1", "index": index}
