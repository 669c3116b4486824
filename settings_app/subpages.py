"""What the settings' pages share: the list of parts at their side, and what local mode shows in their place."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mediahub import access

#: Parts of the one long page: words, place on it, whether they are the owner's alone.
_PLACES = (
    ("Providers", "providers", True),
    ("Defaults", "defaults", False),
    ("Storage", "storage", False),
    ("Budgets", "budgets", False),
    ("Models", "models", True),
    ("Appearance", "appearance", False),
    ("System", "health", False),
)
#: Pages of their own, in login mode.
_PAGES = (("People", "people"), ("API tokens", "tokens"), ("Account", "account"))

LOCAL_WORDS = {
    "Account": "In local mode whoever sits at this machine is the owner, without a password.",
    "API tokens": "In local mode programs on this machine need no token.",
    "People": "In local mode there is one person: whoever sits at this machine is the owner.",
}


def parts(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Words, address and whether it is the one shown, of everything under the settings that this person may open."""
    here = request.path if request.path != reverse("settings") else ""
    opens_page = access.may(request, "GET", reverse("settings"))
    keeps_house = access.abilities(request).keep_house
    places = [
        (words, f"#{place}" if not here else f"{reverse('settings')}#{place}", False)
        for words, place, is_house in _PLACES
        if opens_page and (keeps_house or not is_house)
    ]
    if settings.AUTH == "local":
        return places
    pages = [(words, reverse(name)) for words, name in _PAGES if access.may(request, "GET", reverse(name))]
    return [*places, *((words, address, here.startswith(address)) for words, address in pages)]


def shown(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the settings, never kept by a browser or a proxy: it may hold what is shown only once."""
    drawn = render(request, template, {"settings_nav": parts(request), **context}, status=status)
    drawn["Cache-Control"] = "no-store"
    return drawn


def in_local_mode(request: HttpRequest, title: str) -> HttpResponse | None:
    """The page that says why there is nothing here; None in login mode."""
    if settings.AUTH == "login":
        return None
    return shown(request, "settings/local.html", {"title": title, "text": LOCAL_WORDS[title]})
