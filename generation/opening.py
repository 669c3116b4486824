"""With what the form on the Generate page opens: defaults, the last choices, a file, a job, another model's form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from generation import fields, pictures, registry
from generation.composer import Composer
from generation.params import ParamsForm
from generation.providers.base import ModelSpec, Status
from settings_app import preferences


def opened(
    owner: Any, kind: str, *, model: str = "", given: Mapping[str, Any] | None = None, pictured: str = ""
) -> Composer:
    """A fresh form: ``given``, then what the owner set as defaults, then the last choices, as the model allows each.

    ``pictured``: a reference that goes into the first field for pictures. Raises ``registry.UnknownModel`` when no
    model of this kind is offered.
    """
    last = _last(owner, kind)
    spec = _wanted(owner, kind, model, last.get("model", ""), pictured=bool(pictured))
    values = {**_remembered(owner, last, pictures_too=given is None and not pictured), **_set_defaults(owner, spec)}
    values |= {next(_wells(spec), "image"): [pictured]} if pictured else given or {}
    composer = Composer(owner, spec, spec.params(initial=fitting(spec, values)))
    composer.taken = pictured
    return composer


def _wanted(owner: Any, kind: str, asked: str, last: str, *, pictured: bool) -> ModelSpec:
    """The model that the address asks for, else the default that was set, else the last one, else the first choice.

    For a picture that was taken along: of these and then of all, the first live one that takes pictures.
    """
    offered = {spec.key: spec for spec in registry.specs(kind)}
    usual = registry.default_spec(owner, kind)
    default = getattr(preferences.for_owner(owner), f"default_{kind}_model")
    row = [offered[key] for key in (asked, default, last) if key in offered] + [usual]
    if not pictured or asked in offered:
        return row[0]
    able = [spec for spec in (*row, *offered.values()) if next(_wells(spec), "")]
    return next((spec for spec in able if spec.status == Status.LIVE), able[0] if able else row[0])


def _wells(spec: ModelSpec) -> Iterator[str]:
    """Names of the fields that take a picture to start from."""
    for name, field in spec.params.base_fields.items():
        if isinstance(field, fields.ImageInput) and not field.advanced:
            yield name


def _set_defaults(owner: Any, spec: ModelSpec) -> dict[str, Any]:
    """The defaults that the owner set, where the model allows them; one file is what everybody has, not a choice."""
    found = registry.with_defaults(owner, spec, {})
    if preferences.for_owner(owner).n_variants == 1:
        found.pop("n_variants", None)
    return found


def _remembered(owner: Any, last: dict[str, Any], *, pictures_too: bool) -> dict[str, Any]:
    """The last choices; of their pictures those that are still there, or none."""
    chosen = _plain(last.get("params"))
    found = {name: value for name, value in chosen.items() if not isinstance(value, list)}
    for name, value in chosen.items():
        if pictures_too and isinstance(value, list):
            found[name] = pictures.still_there(owner, [str(item) for item in value])
    return found


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


def most_alike(kind: str, names: Iterable[str]) -> ModelSpec:
    """The model of a kind whose form has the most of the posted ``names``: how to read a post of an unknown one."""
    posted = {name.partition("__")[0] for name in names}
    every = [spec for spec in registry.every_spec() if spec.kind == kind]
    return max(every, key=lambda spec: len(posted.intersection(spec.params.base_fields)))


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
    composer = Composer(owner, new, new.params(initial=fitting(new, values)))
    composer.taken = data.get("taken", "")
    return composer


def after(owner: Any, spec: ModelSpec, form: ParamsForm) -> Composer:
    """The form to go on with after an order: settings stay, prompt and pictures only where the owner wants that.

    A picture that stayed unseen would go into the next paid order.
    """
    values = dict(form.cleaned_data)
    if not preferences.for_owner(owner).keep_prompt:
        for name in ("prompt", *form.image_fields()):
            values.pop(name, None)
    return Composer(owner, spec, spec.params(initial=fitting(spec, values)))
