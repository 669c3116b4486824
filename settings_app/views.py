"""The settings page: groups of fields, each with its own form and address. Works without the script."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gallery import library
from generation import health, ledger, picker, registry
from mediahub.htmx import is_htmx
from settings_app import accounts, preferences, subpages
from settings_app.forms import GROUPS, KeyForm, ModelsForm

_THEMES = ("light", "dark")
_YEAR = 365 * 24 * 3600  # seconds


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everything that can be set."""
    return render(request, "settings/page.html", _context(request))


@require_POST
def save_group(request: HttpRequest, group: str) -> HttpResponse:
    """Save one group of preferences."""
    form_class = next(form for form in GROUPS if form.group == group)
    form = form_class(request.POST, instance=preferences.for_owner(request.user))
    return _saved(request, group, form)


@require_POST
def save_models(request: HttpRequest) -> HttpResponse:
    """Switch models on and off."""
    return _saved(request, "models", ModelsForm(request.POST))


@require_POST
def save_appearance(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says: kept in this browser, so that each device has its own."""
    theme = request.POST.get("theme", "")
    response = redirect("/settings")
    if theme in _THEMES:
        response.set_cookie("theme", theme, max_age=_YEAR, samesite="Lax")
    else:
        response.delete_cookie("theme", samesite="Lax")
    messages.success(request, "Saved.")
    return response


@require_POST
def save_key(request: HttpRequest, provider: str, field: str) -> HttpResponse:
    """Store a provider's key, or another one in its place."""
    key = _changeable_key(provider, field)
    form = KeyForm(request.POST)
    if key.source == "environment":
        form.add_error("key", "Set by the server's environment. Change it there.")
    if not form.is_valid():
        return render(request, "settings/page.html", _context(request, refused_key=(key, form)), status=422)
    accounts.store_key(key, form.cleaned_data["key"])
    messages.success(request, f"{key.label} saved.")
    return redirect("/settings")


@require_POST
def remove_key(request: HttpRequest, provider: str, field: str) -> HttpResponse:
    """Forget a stored key, once the owner said so."""
    key = _changeable_key(provider, field)
    if "sure" not in request.POST:
        text = "MediaHub forgets it. Jobs that are already ordered cannot be followed without it."
        return _ask(request, title=f"Remove the {key.label}?", text=text, yes="Remove", danger=True)
    accounts.store_key(key, "")
    messages.success(request, f"{key.label} removed.")
    return redirect("/settings")


@require_POST
def test_provider(request: HttpRequest, provider: str) -> HttpResponse:
    """Ask the provider what is left, and show what it says."""
    if provider not in {known.key for known in registry.PROVIDERS}:
        raise Http404
    verdict = accounts.check(provider)
    if not is_htmx(request):
        level = messages.SUCCESS if verdict.good else messages.ERROR
        messages.add_message(request, level, verdict.sentence)
        return redirect("/settings")
    account = next(account for account in accounts.every_account(request.user) if account.key == provider)
    return render(request, "settings/_account.html", {"account": account})


@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """Put defaults and budgets back, once the owner said so."""
    if "sure" not in request.POST:
        text = "Defaults, storage and budgets go back to what a new installation has. "
        text += "Keys, model switches and your files stay."
        return _ask(request, title="Reset to defaults?", text=text, yes="Reset")
    preferences.reset(request.user)
    messages.success(request, "Defaults, storage and budgets are reset.")
    return redirect("/settings")


def _saved(request: HttpRequest, group: str, form: Any) -> HttpResponse:
    """Save a valid form; answer with its group for the script, else with the page. A refused form keeps its text."""
    valid = form.is_valid()
    if valid:
        form.save()
    status = 200 if valid else 422
    if is_htmx(request):
        context = _context(request) if valid else _context(request, **{f"{group}_form": form})
        response = render(request, f"settings/_{group}.html", context, status=status)
        if valid:
            response["HX-Trigger"] = json.dumps({"toast": {"text": "Saved."}})
        return response
    if not valid:
        return render(request, "settings/page.html", _context(request, **{f"{group}_form": form}), status=status)
    messages.success(request, "Saved.")
    return redirect("/settings")


def _context(request: HttpRequest, **given: Any) -> dict[str, Any]:
    stored = preferences.for_owner(request.user)
    groups = {f"{form.group}_form": form(instance=stored) for form in GROUPS}
    return {
        **groups,
        "settings_nav": subpages.parts(request),
        "models_form": ModelsForm(),
        "accounts": accounts.every_account(request.user),
        "models": _models(given.get("models_form")),
        "spent": _spent(request),
        "unsaved": library.count(request.user, place=library.Place.TRAY),
        "workers_alive": health.workers_alive(),
        **given,
    }


def _models(refused: forms.Form | None) -> list[tuple[str, list[dict[str, Any]], int]]:
    """Every model with whether it is on offer and its lowest price: what is off now, then the others by vendor.

    Each group with how many of it are chosen.
    """
    on = {spec.key for spec in registry.specs()}
    chosen = set(refused.data.getlist("offered")) if refused else on  # type: ignore[attr-defined]
    own = ledger.every_override()
    groups: dict[str, list[dict[str, Any]]] = {"": []}
    for spec in registry.every_spec():
        price = picker.price_words(spec, ledger.lowest(spec, own.get(spec.key, {}))) or "price varies"
        row = {"spec": spec, "on": spec.key in chosen, "price": price}
        groups.setdefault(spec.vendor if spec.key in on else "", []).append(row)
    return [(vendor, rows, sum(row["on"] for row in rows)) for vendor, rows in sorted(groups.items()) if rows]


def _spent(request: HttpRequest) -> dict[str, str]:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    spans = {"today": today, "month": today.replace(day=1)}
    return {name: ledger.dollars(ledger.spent(request.user, since)) for name, since in spans.items()}


def _changeable_key(provider: str, field: str) -> accounts.Key:
    key = accounts.every_key().get(f"{provider}_{field}")
    if key is None:
        raise Http404
    return key


def _ask(request: HttpRequest, **words: Any) -> HttpResponse:
    """The question of a form that was posted without the script's dialog."""
    return render(request, "confirm.html", {"action": request.path, "back": "/settings", **words})
