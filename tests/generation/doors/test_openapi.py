"""The OpenAPI document: valid, whole, and true to what the API answers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLPattern, get_resolver
from jsonschema import Draft202012Validator

from generation import openapi, registry
from generation.models import State

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).resolve().parents[3] / "docs" / "api.md"


JSON = {"accept": "application/vnd.oai.openapi+json"}


@pytest.fixture
def document(client: Any, owner: Any) -> Any:
    return client.get("/api/schema/", headers=JSON).json()


def problems(document: Any, shape: str, answer: Any) -> list[str]:
    """What in ``answer`` is not as the document's component says, undeclared names included."""
    schemas = {
        name: {**schema, "additionalProperties": False} for name, schema in document["components"]["schemas"].items()
    }
    whole = {"$ref": f"#/components/schemas/{shape}", "components": {"schemas": schemas}}
    return [error.message for error in Draft202012Validator(whole).iter_errors(answer)]


def of_model(document: Any, kind: str, key: str) -> Any:
    """The schema of the body that orders from a model, as the document has it: a reference, and what must be there."""
    parts = document["components"]["schemas"]
    name = f"model.{key}"
    for each in parts[f"{kind.title()}Order"]["anyOf"]:
        reference = each["allOf"][0] if "allOf" in each else each
        if reference["$ref"] == f"#/components/schemas/{name}":
            return {**parts[name], **({"required": each["required"]} if "required" in each else {})}
    raise LookupError(key)


def test_the_document_is_valid_and_written_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_the_document_is_written_once_and_not_sent_twice(client, owner):
    first = client.get("/api/schema/", headers=JSON)
    again = client.get("/api/schema/", headers={**JSON, "if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert len(first.content) < 1_500_000
    assert client.get("/api/schema/").content.startswith(b"openapi:")


def test_a_price_can_be_asked_for_without_what_an_order_must_have(document):
    schema = {"$ref": "#/components/schemas/PricedOrder", "components": document["components"]}

    assert Draft202012Validator(schema).is_valid({"model": "runway", "duration": 10})
    assert not Draft202012Validator(schema).is_valid({"model": "runway", "duration": 11})


def test_the_document_lists_every_address_of_the_api(document):
    routes: list[URLPattern] = []
    for entry in get_resolver().url_patterns:
        routes += getattr(entry, "url_patterns", [entry])
    addresses = {f"/{route.pattern}" for route in routes if str(route.pattern).startswith("api/")}
    plain = {re.sub(r"<\w+:(\w+)>", r"{\1}", address) for address in addresses}

    assert plain - set(document["paths"]) == {"/api/", "/api/schema/", "/api/docs/"}


def test_the_written_documentation_names_every_operation(document):
    written = set(re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /api/[^`?]*)`", DOCS.read_text()))
    operations = {f"{verb.upper()} {path}" for path, verbs in document["paths"].items() for verb in verbs}

    assert operations - written == set()


def test_the_written_documentation_orders_what_is_accepted(post, owner):
    bodies = [json.loads(body) for body in re.findall(r"-d '(\{\"prompt\".*?\})'", DOCS.read_text())]
    kinds = ["videos" if "model" in body else "images" for body in bodies]
    for body in bodies:
        body.pop("image", None)

    assert [post(f"{kind}/generate", body).status_code for kind, body in zip(kinds, bodies, strict=True)] == [
        202
    ] * len(bodies)
    assert len(bodies) >= 3


@pytest.mark.parametrize("spec", list(registry.every_spec()), ids=lambda spec: spec.key)
def test_every_model_has_its_own_schema_and_its_example_fits(document, spec):
    body = document["paths"][f"/api/{spec.kind}s/generate"]["post"]["requestBody"]["content"]["application/json"]
    schema = of_model(document, spec.kind, spec.key)

    assert schema == openapi.body_schema(spec)
    validator = Draft202012Validator(schema)
    examples = [each["value"] for each in body["examples"].values() if each["value"]["model"] == spec.key]
    assert [error.message for example in examples for error in validator.iter_errors(example)] == []


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        ({"prompt": "a", "model": "runway", "duration": 5}, True),
        ({"prompt": "a", "duration": 8, "image_url": "https://example.com/a.png", "n_variants": 1}, True),
        ({"prompt": "a", "model": "runway", "duration": 8}, False),
        ({"prompt": "a", "model": "runway", "seed": 1}, False),
        ({"model": "runway"}, False),
    ],
)
def test_the_schema_judges_bodies_as_the_api_does(post, document, body, fits):
    path = document["paths"]["/api/videos/generate"]["post"]
    schema = path["requestBody"]["content"]["application/json"]["schema"] | {"components": document["components"]}

    assert Draft202012Validator(schema).is_valid(body) is fits
    offline = {name: value for name, value in body.items() if name != "image_url"}
    assert (post("videos/generate", offline).status_code == 202) is fits


def test_answers_are_as_the_document_says(client, post, document, a_job, stored):
    stored(a_job(State.SUCCEEDED, n_variants=2))
    failed = a_job(State.FAILED, error_code="x", error_message="No.", error_detail="no", charged="maybe")
    answers = {
        "TaskPage": client.get("/api/tasks").json(),
        "Task": client.get(f"/api/tasks/{failed.pk}").json(),
        "Receipt": post("images/generate", {"prompt": "a"}).json(),
        "Problem": post("images/generate", {"model": "gpt4o-image", "colour": 1, "n_variants": 9}).json(),
        "ModelPage": client.get("/api/models").json(),
        "ModelWithSchema": client.get("/api/models/veo3").json(),
        "PriceAnswer": post("models/veo3/price").json(),
        "QueueShape": client.get("/api/queue").json(),
    }

    assert {shape: found for shape, answer in answers.items() if (found := problems(document, shape, answer))} == {}


def test_events_are_as_the_document_says(client, document, a_job):
    events = client.get(f"/api/tasks/{a_job().pk}/events").json()

    assert [problems(document, "TaskEvent", event) for event in events] == [[]]
