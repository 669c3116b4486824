"""What can be done with a finished file, as a sheet over the page and as pages of their own.

First the verbs, each with the lowest price for this file; then, for one verb, the models that can do it, the few
fields that they ask for, and a button that names the price and orders.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery.models import Asset
from generation import composer, jobs, ledger, registry, uses
from generation.controls import Control, controls
from generation.models import Job
from generation.order_keys import content_hash, order_key
from generation.params import ParamsForm
from generation.uses import Use
from mediahub.htmx import is_htmx
from settings_app import preferences


class Sheet:
    """One verb for one file: the models to choose from, and the form of the one that is chosen."""

    def __init__(self, asset: Asset, found: list[Use], chosen: Use, form: ParamsForm) -> None:
        self.asset = asset
        self.verb = chosen.verb
        self.rows = [Row(use, use.spec.key == chosen.spec.key) for use in found]
        self.use = chosen
        self.form = form
        self.order_key = uuid.uuid4().hex
        self.readiness = registry.readiness(chosen.spec)
        self.price = uses.price(chosen, asset, form)

    @property
    def controls(self) -> list[Control]:
        return [control for control in controls(self.asset.owner, self.form) if control.bound.name in self.use.asks]

    @property
    def trouble(self) -> list[str]:
        """What is wrong with fields that the sheet does not show."""
        return [words for name, words in self.form.problems() if name and name not in self.use.asks]

    @property
    def address(self) -> str:
        return f"/generate/uses/{self.asset.pk}/{self.verb.key}"

    @property
    def price_words(self) -> str:
        return amount_words(self.price)

    @property
    def button(self) -> str:
        """What the button says: it names the price."""
        if self.price.known:
            return f"Generate for {ledger.exact_dollars(self.price.usd)}"
        return f"Generate for up to {ledger.dollars(self.price.usd)}" if self.price.usd else "Generate, price unknown"

    @property
    def is_over(self) -> bool:
        """Whether the order would wait for its owner's yes."""
        limit = preferences.for_owner(self.asset.owner).ask_above_usd
        return limit is not None and self.price.usd > limit and self.readiness.state != "sandbox"

    @property
    def more(self) -> str:
        """The Generate page with the file, and all that is chosen here, in the model's whole form."""
        fixed = {"mode": self.use.spec.kind, "model": self.use.spec.key, "from": self.asset.pk, "use": "input"}
        asked = {name: self.form[name].value() for name in self.use.asks}
        given = {name: value for name, value in asked.items() if value not in (None, "")}
        return f"/?{urlencode({**fixed, 'verb': self.verb.key, **given})}"


class Row:
    """One model of a sheet, with its price for this file."""

    def __init__(self, use: Use, is_chosen: bool) -> None:
        self.use = use
        self.spec = use.spec
        self.is_chosen = is_chosen
        self.price = amount_words(use.price)
        self.usual = registry.usual_seconds(use.spec)
        self.monogram = composer.monogram(use.spec.name)


def amount_words(price: ledger.Estimate) -> str:
    """ "$0.30", "up to $0.90" where nobody knows exactly, "price unknown" where nobody knows at all."""
    if price.known:
        return ledger.exact_dollars(price.usd)
    return f"up to {ledger.dollars(price.usd)}" if price.usd else "price unknown"


@require_safe
def overview(request: HttpRequest, asset_id: uuid.UUID) -> HttpResponse:
    """The verbs that this file has models for."""
    asset = _asset(request, asset_id)
    context = {"asset": asset, "verbs": uses.verb_rows(uses.uses(asset))}
    return render(request, "generate/_uses.html" if is_htmx(request) else "generate/uses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, asset_id: uuid.UUID, verb: str) -> HttpResponse:
    """The sheet of one verb; a post orders what it says."""
    asset = _asset(request, asset_id)
    if request.method == "POST":
        return _order(request, asset, verb)
    found, chosen = _found(asset, verb, request.GET.get("model", ""))
    sheet = Sheet(asset, found, chosen, uses.opened(chosen, asset, request.GET))
    if request.headers.get("HX-Target") == "use-chosen":
        return render(request, "generate/_use_chosen.html", {"sheet": sheet})
    return _sheet(request, sheet)


@require_POST
def price(request: HttpRequest, asset_id: uuid.UUID, verb: str) -> HttpResponse:
    """The button with the price of what is chosen now."""
    asset = _asset(request, asset_id)
    _, chosen = _found(asset, verb, request.POST.get("model", ""))
    sheet = Sheet(asset, [], chosen, uses.form(chosen, asset, request.POST))
    return render(request, "generate/_use_send.html", {"sheet": sheet})


def _sheet(request: HttpRequest, sheet: Sheet, status: int = 200) -> HttpResponse:
    template = "generate/_use.html" if is_htmx(request) else "generate/use.html"
    return render(request, template, {"sheet": sheet, "asset": sheet.asset}, status=status)


def _asset(request: HttpRequest, asset_id: uuid.UUID) -> Asset:
    return get_object_or_404(Asset, owner=request.user, pk=asset_id, deleted_at=None, gone_at=None)


def _found(asset: Asset, verb: str, model: str) -> tuple[list[Use], Use]:
    found, chosen = uses.find(asset, verb, model)
    if chosen is None:
        raise Http404("No model that is switched on does this with such a file.")
    return found, chosen


# -- ordering --------------------------------------------------------------------------------------------------------


def _order(request: HttpRequest, asset: Asset, verb: str) -> HttpResponse:
    """Order at once. A model that is no longer there for this file opens the sheet with the best of the others."""
    model = request.POST.get("model", "")
    found, chosen = _found(asset, verb, model)
    form = uses.form(chosen, asset, request.POST)
    if chosen.spec.key != model:
        form.add_error(None, f"That model cannot be used here now. {chosen.spec.name} is chosen instead.")
    elif chosen.lacks:
        form.add_error(None, f"{chosen.spec.name} needs more than this file: {', '.join(chosen.lacks)}. Add it there.")
    elif form.is_valid() and (job := _placed(request, chosen, form)):
        return _ordered(request, job)
    return _sheet(request, Sheet(asset, found, chosen, form), status=422)


def _placed(request: HttpRequest, chosen: Use, form: ParamsForm) -> Job | None:
    """The job of a valid form; None when it is refused after all, and the form says why."""
    content = content_hash(chosen.spec, form)
    key = order_key(request, content)
    try:
        return jobs.create(request.user, chosen.spec, form, idempotency_key=key, request_hash=content if key else "")
    except jobs.Refused as error:
        form.add_error(error.field if error.field in chosen.asks else None, error.message)
        return None


def _ordered(request: HttpRequest, job: Job) -> HttpResponse:
    if not is_htmx(request):
        return redirect(f"/?mode={job.kind}")
    told: Mapping[str, Any] = {"feed:now": {}, "used": {"text": f"{job.model_name}: ordered.", "job": str(job.pk)}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})
