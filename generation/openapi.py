"""Generation's part of the OpenAPI document: one request schema a model, written from the model's own form."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from generation import api_shapes, fields, registry
from generation.models import TASK_STATUS
from generation.providers.base import Kind, ModelSpec, Status

_TASK_ID = OpenApiParameter("task_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
_KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Key of a model, for example veo3_fast.")
_REPEAT = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Up to 255 characters. The same key and body give the same task back, another body is refused (409).",
)
_EXAMPLE_PROMPTS = {
    Kind.IMAGE: "A paper boat on a calm lake at dawn",
    Kind.VIDEO: "A paper boat drifts across a calm lake",
}


# -- bodies ----------------------------------------------------------------------------------------------------------


def body_schema(spec: ModelSpec) -> dict[str, Any]:
    """JSON Schema of the body that orders from this model: its form's fields, their other spellings, and ``model``."""
    form = spec.params
    schema = form.json_schema()
    pictures = form().image_fields()
    properties = {**schema["properties"], **{name: _picture(form.base_fields[name]) for name in pictures}}
    aliases = {
        alias: {**properties[name], "description": f"The same as {name}."} for alias, name in form.all_aliases().items()
    }
    neutral = {name: _neutral(value) for name, value in form.neutral.items() if name not in properties}
    required = [name for name in schema.get("required", []) if name not in pictures]
    return {
        "title": f"{spec.name} ({spec.key})",
        "description": " ".join(part for part in (spec.note, spec.status_note) if part),
        "type": "object",
        "properties": {"model": {"type": "string", "enum": [spec.key]}, **properties, **aliases, **neutral},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _picture(field: Any) -> dict[str, Any]:
    """An image field as callers may write it: one reference or a list, or the picture itself in base64."""
    words = "Id of an upload or of a gallery file, a public address, a data URI or base64."
    one: dict[str, Any] = {"type": "string"}
    described = {"title": str(field.label), "description": " ".join((str(field.help_text), words)).strip()}
    return {"anyOf": [one, {"type": "array", "maxItems": field.most, "items": one}], **described}


def _neutral(value: Any) -> dict[str, Any]:
    kind = {bool: "boolean", int: "integer"}.get(type(value), "string")
    return {"type": kind, "enum": [value], "description": "Accepted for every model; without effect here."}


def _bodies(specs: list[ModelSpec], *, complete: bool) -> dict[str, Any]:
    """Any of these models' bodies. Without ``complete`` every field may be left out."""
    written = [body_schema(spec) for spec in specs]
    if not complete:
        written = [{name: part for name, part in schema.items() if name != "required"} for schema in written]
    return {"application/json": {"anyOf": written}}


def _specs(kind: Kind | None = None) -> list[ModelSpec]:
    return [spec for spec in registry.every_spec() if kind in (None, spec.kind)]


def _example(spec: ModelSpec) -> OpenApiExample:
    """A whole body, with each of the model's plain defaults written out."""
    plain = {
        name: field.initial
        for name, field in spec.params.base_fields.items()
        if isinstance(field, fields.Choice) and not field.advanced and field.initial is not None
    }
    value = {"model": spec.key, "prompt": _EXAMPLE_PROMPTS[spec.kind], **plain}
    return OpenApiExample(spec.name, value=value, request_only=True, media_type="application/json")


# -- operations ------------------------------------------------------------------------------------------------------


def _answers(status: int, shape: Any, *problems: int) -> dict[Any, Any]:
    return {status: shape, **dict.fromkeys(problems, api_shapes.Problem)}


def order(kind: Kind) -> dict[str, Any]:
    """The operation that orders files of a kind."""
    specs = _specs(kind)
    return {
        "operation_id": f"{kind}s_generate",
        "summary": f"Order {'one or more images' if kind == Kind.IMAGE else 'a video'}",
        "tags": ["generate"],
        "parameters": [_REPEAT],
        "request": _bodies(specs, complete=True),
        "responses": _answers(202, api_shapes.Receipt, 400, 404, 409),
        "examples": [_example(spec) for spec in specs if spec.status == Status.LIVE],
    }


TASK_LIST: dict[str, Any] = {
    "operation_id": "tasks_list",
    "summary": "List tasks, newest first",
    "tags": ["tasks"],
    "parameters": [
        OpenApiParameter("status", str, enum=sorted(set(TASK_STATUS.values()))),
        OpenApiParameter("limit", int, description="1 to 200; 50 if left out."),
        OpenApiParameter("cursor", str, description="As the previous page's next holds it."),
    ],
    "responses": _answers(200, api_shapes.TaskPage, 400),
}
TASK_DETAIL: dict[str, Any] = {
    "operation_id": "tasks_read",
    "summary": "How far a task is, and what came of it",
    "tags": ["tasks"],
    "parameters": [_TASK_ID],
    "responses": _answers(200, api_shapes.Task, 404),
}
TASK_EVENTS: dict[str, Any] = {
    "operation_id": "tasks_events",
    "summary": "What happened to a task",
    "tags": ["tasks"],
    "parameters": [_TASK_ID],
    "responses": _answers(200, api_shapes.TaskEvent, 404),
}


def task_verb(verb: str, summary: str) -> dict[str, Any]:
    """The operation that does something with a task."""
    return {
        "operation_id": f"tasks_{verb.replace('-', '_')}",
        "summary": summary,
        "tags": ["tasks"],
        "parameters": [_TASK_ID],
        "request": None,
        "responses": _answers(200, api_shapes.Task, 400, 404, 409),
    }


TASK_ADOPT: dict[str, Any] = {
    **task_verb("adopt", "Tie an unclear task to the provider's id of it"),
    "request": api_shapes.Adoption,
}
TASK_RETRY: dict[str, Any] = {
    **task_verb("retry", "Make the same again"),
    "parameters": [_TASK_ID, _REPEAT],
    "responses": _answers(202, api_shapes.Receipt, 400, 404, 409),
}
TASK_SEND_AGAIN: dict[str, Any] = {
    **task_verb("send-again", "Order an unclear task once more"),
    "parameters": [_TASK_ID, _REPEAT],
}
MODEL_LIST: dict[str, Any] = {
    "operation_id": "models_list",
    "summary": "List models",
    "tags": ["models"],
    "parameters": [OpenApiParameter("kind", str, enum=[kind.value for kind in Kind])],
    "responses": _answers(200, api_shapes.ModelPage, 400),
}
MODEL_DETAIL: dict[str, Any] = {
    "operation_id": "models_read",
    "summary": "A model and the schema of its body",
    "tags": ["models"],
    "parameters": [_KEY],
    "responses": _answers(200, api_shapes.ModelWithSchema, 404),
}
MODEL_PRICE: dict[str, Any] = {
    "operation_id": "models_price",
    "summary": "What an order would cost",
    "tags": ["models"],
    "parameters": [_KEY],
    "request": _bodies(_specs(), complete=False),
    "responses": _answers(200, api_shapes.PriceAnswer, 400, 404),
}
QUEUE: dict[str, Any] = {
    "operation_id": "queue_read",
    "summary": "How the queue stands",
    "tags": ["tasks"],
    "responses": _answers(200, api_shapes.QueueShape),
}
CREDITS: dict[str, Any] = {
    "operation_id": "credits_read",
    "summary": "What is left on a provider's account",
    "tags": ["models"],
    "parameters": [OpenApiParameter("provider", str, description="Key of a provider; the first if left out.")],
    "responses": _answers(200, api_shapes.CreditsShape, 400, 409, 502),
}
