"""The models as the picker lists them: a person's recent ones, then by vendor, with price, usual time and filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from generation import composer, ledger, registry
from generation.models import Job
from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.prices import Price

#: of a person's last jobs, how many are looked at for the models that were used lately, and how many of those are shown
_LAST_JOBS, _MOST_RECENT = 60, 4
#: seconds up to which a model of a kind counts as fast
_FAST = {Kind.IMAGE: 30.0, Kind.VIDEO: 100.0}
#: seconds of a film by which prices a second are compared with prices a film
_USUAL_LENGTH = 5
#: what a row of the price list pays for, as it stands behind the amount
_UNITS = {"second": " / s", "image": " / image", "video": " / video", "order": " / order"}
#: tags that have a chip, with the words on it
_TAG_CHIPS = {
    "text in image": "Text in image",
    "references": "References",
    "audio": "Audio",
    "4K": "4K",
    "negative prompt": "Leave out",
    "shots": "Several shots",
}
#: abilities by the words on their chip
_ABILITY_CHIPS = {
    Ability.TEXT_TO_IMAGE: "From words",
    Ability.TEXT_TO_VIDEO: "From words",
    Ability.EDIT: "Edits",
    Ability.IMAGE_TO_VIDEO: "From a picture",
    Ability.FRAMES_TO_VIDEO: "First and last frame",
    Ability.REFERENCE_TO_VIDEO: "From references",
    Ability.VIDEO_TO_VIDEO: "From a film",
    Ability.EXTEND: "Extend",
    Ability.AUDIO_DRIVEN: "From sound",
    Ability.UPSCALE: "Upscale",
    Ability.BACKGROUND: "Cut out",
}
#: what people call an ability or a tag that is called otherwise here, for the search
_ALSO = {
    Ability.AUDIO_DRIVEN: "talking head lip sync avatar",
    Ability.UPSCALE: "enlarge",
    Ability.BACKGROUND: "remove background",
    "shots": "multi-shot storyboard",
}


@dataclass(frozen=True)
class Choice:
    """One row. ``price``: "from $0.07 / s", "" where nobody knows. ``marks``: names of the chips that it stands under.

    ``recent``: it is shown a second time among the recent ones, without counting twice.
    """

    spec: ModelSpec
    price: str
    usual: float
    readiness: registry.Readiness
    marks: tuple[str, ...]
    recent: bool = False

    @property
    def monogram(self) -> str:
        return composer.monogram(self.spec.name)

    @property
    def words(self) -> str:
        return search_words(self.spec)


@dataclass(frozen=True)
class Elsewhere:
    """A model that this list lacks although a search may mean it: it is switched off, or makes the other kind."""

    spec: ModelSpec
    off: bool

    @property
    def why(self) -> str:
        if self.off:
            return f"{self.spec.name} is switched off."
        return f"{self.spec.name} makes {'videos' if self.spec.kind == Kind.VIDEO else 'images'}."

    @property
    def address(self) -> str:
        return "/settings#models" if self.off else f"/?mode={self.spec.kind}&model={self.spec.key}"

    @property
    def words(self) -> str:
        return f"{self.spec.name} {self.spec.vendor} {self.spec.key}".lower()


@dataclass(frozen=True)
class Picker:
    """All rows of a kind: ``groups`` of (heading, rows), ``chips`` of (name, words) that at least one row stands under.

    ``hidden``: how many models of this kind are switched off. ``elsewhere``: what a search may mean that is not here.
    """

    groups: list[tuple[str, list[Choice]]]
    chips: list[tuple[str, str]]
    hidden: int
    elsewhere: list[Elsewhere]

    @property
    def count(self) -> int:
        return sum(not choice.recent for _, choices in self.groups for choice in choices)


def picker(owner: Any, kind: str, *, q: str = "", chip: str = "") -> Picker:
    """The picker of a kind; with ``q`` and ``chip`` only the rows that fit."""
    specs = registry.specs(kind)
    rows = _choices(specs)
    chips = _chips(rows)
    shown = [row for row in rows if matches(row.spec, q) and (not chip or chip in row.marks)]
    recent = [] if q or chip else _recent(owner, kind, shown)
    groups = ([("Recent", recent)] if recent else []) + _by_vendor(shown, kind)
    elsewhere = [each for each in _elsewhere(kind) if _says(each.words, q)]
    hidden = sum(spec.kind == kind for spec in registry.every_spec()) - len(specs)
    return Picker(groups, chips, hidden, elsewhere)


def _elsewhere(kind: str) -> list[Elsewhere]:
    """The models of this kind that are switched off, and those of the other kind that are not."""
    offered = {spec.key for spec in registry.specs()}
    found = (Elsewhere(spec, off=spec.key not in offered) for spec in registry.every_spec())
    return [each for each in found if each.off == (each.spec.kind == kind)]


def _by_vendor(rows: list[Choice], kind: str) -> list[tuple[str, list[Choice]]]:
    """The vendor of the first choice first, the others by name; within a vendor as the catalogue lists them."""
    groups: dict[str, list[Choice]] = {}
    for row in rows:
        groups.setdefault(row.spec.vendor, []).append(row)
    first = registry.spec(registry.first_choice(kind)).vendor
    return sorted(groups.items(), key=lambda group: (group[0] != first, group[0].lower()))


def search_words(spec: ModelSpec) -> str:
    """What a search looks in, in lower case: name, vendor, what it is for, tags, key and the provider's own ids."""
    parts = (spec.name, spec.vendor, spec.note, *spec.tags, *spec.abilities, spec.key, *spec.aliases)
    also = (_ALSO[word] for word in (*spec.abilities, *spec.tags) if word in _ALSO)
    return " ".join((*parts, *also)).lower()


def matches(spec: ModelSpec, q: str) -> bool:
    """Whether every word of ``q`` is found."""
    return _says(search_words(spec), q)


def _says(words: str, q: str) -> bool:
    return all(word in words for word in q.lower().split())


def price_words(spec: ModelSpec, lowest: ledger.Estimate | Price | None) -> str:
    """ "from $0.07 / s"; without "from" where the model has one price alone; "" where nobody knows."""
    if lowest is None:
        return ""
    only = len({row.credits for row in spec.price.rows}) == 1 and not spec.price.extras
    return f"{'' if only else 'from '}{ledger.exact_dollars(lowest.usd)}{_UNITS.get(spec.price.unit, '')}"


def _choices(specs: list[ModelSpec]) -> list[Choice]:
    own, ready = ledger.every_override(), registry.readinesses(specs)
    lowest = {spec.key: ledger.lowest(spec, own.get(spec.key, {})) for spec in specs}
    usual = {spec.key: registry.usual_seconds(spec) for spec in specs}
    cheap = _cheap(specs, lowest)
    return [
        Choice(
            spec,
            price_words(spec, lowest[spec.key]),
            usual[spec.key],
            ready[spec.key],
            tuple(_marks(spec, ready[spec.key], usual[spec.key], is_cheap=spec.key in cheap)),
        )
        for spec in specs
    ]


def _cheap(specs: list[ModelSpec], lowest: dict[str, ledger.Estimate | None]) -> set[str]:
    """Keys of the cheapest quarter; a price a second counts for a usual film."""
    costs = {spec.key: _comparable(spec, price) for spec in specs if (price := lowest[spec.key])}
    quarter = sorted(costs.values())[: max(1, len(costs) // 4)]
    return {key for key, cost in costs.items() if quarter and cost <= quarter[-1]}


def _comparable(spec: ModelSpec, price: ledger.Estimate) -> Decimal:
    return price.usd * (_USUAL_LENGTH if spec.price.unit == "second" else 1)


def _marks(spec: ModelSpec, ready: registry.Readiness, usual: float, *, is_cheap: bool) -> Iterable[str]:
    if ready.usable:
        yield "ready"
    if usual <= _FAST[spec.kind]:
        yield "fast"
    if is_cheap:
        yield "cheap"
    yield from (chip_name(ability) for ability in spec.abilities)
    yield from (chip_name(tag) for tag in spec.tags if tag in _TAG_CHIPS)


def chip_name(text: str) -> str:
    """A word of the catalogue as the name of a chip: one word in lower case."""
    return text.lower().replace(" ", "-").replace("/", "-")


def _chips(rows: list[Choice]) -> list[tuple[str, str]]:
    """The chips under which some rows stand, but not all."""
    known = {"ready": "Ready", "fast": "Fast", "cheap": "Cheap"}
    known |= {chip_name(ability): words for ability, words in _ABILITY_CHIPS.items()}
    known |= {chip_name(tag): words for tag, words in _TAG_CHIPS.items()}
    counts = {name: sum(name in row.marks for row in rows) for name in known}
    return [(name, words) for name, words in known.items() if 0 < counts[name] < len(rows)]


def _recent(owner: Any, kind: str, rows: list[Choice]) -> list[Choice]:
    """The models of a person's last jobs, the last one first; none where there is little to choose from anyway."""
    offered = {row.spec.key: row for row in rows}
    last = Job.objects.filter(owner=owner, kind=kind).order_by("-created_at", "-pk").values_list("model", flat=True)
    keys = dict.fromkeys(key for key in last[:_LAST_JOBS] if key in offered)
    found = [offered[key] for key in list(keys)[:_MOST_RECENT]]
    if len(rows) <= 2 * _MOST_RECENT:
        return []
    return [Choice(row.spec, row.price, row.usual, row.readiness, row.marks, recent=True) for row in found]
