"""Pictures that people hand in."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gallery import uploads
from gallery.media import BadFile
from gallery.models import Upload
from tests.gallery import samples

NO_MEDIA = (
    "is no picture, video or sound that can be used. "
    "Use JPEG, PNG, WebP, AVIF, MP4, MOV, WebM, MKV, MP3, WAV, AAC, M4A, Ogg or FLAC."
)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_picture_is_kept_and_measured(owner, settings, format):
    data = samples.picture(format)
    upload = uploads.save(data, "boat.bin", owner)
    assert (upload.name, upload.width, upload.height, upload.bytes) == ("boat.bin", 48, 32, len(data))
    assert uploads.path(upload).read_bytes() == data
    assert list(settings.TMP_DIR.iterdir()) == []


@pytest.mark.parametrize("wrap", [bytes, io.BytesIO, lambda data: SimpleUploadedFile("boat.png", data)])
def test_bytes_streams_and_forms_are_the_same(owner, wrap):
    data = samples.picture()
    first = uploads.save(data, "boat.png", owner)
    assert uploads.save(wrap(data), "other.png", owner) == first
    assert Upload.objects.count() == 1


def test_two_owners_have_two_files(owner, django_user_model):
    data = samples.picture()
    other = django_user_model.objects.create(username="other")
    assert uploads.save(data, "a.png", owner).pk != uploads.save(data, "a.png", other).pk


def test_handing_in_again_mends_a_lost_file(owner):
    data = samples.picture()
    upload = uploads.save(data, "a.png", owner)
    uploads.path(upload).unlink()
    assert uploads.path(uploads.save(data, "a.png", owner)).read_bytes() == data


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.7", "notes.pdf", f"notes.pdf {NO_MEDIA}"),
        (samples.HTML, "cat.png", f"cat.png {NO_MEDIA}"),
        (samples.SVG, "cat.svg", f"cat.svg {NO_MEDIA}"),
        (b"", "cat.png", "cat.png is empty."),
        (samples.animation(), "cat.gif", "cat.gif is a GIF picture. Use JPEG, PNG, WebP or AVIF."),
        (samples.picture()[:80], "cat.png", "cat.png cannot be used. The PNG picture was cut short."),
    ],
)
def test_what_is_no_picture_is_refused_in_words(owner, settings, data, name, words):
    with pytest.raises(BadFile) as refused:
        uploads.save(data, name, owner)
    assert str(refused.value) == words
    assert not list(settings.UPLOADS_DIR.iterdir())
    assert not list(settings.TMP_DIR.iterdir())


@pytest.mark.parametrize("ending", ["mp4", "mov", "webm", "mkv"])
def test_a_video_is_kept_and_measured(owner, ending):
    upload = uploads.save(samples.video(ending), f"film.{ending}", owner)
    assert (upload.media_type, upload.extension) == ("video", ending)
    assert upload.width > 0
    assert upload.duration > 0


@pytest.mark.parametrize("ending", ["wav", "mp3", "aac", "m4a", "ogg", "flac"])
def test_sound_is_kept_and_measured(owner, ending):
    upload = uploads.save(samples.sound(ending, seconds=2), f"voice.{ending}", owner)
    assert (upload.media_type, upload.extension, upload.width) == ("audio", ending, None)
    assert upload.duration == pytest.approx(2, abs=0.15)


@pytest.mark.parametrize("ending", ["mp3", "wav", "flac"])
def test_damaged_sound_is_refused_in_words(owner, ending):
    with pytest.raises(BadFile, match=rf"voice.{ending} cannot be used"):
        uploads.save(samples.sound(ending)[:120], f"voice.{ending}", owner)


def test_a_film_may_be_larger_than_a_picture(owner):
    limits = {"image": 100, "audio": 100, "video": 10_000_000}
    assert uploads.save(samples.video(), "film.mp4", owner, limits=limits).media_type == "video"
    with pytest.raises(BadFile, match="The limit is 0 MB"):
        uploads.save(samples.picture(), "a.png", owner, limits=limits)


def test_a_picture_that_is_too_large_is_refused_with_its_size(owner):
    with pytest.raises(BadFile, match=r"^photo\.tiff is 84 MB or more\. The limit is 50 MB\.$"):
        uploads.save(bytes(84_000_000), "photo.tiff", owner)


def test_a_stream_that_does_not_end_is_cut_off(owner, settings):
    class Endless:
        def read(self, count):
            return bytes(count)

    with pytest.raises(BadFile, match=r"is 3 MB or more\. The limit is 3 MB"):
        uploads.save(Endless(), "photo.png", owner, limits={"image": 3_000_000})
    assert list(settings.TMP_DIR.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/pass.png", "pass.png"), ("C:\\pictures\\a.png", "a.png"), ("", "picture"), ("a\0\nb.png", "ab.png")],
)
def test_a_name_is_only_a_name(owner, given, kept):
    assert uploads.save(samples.picture(), given, owner).name == kept


def test_a_long_name_keeps_its_ending(owner):
    assert uploads.save(samples.picture(), "x" * 300 + ".png", owner).name == "x" * 116 + ".png"
