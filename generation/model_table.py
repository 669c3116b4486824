"""``docs/models.md``: every model of the catalogue as a table, written from the catalogue alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from generation import fields, picker
from generation.providers.base import ModelSpec, Status

_COLUMNS = ("Model", "Key", "Id at the provider", "Makes", "For", "Takes", "Price", "Status")
_HEAD = """\
# Models

Written by `python manage.py catalog --write` from the catalogue in `generation/providers/`; do not edit it by hand.

{counts}

*Live* models are offered at once. *Experimental* ones are known from other clients only and not confirmed by the
vendor's own pages; *retired* ones were withdrawn. Both are off until the owner switches them on under Settings, Models.
A model is ordered by its key or by its id at the provider. Under *Takes*, what cannot be left out is in **bold**.
Prices are those of the cheapest settings; `GET /api/models` has the whole lists with their dates.
"""


def text(specs: Iterable[ModelSpec]) -> str:
    """The whole page."""
    known = list(specs)
    vendors: dict[str, list[ModelSpec]] = {}
    for spec in known:
        vendors.setdefault(spec.vendor or "Others", []).append(spec)
    parts = [_HEAD.format(counts=_counts(known, len(vendors)))]
    parts += [_table(vendor, vendors[vendor]) for vendor in sorted(vendors, key=str.lower)]
    return "\n".join(parts)


def _counts(specs: list[ModelSpec], vendors: int) -> str:
    by_status = Counter(str(spec.status) for spec in specs)
    by_kind = Counter(str(spec.kind) for spec in specs)
    stand = ", ".join(f"{by_status[status]} {status}" for status in Status)
    kinds = " and ".join(f"{count} for {kind}s" for kind, count in sorted(by_kind.items()))
    return f"**{len(specs)} models** of {vendors} vendors: {stand}; {kinds}."


def _table(vendor: str, specs: list[ModelSpec]) -> str:
    rows = [_line(_COLUMNS), _line("---" for _ in _COLUMNS), *(_line(_cells(spec)) for spec in specs)]
    return f"## {vendor}\n\n" + "\n".join(rows) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _cells(spec: ModelSpec) -> Iterator[str]:
    yield f"[{spec.name}]({spec.docs})" if spec.docs else spec.name
    yield f"`{spec.key}`"
    yield ", ".join(f"`{alias}`" for alias in spec.aliases) or "the same"
    yield spec.kind
    yield ", ".join(spec.abilities)
    yield ", ".join(_inputs(spec.params.base_fields.items())) or "words"
    yield picker.price_words(spec, spec.price.lowest()) or "varies"
    yield f"{spec.status}: {spec.status_note}" if spec.status_note else spec.status


def _inputs(declared: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """Each input file: what, how many, what for."""
    for _, field in declared:
        if not isinstance(field, (fields.MediaInput, fields.Rows)):
            continue
        words = _rows_words(field) if isinstance(field, fields.Rows) else _file_words(field)
        yield f"**{words}**" if field.required else words


def _file_words(field: fields.MediaInput) -> str:
    if isinstance(field, fields.MadeBy):
        return f"an own {field.noun[0]}"
    many = f"up to {field.most} {field.noun[1]}" if field.most > 1 else field.noun[0]
    return f"{many} ({field.role})" if field.role else many


def _rows_words(field: fields.Rows) -> str:
    return f"up to {field.most} {field.noun}s"
