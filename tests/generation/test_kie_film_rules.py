"""What the forms and prices of Kie's films say beyond a single order: counts, bounds, and what files they read."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from generation.providers.base import InputFile
from generation.providers.kie import catalog

SPECS = {spec.key: spec for spec in catalog.SPECS}
MADE = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"


@pytest.mark.parametrize(("careful", "files"), [(False, 6), (True, 4)])
def test_grok_makes_six_pictures_or_four_careful_ones(careful, files):
    assert SPECS["grok-imagine-text-to-image"].output_count({"enable_pro": careful}) == files


def test_a_series_of_wan_makes_as_many_pictures_as_are_asked_for():
    assert SPECS["wan-2-7-image"].output_count({"n_variants": 12, "enable_sequential": True}) == 12


def extension(second: int) -> Any:
    asked = {"prompt": "it sinks", "task": [MADE], "extend_at": second}
    form = SPECS["grok-imagine-extend"].params.from_json(asked)
    assert form.is_valid(), form.problems()
    return form


def test_a_film_goes_on_at_its_end_at_the_latest():
    extension(6).check_inputs({"task": (InputFile(seconds=6.0),)})

    with pytest.raises(ValidationError) as caught:
        extension(7).check_inputs({"task": (InputFile(seconds=6.0),)})

    assert caught.value.message_dict["extend_at"] == ["The film lasts 6 s. Go on at a second before its end."]


@pytest.mark.parametrize(("resolution", "credits"), [("480p", 840), ("1080p", 3420)])
def test_thirty_seconds_are_reserved_where_seedance_decides_the_length(resolution, credits):
    table = SPECS["bytedance-seedance-2-5"].price

    assert table.upper_bound({"duration": -1, "resolution": resolution}).credits == credits


def test_a_whole_video_of_unknown_length_reserves_ten_seconds_of_editing():
    table = SPECS["wan-2-7-videoedit"].price

    bound = table.upper_bound({"duration": 0, "resolution": "720p"}, None, {"video": [InputFile(url="https://a.b/c")]})

    assert bound.credits == 160


@pytest.mark.parametrize(
    ("model", "field", "file", "words"),
    [
        ("bytedance-seedance-2", "image", {"width": 299, "height": 400}, "sides from 300 to 6,000"),
        ("bytedance-seedance-2", "image", {"width": 1000, "height": 300}, "0.4 to 2.5 times"),
        ("bytedance-seedance-2", "image", {"mime": "image/avif"}, "This model reads"),
        ("bytedance-seedance-2", "image", {"size": 31_000_000}, "up to 30 MB"),
        ("bytedance-seedance-2", "reference_videos", {"width": 1920, "height": 1080}, "pixels in all"),
        ("bytedance-seedance-2", "reference_videos", {"seconds": 1.5}, "from 2 to 15 s"),
        ("bytedance-seedance-2", "reference_audios", {"size": 16_000_000}, "up to 15 MB"),
        ("bytedance-seedance-2-5", "reference_audios", {"seconds": 31.0}, "from 2 to 30 s"),
        ("wan-2-6-image-to-video", "image", {"width": 255, "height": 400}, "sides from 256"),
        ("wan-2-7-videoedit", "video", {"seconds": 11.0}, "from 2 to 10 s"),
        ("wan-2-7-videoedit", "video", {"width": 200, "height": 400}, "sides from 240"),
        ("wan-2-2-animate-move", "video", {"size": 11_000_000}, "up to 10 MB"),
        ("infinitalk-from-audio", "audio", {"seconds": 16.0}, "up to 15 s"),
        ("omnihuman-1-5", "audio", {"seconds": 60.0}, "up to 59.8 s"),
        ("omnihuman-1-5-subject-detection", "image", {"size": 5_100_000}, "up to 5 MB"),
        ("omnihuman-1-5-subject-detection", "image", {"mime": "image/webp"}, "This model reads"),
    ],
)
def test_a_file_that_the_model_cannot_read_is_refused(model, field, file, words):
    assert words in SPECS[model].params.base_fields[field].file_problem(InputFile(**file))


@pytest.mark.parametrize(("width", "height"), [(640, 480), (992, 432), (1280, 720), (720, 1280), (1680, 720)])
def test_seedance_reads_reference_videos_of_480p_to_720p_in_any_ratio(width, height):
    field = SPECS["bytedance-seedance-2"].params.base_fields["reference_videos"]

    assert field.file_problem(InputFile(width=width, height=height, seconds=5.0)) == ""


def test_reference_videos_last_fifteen_seconds_together_at_most():
    field = SPECS["bytedance-seedance-2"].params.base_fields["reference_videos"]

    assert field.files_problem([InputFile(seconds=7.0), InputFile(seconds=8.0)]) == ""
    assert "up to 15 s in all" in field.files_problem([InputFile(seconds=8.0), InputFile(seconds=8.0)])
