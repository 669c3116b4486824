"""What a request brings is taken off the line before it is answered, even where the answer needed none of it.

A body that is refused unread (too long, not signed in) would stay in the socket, and closing that resets the
connection: a proxy says "502 Bad Gateway" and a browser "connection reset" where the refusal should stand.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

_BLOCK = 64 * 1024
#: Seconds after which nobody is waited for.
_PATIENCE = 30.0

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def reading_to_the_end(application: Application) -> Application:
    """The same WSGI application, which leaves no part of a request unread."""

    def whole(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = application(environ, start_response)
        if environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING"):
            _read_away(environ["wsgi.input"])
        return answer

    return whole


def _read_away(stream: Any) -> None:
    deadline = time.monotonic() + _PATIENCE
    try:
        while time.monotonic() < deadline and stream.read(_BLOCK):
            pass
    except OSError:
        return  # whoever sent it is gone
