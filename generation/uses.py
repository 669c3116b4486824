"""What can be done with a finished file: every offered model that takes it, by verb, priced for this very file.

All of it is read off the catalogue: what a model is for (``abilities``), which of its input fields can take the file,
what else it cannot do without. An order goes the way of every order: the model's form and ``jobs.create``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.datastructures import MultiValueDict

from gallery.models import Asset, MediaType
from generation import fields, inputs, ledger, registry
from generation.params import ParamsForm
from generation.providers.base import Ability, InputFile, ModelSpec

#: of the settings that the price depends on, how many are asked beside what must be asked
_MOST_OPTIONS = 3
#: the ids in the sheet are not those of the form beneath it
_AUTO_ID = "use-%s"
#: ratios that are the input file's own
_FOLLOWS = ("auto", "adaptive")


@dataclass(frozen=True)
class Verb:
    """What a person wants to do with a file. ``media``: of which kinds of file. ``does``: what comes of it."""

    key: str
    label: str
    icon: str
    does: str
    abilities: frozenset[Ability]
    media: tuple[str, ...]

    @property
    def is_reference(self) -> bool:
        """Whether the file is only looked at, not worked on."""
        return self.key == "reference"


_PICTURE, _FILM = (MediaType.IMAGE,), (MediaType.VIDEO,)

#: In the order of the page.
VERBS: tuple[Verb, ...] = (
    Verb(
        "extend",
        "Extend",
        "fast-forward",
        "A longer film that goes on from this one.",
        frozenset({Ability.EXTEND}),
        _FILM,
    ),
    Verb(
        "animate",
        "Animate",
        "clapperboard",
        "A film that begins with this picture.",
        frozenset({Ability.IMAGE_TO_VIDEO, Ability.FRAMES_TO_VIDEO}),
        _PICTURE,
    ),
    Verb(
        "edit", "Edit by words", "pencil", "The same picture, changed as you say.", frozenset({Ability.EDIT}), _PICTURE
    ),
    Verb(
        "change",
        "Change the film",
        "film",
        "The same film, changed as you say.",
        frozenset({Ability.VIDEO_TO_VIDEO}),
        _FILM,
    ),
    Verb(
        "upscale",
        "Upscale",
        "maximize-2",
        "The same, larger and sharper.",
        frozenset({Ability.UPSCALE}),
        _PICTURE + _FILM,
    ),
    Verb(
        "background",
        "Cut out",
        "scissors",
        "The subject without its background, or the picture in layers.",
        frozenset({Ability.BACKGROUND}),
        _PICTURE + _FILM,
    ),
    Verb(
        "talk",
        "Make it talk",
        "mic",
        "The face speaks or sings what you give it to hear.",
        frozenset({Ability.AUDIO_DRIVEN}),
        _PICTURE + _FILM,
    ),
    Verb(
        "reference",
        "Use as reference",
        "image-plus",
        "Something new, with what is seen here in it.",
        frozenset({Ability.REFERENCE_TO_VIDEO, Ability.EDIT}),
        _PICTURE + _FILM,
    ),
)


@dataclass(frozen=True)
class Use:
    """One model that a file can go into.

    ``field``: the input that takes it. ``params``: what counts unless something else is asked for. ``price``: of an
    order with these, for this file. ``lacks``: labels of further input files without which it cannot be ordered.
    """

    verb: Verb
    spec: ModelSpec
    field: str
    params: Mapping[str, Any]
    price: ledger.Estimate
    lacks: tuple[str, ...]

    @property
    def asks(self) -> tuple[str, ...]:
        """Names of the fields that a person answers: the prompt, what must be said, what decides the price."""
        declared = self.spec.params.base_fields
        needed = [name for name, field in declared.items() if _is_asked(name, field)]
        table = self.spec.price
        facts = (set(declared) if table.derive else table.fact_names) - {table.times}
        options = [name for name, field in declared.items() if name in facts and _is_option(field)]
        return (*needed, *[name for name in options if name not in needed][:_MOST_OPTIONS])

    def body(self, asset: Asset) -> dict[str, Any]:
        """What an order must say beside what it ``asks`` for: the model, the file, and what is not the usual."""
        usual = self.spec.params.defaults()
        unusual = {name: value for name, value in self.params.items() if usual.get(name) != value}
        return {"model": self.spec.key, self.field: str(asset.pk), **unusual}

    @property
    def is_native(self) -> bool:
        """Whether the provider goes on from its own task, without the file being sent."""
        return isinstance(self.spec.params.base_fields[self.field], fields.MadeBy)

    @property
    def rank(self) -> tuple[Any, ...]:
        """What fits best comes first: what can be ordered at once, the maker's own way, then the cheapest."""
        return (bool(self.lacks), not self.is_native, not self.price.known, self.price.usd, self.spec.name)


def _is_asked(name: str, field: Any) -> bool:
    if isinstance(field, (fields.MediaInput, fields.Rows)):
        return False
    return name == "prompt" or (field.required and fields.default_of(field) is None)


def _is_option(field: Any) -> bool:
    is_choice = isinstance(field, (fields.Choice, fields.Flag)) and not isinstance(field, fields.AspectRatio)
    return is_choice and not field.advanced


# -- finding ---------------------------------------------------------------------------------------------------------


def uses(asset: Asset, verb: str = "") -> list[Use]:
    """Every use of a file, or those of one verb, the best of each verb first."""
    finder = _Finder(asset)
    wanted = [each for each in VERBS if asset.media_type in each.media and verb in ("", each.key)]
    specs = registry.specs() if _is_here(asset) else []
    return [use for each in wanted for use in sorted(finder.of(each, specs), key=lambda use: use.rank)]


def _is_here(asset: Asset) -> bool:
    return asset.deleted_at is None and asset.gone_at is None


def by_verb(found: list[Use]) -> list[tuple[Verb, list[Use]]]:
    """Uses in groups, as ``uses`` gives them."""
    groups: dict[str, list[Use]] = {}
    for use in found:
        groups.setdefault(use.verb.key, []).append(use)
    return [(of_verb[0].verb, of_verb) for of_verb in groups.values()]


def verb_rows(found: list[Use]) -> list[tuple[Verb, str, int]]:
    """Each verb, its price ("from $0.03"), and how many models there are for it."""
    return [(verb, _from(of_verb), len(of_verb)) for verb, of_verb in by_verb(found)]


def _from(found: list[Use]) -> str:
    known = [use.price.usd for use in found if use.price.known and not use.lacks]
    if not known:
        return _rate(found)
    return f"{'from ' if len(found) > 1 else ''}{ledger.exact_dollars(min(known))}"


def _rate(found: list[Use]) -> str:
    """The lowest price of models that need a further file, such as what shall be said: "from $0.015 / s"."""
    lowest = [(price.usd, use.spec.price.unit) for use in found if (price := ledger.lowest(use.spec))]
    if not lowest:
        return ""
    usd, unit = min(lowest)
    return f"from {ledger.exact_dollars(usd)}{' / s' if unit == 'second' else ''}"


class _Finder:
    """Looks for the uses of one file; what it has to read, it reads once."""

    def __init__(self, asset: Asset) -> None:
        self.asset = asset
        self.file = InputFile(
            name=asset.filename,
            mime=asset.mime,
            sha256=asset.sha256,
            size=asset.bytes,
            width=asset.width or 0,
            height=asset.height or 0,
            seconds=asset.duration or 0.0,
        )

    @cached_property
    def overrides(self) -> dict[str, dict[str, Any]]:
        return ledger.every_override()

    def of(self, verb: Verb, specs: list[ModelSpec]) -> Iterator[Use]:
        trade = [spec for spec in specs if verb.abilities.intersection(spec.abilities)]
        for spec in trade:
            if not _is_other_trade(verb, spec) and (field := self._entrance(verb, spec)):
                yield self._use(verb, spec, field)

    def _use(self, verb: Verb, spec: ModelSpec, field: str) -> Use:
        params = {**spec.params.defaults(), **self._ratio(spec)}
        own = self.overrides.get(spec.key, {})
        price = ledger.estimate(spec, params, {field: (self.file,)}, own)
        return Use(verb, spec, field, params, price, tuple(_lacking(verb, spec, field)))

    def _entrance(self, verb: Verb, spec: ModelSpec) -> str:
        """The field that takes the file, "" where there is none."""
        declared = spec.params.base_fields
        open_to = [name for name, field in declared.items() if self._takes(verb, spec, name, field)]
        return min(open_to, key=lambda name: _distance(name, declared[name]), default="")

    def _takes(self, verb: Verb, spec: ModelSpec, name: str, field: Any) -> bool:
        if isinstance(field, fields.MadeBy):
            return self.asset.model in field.models and self._is_remembered(spec, name)
        if not isinstance(field, fields.MediaInput) or field.medium != self.asset.media_type:
            return False
        if "mask" in (name, field.role) or field.role == "last frame" or not _is_meant(verb, name, field):
            return False
        return not field.file_problem(self.file)

    def _is_remembered(self, spec: ModelSpec, name: str) -> bool:
        """Whether the provider still knows the task that made the file, in the account that would be asked."""
        return bool(inputs.known_files(self.asset.owner_id, spec.params(), {name: [str(self.asset.pk)]}))

    def _ratio(self, spec: ModelSpec) -> dict[str, str]:
        """What follows the file, or the ratio that is nearest to its own, where the model would take one of its own."""
        field = spec.params.base_fields.get("aspect_ratio")
        if not isinstance(field, fields.Choice) or ":" not in str(field.initial or ""):
            return {}
        if follows := [value for value in field.values if str(value).lower() in _FOLLOWS]:
            return {"aspect_ratio": follows[0]}
        if not self.file.width or not self.file.height:
            return {}
        named = [value for value in field.values if _quotient(value)]
        return {"aspect_ratio": min(named, key=lambda value: _gap(value, self.file))}


def _is_other_trade(verb: Verb, spec: ModelSpec) -> bool:
    """A lip sync also makes a film of a film; it is offered as what it is."""
    return verb.key == "change" and Ability.AUDIO_DRIVEN in spec.abilities


def _is_meant(verb: Verb, name: str, field: fields.MediaInput) -> bool:
    """Whether a file in this field is worked on, or only looked at, as the verb says."""
    if verb.is_reference:
        return "reference" in name or (name == "images" and field.most > 1 and field.role != "first frame")
    return "reference" not in name


def _distance(name: str, field: Any) -> tuple[bool, ...]:
    """How far a field that takes the file is from the one that is meant for it."""
    return (field.advanced, not isinstance(field, fields.MadeBy), "reference" not in name)


def _lacking(verb: Verb, spec: ModelSpec, entrance: str) -> Iterator[str]:
    """Labels of the input files that are needed beside this one."""
    for name, field in spec.params.base_fields.items():
        if name == entrance:
            continue
        is_voice = verb.key == "talk" and isinstance(field, fields.AudioInput)
        if isinstance(field, (fields.MediaInput, fields.Rows)) and (field.required or is_voice):
            yield str(field.label)
    declared = spec.params.base_fields[entrance]
    if isinstance(declared, fields.MediaInput) and declared.least > 1:
        yield f"{declared.least - 1} more {declared.noun[declared.least > 2]}"


def _quotient(ratio: Any) -> float:
    width, _, height = str(ratio).partition(":")
    return int(width) / int(height) if width.isdigit() and height.isdigit() else 0.0


def _gap(ratio: Any, file: InputFile) -> float:
    wanted, given = _quotient(ratio), file.width / file.height
    return max(wanted / given, given / wanted)


# -- asking ----------------------------------------------------------------------------------------------------------


def find(asset: Asset, verb: str, model: str = "") -> tuple[list[Use], Use | None]:
    """The uses of one verb, and the one of this model, else the best; None where the file has no such use."""
    found = uses(asset, verb)
    best = found[0] if found else None
    return found, next((use for use in found if use.spec.key == model), best)


def opened(use: Use, asset: Asset, asked: Mapping[str, Any]) -> ParamsForm:
    """A fresh form with the file in its field, and what fits of ``asked``: the values of another model's form."""
    return use.spec.params(initial=_initial(use, asset, asked), auto_id=_AUTO_ID)


def form(use: Use, asset: Asset, posted: Mapping[str, Any]) -> ParamsForm:
    """The bound form: the file in its field, the fields that are asked as ``posted``, defaults for the rest."""
    data: MultiValueDict[str, Any] = MultiValueDict()
    for name, field in use.spec.params.base_fields.items():
        is_off = name in use.asks and isinstance(field, fields.Flag)
        if name in use.asks and name in posted:
            data.setlist(name, [posted[name]])
        elif not is_off:
            fields.put(field, data, name, use.params.get(name))
    data.setlist(use.field, [str(asset.pk)])
    return use.spec.params(data, auto_id=_AUTO_ID)


def price(use: Use, asset: Asset, bound: ParamsForm) -> ledger.Estimate:
    """What an order of this form costs; a field that is wrong counts with its default."""
    chosen = bound.initial
    if bound.is_bound:
        bound.is_valid()
        chosen = {**use.params, **bound.params()}
    return ledger.estimate(use.spec, {**chosen, use.field: None}, {use.field: (_Finder(asset).file,)})


def given(asset: Asset, model: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the Generate page opens with for a file that goes into a model: the file in its field, and what was asked.

    {} where the model cannot take the file. ``asked`` may name the verb, for models that have several uses.
    """
    found = [use for use in uses(asset, asked.get("verb", "")) if use.spec.key == model]
    return _initial(found[0], asset, asked) if found else {}


def _initial(use: Use, asset: Asset, asked: Mapping[str, Any]) -> dict[str, Any]:
    declared = use.spec.params.base_fields
    fitting = {name: asked[name] for name in use.asks if name in asked and _fits(declared[name], asked[name])}
    return {**use.params, **fitting, use.field: [str(asset.pk)]}


def _fits(field: Any, value: Any) -> bool:
    return not isinstance(field, fields.Choice) or str(value) in map(str, field.values)
