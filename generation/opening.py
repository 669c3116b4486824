"""With what the form on the Generate page opens: defaults, the last choices, a file, a job, another model's form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from generation import fields, pictures, registry, rowposts
from generation.composer import Composer, contents
from generation.fields.rows import rows_of
from generation.params import ParamsForm
from generation.pictures import Shown, shown
from generation.providers.base import ModelSpec, Status
from settings_app import preferences


def opened(
    owner: Any, kind: str, *, model: str = "", given: Mapping[str, Any] | None = None, pictured: str = ""
) -> Composer:
    """A fresh form: ``given``, then what the owner set as defaults, then the last choices, as the model allows each.

    ``pictured``: a file that goes into the first field that takes it. Raises ``registry.UnknownModel`` when no model of
    this kind is offered.
    """
    last = _last(owner, kind)
    taken = shown(owner, [pictured])[pictured] if pictured else None
    spec = _wanted(owner, kind, model, last.get("model", ""), taken=taken)
    values = {**_remembered(owner, last, contents_too=given is None and not pictured), **_set_defaults(owner, spec)}
    values |= {_place(spec, taken): [pictured]} if taken else given or {}
    composer = Composer(owner, spec, spec.params(initial=fitting(owner, spec, values)))
    composer.taken = pictured
    if taken and not _place(spec, taken):
        composer.notice = f"{spec.name} cannot start from this file. Choose another model."
    return composer


def _wanted(owner: Any, kind: str, asked: str, last: str, *, taken: Shown | None) -> ModelSpec:
    """The model that the address asks for, else the default that was set, else the last one, else the first choice.

    For a file that was taken along: of these and then of all, the first live one that takes it.
    """
    offered = {spec.key: spec for spec in registry.specs(kind)}
    usual = registry.default_spec(owner, kind)
    default = getattr(preferences.for_owner(owner), f"default_{kind}_model")
    row = [offered[key] for key in (asked, default, last) if key in offered] + [usual]
    if registry.first_choice(kind) in offered:
        row.append(offered[registry.first_choice(kind)])
    if taken is None or asked in offered:
        return row[0]
    able = [spec for spec in (*row, *offered.values()) if next(_wells(spec, taken), "")]
    return next((spec for spec in able if spec.status == Status.LIVE), able[0] if able else row[0])


def takes(spec: ModelSpec, file: Shown) -> bool:
    """Whether a model can start from this file."""
    return bool(_place(spec, file))


def _place(spec: ModelSpec, file: Shown) -> str:
    """The field that a file is put into: one that asks for such files by name, else the first; "" where there is none.

    One for a mask, or for what somebody decides on later, is only second choice.
    """
    declared = spec.params.base_fields
    every = list(_wells(spec, file, folded_too=True))
    by_task = [name for name in every if isinstance(declared[name], fields.MadeBy)]
    plain = list(_wells(spec, file))
    return next(iter([*by_task, *plain, *every]), "")


def _wells(spec: ModelSpec, file: Shown, *, folded_too: bool = False) -> Iterator[str]:
    """Names of the fields that take this file to start from."""
    wells = {name: field for name, field in spec.params.base_fields.items() if isinstance(field, fields.MediaInput)}
    for name, field in wells.items():
        if field.role != "mask" and (folded_too or not field.advanced) and _suits(field, file, file.medium):
            yield name


def _suits(field: fields.MediaInput, file: Shown, medium: str) -> bool:
    """Whether a file can stand in a field. ``medium``: what it is taken for where nobody knows."""
    if isinstance(field, fields.MadeBy):
        return file.model in field.models
    return (file.medium or medium) == field.medium


def _set_defaults(owner: Any, spec: ModelSpec) -> dict[str, Any]:
    """The defaults that the owner set, where the model allows them; one file is what everybody has, not a choice."""
    found = registry.with_defaults(owner, spec, {})
    if preferences.for_owner(owner).n_variants == 1:
        found.pop("n_variants", None)
    return found


def _remembered(owner: Any, last: dict[str, Any], *, contents_too: bool) -> dict[str, Any]:
    """The last choices; of their files and rows those that are still there, or none."""
    chosen = _plain(last.get("params"))
    found = {name: value for name, value in chosen.items() if not isinstance(value, list)}
    for name, value in chosen.items():
        if contents_too and isinstance(value, list):
            found[name] = _still_there(owner, value)
    return found


def _still_there(owner: Any, value: list[Any]) -> list[Any]:
    """A list of references without those that are gone; rows likewise, in every list that they hold."""
    if not any(isinstance(item, dict) for item in value):
        return pictures.still_there(owner, [str(item) for item in value])
    rows = [item for item in value if isinstance(item, dict)]
    return [
        {name: _still_there(owner, inner) if isinstance(inner, list) else inner for name, inner in row.items()}
        for row in rows
    ]


def _last(owner: Any, kind: str) -> dict[str, Any]:
    return _plain(_plain(preferences.for_owner(owner).last_choices).get(kind))


def _plain(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def fitting(owner: Any, spec: ModelSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of ``values`` this model's form allows, its defaults for the rest; files go to the nearest field."""
    return _fitting(spec.params, values, shown(owner, list(_every_reference(values))))


def _every_reference(values: Mapping[str, Any]) -> Iterator[str]:
    for value in values.values():
        for item in value if isinstance(value, (list, tuple)) else ():
            if isinstance(item, Mapping):
                yield from _every_reference(item)
            else:
                yield str(item)


def _fitting(form: type[ParamsForm], values: Mapping[str, Any], known: Mapping[str, Shown]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        if isinstance(field, fields.Rows):
            rows = [row for row in values.get(name) or () if isinstance(row, Mapping)]
            found[name] = [_fitting(field.form, row, known) for row in rows[: field.most]]
        elif not isinstance(field, fields.MediaInput):
            found[name] = _fit(field, values[name]) if name in values else field.initial
    return {**found, **_fitting_files(form, values, known)}


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


def _fitting_files(
    form: type[ParamsForm], values: Mapping[str, Any], known: Mapping[str, Shown]
) -> dict[str, list[str]]:
    """Files by field: those of the same name first, then each list into the first free field of its medium."""
    wells = {name: field for name, field in form.base_fields.items() if isinstance(field, fields.MediaInput)}
    given = {name: list(map(str, value)) for name, value in values.items() if _is_files(form, name, value)}
    found: dict[str, list[str]] = {}
    for name, field in wells.items():
        if name in given and (kept := [item for item in given[name] if _suits(field, known[item], field.medium)]):
            found[name] = kept[: field.most]
            given.pop(name)
    for name, items in given.items():
        for well, field in wells.items():
            kept = [item for item in items if _suits(field, known[item], _medium_by(name))]
            if kept and well not in found and not field.advanced and "mask" not in (field.role, name):
                found[well] = kept[: field.most]
                break
    return found


def _is_files(form: type[ParamsForm], name: str, value: Any) -> bool:
    """Whether this is a list of references of its own; what stands in a row comes with the row."""
    if not isinstance(value, (list, tuple)) or not value or isinstance(form.base_fields.get(name), fields.Rows):
        return False
    return not rows_of(name) and not any(isinstance(item, Mapping) for item in value)


def _medium_by(name: str) -> str:
    """The medium that a field's name tells of: the vocabulary of names is the same in every model."""
    return next((medium for medium in ("video", "audio") if medium in name), "image")


def most_alike(kind: str, names: Iterable[str]) -> ModelSpec:
    """The model of a kind whose form has the most of the posted ``names``: how to read a post of an unknown one."""
    posted = {name.partition("__")[0] for name in names}
    every = [spec for spec in registry.every_spec() if spec.kind == kind]
    return max(every, key=lambda spec: len(posted.intersection(spec.params.base_fields)))


def switched(owner: Any, old: ModelSpec, new: ModelSpec, data: MultiValueDict[str, Any]) -> Composer:
    """The form of another model with what still fits of a posted one."""
    values = fitting(owner, new, rowposts.raw(old.params, data))
    composer = Composer(owner, new, new.params(initial=values))
    composer.taken = data.get("taken", "")
    return composer


def relisted(owner: Any, spec: ModelSpec, form: ParamsForm, wish: str) -> Composer:
    """The form of a post with a list changed: ``wish`` is "add shots", "remove shots 1", "up shots 1", "down shots 0".

    All else stays as it was typed, right or wrong.
    """
    verb, _, rest = wish.partition(" ")
    name, _, at = rest.partition(" ")
    field = spec.params.base_fields.get(name)
    values = rowposts.raw(spec.params, form.data)  # type: ignore[arg-type]
    asked = form
    if isinstance(field, fields.Rows):
        place = int(at) if at.isdecimal() else -1
        values[name] = rowposts.edited(values[name], verb, place, field)
        asked = spec.params.from_post(rowposts.laid_out(form.data, name, verb, place, field))  # type: ignore[arg-type]
    composer = Composer(owner, spec, spec.params(initial=values), asked=asked)
    composer.notice = " ".join(form.refusals.values())
    composer.taken = str(form.data.get("taken", ""))
    return composer


def after(owner: Any, spec: ModelSpec, form: ParamsForm) -> Composer:
    """The form to go on with after an order: settings stay; prompt, files and rows only where the owner wants that.

    A file that stayed unseen would go into the next paid order.
    """
    values = dict(form.cleaned_data)
    if not preferences.for_owner(owner).keep_prompt:
        for name in contents(form):
            values.pop(name, None)
    return Composer(owner, spec, spec.params(initial=fitting(owner, spec, values)))
