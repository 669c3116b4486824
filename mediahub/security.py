"""Headers of every answer: what a page may load, and who may look at it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}
#: Swagger UI sets style attributes as it draws; nothing else on that page is ours to loosen.
_DOCS_POLICY = {**_POLICY, "style-src": "'self' 'unsafe-inline'"}

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Whoever asks decides what is shown, so nothing is for a cache between us and them, unless it says so itself.
    "Cache-Control": "private",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def _written(policy: dict[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in policy.items())


class Headers:
    """Adds the headers, leaving those that a view set itself (served files have a stricter policy)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        policy = _DOCS_POLICY if request.path_info == "/api/docs/" else _POLICY
        response.headers.setdefault("Content-Security-Policy", _written(policy))
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response
