"""What Kie says about its own models (its guide of September 2026): the list, and of each its fields and its price.

All of these addresses share one call a second.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from generation.providers.base import ModelSpec
from generation.providers.errors import RateLimited, UnexpectedReply
from generation.providers.http import Client
from generation.providers.kie.replies import answered

_PATH = "/api/v1/models"
#: seconds between two calls: a little more than Kie demands, for the way there
_PAUSE = 1.1
_MOST_TRIES = 3


@dataclass(frozen=True)
class Listed:
    """One model as Kie lists it. ``does``: its task types. ``price``: free text, "" where it says nothing."""

    id: str
    title: str = ""
    vendor: str = ""
    does: tuple[str, ...] = ()
    price: str = ""


@dataclass(frozen=True)
class Comparison:
    """``new``: listed and not in the catalogue. ``gone``: in the catalogue and not listed.

    ``changed``: by id, (what, before, now) of each thing that differs from an earlier list.
    """

    new: tuple[Listed, ...] = ()
    gone: tuple[ModelSpec, ...] = ()
    changed: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)


class Discovery:
    """Asks Kie about its models, never faster than it allows."""

    def __init__(self, client: Client, pause: float = _PAUSE) -> None:
        self._client = client
        self._pause = pause
        self._asked_at = 0.0

    def models(self) -> list[Listed]:
        """Every model, in Kie's order. Raises ``ProviderError``."""
        data = self._ask(_PATH)
        rows = data.get("models") if isinstance(data, dict) else None
        if not isinstance(rows, list):
            raise UnexpectedReply("Kie.ai gave no list of models.", detail=str(data)[:500])
        return [_listed(row) for row in rows if isinstance(row, dict) and _words(row.get("model"))]

    def fields(self, model: str) -> list[str]:
        """Names of the fields of a model's ``input``, [] where Kie gives no schema."""
        data = self._ask(f"{_PATH}/{model}/schema")
        return sorted(_input_fields(data.get("openapi"))) if isinstance(data, dict) else []

    def price(self, model: str) -> str:
        """Its price in Kie's words, "" where it says nothing."""
        data = self._ask(f"{_PATH}/{model}/price")
        return _words(data.get("pricingDesc")) if isinstance(data, dict) else ""

    def _ask(self, path: str) -> Any:
        for tried in range(1, _MOST_TRIES + 1):
            time.sleep(max(0.0, self._asked_at + self._pause - time.monotonic()))
            try:
                return answered(self._client.ask(path))
            except RateLimited:
                if tried == _MOST_TRIES:
                    raise
            finally:
                self._asked_at = time.monotonic()
        raise AssertionError("unreachable")


def compare(listed: Iterable[Listed], specs: Iterable[ModelSpec], before: Iterable[Listed] = ()) -> Comparison:
    """The catalogue against Kie's list, and that list against an earlier one.

    Models with addresses of their own (Veo, Runway, 4o, Kontext) are not missed: the list speaks of the Market.
    """
    now = {model.id: model for model in listed}
    known = list(specs)
    ids = {name for spec in known for name in (spec.key, *spec.aliases)}
    on_market = [spec for spec in known if spec.options.get("dialect") == "market"]
    return Comparison(
        new=tuple(model for name, model in now.items() if name not in ids),
        gone=tuple(spec for spec in on_market if not now.keys() & {spec.key, *spec.aliases}),
        changed={old.id: found for old in before if old.id in now and (found := _changes(old, now[old.id]))},
    )


def _changes(old: Listed, new: Listed) -> list[tuple[str, str, str]]:
    told = (
        ("title", old.title, new.title),
        ("task type", ", ".join(old.does), ", ".join(new.does)),
        ("price", old.price, new.price),
    )
    return [change for change in told if change[1] != change[2]]


def _listed(row: dict[str, Any]) -> Listed:
    does = row.get("taskType")
    return Listed(
        id=_words(row["model"]),
        title=_words(row.get("title")),
        vendor=_words(row.get("provider")),
        does=tuple(map(_words, does if isinstance(does, list) else filter(None, [does]))),
        price=_words(row.get("pricingDesc")),
    )


def _words(value: Any) -> str:
    """Text or a number as one line that a terminal can show; "" for anything else."""
    text = str(value) if isinstance(value, (str, int, float)) else ""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def _input_fields(document: Any) -> set[str]:
    """Every property of an ``input`` object, wherever the document has one; Kie's names may carry stray spaces."""
    if isinstance(document, list):
        return set().union(*map(_input_fields, document))
    if not isinstance(document, dict):
        return set()
    declared = document.get("properties")
    given = declared.get("input") if isinstance(declared, dict) else None
    own = given.get("properties") if isinstance(given, dict) else None
    here = {str(name).strip() for name in own} if isinstance(own, dict) else set()
    return here.union(*map(_input_fields, document.values()))
