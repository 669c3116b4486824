"""Each request's id, by which lines of the log, jobs and answers find each other; and the access log."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mediahub import logs

logger = logging.getLogger("mediahub.access_log")

#: An id that a proxy or a program gave is taken over if it looks like one.
_ID = re.compile(r"[\w.-]{8,64}", re.ASCII)


class RequestIds:
    """Gives every request an id (``X-Request-ID``) and, with ``MEDIAHUB_ACCESS_LOG``, a line in the log.

    A line holds no query: searches are nobody's business, and some programs put secrets there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        token = logs.request_id.set(given if _ID.fullmatch(given) else secrets.token_hex(8))
        begun = time.monotonic()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = logs.request_id.get()
            if settings.ACCESS_LOG:
                _tell(request, response, time.monotonic() - begun)
        finally:
            logs.request_id.reset(token)
        return response


def _tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """``ms``: until the answer began; of a file, its sending comes on top."""
    path = request.path[:500]
    facts = {
        "address": str(request.META.get("REMOTE_ADDR", "")),
        "method": str(request.method),
        "status": str(response.status_code),
        "ms": f"{1000 * seconds:.1f}",
        "bytes": response.headers.get("Content-Length", ""),
    }
    logger.info("%s %s %s", request.method, path, response.status_code, extra={"about": facts})
