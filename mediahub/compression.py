"""Pages and API answers travel compressed; media files and streams never do, so that Range requests keep working."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXT = ("text/html", "application/json", "application/vnd.oai.openapi")


class Text(GZipMiddleware):
    """Django's gzip, which pads at random against guessing secrets by size, for whole text answers only."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(_TEXT):
            return response
        return super().process_response(request, response)
