"""What only the input files can tell about an order to Kie.ai: masks, pieces of a film, files together."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from generation.providers.base import InputFile, Request
from generation.providers.kie import catalog
from generation.providers.kie.dialects import DIALECTS

SPECS = {spec.key: spec for spec in catalog.SPECS}
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
P = {"prompt": "a paper boat on a lake"}
SMALL, LARGE, ELSEWHERE = InputFile(width=800, height=600), InputFile(width=1600, height=1200), InputFile()


def check(model: str, files: dict[str, list[InputFile]], **more: Any) -> None:
    form = SPECS[model].params.from_json({**P, **{name: [ID] * len(found) for name, found in files.items()}, **more})
    assert form.is_valid(), form.problems()
    form.check_inputs(files)


MASKED = {
    "gpt4o-image": ("images", {}),
    "ideogram-v3-edit": ("image", {}),
    "ideogram-character-edit": ("image", {"reference_images": [SMALL]}),
}


@pytest.mark.parametrize("model", MASKED)
def test_a_mask_of_another_size_than_its_picture_is_refused(model: str) -> None:
    picture, more = MASKED[model]
    with pytest.raises(ValidationError, match=r"The mask has 1600 × 1200 pixels, the picture 800 × 600\.") as refused:
        check(model, {picture: [SMALL], "mask": [LARGE], **more})
    assert list(refused.value.message_dict) == ["mask"]


@pytest.mark.parametrize("model", MASKED)
@pytest.mark.parametrize("mask", [SMALL, ELSEWHERE])
def test_a_mask_that_fits_or_lies_elsewhere_is_taken(model: str, mask: InputFile) -> None:
    picture, more = MASKED[model]
    check(model, {picture: [SMALL], "mask": [mask], **more})


def test_style_pictures_have_a_limit_together() -> None:
    files = {"image": [SMALL], "reference_images": [SMALL], "style_images": [InputFile(size=6_000_000)] * 2}
    with pytest.raises(ValidationError, match=r"Together they are 12\.0 MB"):
        check("ideogram-character-remix", files)


def test_a_piece_beyond_the_end_of_a_film_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"The video lasts 6\.0 s\.") as refused:
        check("gemini-omni-video", {"video": [InputFile(seconds=6.0)]}, video_end=8)
    assert list(refused.value.message_dict) == ["video_end"]


def test_a_piece_that_begins_after_the_end_of_a_film_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"The video lasts 6\.0 s\.") as refused:
        check("gemini-omni-video", {"video": [InputFile(seconds=6.0)]}, video_start=7)
    assert list(refused.value.message_dict) == ["video_start"]


def test_a_film_elsewhere_needs_to_be_told_where_to_end() -> None:
    with pytest.raises(ValidationError, match=r"Say at which second to end\."):
        check("gemini-omni-video", {"video": [ELSEWHERE]})
    check("gemini-omni-video", {"video": [ELSEWHERE]}, video_end=5)


@pytest.mark.parametrize(("start", "length", "end"), [(0, 12.0, 10.0), (0, 6.5, 6.5), (5, 12.0, 12.0)])
def test_a_piece_ends_after_ten_seconds_or_with_the_film(start: float, length: float, end: float) -> None:
    film = InputFile(url="https://tempfile.redpandaai.co/film.mp4", seconds=length)
    form = SPECS["gemini-omni-video"].params.from_json({**P, "video": ID, "video_start": start})
    assert form.is_valid()
    params = {name: value for name, value in form.params().items() if name != "video"}
    request = Request(SPECS["gemini-omni-video"], params, {"video": (film,)})

    sent = DIALECTS["market"].body(request)["input"]

    assert sent["video_list"] == [{"url": film.url, "start": start, "ends": end}]


@pytest.mark.parametrize(
    ("model", "file", "words"),
    [
        ("recraft-remove-background", InputFile(width=255, height=300), "sides from 256 to 4,096"),
        ("recraft-remove-background", InputFile(width=4096, height=4096), "to 16,000,000 pixels"),
        ("recraft-remove-background", InputFile(mime="image/png", size=5_000_001), "up to 5 MB"),
        ("topaz-image-upscale", InputFile(mime="image/gif"), "reads JPEG, PNG, WebP"),
        ("seedream-5-pro-layer-decomposition", InputFile(width=500, height=500), "from 262,144 to 36,000,000"),
        ("seedream-5-pro-layer-decomposition", InputFile(width=8500, height=500), "0.0625 to 16 times"),
    ],
)
def test_a_picture_that_a_model_cannot_read_is_refused(model: str, file: InputFile, words: str) -> None:
    assert words in SPECS[model].params.base_fields["image"].file_problem(file)
