"""Generation's part of the OpenAPI document: one request schema a model, written from the model's own form."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from generation import api_shapes, fields, uses
from generation.controls import limits
from generation.models import TASK_STATUS
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Status

_TASK_ID = OpenApiParameter("task_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
_KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Key of a model, for example veo3_fast.")
_REPEAT = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Up to 255 characters. The same key and body give the same task back, another body is refused (409).",
)
#: stands for the id of an upload or of a gallery file
_SOME_ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
#: components that ``openapi_bodies`` writes: the body of an order by kind, and what can be priced
ORDER_BODY = {Kind.IMAGE: "ImageOrder", Kind.VIDEO: "VideoOrder"}
PRICE_BODY = "PricedOrder"
_EXAMPLE_PROMPTS = {
    Kind.IMAGE: "A paper boat on a calm lake at dawn",
    Kind.VIDEO: "A paper boat drifts across a calm lake",
}


# -- bodies ----------------------------------------------------------------------------------------------------------


def body_schema(spec: ModelSpec) -> dict[str, Any]:
    """JSON Schema of the body that orders from this model: its form's fields, their other spellings, and ``model``."""
    whole = _object(spec.params)
    neutral = {name: _neutral(value) for name, value in spec.params.neutral.items() if name not in whole["properties"]}
    return {
        "title": f"{spec.name} ({spec.key})",
        "description": " ".join(part for part in (spec.note, spec.status_note) if part),
        **whole,
        "properties": {"model": {"type": "string", "enum": [spec.key]}, **whole["properties"], **neutral},
    }


def _object(form: type[ParamsForm]) -> dict[str, Any]:
    """JSON Schema of a form's object. A file may come under other spellings, so none is required by its name alone."""
    files = [name for name, field in form.base_fields.items() if isinstance(field, fields.MediaInput)]
    properties = {name: _property(field) for name, field in form.base_fields.items()}
    aliases = {
        alias: {**properties[name], "description": f"The same as {name}."} for alias, name in form.all_aliases().items()
    }
    required = [name for name in form.json_schema().get("required", []) if name not in files]
    return {
        "type": "object",
        "properties": {**properties, **aliases},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _property(field: Any) -> dict[str, Any]:
    if isinstance(field, fields.Rows):
        least = {"minItems": field.least} if field.required and field.least else {}
        return {**fields.json_schema(field), **least, "items": _object(field.form)}
    return _file(field) if isinstance(field, fields.MediaInput) else fields.json_schema(field)


def _file(field: fields.MediaInput) -> dict[str, Any]:
    """An input field as callers may write it: one reference or a list, or the file itself in base64."""
    one: dict[str, Any] = {"type": "string"}
    if isinstance(field, fields.MadeBy):
        words = str(field.schema()["description"])
    else:
        words = "Id of an upload or of a gallery file, a public address, a data URI or base64."
    parts = (
        str(field.help_text),
        f"A {field.noun[0]}." if field.most == 1 else f"{field.noun[1].capitalize()}.",
        words,
    )
    described = {"title": str(field.label), "description": " ".join([*filter(None, (*parts, limits(field)))])}
    return {"anyOf": [one, {"type": "array", "maxItems": field.most, "items": one}], **described}


def _neutral(value: Any) -> dict[str, Any]:
    kind = {bool: "boolean", int: "integer"}.get(type(value), "string")
    return {"type": kind, "enum": [value], "description": "Accepted for every model; without effect here."}


def _body(component: str) -> dict[str, Any]:
    """The body of an operation; ``openapi_bodies`` writes the component."""
    return {"application/json": {"$ref": f"#/components/schemas/{component}"}}


def example(spec: ModelSpec) -> dict[str, Any]:
    """A whole body, with each of the model's plain defaults written out, and ids for the files that it needs."""
    plain = {
        name: field.initial
        for name, field in spec.params.base_fields.items()
        if isinstance(field, fields.Choice) and not field.advanced and field.initial is not None
    }
    prompt = {"prompt": _EXAMPLE_PROMPTS[spec.kind]} if "prompt" in spec.params.base_fields else {}
    return {"model": spec.key, **prompt, **_needed(spec.params), **plain}


def _needed(form: type[ParamsForm]) -> dict[str, Any]:
    """The files that a form cannot do without, as ids, and the rows in which they stand."""
    found: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        if field.required and isinstance(field, fields.MediaInput):
            found[name] = [_SOME_ID] * max(field.least, 1) if field.most > 1 else _SOME_ID
        elif field.required and isinstance(field, fields.Rows):
            words = {
                key: "the boat" for key, inner in field.form.base_fields.items() if isinstance(inner, fields.Prompt)
            }
            found[name] = [{**words, **_needed(field.form)}] * max(field.least, 1)
    return found


# -- operations ------------------------------------------------------------------------------------------------------


def _answers(status: int, shape: Any, *problems: int) -> dict[Any, Any]:
    return {status: shape, **dict.fromkeys(problems, api_shapes.Problem)}


def order(kind: Kind) -> dict[str, Any]:
    """The operation that orders files of a kind."""
    return {
        "operation_id": f"{kind}s_generate",
        "summary": f"Order {'one or more images' if kind == Kind.IMAGE else 'a video'}",
        "tags": ["generate"],
        "parameters": [_REPEAT],
        "request": _body(ORDER_BODY[kind]),
        "responses": _answers(202, api_shapes.Receipt, 400, 404, 409),
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
    "parameters": [
        OpenApiParameter("kind", str, enum=[kind.value for kind in Kind]),
        OpenApiParameter("ability", str, enum=[ability.value for ability in Ability]),
        OpenApiParameter("vendor", str, description="A vendor's name, in capitals or not."),
        OpenApiParameter("status", str, enum=[status.value for status in Status]),
        OpenApiParameter("q", str, description="Words of the name, the vendor, the tags, the note, the key or an id."),
    ],
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
    "request": _body(PRICE_BODY),
    "responses": _answers(200, api_shapes.PriceAnswer, 400, 404),
}
MEDIA_USES: dict[str, Any] = {
    "operation_id": "media_uses",
    "summary": "What can be done with a file, with which models, at what price",
    "tags": ["models"],
    "parameters": [
        OpenApiParameter("media_id", OpenApiTypes.UUID, OpenApiParameter.PATH),
        OpenApiParameter("verb", str, enum=[verb.key for verb in uses.VERBS]),
    ],
    "responses": _answers(200, api_shapes.UsePage, 400, 404),
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
