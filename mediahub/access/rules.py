"""What each role and each token opens: one table by address, the only place where it is decided.

A row says from which level on an address may be read (GET, HEAD, OPTIONS) and from which on anything may be changed
there, and which scope a token needs for either; "" closes it to tokens. An address without a row is the owner's, in
a browser. That a row of the database is somebody else's is no matter of this table: views look among ``whose`` rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve

from mediahub.access.visitors import token_of
from settings_app.models import Role, Scope
from settings_app.people import person_of

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Level(IntEnum):
    """Who it takes at least."""

    NOBODY = 0
    VIEWER = 1
    MEMBER = 2
    OWNER = 3


_LEVELS = {Role.VIEWER: Level.VIEWER, Role.MEMBER: Level.MEMBER, Role.OWNER: Level.OWNER}


@dataclass(frozen=True)
class Rule:
    """One row: the least level and the token's scope, for reading and for changing."""

    read: Level
    change: Level
    read_scope: str = ""
    change_scope: str = ""

    def least(self, method: str) -> Level:
        return self.read if method in READING else self.change

    def scope(self, method: str) -> str:
        return self.read_scope if method in READING else self.change_scope


_OPEN = Rule(Level.NOBODY, Level.NOBODY)
_OWN_ACCOUNT = Rule(Level.VIEWER, Level.VIEWER)
_GALLERY_PAGE = Rule(Level.VIEWER, Level.MEMBER)
_PAGE = Rule(Level.MEMBER, Level.MEMBER)
_HOUSE = Rule(Level.OWNER, Level.OWNER)
_DESCRIPTION = Rule(Level.VIEWER, Level.VIEWER, Scope.READ)
_GALLERY_API = Rule(Level.VIEWER, Level.MEMBER, Scope.READ, Scope.MANAGE)
_FILES_API = Rule(Level.MEMBER, Level.MEMBER, Scope.READ, Scope.MANAGE)
_ORDER_API = Rule(Level.MEMBER, Level.MEMBER, Scope.READ, Scope.GENERATE)
_ASKING_API = Rule(Level.MEMBER, Level.MEMBER, Scope.READ, Scope.READ)

#: By route, as the resolver writes it. One that ends in ``*`` stands for all that begin so; the longest counts.
RULES: dict[str, Rule] = {
    "healthz": _OPEN,
    "readyz": _OPEN,
    "favicon.ico": _OPEN,
    "callbacks/*": _OPEN,
    "sign-in*": _OPEN,
    "welcome/*": _OPEN,
    "sign-out*": _OWN_ACCOUNT,
    # the gallery, where a viewer is a guest
    "gallery": _GALLERY_PAGE,
    "gallery/*": _PAGE,
    "asset/*": _GALLERY_PAGE,
    "api/media": _GALLERY_API,
    "api/media/*": _GALLERY_API,
    "api/media/<uuid:media_id>/uses": _ASKING_API,  # what can be ordered from it
    "api/uploads/<uuid:upload_id>/file": _GALLERY_API,
    "api/trash*": _FILES_API,
    # asking for media
    "": _PAGE,
    "generate/*": _PAGE,
    "queue": _PAGE,
    "queue/*": _PAGE,
    "jobs/*": _PAGE,
    "api/images/*": _ORDER_API,
    "api/videos/*": _ORDER_API,
    "api/tasks*": _ORDER_API,
    "api/uploads*": _ORDER_API,
    "api/models*": _ASKING_API,
    "api/queue": _ASKING_API,
    "api/credits": _ASKING_API,
    # what it cost: one's own; an owner may ask for others' (``generation.spend_form``)
    "spend": _PAGE,
    "spend.csv": _PAGE,
    "api/spend": _ASKING_API,
    # one's own preferences, account and ways in
    "settings": _PAGE,
    "settings/defaults": _PAGE,
    "settings/storage": _PAGE,
    "settings/budgets": _PAGE,
    "settings/reset": _PAGE,
    "settings/appearance": _OWN_ACCOUNT,
    "settings/account*": _OWN_ACCOUNT,
    "settings/tokens*": _OWN_ACCOUNT,
    "api/settings": Rule(Level.MEMBER, Level.MEMBER, Scope.READ, Scope.MANAGE),
    "api/me": Rule(Level.VIEWER, Level.VIEWER, Scope.READ),
    "api/tokens*": _OWN_ACCOUNT,
    # the house
    "settings/models": _HOUSE,
    "settings/providers/*": _HOUSE,
    "settings/people*": _HOUSE,
    "api/people*": _HOUSE,
    "admin/*": _HOUSE,
    "metrics": Rule(Level.OWNER, Level.OWNER, Scope.READ),
    # what the API is like
    "api/": _DESCRIPTION,
    "api/schema/": _DESCRIPTION,
    "api/docs/": _DESCRIPTION,
}


@dataclass(frozen=True)
class Abilities:
    """What the pages offer to the person who asks, read off the same table."""

    order: bool
    change: bool
    keep_house: bool


@lru_cache(maxsize=512)
def rule_for(route: str) -> Rule:
    """The row of a route."""
    if route in RULES:
        return RULES[route]
    prefixes = [key for key in RULES if key.endswith("*") and route.startswith(key[:-1])]
    return RULES[max(prefixes, key=len)] if prefixes else _HOUSE


def level_of(request: Any) -> Level:
    """How far the person who asks may go."""
    if settings.AUTH == "local":
        return Level.OWNER
    user = request.user
    return _LEVELS[Role(person_of(user).role)] if user.is_authenticated else Level.NOBODY


def allowed(request: Any, rule: Rule, method: str) -> bool:
    """Whether whoever asks may do this where this row counts."""
    if settings.AUTH == "local" or rule.least(method) == Level.NOBODY:
        return True
    if level_of(request) < rule.least(method):
        return False
    token = token_of(request)
    return token is None or rule.scope(method) in token.scopes


def may(request: Any, method: str, path: str) -> bool:
    """Whether whoever asks may send this method to this address; False where nothing is there."""
    try:
        return allowed(request, rule_for(resolve(path).route), method)
    except Resolver404:
        return False


def abilities(request: Any) -> Abilities:
    """For templates and views that show or leave out a control."""
    return Abilities(
        order=allowed(request, rule_for("generate/*"), "POST"),
        change=allowed(request, rule_for("asset/*"), "POST"),
        keep_house=allowed(request, rule_for("settings/providers/*"), "POST"),
    )
