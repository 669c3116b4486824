"""Who asks: in local mode always the owner; in login mode whoever a session or a token stands for, or nobody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from settings_app import people, sign_in, tokens
from settings_app.models import ApiToken


class SignedIn(AuthenticationMiddleware):
    """Sets ``request.user``. Nothing is looked up until somebody asks for it."""

    def process_request(self, request: HttpRequest) -> None:
        found = owner if settings.AUTH == "local" else lambda: _visitor(request)
        request.user = SimpleLazyObject(found)  # type: ignore[assignment]


class SignedInOwner(BaseAuthentication):
    """Django REST Framework's way to the user whom the middleware found. ``SameOrigin`` has judged the request."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        user = getattr(request._request, "user", None)
        return (user, None) if user is not None and user.is_active else None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def owner() -> User:
    """The owner's account, made on first use; two first uses at once end with one."""
    return people.house_owner()


def whose(request: Any) -> User:
    """Whose rows a request reads: those of the person who asks, or of the one whose guest they are."""
    return request.user if settings.AUTH == "local" else people.shown_to(request.user)


def bearer(request: HttpRequest) -> str:
    """The API token that a program shows, "" without one. Beside a session's cookie it does not count."""
    if settings.AUTH == "local" or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return ""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def token_of(request: Any) -> ApiToken | None:
    """The live token by which a request was let in; None for a person in a browser."""
    str(request.user)  # whoever it is has been looked up then
    return getattr(getattr(request, "_request", request), "api_token", None)


def _visitor(request: HttpRequest) -> User | AnonymousUser:
    if shown := bearer(request):
        token = tokens.find(shown)
        request.api_token = token  # type: ignore[attr-defined]
        return token.user if token else AnonymousUser()
    user = auth.get_user(request)
    if isinstance(user, User):
        sign_in.seen(request, user)
        return user
    return AnonymousUser()
