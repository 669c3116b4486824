"""Files made to do harm: refused in one sentence at every door, within bounds, and nothing of them is left."""

from __future__ import annotations

import base64
import os
import re
import signal
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gallery import decoder, decoding, library, uploads, video
from gallery.formats import PNG, BadFile
from gallery.models import Upload
from tests.gallery import hostile_files, samples

REFUSED = hostile_files.refused()
KEPT = hostile_files.harmless_pictures()
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are kept by Linux")


@pytest.fixture
def fresh_decoders(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Decoders of this test's own, started with the limits that it sets."""
    monkeypatch.setattr(decoding, "_decoders", decoding._Decoders())
    yield decoding._decoders
    for one in decoding._decoders._idle:
        one.end()


def left_over(folders: Path) -> list[str]:
    names = ("media", "thumbs", "uploads", "tmp", "quarantine")
    return [str(path) for name in names for path in (folders / name).rglob("*")]


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_the_same_words_at_every_door(client: Any, owner: Any, folders: Path, name: str) -> None:
    data = REFUSED[name]
    form = client.post("/api/uploads", {"file": SimpleUploadedFile(name, data)})
    text = {"data": base64.b64encode(data).decode(), "name": name}
    json = client.post("/api/uploads", text, content_type="application/json")
    page = client.post("/generate/picture", {"model": "gpt4o-image", "field": "images", "file": _file(name, data)})
    said = [form.json()["error"]["message"], page.content.decode()]
    if data:  # JSON without data lacks a field
        said.append(json.json()["error"]["message"])
    assert (form.status_code, json.status_code, page.status_code) == (400, 400, 422)
    assert len(set(said)) == 1
    assert re.fullmatch(re.escape(name) + r" (is|cannot be used)\b.{4,250}\.", said[0])
    assert (Upload.objects.count(), left_over(folders)) == (0, [])


def _file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.mark.parametrize("name", REFUSED)
def test_a_result_of_a_provider_is_refused_too(write: Any, folders: Path, name: str) -> None:
    path = write(REFUSED[name])
    kind = "video" if name.endswith("mp4") else "image"
    with pytest.raises(BadFile):
        library.prepare(
            path, media_id=uuid.uuid4(), media_type=kind, made_at=datetime(2026, 1, 1, tzinfo=UTC), recipe={}
        )
    assert left_over(folders) == [str(path)]


@pytest.mark.parametrize("name", KEPT)
def test_a_file_that_is_two_things_is_only_ever_shown_as_one(client: Any, owner: Any, name: str) -> None:
    sent = client.post("/api/uploads", {"file": SimpleUploadedFile(name, KEPT[name], "text/html")}).json()
    answer = client.get(sent["address"])
    assert answer["Content-Type"] in ("image/png", "image/jpeg", "video/mp4")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd.png", "passwd.png"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\x00b\r\nSet-Cookie: x=1.png", "abSet-Cookie: x=1.png"),
        ("x" * 4000 + ".png", "x" * 116 + ".png"),
        ("..", ".."),
    ],
)
def test_a_name_is_text_and_leads_nowhere(owner: Any, folders: Path, given: str, kept: str) -> None:
    upload = uploads.save(samples.picture(), given, owner)
    assert upload.name == kept
    assert [Path(path).name for path in left_over(folders)] == [f"{upload.pk}.png"]


def test_a_form_of_ten_thousand_parts_is_refused(client: Any, owner: Any, folders: Path) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n\r\n'
    body = part * 10_000 + b"--x--\r\n"
    for address in ("/api/uploads", "/generate/picture"):
        answer = client.post(address, body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == 400
    assert left_over(folders) == []


def test_two_gigabytes_are_refused_before_they_are_read(client: Any, owner: Any) -> None:
    answer = client.post("/api/uploads", b"x", content_type="image/png", CONTENT_LENGTH=str(2 << 30))
    assert answer.status_code == 413
    assert answer.json()["error"]["message"] == "What was sent is too large. The limit is 500 MB."


# -- bounds ------------------------------------------------------------------------------------------------------------


@linux
def test_no_bomb_takes_more_memory_than_a_decoder_may(write: Any, fresh_decoders: Any) -> None:
    for name, data in REFUSED.items():
        if not name.endswith(("mp4", "svg")):
            with pytest.raises(BadFile):
                decoding.size_of(write(data), PNG)
    status = Path(f"/proc/{fresh_decoders._idle[0].process.pid}/status").read_text()
    peak = int(re.search(r"VmPeak:\s+(\d+) kB", status)[1]) << 10
    assert peak < 600_000_000 < decoder.MEMORY


@linux
def test_a_picture_that_needs_more_memory_is_refused_in_words(
    write: Any, fresh_decoders: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder, "MEMORY", 250 << 20)
    with pytest.raises(BadFile, match="needs more memory than a picture may"):
        decoding.size_of(write(hostile_files.large_png()), PNG)
    assert decoding.size_of(write(samples.picture()), PNG) == (48, 32)


def test_a_decoder_that_dies_is_replaced(write: Any, fresh_decoders: Any) -> None:
    path = write(samples.picture())
    assert decoding.size_of(path, PNG) == (48, 32)
    os.kill(fresh_decoders._idle[0].process.pid, signal.SIGKILL)
    fresh_decoders._idle[0].process.wait()
    assert decoding.size_of(path, PNG) == (48, 32)


def test_a_decoder_that_never_answers_is_ended(
    write: Any, fresh_decoders: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(samples.picture())
    decoding.size_of(path, PNG)
    one = fresh_decoders._idle[0].process
    os.kill(one.pid, signal.SIGSTOP)
    monkeypatch.setattr(decoding, "_PATIENCE", 0.2)
    with pytest.raises(BadFile, match="takes too long"):
        decoding.size_of(path, PNG)
    assert one.returncode is not None


@linux
def test_a_decoder_has_no_key_in_its_environment(
    write: Any, fresh_decoders: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIE_API_KEY", "a-key-of-somebody")
    decoding.size_of(write(samples.picture()), PNG)
    assert b"a-key" not in Path(f"/proc/{fresh_decoders._idle[0].process.pid}/environ").read_bytes()


@linux
def test_ffmpeg_keeps_within_its_memory(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(samples.video())
    monkeypatch.setattr(video, "_MEMORY", 30 << 20)
    with pytest.raises((video.Failed, BadFile)):
        video.check_whole(path, samples_kind())


@linux
def test_ffmpeg_writes_no_more_than_it_may(write: Any, tmp_path: Path) -> None:
    arguments = ["-f", "lavfi", "-i", "testsrc2=size=640x480:rate=24", "-f", "rawvideo", "-"]
    with pytest.raises(video.Failed, match="more computing or more room"):
        video._run(arguments, 60, writes=3_000_000)


def samples_kind() -> Any:
    from gallery.formats import MP4

    return MP4
