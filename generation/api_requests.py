"""What every address of generation's API does with a request: read its body, know repeats, find rows, name problems."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.http import Http404
from rest_framework.request import Request
from rest_framework.views import APIView

from generation import jobs, registry
from generation.models import Job, media_id
from generation.params import ParamsForm
from generation.providers.errors import ProviderError
from mediahub.errors import ApiError
from mediahub.queries import refuse_unknown_query

_LONGEST_KEY = 255


class JsonView(APIView):
    """A view of JSON in and out, whose domain errors come out in the API's one shape.

    ``asks``: the query parameters of its GET; any other is refused by name.
    """

    asks: tuple[str, ...] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            refuse_unknown_query(request, *self.asks)

    def handle_exception(self, exc: Exception) -> Any:
        return super().handle_exception(_translated(exc))


def _translated(problem: Exception) -> Exception:
    """What the domain raised, as an error with a status; anything else as it is."""
    match problem:
        case registry.UnknownModel():
            return ApiError(404, "unknown_model", str(problem), field="model")
        case jobs.Refused():
            return ApiError(400, problem.code, problem.message, field=problem.field)
        case jobs.KeyReused():
            return ApiError(409, "idempotency_key_reused", problem.message)
        case jobs.NotPossible():
            return ApiError(409, problem.code, problem.message)
        case ProviderError():
            return ApiError(502, problem.code, problem.message, field=problem.field, action=problem.action)
    return problem


def json_object(request: Request) -> dict[str, Any]:
    """The body, which must be a JSON object; an empty body is an empty one. Raises ``ApiError`` 400."""
    body = request.data
    if not isinstance(body, dict):
        raise ApiError(400, "bad_body", 'The body must be a JSON object, for example {"prompt": "a paper boat"}.')
    return dict(body)


def fingerprint(request: Request, body: dict[str, Any]) -> str:
    """SHA-256 of address and body in canonical JSON, hexadecimal: equal for requests that ask for the same."""
    text = json.dumps([request.path, body], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def idempotency_key(request: Request) -> str:
    """The Idempotency-Key header, "" without one; raises ``ApiError`` 400 for one that is too long."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > _LONGEST_KEY:
        words = f"An Idempotency-Key has up to {_LONGEST_KEY} characters. Yours has {len(key):,}."
        raise ApiError(400, "bad_idempotency_key", words)
    return key


def as_uuid(text: str) -> uuid.UUID:
    """An id of an address; raises ``Http404`` for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


def choice(request: Request, name: str, allowed: Sequence[str]) -> str:
    """A query parameter that is empty or one of ``allowed``; raises ``ApiError`` 400."""
    value = request.query_params.get(name, "")
    if value and value not in allowed:
        raise ApiError(400, "invalid", f"{name} must be one of: {', '.join(allowed)}.", field=name)
    return str(value)


def refuse_unknown(body: dict[str, Any], *known: str) -> None:
    """Raise ``ApiError`` 400 for the first name in ``body`` that is not known."""
    for name in body:
        if name not in known:
            takes = f"It takes: {', '.join(known)}." if known else "It takes none."
            raise ApiError(400, "unknown_field", f"There is no “{name}” here. {takes}", field=name)


def as_written(form: type[ParamsForm], body: Mapping[str, Any], field: str) -> str:
    """The name under which ``body`` holds a form's field: its own, or another spelling such as ``image_url``."""
    if field in body:
        return field
    aliases = form.all_aliases()
    return next((name for name in body if aliases.get(name) == field), field)


def problems(found: Sequence[tuple[str, str]], known: Collection[str]) -> ApiError:
    """All that a form refuses: the first in the error itself, every one in ``errors``. ``known``: the form's names."""
    field, message = found[0]
    listed = [{"field": name, "message": words} for name, words in found]
    return ApiError(
        400, "invalid" if not field or field in known else "unknown_field", message, field=field, errors=listed
    )


def receipt(job: Job) -> dict[str, Any]:
    """What an order answers: the task's id and the id of each file to come."""
    ids = [str(media_id(job.pk, position)) for position in range(job.output_count)]
    return {"task_id": str(job.pk), "media_id": ids[0], "media_ids": ids}
