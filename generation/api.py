"""Ordering images and videos: ``POST /api/images/generate`` and ``POST /api/videos/generate``."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from generation import api_shapes, jobs, openapi, registry
from generation.api_inputs import with_uploads
from generation.api_requests import (
    JsonView,
    as_written,
    fingerprint,
    idempotency_key,
    json_object,
    problems,
    receipt,
)
from generation.params import ParamsForm
from generation.providers.base import Kind, ModelSpec
from mediahub.errors import ApiError


class Generate(JsonView):
    """Order files of one kind. The answer comes at once; the files come later, see GET /api/tasks/{task_id}."""

    kind: Kind
    serializer_class = api_shapes.PromptOnly

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What the browsable page's box starts with."""
        return self.serializer_class(*args, **kwargs)

    def post(self, request: Request) -> Response:
        body = json_object(request)
        key, digest = idempotency_key(request), fingerprint(request, body)
        job = jobs.ordered_before(request.user, key, digest)
        if job is None:
            spec, form = _read(request.user, self.kind, body)
            try:
                job = jobs.create(request.user, spec, form, idempotency_key=key, request_hash=digest)
            except jobs.Refused as refused:
                field = as_written(spec.params, body, refused.field)
                raise ApiError(400, refused.code, refused.message, field=field) from refused
        return Response(receipt(job), status=202)


class GenerateImage(Generate):
    """Order one or more images.

    The answer comes at once, with the task's id and the id of every file to come. model may be left out: then the
    default model of the settings makes it. What else can be said depends on the model: see GET /api/models/{key}.
    """

    kind = Kind.IMAGE

    @extend_schema(**openapi.order(Kind.IMAGE))
    def post(self, request: Request) -> Response:
        return super().post(request)


class GenerateVideo(Generate):
    """Order a video.

    The answer comes at once, with the task's id and the id of the file to come. model may be left out: then the
    default model of the settings makes it. What else can be said depends on the model: see GET /api/models/{key}.
    """

    kind = Kind.VIDEO

    @extend_schema(**openapi.order(Kind.VIDEO))
    def post(self, request: Request) -> Response:
        return super().post(request)


def _read(owner: Any, kind: Kind, body: dict[str, Any]) -> tuple[ModelSpec, ParamsForm]:
    """The model that a body means and its valid form; raises ``UnknownModel`` or ``ApiError`` 400."""
    spec = _model(owner, kind, body.pop("model", None))
    form = bound(owner, spec, with_uploads(owner, spec.params, body))
    if not form.is_valid():
        found = [(as_written(spec.params, body, field), words) for field, words in form.problems()]
        raise problems(found, spec.params.spellings())
    return spec, form


def _model(owner: Any, kind: Kind, key: Any) -> ModelSpec:
    if key in (None, ""):
        return registry.default_spec(owner, kind)
    if not isinstance(key, str):
        raise ApiError(400, "invalid", "This must be text.", field="model")
    spec = registry.spec(key)
    if spec.kind != kind:
        words = f"{spec.name} makes {spec.kind}s. Send this to /api/{spec.kind}s/generate, or choose another model."
        raise ApiError(400, "wrong_kind", words, field="model")
    readiness = registry.readiness(spec)
    if readiness.refused:
        action = "switch_on" if readiness.state == "off" else ""
        raise ApiError(400, readiness.refused, readiness.sentence, field="model", action=action)
    return spec


def bound(owner: Any, spec: ModelSpec, body: dict[str, Any]) -> ParamsForm:
    """The model's form with the owner's defaults laid under the body, or without them where they contradict it."""
    form = spec.params.from_json(registry.with_defaults(owner, spec, body))
    if form.is_valid():
        return form
    plain = spec.params.from_json(body)
    return plain if plain.is_valid() else form
