"""What can be asked for and at what price; how the queue and the account stand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from generation import api_shapes, feed, health, inputs, ledger, openapi, picker, registry
from generation.api import bound
from generation.api_answers import amount, moment, rows, task
from generation.api_inputs import without_files
from generation.api_requests import JsonView, as_written, choice, json_object, problems
from generation.models import OPEN, State
from generation.params import ParamsForm
from generation.providers.base import Ability, Kind, ModelSpec, Status
from mediahub.errors import ApiError

#: the longest list of tasks that the queue answers with
_MOST = 200


# -- models ----------------------------------------------------------------------------------------------------------


def models(specs: list[ModelSpec]) -> list[dict[str, Any]]:
    """Models as JSON; what is read for one is read for all."""
    ready, own = registry.readinesses(specs), ledger.every_override()
    return [_model(spec, ready[spec.key], own.get(spec.key, {})) for spec in specs]


def _model(spec: ModelSpec, readiness: registry.Readiness, own: dict[str, Decimal]) -> dict[str, Any]:
    return {
        "key": spec.key,
        "name": spec.name,
        "kind": spec.kind,
        "vendor": spec.vendor,
        "provider": registry.provider_key(spec),
        "abilities": list(spec.abilities),
        "aliases": list(spec.aliases),
        "status": spec.status,
        "status_note": spec.status_note,
        "offered": readiness.state != "off",
        "readiness": {"state": readiness.state, "sentence": readiness.sentence},
        "price": _price_list(spec, own),
        "usual_seconds": registry.usual_seconds(spec),
        "tags": list(spec.tags),
        "note": spec.note,
        "docs": spec.docs,
    }


def _price_list(spec: ModelSpec, own: dict[str, Decimal]) -> dict[str, Any]:
    """The whole list, the owner's own figures in it; amounts are None where nobody knows."""
    table, lowest = spec.price, ledger.lowest(spec, own)
    rows = [
        {
            "when": dict(row.when),
            "credits": amount(own.get(row.label, row.credits)),
            "usd": amount(_dollars(own.get(row.label, row.credits), table.credit_usd)),
            "own": row.label in own,
        }
        for row in table.rows
    ]
    return {
        "from_usd": amount(lowest.usd) if lowest else None,
        "from_credits": amount(lowest.credits) if lowest else None,
        "unit": table.unit,
        "times": table.times or None,
        "as_of": table.as_of,
        "source": table.source,
        "rows": rows,
    }


def _dollars(credits: Decimal | None, rate: Decimal) -> Decimal | None:
    return None if credits is None else credits * rate


class ModelList(JsonView):
    """Every model that this installation knows, offered or not, with its price and whether it can be used now."""

    asks = ("kind", "ability", "vendor", "q", "status")

    @extend_schema(**openapi.MODEL_LIST)
    def get(self, request: Request) -> Response:
        kind = choice(request, "kind", [str(kind) for kind in Kind])
        ability = choice(request, "ability", [str(ability) for ability in Ability])
        status = choice(request, "status", [str(status) for status in Status])
        vendor, q = request.query_params.get("vendor", "").lower(), request.query_params.get("q", "")
        found = [
            spec
            for spec in registry.every_spec()
            if kind in ("", spec.kind) and status in ("", spec.status) and (not ability or ability in spec.abilities)
        ]
        found = [spec for spec in found if vendor in ("", spec.vendor.lower()) and picker.matches(spec, q)]
        return Response({"results": models(found)})


class ModelDetail(JsonView):
    """One model, with the JSON Schema of its body (schema) and what counts for what is left out (defaults)."""

    @extend_schema(**openapi.MODEL_DETAIL)
    def get(self, request: Request, key: str) -> Response:
        spec = registry.spec(key)
        defaults = {**spec.params.defaults(), **registry.with_defaults(request.user, spec, {})}
        return Response({**models([spec])[0], "schema": openapi.body_schema(spec), "defaults": defaults})


class ModelPrice(JsonView):
    """What an order with these settings would cost. Nothing is ordered; neither a prompt nor a file is needed.

    Where length or size of a file is billed, give it as for an order: the id of an upload or of a gallery file.

    known is false where the price list does not know these settings; the figure is then the most it is taken to cost.
    """

    serializer_class = api_shapes.Nothing

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What the browsable page's box starts with."""
        return self.serializer_class(*args, **kwargs)

    @extend_schema(**openapi.MODEL_PRICE)
    def post(self, request: Request, key: str) -> Response:
        spec = registry.spec(key)
        owner: Any = request.user
        form = _priced(owner, spec, json_object(request))
        files = inputs.known_files(owner.pk, form, _given(owner, form))
        price = ledger.estimate(spec, form.params(), files)
        return Response({"usd": amount(price.usd), "credits": amount(price.credits), "known": price.known})


def _given(owner: Any, form: ParamsForm) -> dict[str, list[str]]:
    """The files in a form that may lack some that it needs; raises ``Refused`` for one of ours that cannot be used."""
    found = form.references()
    for path, items in found.items():
        for item in items:
            if "://" not in item:
                inputs.check_one(owner, type(form), path, item)
    return found


def _priced(owner: Any, spec: ModelSpec, body: dict[str, Any]) -> ParamsForm:
    """The valid form of a body that may lack what a price does not need; raises ``ApiError`` 400."""
    if body.pop("model", spec.key) not in (spec.key, *spec.aliases):
        raise ApiError(
            400, "invalid", f"This address prices {spec.key}. Leave model out, or use its own address.", field="model"
        )
    if "prompt" in spec.params.base_fields and not body.get("prompt"):
        body["prompt"] = "any"
    form = bound(owner, spec, without_files(spec.params, body))
    absent = {name for name in form.media_fields() if not form.data.get(name)}
    written = [(as_written(spec.params, body, field), words) for field, words in form.problems() if field not in absent]
    if written:
        raise problems(written, spec.params.spellings())
    return form


# -- the queue and the account ---------------------------------------------------------------------------------------


class Queue(JsonView):
    """How the queue stands now: counts, what was spent today, and every task that is open or needs its owner."""

    @extend_schema(**openapi.QUEUE)
    def get(self, request: Request) -> Response:
        state, today = feed.queue_state(request.user), feed.today(request.user)
        open_jobs = rows(request.user).filter(state__in=(*OPEN, State.UNCLEAR)).order_by("created_at", "pk")[:_MOST]
        return Response(
            {
                "running": state.running,
                "waiting": state.waiting,
                "needs_you": state.needs_you,
                "finished_today": today.count,
                "spent_today_usd": amount(today.spent),
                "workers_alive": health.workers_alive(),
                "tasks": [task(job) for job in open_jobs],
            }
        )


class Credits(JsonView):
    """What is left on a provider's account, asked now. 502 with the provider's own trouble when it cannot tell."""

    asks = ("provider",)

    @extend_schema(**openapi.CREDITS)
    def get(self, request: Request) -> Response:
        providers = [provider.key for provider in registry.PROVIDERS]
        key = choice(request, "provider", providers) or providers[0]
        if registry.key_source(key) == "none":
            name = registry.provider_class(key).name
            words = f"MediaHub has no key for {name} yet. Add one in the settings."
            raise ApiError(409, "no_key", words, action="add_key")
        left = ledger.balance(key)
        answer = {"provider": key, "credits": amount(left.credits), "usd": amount(left.usd), "sandbox": left.sandbox}
        return Response({**answer, "checked_at": moment(left.checked_at)})
