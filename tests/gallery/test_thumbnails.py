"""Small pictures of everything that is kept."""

import uuid

import pytest
from PIL import Image

from gallery import thumbnails
from gallery.media import Facts, examine
from tests.gallery import samples


def made(write, data):
    path = write(data)
    thumbnail = thumbnails.make(path, examine(path), uuid.uuid4())
    with Image.open(thumbnails.path(thumbnail.name)) as picture:
        picture.load()
        return thumbnail, picture


def test_a_large_picture_becomes_a_webp_of_at_most_640_pixels(write):
    thumbnail, picture = made(write, samples.picture("JPEG", size=(1500, 1000)))
    assert thumbnail.name.endswith(".webp")
    assert (picture.format, picture.size) == ("WEBP", (640, 427))


def test_a_small_picture_is_not_blown_up(write):
    assert made(write, samples.picture())[1].size == (48, 32)


def test_a_photo_stands_upright_and_tells_nothing_of_its_camera(write):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"
    _, picture = made(write, samples.picture("JPEG", exif=exif))
    assert picture.size == (32, 48)
    assert not picture.getexif()


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16", "CMYK"])
def test_every_mode_has_a_thumbnail(write, mode):
    format = "JPEG" if mode == "CMYK" else "PNG"
    thumbnail, _ = made(write, samples.picture(format, mode=mode))
    assert thumbnail.placeholder


def test_the_placeholder_is_a_tiny_data_uri(write):
    thumbnail, _ = made(write, samples.picture(size=(900, 900)))
    assert thumbnail.placeholder.startswith("data:image/webp;base64,")
    assert len(thumbnail.placeholder) < 1024


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_a_video_has_a_poster(write, kind):
    assert made(write, samples.video(kind))[1].size == (64, 48)


def test_what_cannot_be_drawn_has_none_and_fails_nothing(write, folders):
    facts = Facts("image", "image/png", "png", 1, 1)
    assert thumbnails.make(write(samples.picture()[:60]), facts, uuid.uuid4()) == thumbnails.Thumbnail()
    assert list((folders / "thumbs").iterdir()) == []
