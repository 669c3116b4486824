"""The door at which the rules are kept, in login mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from mediahub.access.rules import READING, Level, Rule, allowed, level_of, rule_for
from mediahub.access.visitors import bearer, token_of
from mediahub.errors import error_body, is_for_programs, refusal
from mediahub.htmx import is_htmx

#: Where a viewer is led instead of to a page that is none of theirs.
_VIEWERS_HOME = {"": "/gallery", "settings": "/settings/account"}


class Permitted:
    """Lets a request on to its view when the table says so; else says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """None where the view may be called, else the answer that stands in its place."""
        if settings.AUTH == "local":
            return None
        route = request.resolver_match.route if request.resolver_match else ""
        rule, method = rule_for(route), request.method or ""
        if allowed(request, rule, method):
            return None
        if not request.user.is_authenticated:
            return _not_signed_in(request)
        if route in _VIEWERS_HOME and method in READING and not token_of(request):
            return redirect(_VIEWERS_HOME[route])  # a page that a viewer alone may not read
        return _not_theirs(request, rule, method)


def _not_signed_in(request: HttpRequest) -> HttpResponse:
    if is_for_programs(request) or bearer(request):
        words = "Sign in, or send an API token: Authorization: Bearer mh_…"
        code = "not_signed_in"
        if bearer(request):
            code, words = "bad_token", "This API token is unknown, revoked or expired. Make a new one in the settings."
        return JsonResponse(error_body(code, words), status=401, headers={"WWW-Authenticate": "Bearer"})
    if is_htmx(request):
        return HttpResponse(status=401, headers={"HX-Redirect": _sign_in(_page_behind(request))})
    return HttpResponseRedirect(_sign_in(request.get_full_path() if request.method in READING else "/"))


def _sign_in(back: str) -> str:
    return f"/sign-in/?{urlencode({'next': back})}" if back != "/" else "/sign-in/"


def _page_behind(request: HttpRequest) -> str:
    """The page whose script asks."""
    parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


def _not_theirs(request: HttpRequest, rule: Rule, method: str) -> HttpResponse:
    if level_of(request) < rule.least(method):
        if rule.least(method) == Level.OWNER:
            return refusal(request, 403, "owner_only", "Only the owner may do this.")
        return refusal(request, 403, "viewer", "You are a guest here: you can look at the gallery, and change nothing.")
    scope = rule.scope(method)
    words = (
        f"This needs a token with the scope “{scope}”." if scope else "A token cannot do this. Sign in, in a browser."
    )
    return refusal(request, 403, "token_scope", words)
