"""The form on the Generate page: opened with what fits, read from a post, drawn control by control.

References to input pictures are strings (an upload's id, a gallery file's id, an address); files and addresses that a
browser posts beside them (``<field>__file``, ``<field>__url``) become references here.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from gallery.formats import BadFile
from generation import fields, ledger, registry
from generation.params import ParamsForm
from generation.pictures import Picture, pictures, save_upload
from generation.providers.base import ModelSpec
from settings_app import preferences


@dataclass(frozen=True)
class Control:
    """One field of a model's form, with the fragment that draws it."""

    bound: Any
    pictures: tuple[Picture, ...] = ()

    @property
    def look(self) -> str:
        return f"params/_{getattr(self.bound.field, 'look', 'text')}.html"

    @property
    def advanced(self) -> bool:
        return bool(getattr(self.bound.field, "advanced", False))

    @property
    def changed(self) -> bool:
        """Whether it differs from the model's own default."""
        value, default = self.bound.value(), self.bound.field.initial
        if isinstance(self.bound.field, fields.Flag):
            return bool(value) != bool(default)
        return value not in (None, "", []) and str(value) != str(default)

    @property
    def room(self) -> int:
        """How many more pictures it takes."""
        return max(0, self.bound.field.most - len(self.pictures))


@dataclass(frozen=True)
class Cost:
    """The line above the button.

    ``over``: it would wait for the owner's yes. ``seconds``: the length of each video, None where it is not chosen.
    """

    count: int
    kind: str
    estimate: ledger.Estimate
    over: bool = False
    seconds: int | None = None

    @property
    def amount(self) -> str:
        if not self.estimate.known:
            return (
                f"Price unknown, at most {ledger.dollars(self.estimate.usd)}" if self.estimate.usd else "Price unknown"
            )
        words = f"≈ {ledger.dollars(self.estimate.usd)}"
        if self.estimate.credits is None:
            return words
        return f"{words} · {self.estimate.credits.normalize():,f} credits"

    @property
    def what(self) -> str:
        noun = self.kind if self.count == 1 else f"{self.kind}s"
        return f"{self.count} {noun} · {self.seconds} s" if self.seconds else f"{self.count} {noun}"


class Composer:
    """The form of one model for one owner, ready to be drawn."""

    def __init__(self, owner: Any, spec: ModelSpec, form: ParamsForm) -> None:
        self.owner = owner
        self.spec = spec
        self.form = form
        #: what the owner should know about this form before using it
        self.notice = ""
        self.order_key = uuid.uuid4().hex
        self.readiness = registry.readiness(spec)
        shown = pictures(owner, [item for name in form.image_fields() for item in _references(form, name)])
        self.controls = [self._control(form[name], shown) for name in form.fields]

    def _control(self, bound: Any, shown: Mapping[str, Picture]) -> Control:
        if not isinstance(bound.field, fields.ImageInput):
            return Control(bound)
        return Control(bound, tuple(shown[item] for item in _references(self.form, bound.name)))

    @property
    def kind(self) -> str:
        return str(self.spec.kind)

    @property
    def prompt(self) -> list[Control]:
        return [
            control
            for control in self.controls
            if isinstance(control.bound.field, fields.Prompt) and not control.advanced
        ]

    @property
    def main(self) -> list[Control]:
        return [control for control in self.controls if not control.advanced and control not in self.prompt]

    @property
    def advanced(self) -> list[Control]:
        return [control for control in self.controls if control.advanced]

    @property
    def changed(self) -> int:
        return sum(control.changed for control in self.advanced)

    @property
    def advanced_open(self) -> bool:
        return any(control.bound.errors for control in self.advanced)

    @property
    def problems(self) -> list[tuple[str, str]]:
        return self.form.problems() if self.form.is_bound else []

    @property
    def usual(self) -> float:
        return registry.usual_seconds(self.spec)

    @property
    def lowest(self) -> ledger.Estimate | None:
        return ledger.lowest(self.spec)

    @property
    def cost(self) -> Cost:
        """The price of what is chosen; a field that is wrong counts with its default."""
        params = {**self.spec.params.defaults(), **_values(self.form)}
        estimate = ledger.estimate(self.spec, params)
        limit = preferences.for_owner(self.owner).ask_above_usd
        over = limit is not None and estimate.usd > limit and self.readiness.state != "sandbox"
        seconds = params.get("duration")
        return Cost(
            self.spec.output_count(params), self.kind, estimate, over, seconds if isinstance(seconds, int) else None
        )


def _values(form: ParamsForm) -> dict[str, Any]:
    """What a form holds now: the cleaned values of a bound one, the initial ones of a fresh one."""
    if not form.is_bound:
        return {name: value for name, value in form.initial.items() if value not in (None, "", [])}
    form.is_valid()
    return form.params()


def _references(form: ParamsForm, name: str) -> list[str]:
    value = form[name].value() or []
    return [str(item) for item in (value if isinstance(value, (list, tuple)) else [value]) if item]


# -- opening ---------------------------------------------------------------------------------------------------------


def opened(
    owner: Any, kind: str, *, model: str = "", given: Mapping[str, Any] | None = None, pictured: str = ""
) -> Composer:
    """A fresh form: ``given`` over the last choices over the owner's defaults, as far as the model allows each.

    ``pictured``: a reference that goes into the first field for pictures. Raises ``registry.UnknownModel`` when no
    model of this kind is offered.
    """
    last = _last(owner, kind)
    spec = _wanted(owner, kind, model or last.get("model", ""))
    values = {**registry.with_defaults(owner, spec, {}), **_plain(last.get("params")), **(given or {})}
    if pictured:
        name = next(
            (name for name, field in spec.params.base_fields.items() if isinstance(field, fields.ImageInput)), ""
        )
        values[name or "image"] = [pictured]
    return Composer(owner, spec, spec.params(initial=fitting(spec, values)))


def _wanted(owner: Any, kind: str, key: str) -> ModelSpec:
    offered = {spec.key: spec for spec in registry.specs(kind)}
    return offered.get(key) or registry.default_spec(owner, kind)


def _last(owner: Any, kind: str) -> dict[str, Any]:
    return _plain(_plain(preferences.for_owner(owner).last_choices).get(kind))


def _plain(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def fitting(spec: ModelSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of ``values`` this model's form allows, its defaults for the rest; pictures go to the nearest field."""
    found: dict[str, Any] = {}
    for name, field in spec.params.base_fields.items():
        if not isinstance(field, fields.ImageInput):
            found[name] = _fit(field, values[name]) if name in values else field.initial
    return {**found, **_fitting_pictures(spec, values)}


def _fit(field: Any, value: Any) -> Any:
    if isinstance(field, fields.Flag):
        return bool(value)
    if isinstance(field, fields.Choice):
        return next((item for item in field.values if str(item) == str(value)), field.initial)
    if isinstance(field, fields.Prompt):
        return str(value or "")
    try:
        return field.clean(value)
    except ValidationError:
        return field.initial


def _fitting_pictures(spec: ModelSpec, values: Mapping[str, Any]) -> dict[str, list[str]]:
    wells = {name: field for name, field in spec.params.base_fields.items() if isinstance(field, fields.ImageInput)}
    given = {name: list(value) for name, value in values.items() if isinstance(value, (list, tuple)) and value}
    found = {name: given.pop(name)[: field.most] for name, field in wells.items() if name in given}
    for leftover in given.values():
        free = next((name for name, field in wells.items() if name not in found and not field.advanced), "")
        if free:
            found[free] = leftover[: wells[free].most]
    return found


# -- reading a post --------------------------------------------------------------------------------------------------


def read(request: HttpRequest, spec: ModelSpec) -> ParamsForm:
    """The bound form of a post; files and addresses beside the references are taken in, or refused at their field."""
    data = request.POST.copy()
    refusals: dict[str, str] = {}
    for name, field in spec.params.base_fields.items():
        if isinstance(field, fields.ImageInput):
            try:
                _take_in(request, data, name)
            except BadFile as error:
                refusals[name] = str(error)
    return spec.params(data, refusals=refusals)


def _take_in(request: HttpRequest, data: QueryDict, name: str) -> None:
    found = [item for item in data.getlist(name) if item]
    found += [save_upload(request.user, file) for file in request.FILES.getlist(f"{name}__file")]
    found += [item.strip() for item in data.getlist(f"{name}__url") if item.strip()]
    data.setlist(name, list(dict.fromkeys(found)))


def switched(owner: Any, old: ModelSpec, new: ModelSpec, data: MultiValueDict[str, Any]) -> Composer:
    """The form of another model with what still fits of a posted one."""
    values: dict[str, Any] = {}
    for name, field in old.params.base_fields.items():
        if isinstance(field, fields.ImageInput):
            values[name] = [item for item in data.getlist(name) if item]
        elif isinstance(field, fields.Flag):
            values[name] = name in data
        elif name in data:
            values[name] = data.get(name)
    return Composer(owner, new, new.params(initial=fitting(new, values)))


# -- remembering -----------------------------------------------------------------------------------------------------


def remember(owner: Any, spec: ModelSpec, form: ParamsForm) -> None:
    """Keep what was chosen for the next time; the prompt only where the owner wants that, pictures never."""
    stored = preferences.for_owner(owner)
    left_out = {*form.image_fields(), "seed", *(() if stored.keep_prompt else ("prompt",))}
    chosen = {name: value for name, value in form.cleaned_data.items() if name not in left_out and value is not None}
    preferences.remember_choice(owner, str(spec.kind), {"model": spec.key, "params": chosen})


def after(owner: Any, spec: ModelSpec, form: ParamsForm) -> Composer:
    """The form to go on with after an order: everything stays, the prompt only where the owner wants that."""
    values = dict(form.cleaned_data)
    if not preferences.for_owner(owner).keep_prompt:
        values.pop("prompt", None)
    return Composer(owner, spec, spec.params(initial=fitting(spec, values)))
