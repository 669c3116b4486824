"""Two readings of Kie's pages: what a form takes, the sandbox's own rules take, and nothing in a body is ignored."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import InputFile, ModelSpec, Request, Status
from generation.providers.kie import catalog
from generation.providers.kie.dialects import DIALECTS
from generation.providers.kie.sandbox.orders import COUNTERS, MARKET_PATH
from tests.generation.kie_models import Body, collected

LIVE = [spec for spec in catalog.SPECS if spec.status == Status.LIVE]
ORDERED = [spec for spec in LIVE if DIALECTS[spec.options["dialect"]].order_path]
ROUNDS = 40
LEAST: dict[str, Body] = {}
for found in collected("BODIES"):
    LEAST.setdefault(found.model, found)
SOME_IDS = [f"6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b{number:02x}" for number in range(60)]
FILES = {
    "image": InputFile(url="https://example.org/a.png", width=1024, height=1024),
    "video": InputFile(url="https://example.org/a.mp4", width=1024, height=1024, seconds=5.0),
    "audio": InputFile(url="https://example.org/a.mp3", seconds=5.0),
}
MADE = InputFile(remote_id="task-1", width=848, height=480, seconds=6.0)


def some_value(chance: random.Random, field: Any) -> Any:
    """A value that a field takes by itself, its bounds more often than what lies between them."""
    match field:
        case fields.Rows():
            return [some_values(chance, field.form) for _ in range(chance.choice((max(1, field.least), field.most)))]
        case fields.MediaInput():
            return chance.sample(SOME_IDS, chance.choice((max(1, field.least), field.most)))
        case fields.Choice():
            return chance.choice(field.values)
        case fields.Flag():
            return chance.random() < 0.5
        case fields.Integer():
            return chance.choice((field.min_value, field.max_value or 2**31 - 1))
        case fields.Number():
            return chance.choice((field.min_value, field.max_value, chance.uniform(field.min_value, field.max_value)))
    return "x" * chance.choice((field.min_length or 1, field.max_length))


def some_values(chance: random.Random, form: type[ParamsForm]) -> dict[str, Any]:
    named = form.base_fields.items()
    return {name: some_value(chance, field) for name, field in named if field.required or chance.random() < 0.4}


def order(spec: ModelSpec, asked: dict[str, Any]) -> Request | None:
    """The order that a form makes of ``asked``, None where it refuses."""
    form = spec.params.from_json(asked)
    if not form.is_valid():
        return None
    inputs: dict[str, tuple[InputFile, ...]] = {}
    for path, items in form.references().items():
        field = form.media_field(path)
        assert field is not None
        inputs[path] = (MADE if isinstance(field, fields.MadeBy) else FILES[field.medium],) * len(items)
    try:
        form.check_inputs(inputs)
    except ValidationError:
        return None
    params = {name: value for name, value in form.params().items() if name not in inputs}
    return Request(spec, params, inputs)


def complaints(request: Request) -> list[str]:
    """What the sandbox's rules find wrong with an order, and the names in it that nobody looks at."""
    dialect = DIALECTS[request.spec.options["dialect"]]
    body = dialect.body(request)
    wish = COUNTERS[dialect.order_path](body, True)
    beside = [name for name in body if name not in ("model", "input")] if dialect.order_path == MARKET_PATH else []
    return [*(problem.message for problem in wish.offer.problems(wish.given)), *wish.offer.strays(wish.given), *beside]


@pytest.mark.parametrize("spec", ORDERED, ids=lambda spec: spec.key)
def test_what_a_form_takes_the_sandbox_takes_as_well(spec):
    chance = random.Random(spec.key)
    least = {path: SOME_IDS[: len(given)] for path, given in LEAST[spec.key].files.items() if "-" not in path}
    asked = [{**LEAST[spec.key].asked, **least, **some_values(chance, spec.params)} for _ in range(ROUNDS)]
    alone = [{**LEAST[spec.key].asked, **least, name: some_value(chance, field)} for name, field in _plain(spec)]

    orders = [request for request in (order(spec, given) for given in [*asked, *alone]) if request]

    assert orders
    assert {words for request in orders for words in complaints(request)} == set()


def _plain(spec: ModelSpec) -> list[tuple[str, Any]]:
    return [(name, field) for name, field in spec.params.base_fields.items() for _ in range(4)]
