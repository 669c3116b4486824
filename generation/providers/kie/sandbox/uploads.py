"""The upload host: takes input files in three ways, gives each an address, and finds them again by it."""

from __future__ import annotations

import base64
import binascii
import mimetypes
import mmap
import re
import secrets
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from .loopback import NO_DETOURS, is_loopback
from .replies import Refusal, Reply, json_reply
from .wire import MOST_STREAM, Request

#: The folder that an account's uploads lie under, as part of their addresses.
PREFIX = "/kieai/12345/"
#: Seconds for which an upload is kept.
_KEPT = 3 * 86400
_MOST_BASE64 = 10 * 1024 * 1024
_DOWNLOAD_SECONDS = 30
_SEGMENT = re.compile(r"[\w.@ ()-]{1,150}")
_MAGIC = ((b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))


class Uploads:
    """Files in ``folder``. ``origin`` gives the address that they are served under."""

    def __init__(self, folder: Path, origin: Callable[[], str]) -> None:
        self._folder = folder
        self._origin = origin
        folder.mkdir(parents=True, exist_ok=True)
        self._clear_out()

    def _clear_out(self) -> None:
        limit = time.time() - _KEPT
        for path in self._folder.rglob("*"):
            if path.is_file() and path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)

    def by_base64(self, request: Request) -> Reply:
        body = request.json()
        data = _wanted(body, "base64Data")
        target = self._target(body)
        try:
            content = base64.b64decode(data.partition(";base64,")[2] or data, validate=True)
        except (binascii.Error, ValueError) as failure:
            raise Refusal(400, "Invalid base64 data") from failure
        if len(content) > _MOST_BASE64:
            raise Refusal(400, "File size exceeds the limit of 10MB, use the stream upload")
        self._keep(target, lambda file: file.write(content))
        return self._stored(target)

    def by_stream(self, request: Request) -> Reply:
        form, file = _multipart(request)
        if file is None:
            raise Refusal(400, "Missing required parameter: file")
        target = self._target(form)
        start, end = file

        def copy(sink: IO[bytes]) -> None:
            request.body.seek(start)
            for at in range(start, end, 1 << 20):
                sink.write(request.body.read(min(1 << 20, end - at)))

        self._keep(target, copy)
        return self._stored(target)

    def by_url(self, request: Request) -> Reply:
        body = request.json()
        url = _wanted(body, "fileUrl")
        if urlsplit(url).scheme not in ("http", "https") or not is_loopback(urlsplit(url).hostname or ""):
            raise Refusal(400, "The sandbox fetches files from this machine only. Upload the file itself.")
        body.setdefault("fileName", unquote(urlsplit(url).path.rpartition("/")[2]) or None)
        target = self._target(body)
        try:
            with NO_DETOURS.open(url, timeout=_DOWNLOAD_SECONDS) as source:
                self._keep(target, lambda sink: _copy_capped(source, sink))
        except (urllib.error.URLError, OSError) as failure:
            raise Refusal(500, "The file could not be downloaded from the address you provided") from failure
        return self._stored(target)

    def path(self, address: str) -> Path | None:
        """Where the file of an address (or of its path) lies, None when there is none."""
        path = unquote(urlsplit(address).path)
        if not path.startswith(PREFIX):
            return None
        parts = path.removeprefix(PREFIX).split("/")
        found = self._folder.joinpath(*parts) if all(map(_is_safe, parts)) else None
        return found if found and found.is_file() else None

    def _target(self, form: dict[str, Any]) -> Path:
        folder = _wanted(form, "uploadPath")
        if folder != folder.strip("/") or not all(map(_is_safe, folder.split("/"))):
            raise Refusal(400, "Invalid parameter: uploadPath")
        name = str(form.get("fileName") or f"{secrets.token_hex(8)}.bin")
        if not _is_safe(name):
            raise Refusal(400, "Invalid parameter: fileName")
        return self._folder.joinpath(*folder.split("/"), name)

    @staticmethod
    def _keep(target: Path, write: Callable[[IO[bytes]], Any]) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with partial.open("wb") as file:
                write(file)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    def _stored(self, target: Path) -> Reply:
        path = PREFIX.strip("/") + "/" + target.relative_to(self._folder).as_posix()
        data = {
            "success": True,
            "fileName": target.name,
            "filePath": path,
            "downloadUrl": f"{self._origin()}/{path}",
            "fileSize": target.stat().st_size,
            "mimeType": media_type(target),
            "uploadedAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        return json_reply({"success": True, "code": 200, "msg": "File uploaded successfully", "data": data})


def media_type(path: Path) -> str:
    """By the first bytes, else by the name."""
    with path.open("rb") as file:
        head = file.read(16)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "video/mp4"
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _is_safe(segment: str) -> bool:
    return bool(_SEGMENT.fullmatch(segment)) and not segment.startswith(".")


def _wanted(form: dict[str, Any], name: str) -> str:
    value = form.get(name)
    if not isinstance(value, str) or not value:
        raise Refusal(400, f"Missing required parameter: {name}")
    return value


def _copy_capped(source: IO[bytes], sink: IO[bytes]) -> None:
    shutil.copyfileobj(source, sink, 1 << 20)
    if sink.tell() > MOST_STREAM:
        raise Refusal(400, "File size exceeds the limit of 100MB")


def _multipart(request: Request) -> tuple[dict[str, Any], tuple[int, int] | None]:
    """The text fields of a form, and where the part ``file`` begins and ends in the body."""
    boundary = request.headers.get_param("boundary")
    request.body.seek(0, 2)
    if not boundary or not request.body.tell():
        raise Refusal(400, "The body must be multipart/form-data")
    form: dict[str, Any] = {}
    file = None
    with mmap.mmap(request.body.fileno(), 0, access=mmap.ACCESS_READ) as body:
        for headers, start, end in _parts(body, b"--" + str(boundary).encode()):
            name = headers.get_param("name", header="content-disposition")
            if name == "file":
                file = (start, end)
                form.setdefault("fileName", headers.get_filename())
            elif end - start < 10_000:
                form[str(name)] = body[start:end].decode(errors="replace")
    return form, file


def _parts(body: mmap.mmap, boundary: bytes) -> list[tuple[Message, int, int]]:
    found = []
    at = body.find(boundary)
    while at >= 0:
        head = at + len(boundary) + 2
        blank = body.find(b"\r\n\r\n", head)
        end = body.find(b"\r\n" + boundary, head)
        if blank < 0 or end < 0 or blank > end:
            break
        headers = BytesHeaderParser().parsebytes(body[head:blank])
        found.append((headers, blank + 4, end))
        at = end + 2
    return found
