"""What only the input files can tell: lengths, sizes and shapes that Kling, MiniMax, HappyHorse and PixVerse refuse."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from generation.providers.base import InputFile
from generation.providers.kie import catalog

SPECS = {spec.key: spec for spec in catalog.SPECS}

SOME_ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
PICTURE = {"mime": "image/png", "width": 1024, "height": 1024}
VIDEO = {"mime": "video/mp4", "width": 1280, "height": 720, "seconds": 5.0}
SOUND = {"mime": "audio/mpeg", "seconds": 20.0}


@pytest.mark.parametrize(
    ("model", "field", "file", "words"),
    [
        ("kling-2.6-image-to-video", "image", {**PICTURE, "mime": "image/webp"}, "This model reads JPEG, PNG"),
        ("kling-2.6-motion-control", "image", {**PICTURE, "width": 300}, "sides from 301"),
        ("kling-2.6-motion-control", "image", {**PICTURE, "height": 400}, "0.4 to 2.5 times"),
        ("kling-2.6-motion-control", "video", {**VIDEO, "seconds": 2.5}, "from 3 to 30 s"),
        ("kling-3.0-motion-control", "video", {**VIDEO, "seconds": 31}, "from 3 to 30 s"),
        ("kling-3.0-motion-control", "video", {**VIDEO, "size": 100_000_001}, "up to 100 MB"),
        ("kling-3.0-omni-image-to-video", "image", {**PICTURE, "size": 50_000_001}, "up to 50 MB"),
        ("kling-3.0-omni-reference-to-video", "reference_videos", {**VIDEO, "height": 699}, "700 to 4,553 pixels"),
        ("kling-3.0-omni-transformation", "video", {**VIDEO, "seconds": 16}, "from 3 to 15.5 s"),
        ("kling-3.0-video", "elements-0-audio", {**SOUND, "seconds": 31}, "from 5 to 30 s"),
        ("kling-ai-avatar-pro", "audio", {**SOUND, "seconds": 301}, "up to 300 s"),
        ("minimax-h3-image-to-video", "image", {**PICTURE, "width": 255}, "256 to 5,760 pixels"),
        ("minimax-h3-reference-to-video", "reference_videos", {**VIDEO, "seconds": 1}, "from 2 to 15 s"),
        ("minimax-h3-reference-to-video", "reference_audios", {**SOUND, "size": 15_000_001}, "up to 15 MB"),
        ("happyhorse-image-to-video", "image", {**PICTURE, "width": 299}, "sides from 300"),
        ("happyhorse-video-edit", "video", {**VIDEO, "seconds": 61}, "from 3 to 60 s"),
        ("pixverse-v6-image-to-video", "image", {**PICTURE, "size": 20_000_001}, "up to 20 MB"),
    ],
)
def test_a_file_outside_the_models_limits_is_refused(model, field, file, words):
    assert words in SPECS[model].params.media_field(field).file_problem(InputFile(name="it", **file))


@pytest.mark.parametrize(
    ("model", "field", "file"),
    [
        ("kling-2.6-motion-control", "image", {**PICTURE, "width": 301, "height": 301}),
        ("kling-3.0-omni-reference-to-video", "reference_videos", {**VIDEO, "seconds": 15.5}),
        ("kling-ai-avatar-standard", "audio", {**SOUND, "mime": "audio/mp4", "seconds": 300}),
        ("minimax-h3-image-to-video", "last_frame", {**PICTURE, "size": 30_000_000}),
    ],
)
def test_a_file_at_the_limit_is_taken(model, field, file):
    assert SPECS[model].params.media_field(field).file_problem(InputFile(name="it", **file)) == ""


def test_reference_videos_of_minimax_may_last_fifteen_seconds_together():
    field = SPECS["minimax-h3-reference-to-video"].params.media_field("reference_videos")
    assert "up to 15 s in all" in field.files_problem([InputFile(seconds=8), InputFile(seconds=8)])


@pytest.mark.parametrize("model", ["kling-2.6-motion-control", "kling-3.0-motion-control"])
def test_a_figure_that_faces_as_in_the_picture_allows_a_clip_of_ten_seconds(model):
    form = SPECS[model].params.from_json({"image": SOME_ID, "video": SOME_ID, "character_orientation": "image"})
    assert form.is_valid()
    form.check_inputs({"video": (InputFile(seconds=10.0),)})
    with pytest.raises(ValidationError, match="may last 10 s"):
        form.check_inputs({"video": (InputFile(seconds=12.0),)})


@pytest.mark.parametrize(
    ("model", "asked", "field", "credits"),
    [
        ("kling-2.6-motion-control", {"resolution": "720p"}, "video", 11 * 30),
        ("kling-ai-avatar-pro", {}, "audio", 16 * 300),
        ("kling-3.0-omni-transformation", {"resolution": "1080p"}, "video", 27 * 16),
        ("minimax-h3-reference-to-video", {"resolution": "768P", "duration": 6}, "reference_videos", 16 * 30),
        ("happyhorse-video-edit", {"resolution": "720p"}, "video", 28 * 60),
    ],
)
def test_a_file_of_unknown_length_reserves_what_the_longest_would_cost(model, asked, field, credits):
    assert SPECS[model].price(asked, None, {field: [InputFile()]}) is None
    assert SPECS[model].price.upper_bound(asked, None, {field: [InputFile()]}).credits == credits
