"""Files over HTTP: in blocks, by range, cached by content, and harmless whatever is in them.

Django's own file response answers every ``Range`` with the whole file, and Safari does not play such a video.
"""

from __future__ import annotations

import re
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from gallery import storage

#: Types that a browser may show; anything else is only ever downloaded.
_SHOWN = {
    "image/jpeg", "image/png", "image/webp", "image/gif", "image/avif",
    "video/mp4", "video/webm", "video/quicktime",
}  # fmt: skip
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
}
_CACHED = "private, max-age=31536000, immutable"


class NotSatisfiable(Exception):
    """A range that begins behind the end of the file."""


def file_response(
    request: HttpRequest, path: Path, mime: str, *, tag: str = "", download_name: str = ""
) -> HttpResponseBase:
    """The file at a place as an answer to GET or HEAD: 200, 206, 304 or 416.

    Raises ``FileNotFoundError``, ``Unreachable``.

    ``tag``: what names this content (its hash), else its length and time do. ``?download=1`` makes it a download.
    """
    known = storage.look(path)
    length = known.bytes
    headers = _headers(request, mime, download_name)
    headers["ETag"] = f'"{tag or f"{length:x}-{known.modified:x}"}"'
    headers["Last-Modified"] = formatdate(known.modified // 1_000_000_000, usegmt=True)
    if _is_known(request, headers):
        return HttpResponse(status=304, headers=_without_content(headers))
    try:
        wanted = _wanted_range(request, length, headers)
    except NotSatisfiable:
        return HttpResponse(status=416, headers={**_without_content(headers), "Content-Range": f"bytes */{length}"})
    begin, end = wanted or (0, length)
    headers["Content-Length"] = str(end - begin)
    if wanted:
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{length}"
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    return StreamingHttpResponse(storage.read(path, begin, end), status=206 if wanted else 200, headers=headers)


def _headers(request: HttpRequest, mime: str, download_name: str) -> dict[str, str]:
    is_shown = mime in _SHOWN and request.GET.get("download") != "1"
    disposition = "inline" if is_shown else "attachment"
    if download_name:
        plain = re.sub(r"[^\w .()-]", "_", download_name, flags=re.ASCII)
        disposition += f'; filename="{plain}"'
        if plain != download_name:
            disposition += f"; filename*=UTF-8''{quote(download_name)}"
    return {**_SAFE, "Content-Type": mime, "Content-Disposition": disposition, "Cache-Control": _CACHED}


def _without_content(headers: dict[str, str]) -> dict[str, str]:
    """What belongs to an answer without a body, in which Django would otherwise claim to send HTML."""
    return {name: value for name, value in headers.items() if name != "Content-Disposition"}


def _is_known(request: HttpRequest, headers: dict[str, str]) -> bool:
    """Whether the browser has this content already; tags decide where both are sent."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        return tags.strip() == "*" or headers["ETag"] in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    return _is_not_newer(headers["Last-Modified"], request.headers.get("If-Modified-Since", ""))


def _is_not_newer(modified: str, since: str) -> bool:
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _wanted_range(request: HttpRequest, length: int, headers: dict[str, str]) -> tuple[int, int] | None:
    """(begin, end) of the part that is asked for, None for the whole: also for several ranges, and for other units."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if request.method != "GET" or found is None or not _is_same(request, headers):
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        begin, end = max(length - int(last), 0), length
    else:
        begin, end = int(first), min(int(last) + 1, length) if last else length
        if last and int(last) < begin:
            return None
    if begin >= length:
        raise NotSatisfiable
    return begin, end


def _is_same(request: HttpRequest, headers: dict[str, str]) -> bool:
    """Whether the part fits to what the browser has of this file (``If-Range``)."""
    condition = request.headers.get("If-Range")
    return condition is None or condition.strip() in (headers["ETag"], headers["Last-Modified"])
