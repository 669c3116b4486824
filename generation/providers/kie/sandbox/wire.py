"""One HTTP request as the endpoints see it, and how its body is read off the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from io import BufferedIOBase
from typing import IO, Any
from urllib.parse import parse_qs, urlsplit

from .replies import Refusal

#: Bytes of a JSON body; a Base64 upload of 10 MB fits.
MOST_JSON = 16 * 1024 * 1024
#: Bytes of a streamed upload.
MOST_STREAM = 101 * 1024 * 1024
_CHUNK = 256 * 1024


@dataclass(frozen=True)
class Request:
    """``target``: path and query as sent. ``body`` is a file that holds the whole body, at its start."""

    method: str
    target: str
    headers: Message
    body: IO[bytes]
    path: str = field(init=False)
    query: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.target)
        object.__setattr__(self, "path", parts.path)
        object.__setattr__(self, "query", {name: values[0] for name, values in parse_qs(parts.query).items()})

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises Refusal (400)."""
        self.body.seek(0)
        raw = self.body.read(MOST_JSON + 1)
        if len(raw) > MOST_JSON:
            raise Refusal(400, "The request body is too large")
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError) as failure:
            raise Refusal(400, "The request body is not valid JSON") from failure
        if not isinstance(value, dict):
            raise Refusal(400, "The request body must be a JSON object")
        return value


def pieces(headers: Message, source: BufferedIOBase) -> Iterator[bytes]:
    """The body's bytes: by Content-Length, or chunked. Raises Refusal when a length makes no sense."""
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        yield from _chunked(source)
        return
    try:
        left = int(headers.get("Content-Length") or 0)
    except ValueError as failure:
        raise Refusal(400, "Content-Length is not a number", status=400) from failure
    while left > 0:
        piece = source.read(min(left, _CHUNK))
        if not piece:
            raise ConnectionError("The body ended early.")
        left -= len(piece)
        yield piece


def _chunked(source: BufferedIOBase) -> Iterator[bytes]:
    while True:
        try:
            size = int(source.readline(100).split(b";")[0], 16)
        except ValueError as failure:
            raise Refusal(400, "The chunked body is damaged", status=400) from failure
        if size <= 0:
            break
        while size:
            piece = source.read(min(size, _CHUNK))
            if not piece:
                raise ConnectionError("The body ended early.")
            size -= len(piece)
            yield piece
        source.readline(100)
    while source.readline(1000).strip():
        pass
