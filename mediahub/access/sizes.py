"""How much may be sent."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mediahub.errors import refusal

#: Kinds of body that are written to disk as they come. All others are read into memory.
_STREAMED = ("multipart/form-data", "image/", "video/", "audio/")


class BodySize:
    """Refuses a body that is too long before it is read, and one without a length: Django would take it for empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH"):
            words = "The body came in chunks, without its length. Send it with a Content-Length header."
            return refusal(request, 411, "length_required", words)
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if (request.content_type or "").startswith(_STREAMED):
            limit = settings.MAX_MULTIPART_SIZE
        if int(request.META.get("CONTENT_LENGTH") or 0) <= limit:
            return self.get_response(request)
        return refusal(request, 413, "too_large", f"What was sent is too large. The limit is {limit // 1_000_000} MB.")
