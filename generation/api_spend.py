"""``GET /api/spend``: what orders cost, with estimate against actual, as JSON or as CSV."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation import api_shapes, spend_csv, spending
from generation.api_answers import amount
from generation.api_requests import JsonView, problems
from generation.models import ChargeState
from generation.spend_form import NAMES, PERIODS, SpendForm
from generation.spending import Question, Sums

_SUMS = ("spent", "actual", "expected", "difference", "estimated", "uncertain", "not_charged")


class CsvRenderer(BaseRenderer):
    """Names the format, so that ``?format=csv`` and ``Accept: text/csv`` are understood; the view writes the lines."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return JSONRenderer().render(data)


class SpendSums(serializers.Serializer):
    """US dollars. spent is actual, estimated and uncertain together; difference is actual less expected."""

    orders = serializers.IntegerField()
    spent_usd = serializers.FloatField(help_text="What budgets count.")
    actual_usd = serializers.FloatField(help_text="By the provider's record.")
    expected_usd = serializers.FloatField(help_text="What the orders of actual_usd had been estimated at.")
    difference_usd = serializers.FloatField()
    difference_percent = serializers.FloatField(allow_null=True)
    estimated_usd = serializers.FloatField(help_text="Not sent yet, or the provider never told.")
    uncertain_usd = serializers.FloatField(help_text="Under way, or perhaps charged.")
    not_charged_usd = serializers.FloatField(help_text="Estimates of what was not charged.")


class SpendByDay(SpendSums):
    """One day."""

    day = serializers.DateField()


class SpendByModel(SpendSums):
    """One model at one provider."""

    model = serializers.CharField()
    name = serializers.CharField()
    provider = serializers.CharField()


class SpendByState(SpendSums):
    """One state of the ledger's rows."""

    state = serializers.ChoiceField(choices=ChargeState.values)


#: ``from`` is a word of Python's, so this shape is written as a mapping
_DAYS = inline_serializer(
    "SpendDays",
    {
        "from": serializers.DateField(allow_null=True),
        "to": serializers.DateField(allow_null=True),
        "time_zone": serializers.CharField(),
    },
)


class Spending(serializers.Serializer):
    """Days without orders are left out. `person` is "" for your own."""

    days = _DAYS
    person = serializers.CharField(allow_blank=True)
    sandbox = serializers.BooleanField()
    total = SpendSums()
    by_day = SpendByDay(many=True)
    by_model = SpendByModel(many=True)
    by_state = SpendByState(many=True)


_DAY_FORMAT = "2026-11-21. Dates win over the period."
_FILTERS = [
    OpenApiParameter("period", str, enum=list(PERIODS), description="30 days if left out, today included."),
    OpenApiParameter("from", OpenApiTypes.DATE, description=f"The first day, for example {_DAY_FORMAT}"),
    OpenApiParameter("to", OpenApiTypes.DATE, description=f"The last day, for example {_DAY_FORMAT}"),
    OpenApiParameter("model", str, description="Key of a model."),
    OpenApiParameter("provider", str, description="Key of a provider."),
    OpenApiParameter("state", str, enum=ChargeState.values),
    OpenApiParameter("person", str, description="For the hub's owner: a name, or everyone."),
    OpenApiParameter("sandbox", str, enum=["0", "1"], description="1 for the sandbox's orders, which cost nothing."),
]


class Spend(JsonView):
    """What orders cost, by day, model and state, with estimate against actual. The sandbox's are left out.

    As CSV (?format=csv, or Accept: text/csv) one row for each time that an order was sent.
    """

    asks = NAMES
    renderer_classes = (*APIView.renderer_classes, CsvRenderer)

    @extend_schema(
        operation_id="spend_read",
        summary="What orders cost",
        tags=["models"],
        parameters=_FILTERS,
        responses={
            (200, "application/json"): Spending,
            (200, "text/csv"): str,
            400: api_shapes.Problem,
            404: api_shapes.Problem,
        },
    )
    def get(self, request: Request) -> Any:
        form = SpendForm(request.user, request.query_params)
        if not form.is_valid():
            found = [(field, str(words)) for field, listed in form.errors.items() for words in listed]
            raise problems(found, NAMES)
        if getattr(request.accepted_renderer, "format", "") == CsvRenderer.format:
            return spend_csv.download(form.question())
        return Response(written(form.question(), form.cleaned_data["person"]))

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(getattr(self.request, "accepted_renderer", None), CsvRenderer):
            self.request.accepted_renderer = JSONRenderer()
            self.request.accepted_media_type = JSONRenderer.media_type
        return super().handle_exception(exc)


def written(question: Question, person: str = "") -> dict[str, Any]:
    """A report as JSON."""
    found = spending.report(question)
    return {
        "days": {"from": question.first, "to": question.last, "time_zone": timezone.get_current_timezone_name()},
        "person": person,
        "sandbox": question.sandbox,
        "total": _sums(found.total),
        "by_day": [{"day": group.key, **_sums(group.sums)} for group in found.days],
        "by_model": [
            {"model": group.key[1], "name": group.name, "provider": group.provider, **_sums(group.sums)}
            for group in found.models
        ],
        "by_state": [{"state": group.key, **_sums(group.sums)} for group in found.states],
    }


def _sums(sums: Sums) -> dict[str, Any]:
    amounts = {f"{name}_usd": amount(getattr(sums, name)) for name in _SUMS}
    percent = None if sums.percent is None else float(sums.percent)
    return {"orders": sums.orders, **amounts, "difference_percent": percent}
