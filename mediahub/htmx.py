"""What a page's view needs to know about the script that asks it."""

from __future__ import annotations

from django.http import HttpRequest


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a fragment, and not a browser for a page."""
    return request.headers.get("HX-Request") == "true"
