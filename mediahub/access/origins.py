"""Nothing that another site's page can send changes anything here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware

from mediahub.access.hosts import CALLBACKS
from mediahub.access.visitors import bearer
from mediahub.errors import refusal

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
#: Kinds of an upload that is the file itself. No form of a page has one.
_FILES = ("image/", "video/", "audio/")


class SameOrigin(CsrfViewMiddleware):
    """Judges everything that may change something, API views included (Django REST Framework would exempt them).

    A browser says where a request comes from (``Origin``, ``Sec-Fetch-Site``); a foreign or hidden origin is refused,
    the own one needs the token. A script says neither and has no cookie: JSON and DELETE, which no page can send
    silently, need no token, nor does a request without any body, nor a file for /api/uploads. Anything else does.
    A program that shows an API token, and no session, needs nothing more: no browser adds one by itself.
    """

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseForbidden | None:
        if request.method in _SAFE_METHODS or request.path_info.startswith(CALLBACKS) or bearer(request):
            return None
        if request.headers.get("Sec-Fetch-Site") == "cross-site" or not _is_own_origin(request):
            return _forbidden(request)
        if _needs_no_token(request):
            return None
        return super().process_view(request, _never_exempt, args, kwargs)


def _forbidden(request: HttpRequest) -> HttpResponseForbidden:
    words = "This request came from another site, so nothing was done."
    answer = refusal(request, 403, "foreign_origin", words)
    return HttpResponseForbidden(answer.content, headers=dict(answer.headers))


def _is_own_origin(request: HttpRequest) -> bool:
    origin, host = request.headers.get("Origin"), request.get_host()
    if origin is None or origin == f"{request.scheme}://{host}":
        return True
    public = urlsplit(settings.PUBLIC_URL)
    # a proxy that does not say that it was asked over https
    return settings.AUTH == "login" and host == public.netloc and origin == f"{public.scheme}://{public.netloc}"


def _needs_no_token(request: HttpRequest) -> bool:
    sent = request.headers
    if "Origin" in sent or sent.get("Cookie"):
        return False
    kind = request.content_type or ""
    if kind == "application/json" or request.method == "DELETE":
        return True
    if "Sec-Fetch-Site" in sent or "Referer" in sent:
        return False
    if not kind:
        return not int(request.META.get("CONTENT_LENGTH") or 0)
    is_upload = request.method == "POST" and request.path_info == "/api/uploads"
    return is_upload and (kind == "multipart/form-data" or kind.startswith(_FILES))


def _never_exempt() -> HttpResponse:
    raise PermissionDenied
