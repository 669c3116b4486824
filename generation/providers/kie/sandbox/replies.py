"""What goes back over the wire: Kie's envelope, and how an answer can be delivered badly on purpose."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

JSON = "application/json"
HTML = "text/html; charset=utf-8"


class Manner(enum.Enum):
    """How an answer is delivered."""

    PLAIN = "whole, at once"
    CUT = "the connection is closed without an answer"
    SILENT = "nothing comes for a long while, then the connection is closed"
    DRIP = "bit by bit"
    SHORT = "Content-Length promises all, half is sent, then the connection is closed"
    RESET = "half is sent, then the connection is reset"


@dataclass(frozen=True)
class Reply:
    """One HTTP answer. ``file`` is sent in place of ``body``; ``seconds`` is how long a bad manner lasts."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    file: Path | None = None
    manner: Manner = Manner.PLAIN
    seconds: float = 0.0


class Refusal(Exception):
    """A call that is answered with a code other than 200. Nothing was created."""

    def __init__(self, code: int, message: str, *, status: int = 200) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def json_reply(value: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, JSON, headers or {})


def success(data: Any) -> Reply:
    return json_reply({"code": 200, "msg": "success", "data": data})


def refused(refusal: Refusal, *, upload: bool = False) -> Reply:
    """A refusal in the API host's envelope, or with ``success: false`` as the upload host does."""
    body: dict[str, Any] = {"code": refusal.code, "msg": refusal.message}
    if upload:
        body = {"success": False, **body}
    elif refusal.code != 401:  # recorded without data, every other code with null
        body["data"] = None
    return json_reply(body, status=refusal.status)


def html(status: int, title: str) -> Reply:
    """A gateway's page in place of JSON."""
    text = f"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center></body></html>"
    return Reply(status, text.encode(), HTML)
