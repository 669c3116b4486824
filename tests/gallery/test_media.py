"""What a file is, and that nothing broken or foreign gets in."""

import os
import subprocess

import pytest
from PIL import Image

from gallery import media, mp4
from gallery.media import BadFile, examine, sniff
from gallery.video import ffmpeg_path
from tests.gallery import samples


@pytest.fixture
def no_ffmpeg(monkeypatch):
    """A machine without ffmpeg; the samples are made before it goes."""
    samples.video(), samples.video("webm")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/nowhere/ffmpeg")
    ffmpeg_path.cache_clear()
    yield
    monkeypatch.undo()
    ffmpeg_path.cache_clear()


@pytest.mark.parametrize(
    ("format", "mime", "extension"),
    [
        ("PNG", "image/png", "png"),
        ("JPEG", "image/jpeg", "jpg"),
        ("WEBP", "image/webp", "webp"),
        ("GIF", "image/gif", "gif"),
        ("AVIF", "image/avif", "avif"),
    ],
)
def test_a_picture_is_known_by_its_bytes_and_measured(write, format, mime, extension):
    facts = examine(write(samples.picture(format), "wrong.bin"), "image")
    assert (facts.media_type, facts.mime, facts.extension) == ("image", mime, extension)
    assert (facts.width, facts.height) == (48, 32)


@pytest.mark.parametrize(
    ("kind", "mime"),
    [("mp4", "video/mp4"), ("mov", "video/quicktime"), ("webm", "video/webm"), ("mkv", "video/x-matroska")],
)
def test_a_video_is_known_by_its_bytes_and_measured(write, kind, mime):
    facts = examine(write(samples.video(kind), "wrong.bin"), "video")
    assert (facts.media_type, facts.mime, facts.extension) == ("video", mime, kind)
    assert (facts.width, facts.height, facts.fps, facts.has_audio) == (64, 48, 12, True)
    assert facts.duration == pytest.approx(1.0, abs=0.1)


def test_a_video_without_sound_says_so(write):
    assert examine(write(samples.video(sound=False))).has_audio is False


def test_an_upright_photo_is_measured_as_it_is_shown(write):
    exif = Image.Exif()
    exif[0x0112] = 6
    facts = examine(write(samples.picture("JPEG", exif=exif)))
    assert (facts.width, facts.height) == (32, 48)


def test_an_upright_video_is_measured_as_it_is_shown(write, tmp_path):
    target = tmp_path / "turned.mp4"
    command = [
        ffmpeg_path(),
        "-v",
        "error",
        "-display_rotation",
        "90",
        "-i",
        write(samples.video()),
        "-c",
        "copy",
        target,
    ]
    subprocess.run(command, check=True)
    facts, headers = examine(target), mp4.read(target)
    assert (facts.width, facts.height) == (headers.width, headers.height) == (48, 64)


def test_an_animation_is_a_picture(write):
    assert examine(write(samples.animation()), "image").mime == "image/gif"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (samples.HTML, "a web page"),
        (b"\xef\xbb\xbf  <html>", "a web page"),
        (samples.SVG, "an SVG drawing"),
        (b"<svg onload=alert(1)>", "an SVG drawing"),
        (b"%PDF-1.7 ", "a PDF document"),
        (b"#EXTM3U\nfile:///etc/passwd", "a playlist"),
        (b"ffconcat version 1.0", "a playlist"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "an XML document"),
        (b'{"code": 401}', "JSON text"),
        (b"%!PS-Adobe", "a PostScript document"),
        (b"II*\x00", "a TIFF picture"),
        (b"", "an empty file"),
        (b"hello", "an unknown kind"),
    ],
)
def test_what_is_neither_picture_nor_video_is_refused_by_name(write, data, words):
    with pytest.raises(BadFile, match=words):
        examine(write(data, "picture.png"), "image")


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_picture_that_was_cut_short_is_refused(write, format, part):
    data = samples.picture(format, size=(200, 150))
    with pytest.raises(BadFile):
        examine(write(data[: int(len(data) * part)]))


def test_a_png_without_its_end_mark_is_refused(write):
    with pytest.raises(BadFile, match="cut short"):
        examine(write(samples.picture()[:-12]))


@pytest.mark.parametrize("kind", ["mp4", "mov", "webm", "mkv"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.97])
def test_a_video_that_was_cut_short_is_refused(write, kind, part):
    data = samples.video(kind)
    with pytest.raises(BadFile):
        examine(write(data[: int(len(data) * part)]))


def test_a_video_cut_short_before_its_index_is_refused(write):
    data = samples.video(faststart=False)
    with pytest.raises(BadFile, match=r"index|cut short"):
        examine(write(data[: len(data) // 2]))


def test_a_video_of_noise_is_refused(write):
    data = bytearray(samples.video(sound=False))
    begin = data.index(b"mdat") + 4
    data[begin:] = os.urandom(len(data) - begin)
    with pytest.raises(BadFile):
        examine(write(bytes(data)))


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [30_000, 10_400])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(write, side):
    with pytest.raises(BadFile, match=r"too large|limit is 100 megapixels"):
        examine(write(samples.png_bomb(side)))


def test_a_video_under_a_pictures_name_is_refused_as_a_picture(write):
    with pytest.raises(BadFile, match=r"a video \(MP4\), not a picture"):
        examine(write(samples.video(), "cat.png"), "image")


def test_a_picture_in_place_of_a_video_is_refused(write):
    with pytest.raises(BadFile, match=r"a picture \(PNG\), not a video"):
        examine(write(samples.picture(), "cat.mp4"), "video")


@pytest.mark.parametrize("mark", [b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x20\0\0\0WEBP"])
def test_a_web_page_behind_the_first_bytes_of_a_picture_is_refused(write, mark):
    with pytest.raises(BadFile):
        examine(write(mark + samples.HTML), "image")


def test_a_playlist_behind_the_first_bytes_of_a_video_is_refused(write):
    with pytest.raises(BadFile):
        examine(write(b"\0\0\0\x10ftypisom\0\0\0\0#EXTM3U\nhttp://127.0.0.1/\n"), "video")


def test_without_ffmpeg_an_mp4_is_measured_by_its_headers(write, no_ffmpeg):
    facts = examine(write(samples.video()), "video")
    assert (facts.width, facts.height, facts.has_audio) == (64, 48, True)
    assert facts.duration == pytest.approx(1.0, abs=0.1)


def test_without_ffmpeg_a_webm_is_kept_unmeasured(write, no_ffmpeg):
    facts = examine(write(samples.video("webm")), "video")
    assert (facts.mime, facts.width, facts.duration) == ("video/webm", None, None)


def test_without_ffmpeg_a_cut_mp4_is_still_refused(write, no_ffmpeg):
    with pytest.raises(BadFile, match="cut short"):
        examine(write(samples.video()[:-100]), "video")


def test_the_box_reader_says_the_same_as_ffmpeg(write):
    path = write(samples.video())
    headers, facts = mp4.read(path), examine(path)
    assert (headers.width, headers.height, headers.has_audio) == (facts.width, facts.height, facts.has_audio)
    assert headers.duration == pytest.approx(facts.duration, abs=0.1)


def test_waste_after_the_end_of_an_mp4_is_no_damage(write):
    assert examine(write(samples.video() + b"\0" * 5)).width == 64


@pytest.mark.parametrize("data", [b"\0\0\0\x01ftyp", b"\0\0\0\x08ftyp" * 50, b"\xff\xff\xff\xffftypisom" + b"\0" * 40])
def test_boxes_of_nonsense_are_refused(write, data):
    with pytest.raises(BadFile):
        examine(write(data), "video")


def test_a_format_is_found_whatever_the_name(write):
    assert sniff(write(samples.picture("WEBP"), "x.html")).mime == "image/webp"
    assert media.ffmpeg_path()
