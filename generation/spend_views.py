"""The Spend page and its CSV file. Plain addresses and links: everything works without the script."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from generation import spend_csv, spend_page, spending
from generation.models import Charge, ChargeState
from generation.spend_form import EVERYONE, NAMES, PERIODS, SpendForm
from generation.spending import Question, Report

_ENTRIES = 25


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What orders cost: sums, a chart, tables, and the orders themselves."""
    form = SpendForm(request.user, request.GET)
    context: dict[str, Any] = {"form": form, "states": ChargeState.choices, "people": _people(request)}
    context |= {"query": _query(request), "asked_model": request.GET.get("model", "")}
    if not form.is_valid():
        problems = [words for name in form.errors if name not in ("from", "to") for words in form.errors[name]]
        context |= {"periods": _periods(request, ""), "problems": problems}
        return render(request, "generation/spend.html", context, status=400)
    context |= {"periods": _periods(request, form.counted_period), **_answers(request, form.question())}
    return render(request, "generation/spend.html", context)


@require_safe
def csv(request: HttpRequest) -> HttpResponseBase:
    """The same charges, one a row; a question that cannot be answered leads back to the page, which says why."""
    form = SpendForm(request.user, request.GET)
    return spend_csv.download(form.question()) if form.is_valid() else page(request)


def _answers(request: HttpRequest, question: Question) -> dict[str, Any]:
    found = spending.report(question)
    entries, older = _entries(request, question)
    return {
        "found": found,
        "total": spend_page.total(found.total),
        "chart": spend_page.chart(found, question),
        "tables": _tables(request, found, question),
        "entries": entries,
        "older": older,
        "sandbox_orders": 0 if question.sandbox else spending.sandbox_orders(question),
        "providers": [(key, spend_page.provider_name(key)) for key in found.offered_providers],
        "question": question,
    }


def _tables(request: HttpRequest, found: Report, question: Question) -> list[tuple[str, str, list[spend_page.Line]]]:
    """What the lines are of, a title and the lines, for each table."""
    narrowed = partial(_narrowed, request)
    unit, days = spend_page.by_day(found, question, narrowed)
    return [
        ("model", "By model", spend_page.by_model(found, narrowed)),
        ("state", "By state", spend_page.by_state(found, narrowed)),
        (unit, f"By {unit}", days),
    ]


def _entries(request: HttpRequest, question: Question) -> tuple[list[spend_page.Entry], str]:
    """The newest orders, or those behind ``before``, and the query that leads further ("" at the end)."""
    charges = list(_behind(spending.charges(question), request)[: _ENTRIES + 1])
    shown = charges[:_ENTRIES]
    older = _query(request, before=str(shown[-1].pk)) if len(charges) > _ENTRIES else ""
    return [spend_page.entry(charge, request.user) for charge in shown], older


def _behind(found: QuerySet[Charge], request: HttpRequest) -> QuerySet[Charge]:
    place = request.GET.get("before", "")
    last = found.filter(pk=int(place)).first() if place.isascii() and place.isdigit() and len(place) < 19 else None
    if last:
        found = found.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    return found.select_related("owner", "job")


def _query(request: HttpRequest, **more: str) -> str:
    """The filters of this page as they stand, written for an address."""
    return _narrowed(request, more)


def _narrowed(request: HttpRequest, changes: dict[str, str]) -> str:
    asked = {name: request.GET[name] for name in NAMES if request.GET.get(name)}
    return urlencode({**asked, **changes})


def _periods(request: HttpRequest, current: str) -> list[tuple[str, str, bool]]:
    """Query, words and whether it is the one, for each period; the other filters stay, dates go."""
    kept = {name: request.GET[name] for name in NAMES if request.GET.get(name) and name not in ("from", "to", "period")}
    return [(urlencode({"period": key, **kept}), words, key == current) for key, words in PERIODS.items()]


def _people(request: HttpRequest) -> list[tuple[str, str]]:
    """Whose spending the owner of a hub with several people may look at: value and words."""
    if not request.user.is_superuser:
        return []
    others = get_user_model().objects.exclude(pk=request.user.pk).order_by("username")
    names = [name for (name,) in others.values_list("username")]
    return [("", "Mine"), (EVERYONE, "Everyone"), *((name, name) for name in names)] if names else []
