"""The bodies of orders in the OpenAPI document, put in when it is written: each model's fields once, by reference.

Written out wherever they are used, the fields of some 150 models made a document of three megabytes; and made when the
modules are loaded, they slowed every start. A body's component says which fields there are; what must be there is said
where an order is described, since a price can be asked without a prompt.
"""

from __future__ import annotations

from typing import Any

from generation import registry
from generation.openapi import ORDER_BODY, PRICE_BODY, body_schema, example
from generation.providers.base import Kind, ModelSpec, Status


def with_bodies(result: Any, **_: Any) -> Any:
    """Complete the document: a component a model, and the bodies that are made of them (drf-spectacular's hook)."""
    written = result.setdefault("components", {}).setdefault("schemas", {})
    specs = list(registry.every_spec())
    schemas = {spec.key: body_schema(spec) for spec in specs}
    for spec in specs:
        written[component(spec)] = {name: part for name, part in schemas[spec.key].items() if name != "required"}
    for kind in Kind:
        bodies = [_order(spec, schemas[spec.key]) for spec in specs if spec.kind == kind]
        written[ORDER_BODY[kind]] = {"anyOf": bodies}
    written[PRICE_BODY] = {"anyOf": [_reference(spec) for spec in specs]}
    _show_examples(result["paths"], specs)
    _show_refusals(result["paths"])
    return result


def component(spec: ModelSpec) -> str:
    """The name of a model's component in the document."""
    return f"model.{spec.key}"


def _reference(spec: ModelSpec) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{component(spec)}"}


def _order(spec: ModelSpec, schema: dict[str, Any]) -> dict[str, Any]:
    required = schema.get("required")
    return {"allOf": [_reference(spec)], "required": required} if required else _reference(spec)


def _show_examples(paths: Any, specs: list[ModelSpec]) -> None:
    """A body of each live model under the address that takes it."""
    for kind in Kind:
        operation = paths.get(f"/api/{kind}s/generate", {}).get("post")
        if operation:
            live = [spec for spec in specs if spec.kind == kind and spec.status == Status.LIVE]
            shown = {spec.key: {"summary": spec.name, "value": example(spec)} for spec in live}
            operation["requestBody"]["content"]["application/json"]["examples"] = shown


#: what any address may answer, whatever else it does, and what those may that change something
_REFUSALS = {
    "400": "Something in the request is not understood; the sentence says what.",
    "401": "Login mode: no token, or one that is no longer good.",
    "403": "Whoever asks may not do this.",
    "409": "It does not fit to how things stand now.",
}
_REFUSED_CHANGES = {
    "411": "The body came without its length.",
    "413": "What was sent is too large.",
    "415": "The body is of a type that is not taken here.",
}
_NOT_THERE = {"404": "There is nothing at this address for whoever asks."}


def _show_refusals(paths: Any) -> None:
    """The answers that every operation has in common, where it does not describe its own."""
    shape = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, verbs in paths.items():
        for verb, operation in verbs.items():
            common = _REFUSALS | (_NOT_THERE if "{" in path else {}) | (_REFUSED_CHANGES if verb != "get" else {})
            for status, words in common.items():
                operation["responses"].setdefault(status, {"description": words, "content": shape})
