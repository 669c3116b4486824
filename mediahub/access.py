"""Who may come in, in local mode: this machine only, under its own names, as the one owner.

Four doors, each a middleware, in this order: ``HostNames`` (no DNS rebinding; a tunnel reaches callbacks only),
``BodySize``, ``SameOrigin`` (nothing another site's page can send changes anything), ``OwnerSignedIn``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.functional import SimpleLazyObject
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from mediahub.env import is_loopback
from mediahub.errors import refusal

#: Addresses that providers call. They carry a signed token of their own and are reachable under the public name.
CALLBACKS = "/callbacks/"

OWNER = "owner"

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
#: Headers by which a proxy or tunnel says whom it speaks for.
_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "CF-Connecting-IP", "True-Client-IP", "X-Real-IP")

View = Callable[[HttpRequest], HttpResponseBase]


class HostNames:
    """Answers only under this machine's own names; under any other, a page of another site could be asking."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        self.public_host = _bracketed(urlsplit(settings.PUBLIC_URL).hostname or "")
        given = (_bracketed(settings.HOST), self.public_host)
        self.own_names = {"127.0.0.1", "localhost", "[::1]", *(name for name in given if is_loopback(name))}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host = _host_name(request)
        is_own = host in self.own_names
        if is_own and not _from_outside(request):
            return self.get_response(request)
        if is_own or (host and host == self.public_host):
            if request.path_info.startswith(CALLBACKS):
                return self.get_response(request)
            return refusal(request, 404, "not_found", "There is nothing at this address.")
        return refusal(
            request,
            400,
            "unknown_host",
            "MediaHub does not answer under this name. Open it as http://127.0.0.1 or http://localhost with its port.",
        )


class BodySize:
    """Refuses a body that is too long before it is read, and one without a length: Django would take it for empty."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH"):
            words = "The body came in chunks, without its length. Send it with a Content-Length header."
            return refusal(request, 411, "length_required", words)
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if request.content_type == "multipart/form-data":
            limit = settings.MAX_MULTIPART_SIZE
        if int(request.META.get("CONTENT_LENGTH") or 0) <= limit:
            return self.get_response(request)
        return refusal(request, 413, "too_large", f"What was sent is too large. The limit is {limit // 1_000_000} MB.")


class SameOrigin(CsrfViewMiddleware):
    """Judges everything that may change something, API views included (Django REST Framework would exempt them).

    A browser says where a request comes from (``Origin``, ``Sec-Fetch-Site``); a foreign or hidden origin is refused,
    the own one needs the token. A script says neither and has no cookie: JSON and DELETE, which no page can send
    silently, need no token, nor does a request without any body, nor a picture for /api/uploads. Anything else does.
    """

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseForbidden | None:
        if request.method in _SAFE_METHODS or request.path_info.startswith(CALLBACKS):
            return None
        if request.headers.get("Sec-Fetch-Site") == "cross-site" or not _is_own_origin(request):
            return _forbidden(request)
        if _needs_no_token(request):
            return None
        return super().process_view(request, _never_exempt, args, kwargs)


class OwnerSignedIn(AuthenticationMiddleware):
    """The one owner is signed in on every request, without a session row."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(owner)  # type: ignore[assignment]


class SignedInOwner(BaseAuthentication):
    """Django REST Framework's way to the user whom the middleware signed in. ``SameOrigin`` has judged the request."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        user = getattr(request._request, "user", None)
        return (user, None) if user is not None and user.is_active else None


def owner() -> User:
    """The owner's account, made on first use; two first uses at once end with one."""
    rights = {"is_staff": True, "is_superuser": True, "password": make_password(None)}
    return User.objects.get_or_create(username=OWNER, defaults=rights)[0]


def _forbidden(request: HttpRequest) -> HttpResponseForbidden:
    words = "This request came from another site, so nothing was done."
    answer = refusal(request, 403, "foreign_origin", words)
    return HttpResponseForbidden(answer.content, headers=dict(answer.headers))


def _bracketed(host: str) -> str:
    """As a Host header writes it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()


def _host_name(request: HttpRequest) -> str:
    """The Host header without its port, in lower case; brackets stay. Empty for a malformed one."""
    given = str(request.META.get("HTTP_HOST", "")).lower()
    name, colon, port = given.rpartition(":")
    if not colon or given.endswith("]"):
        return given
    return name if port.isdigit() else ""


def _from_outside(request: HttpRequest) -> bool:
    """Whether a tunnel on this machine, which may have put our own name in, speaks for somebody elsewhere."""
    given = [part.strip() for name in _FORWARDED for part in request.headers.get(name, "").split(",")]
    return any(part and not is_loopback(_without_port(part)) for part in (*given, *_forwarded(request)))


def _forwarded(request: HttpRequest) -> list[str]:
    """``for`` and ``host`` of the ``Forwarded`` header's entries (RFC 7239); "unknown" where one has no ``for``."""
    names: list[str] = []
    for entry in filter(str.strip, request.headers.get("Forwarded", "").split(",")):
        parts = [part.partition("=") for part in entry.split(";")]
        pairs = {name.strip().lower(): value.strip(' "') for name, _, value in parts}
        names += [pairs.get("for") or "unknown", pairs.get("host", "")]
    return names


def _without_port(address: str) -> str:
    """An address or name without its port; an IPv6 address has one only behind its brackets."""
    if address.startswith("["):
        return address.partition("]")[0]
    return address.rpartition(":")[0] if address.count(":") == 1 else address


def _is_own_origin(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


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
    return is_upload and (kind == "multipart/form-data" or kind.startswith("image/"))


def _never_exempt() -> HttpResponse:
    raise PermissionDenied
