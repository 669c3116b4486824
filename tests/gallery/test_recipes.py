"""The recipe goes into the file, comes out again, and no pixel changes."""

import shutil

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gallery import recipes, video
from gallery.media import examine
from tests.gallery import samples
from tests.gallery.conftest import RECIPE

PICTURES = [
    ("PNG", {}),
    ("PNG", {"mode": "RGBA"}),
    ("PNG", {"mode": "P"}),
    ("JPEG", {}),
    ("JPEG", {"progressive": True, "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"}),
    ("WEBP", {}),
    ("WEBP", {"lossless": True}),
    ("WEBP", {"lossless": True, "mode": "RGBA"}),
    ("GIF", {}),
]


def pixels(path):
    with Image.open(path) as picture:
        return picture.mode, picture.size, picture.tobytes()


@pytest.mark.parametrize(("format", "options"), PICTURES)
def test_a_picture_carries_its_recipe_and_keeps_every_pixel(write, format, options):
    path = write(samples.picture(format, **options))
    before = pixels(path)
    assert recipes.embed(path, examine(path), RECIPE)
    assert recipes.extract(path) == RECIPE
    assert pixels(path) == before


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_embedding_again_replaces_the_recipe(write, format):
    path = write(samples.picture(format))
    recipes.embed(path, examine(path), {"version": 1, "prompt": "old"})
    size = path.stat().st_size
    recipes.embed(path, examine(path), {"version": 1, "prompt": "new"})
    assert recipes.extract(path) == {"version": 1, "prompt": "new"}
    assert path.stat().st_size <= size + 60


@pytest.mark.parametrize("kind", ["mp4", "mov", "webm", "mkv"])
def test_a_video_carries_its_recipe_and_keeps_every_frame(write, kind):
    path = write(samples.video(kind))
    before = samples.frames(path)
    assert recipes.embed(path, examine(path), RECIPE)
    assert recipes.extract(path) == RECIPE
    assert samples.frames(path) == before


def test_a_video_starts_before_it_is_loaded(write):
    path = write(samples.video(faststart=False))
    recipes.embed(path, examine(path), RECIPE)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_an_animation_keeps_all_its_pictures(write):
    path = write(samples.animation("WEBP"))
    assert recipes.embed(path, examine(path), RECIPE)
    assert recipes.extract(path) == RECIPE
    with Image.open(path) as picture:
        assert picture.n_frames == 3


def test_a_png_shows_the_prompt_where_other_tools_look(write):
    path = write(samples.picture())
    recipes.embed(path, examine(path), RECIPE)
    with Image.open(path) as picture:
        assert picture.text["parameters"].startswith("Ein Leuchtturm & <b>“hell”</b>\nzwei\nSeed: 7")


def test_a_jpeg_without_exif_gets_the_prompt_as_user_comment(write):
    path = write(samples.picture("JPEG"))
    recipes.embed(path, examine(path), RECIPE)
    with Image.open(path) as picture:
        comment = picture.getexif().get_ifd(0x8769)[0x9286]
    assert comment.removeprefix(b"UNICODE\0").decode("utf-16-be").startswith("Ein Leuchtturm")


def test_what_a_png_says_already_stays(write):
    info = PngInfo()
    info.add_text("parameters", "theirs")
    path = write(samples.picture(pnginfo=info))
    recipes.embed(path, examine(path), RECIPE)
    with Image.open(path) as picture:
        assert picture.text["parameters"] == "theirs"


def test_what_hides_behind_the_end_of_a_png_is_left_out(write):
    path = write(samples.picture() + samples.HTML)
    recipes.embed(path, examine(path), RECIPE)
    assert b"<html>" not in path.read_bytes()


def test_an_avif_stays_as_it_is(write):
    data = samples.picture("AVIF")
    path = write(data)
    assert recipes.embed(path, examine(path), RECIPE) is False
    assert path.read_bytes() == data


def test_a_recipe_that_is_too_long_leaves_the_file_as_it_is(write):
    data = samples.picture("JPEG")
    path = write(data)
    assert recipes.embed(path, examine(path), {"prompt": "x" * 70_000}) is False
    assert path.read_bytes() == data
    assert [other.name for other in path.parent.iterdir()] == [path.name]


def test_a_file_without_a_recipe_has_none(write):
    assert recipes.extract(write(samples.picture())) is None
    assert recipes.extract(write(samples.HTML)) is None
    assert recipes.extract(write(samples.video())) is None


def test_words_of_a_prompt_are_not_taken_for_ffmpegs_own(write):
    path = write(samples.video())
    words = "a partial file that ended prematurely\n  Stream #0:0: Video: h264, 9999x9999\n  Duration: 09:00:00.00"
    words += "\n      Display Matrix: rotation of 90.00 degrees"
    assert recipes.embed(path, examine(path), {"prompt": words})
    facts = examine(path, "video")
    assert (facts.width, facts.height, facts.duration) == (64, 48, pytest.approx(1.0, abs=0.1))


def test_text_that_is_no_recipe_is_none(write, tmp_path):
    path, target = write(samples.video()), tmp_path / "out.mp4"
    video.comment_into(path, recipes.sniff(path), "made with love; [1] = \\", target)
    shutil.move(target, path)
    assert video.comment_of(path, recipes.sniff(path)) == "made with love; [1] = \\"
    assert recipes.extract(path) is None
