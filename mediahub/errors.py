"""Errors as people and programs meet them: ``{"error": {...}}`` under /api, a plain page elsewhere."""

from __future__ import annotations

import errno
import logging
import secrets
import sqlite3
import sys
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
    UnreadablePostError,
)
from django.template import TemplateDoesNotExist, loader
from django.urls import is_valid_path
from rest_framework import exceptions
from rest_framework.response import Response

from gallery import storage

logger = logging.getLogger("mediahub.errors")

#: Addresses that programs use. Their errors are JSON whatever went wrong.
_PROGRAMS = ("/api/", "/callbacks/", "/v1/")

_POSTGRES_DISK_FULL = "53100"


class ApiError(Exception):
    """An error with its own status and code. ``field`` names what to correct, ``action`` a verb that would help.

    ``errors``: every field's error where there are several, as ``{"field", "message"}``.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        field: str = "",
        action: str = "",
        errors: list[dict[str, str]] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field, self.action = status, code, message, field, action
        self.errors = errors or []


def error_body(
    code: str, message: str, field: str = "", action: str = "", errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """The one shape of an error; empty parts are left out."""
    parts: dict[str, Any] = {"code": code, "message": message, "field": field, "action": action}
    if errors and len(errors) > 1:
        parts["errors"] = errors
    return {"error": {name: part for name, part in parts.items() if part}}


def api_error(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST Framework's exceptions, and ours, in the one shape. What is not known here is a 500 elsewhere."""
    match problem:
        case ApiError():
            body = error_body(problem.code, problem.message, problem.field, problem.action, problem.errors)
            return Response(body, status=problem.status)
        case Http404():
            return Response(error_body("not_found", "There is nothing at this address."), status=404)
        case PermissionDenied():
            return Response(error_body("forbidden", str(problem) or "You may not do this."), status=403)
        case exceptions.ValidationError():
            errors = _flat(problem.detail)
            body = error_body("invalid", errors[0]["message"], errors[0]["field"], errors=errors)
            return Response(body, status=problem.status_code)
        case exceptions.APIException():
            return Response(error_body(*_words(problem)), status=problem.status_code, headers=_headers(problem))
    return None


def _words(problem: exceptions.APIException) -> tuple[str, str]:
    match problem:
        case exceptions.ParseError():
            return "bad_body", f"The body could not be read: {problem.detail}"
        case exceptions.MethodNotAllowed():
            return "method_not_allowed", f"{problem.detail}"
        case exceptions.UnsupportedMediaType():
            return "unsupported_media_type", f"{problem.detail} Send JSON with Content-Type: application/json."
        case exceptions.NotFound():
            return "not_found", "There is nothing at this address."
    return str(problem.default_code), str(problem.detail)


def _headers(problem: exceptions.APIException) -> dict[str, str]:
    wait = getattr(problem, "wait", None)
    return {"Retry-After": f"{wait:.0f}"} if wait else {}


def _flat(detail: Any, field: str = "") -> list[dict[str, str]]:
    """Nested details of a serializer as a flat list of ``{"field", "message"}``."""
    if isinstance(detail, dict):
        return [error for name, inner in detail.items() for error in _flat(inner, f"{field}.{name}".strip("."))]
    if isinstance(detail, list):
        return [error for inner in detail for error in _flat(inner, field)]
    return [{"field": "" if field == "non_field_errors" else field, "message": str(detail)}]


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, which reads JSON."""
    return request.path_info.startswith(_PROGRAMS) or request.content_type == "application/json"


def refusal(request: HttpRequest, status: int, code: str, message: str, *, page: str = "") -> HttpResponse:
    """An answer for a request that goes no further: JSON for programs, a page (``{status}.html``) for people.

    The page is drawn without a database; where there is none of that name, the message stands alone.
    """
    if is_for_programs(request):
        return JsonResponse(error_body(code, message), status=status)
    try:
        drawn = loader.render_to_string(page or f"{status}.html", {"message": message})
    except TemplateDoesNotExist:
        return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    return HttpResponse(drawn, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """No token, or an old one: the page was open too long, or a script sent what only pages send."""
    message = "This request needs the page's token: send JSON without cookies, or the X-CSRFToken header."
    return refusal(request, 403, "csrf_failed", message, page="403_csrf.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, 400, "bad_request", "This request could not be understood.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, 403, "forbidden", "You may not do this.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is there; who only added a slash at the end is shown the way."""
    bare = request.path_info.rstrip("/")
    if request.method in ("GET", "HEAD") and bare != request.path_info and is_valid_path(bare):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{bare}?{query}" if query else bare)
    return refusal(request, 404, "not_found", "There is nothing at this address.")


def _says_disk_full(problem: BaseException | None) -> bool:
    """Whether an error, or what caused it, carries the number that the system, SQLite or PostgreSQL has for this."""
    while problem is not None:
        if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        if getattr(problem, "sqlstate", None) == _POSTGRES_DISK_FULL:
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def server_error(request: HttpRequest) -> HttpResponse:
    """Something of ours broke, or the database is away. The reference leads from what the person saw to the log."""
    if isinstance(sys.exc_info()[1], UnreadablePostError):  # whoever sent it has gone, or was too slow
        return refusal(request, 408, "cut_off", "The request broke off before all of it was here. Send it again.")
    reference = secrets.token_hex(4)
    logger.exception("Error %s at %s %s", reference, request.method, request.path)
    problem = sys.exc_info()[1]
    if _says_disk_full(problem):
        words = "The disk is full, so nothing could be saved. Make room, then try again."
        return refusal(request, 503, "disk_full", words, page="503_disk.html")
    if isinstance(problem, storage.Unreachable):
        words = "MediaHub cannot reach the store that keeps its files. They are safe; try again in a moment."
        return refusal(request, 503, "no_storage", words)
    if isinstance(problem, OperationalError):
        return refusal(request, 503, "no_database", "MediaHub cannot reach its database. Your files are safe.")
    return refusal(request, 500, "internal", f"Something broke on our side. The log has it under {reference}.")
