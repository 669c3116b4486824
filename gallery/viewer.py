"""What the viewer says about a file: its facts, its settings by their labels, what can be done with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.template.defaultfilters import filesizeformat

from gallery import browse, library, storage
from gallery.browse import Filters
from gallery.models import Asset, MediaType
from generation import asked, costs, faces, ledger, pictures, registry, uses
from generation.models import Job
from generation.pictures import Shown
from generation.uses import Verb
from mediahub.templatetags.ui import clock

#: told elsewhere on the page
_SHOWN_APART = frozenset({"prompt", "seed", "aspect_ratio"})


@dataclass(frozen=True)
class View:
    """One file as the viewer shows it. ``facts`` and ``settings``: (label, value) in the order of the page.

    ``inputs``: the pictures it was made from, by the label of their field. ``uses``: what can be done with it: the
    verb, its price, how many models there are for it.
    """

    asset: Asset
    filters: Filters
    before: UUID | None
    after: UUID | None
    facts: list[tuple[str, str]]
    settings: list[tuple[str, str]]
    inputs: list[tuple[str, list[Shown]]]
    job: Job | None
    file_missing: bool
    uses: list[tuple[Verb, str, int]]

    @property
    def in_trash(self) -> bool:
        return self.asset.deleted_at is not None

    @property
    def in_tray(self) -> bool:
        """Whether nobody has saved it yet."""
        return self.asset.keep_until is not None and not self.in_trash

    @property
    def back(self) -> str:
        """The list in which the file is."""
        if self.in_trash:
            return "/gallery/trash"
        return "/gallery/tray" if self.in_tray else f"/gallery{self.filters.query()}"

    @property
    def recipe(self) -> str:
        """The recipe as people read JSON, "" where there is none."""
        return json.dumps(self.asset.recipe, indent=2, ensure_ascii=False) if self.asset.recipe else ""


def view(asset: Asset, filters: Filters) -> View:
    """All that the viewer shows of a file that was found under these filters."""
    before, after = browse.neighbours(asset, filters)
    job = Job.objects.filter(pk=asset.task_id, owner_id=asset.owner_id).first() if asset.task_id else None
    return View(
        asset=asset,
        filters=filters,
        before=before,
        after=after,
        facts=[(label, value) for label, value in _facts(asset, job) if value],
        settings=asked.settings(asset.model, asset.params, without=_SHOWN_APART),
        inputs=_inputs(asset, job),
        job=job,
        file_missing=storage.is_missing(library.path(asset)),
        uses=uses.verb_rows(uses.uses(asset)),
    )


def _facts(asset: Asset, job: Job | None) -> list[tuple[str, str]]:
    size = f"{asset.width} × {asset.height}" if asset.width and asset.height else ""
    form = asset.mime.rpartition("/")[2].upper()
    return [
        ("Model", asset.model_name or asset.model),
        ("Part", _part(asset, job)),
        ("Provider", _provider_name(asset)),
        ("Size", size),
        ("Ratio", _ratio(asset)),
        ("Length", clock(asset.duration) if asset.duration else ""),
        ("Frame rate", f"{asset.fps:g} a second" if asset.fps else ""),
        ("Sound", _sound(asset)),
        ("Format", f"{form}, {filesizeformat(asset.bytes)}"),
        ("Price", costs.price_words(job) if job else ""),
        ("Cost", _cost(asset)),
        ("Made", f"{asset.created_at:%-d %b %Y, %H:%M} UTC"),
        ("Took", _took(job)),
    ]


def _part(asset: Asset, job: Job | None) -> str:
    """What this file is among those of its order, where they have names."""
    label = registry.file_label(asset.model, asset.position)
    return label if label and job and job.outputs.count() > 1 else ""


def _ratio(asset: Asset) -> str:
    """Of the file itself where its size is known: a film made from a picture has the picture's."""
    if asset.width and asset.height:
        return faces.named_ratio(asset.width, asset.height, asset.aspect_ratio)
    return asset.aspect_ratio


def _inputs(asset: Asset, job: Job | None) -> list[tuple[str, list[Shown]]]:
    found = job.inputs if job else pictures.of_recipe(asset.owner, asset.recipe)
    return pictures.by_label(asset.owner, asset.model, found)


def _sound(asset: Asset) -> str:
    if asset.media_type != MediaType.VIDEO:
        return ""
    return "Yes" if asset.has_audio else "None"


def _provider_name(asset: Asset) -> str:
    try:
        return registry.provider_class(asset.provider).name
    except KeyError:
        return asset.provider


def _cost(asset: Asset) -> str:
    if asset.sandbox:
        return "Nothing: sandbox"
    return "" if asset.cost_usd is None else ledger.dollars(Decimal(asset.cost_usd))


def _took(job: Job | None) -> str:
    if job is None or not (job.submitted_at and job.finished_at):
        return ""
    return clock((job.finished_at - job.submitted_at).total_seconds())
