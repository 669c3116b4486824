"""What can be ordered, in general: an offer holds the rules of its fields, its price, and what comes out.

The offers themselves are data: ``dedicated`` has those with addresses of their own, ``market`` the models of
``createTask``. Prices are those of section "prices" of Kie's list of 30 June 2026, in credits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .replies import Refusal
from .rules import Address, Rule, filled, media, problems, strays

Values = dict[str, Any]

#: Seconds that a picture, a video and an answer without a file take, at speed 1.
USUAL_SECONDS = {"image": 4.0, "video": 8.0, "data": 2.0}
#: Credits for what no page names a price for.
UNLISTED = 20.0
#: Seconds of an input clip that cannot be measured.
UNMEASURED = 5.0


@dataclass(frozen=True)
class Plan:
    """The files that an order shall bring. ``inputs``: addresses of input pictures, the most important first; ``ratio``
    "auto" follows the first of them. ``pixels``: a video's short edge, or the side of a square picture of the same
    area; ``exact``: width and height, where the ratio alone does not say. ``seconds``: of a video; ``whole``: of the
    complete video that an extension makes. ``look``: how a picture is drawn, see ``drawing``. ``extras``: names of
    files that come beside the results; ``told``: what the result says besides its files."""

    kind: str
    extension: str
    ratio: str = "auto"
    pixels: int = 1024
    count: int = 1
    seconds: int = 0
    sound: bool = False
    inputs: tuple[str, ...] = ()
    exact: tuple[int, int] | None = None
    whole: int = 0
    look: str = ""
    extras: tuple[str, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What an order's input files and the task it names are like. ``pictures``: addresses; ``films``, ``sounds``:
    seconds of each; ``size``: of the first film, else of the first picture, in pixels."""

    pictures: tuple[str, ...] = ()
    films: tuple[float, ...] = ()
    sounds: tuple[float, ...] = ()
    size: tuple[int, int] | None = None
    origin: Plan | None = None

    @property
    def seconds(self) -> float:
        """The length of what sets the pace: the first film, else the first sound."""
        return (*self.films, *self.sounds, UNMEASURED)[0]


@dataclass(frozen=True)
class Reference:
    """A field that names an earlier task of the account. ``models``: those whose tasks it takes; ``index``: the field
    that says which of that task's files is meant; ``shows``: whether that file is an input picture."""

    field: str
    models: tuple[str, ...]
    index: str = ""
    shows: bool = False


Price = Callable[[Values, Seen], float | None]
Planner = Callable[[Values, Seen], Plan]
#: What is wrong between fields of checked values, in words; nothing when they agree.
Relation = Callable[[Values], str]


@dataclass(frozen=True)
class Offer:
    """One thing that can be ordered. ``price`` gives None where no page names one; ``does``: the kinds of task, as the
    list of models has them."""

    fields: Mapping[str, Rule]
    price: Price
    plan: Planner
    relations: tuple[Relation, ...] = ()
    reference: Reference | None = None
    does: tuple[str, ...] = ()

    def problems(self, given: Mapping[str, Any]) -> list[Refusal]:
        """All that is wrong with what was sent; relations are looked at once every field is right by itself."""
        found = list(problems(self.fields, given))
        if found:
            return found
        values = filled(self.fields, given)
        return [Refusal(422, words) for words in (relation(values) for relation in self.relations) if words]

    def strays(self, given: Mapping[str, Any]) -> list[str]:
        """What was sent under names that it does not have."""
        return list(strays(self.fields, given))

    def check(self, given: Mapping[str, Any], *, strict: bool = False, name: str = "this model") -> Values:
        """The values, defaults filled in. ``strict``: unknown names are refused. Raises Refusal."""
        found = self.problems(given)
        if found:
            raise found[0]
        unknown = self.strays(given) if strict else []
        if unknown:
            raise Refusal(422, f"{', '.join(unknown)} is not a parameter of {name}")
        return filled(self.fields, given)

    def media(self, values: Values) -> list[tuple[Address, str]]:
        """The input files among checked values."""
        return list(media(self.fields, values))

    def credits(self, values: Values, seen: Seen) -> float:
        """What it costs; ``UNLISTED`` where no page says so."""
        price = self.price(values, seen)
        return UNLISTED if price is None else round(price, 4)
