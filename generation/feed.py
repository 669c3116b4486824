"""What the Generate and Queue pages list, and what has changed since a browser last asked."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from generation import faces, health, ledger, registry, titles
from generation.models import OPEN, Job, JobOutput, OutputState, State

PAGE = 12
#: rows that were committed late are asked for again; the browser ignores what it already shows
OVERLAP = timedelta(seconds=5)
_MOST_CHANGED = 100
_FINISHED = (State.SUCCEEDED, State.FAILED, State.CANCELLED)


@dataclass(frozen=True)
class Tile:
    """One file of a job: there, on its way, missing, deleted since, or not saved in time ("unsaved").

    ``ratio``: of the file, or the one asked for. ``label``: what this file is among its order's ("Whole film").
    """

    output: JobOutput
    state: str
    ratio: str
    label: str = ""

    @property
    def asset(self) -> Any:
        return self.output.asset

    @property
    def in_tray(self) -> bool:
        """Whether it is there, and nobody has saved it yet."""
        return self.state == "there" and self.asset.keep_until is not None


@dataclass(frozen=True)
class Card:
    """A job as a page shows it. ``usual``: seconds that its model usually takes, None where nobody knows.

    ``order_key``: makes two clicks on this card's "Again" one order.
    """

    job: Job
    face: faces.Face
    tiles: tuple[Tile, ...]
    usual: float | None
    order_key: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def look(self) -> str:
        """A short sign of all that is drawn anew when it changes; progress and clocks are not part of it."""
        parts = [
            self.face.status,
            self.face.line_tone,
            self.section,
            *(f"{tile.state}{tile.in_tray:d}" for tile in self.tiles),
        ]
        parts += [action.label for action in self.face.actions]
        parts.append(str(self.job.orders))
        if not self.face.is_open or self.face.line_tone:
            parts.append(self.face.line)
        return hashlib.blake2s("|".join(parts).encode(), digest_size=6).hexdigest()

    @property
    def title(self) -> str:
        return titles.title(self.job)

    @property
    def section(self) -> str:
        """Where the queue lists it; a failure that its owner asked for again needs nobody any more."""
        settled = self.job.state == State.FAILED and getattr(self.job, "was_retried", False)
        return "finished" if settled else self.face.section

    @property
    def is_slow(self) -> bool:
        if not (self.usual and self.face.since and self.face.status == "running"):
            return False
        return (timezone.now() - self.face.since).total_seconds() > 2 * self.usual

    @property
    def main(self) -> Tile | None:
        """The file that a person goes on with: the only one, or the main one of those that have names."""
        first = self.tiles[0] if self.tiles else None
        is_main = first and first.state == "there" and (len(self.tiles) == 1 or first.label)
        return first if is_main else None

    @property
    def has_files(self) -> bool:
        return any(tile.state == "there" for tile in self.tiles)


@dataclass(frozen=True)
class QueueState:
    """How the queue stands, for the pill in the bar and for the banner."""

    running: int
    waiting: int
    needs_you: int
    banner: str

    @property
    def words(self) -> str:
        if self.needs_you:
            return f"{self.needs_you} {'needs' if self.needs_you == 1 else 'need'} you"
        if self.running:
            return f"{self.running} running"
        return f"{self.waiting} waiting" if self.waiting else "Idle"

    @property
    def active(self) -> int:
        return self.running + self.waiting

    @property
    def signature(self) -> str:
        return f"{self.running}.{self.waiting}.{self.needs_you}.{int(bool(self.banner))}"


@dataclass(frozen=True)
class Today:
    """What was finished since local midnight, and what it cost in US dollars."""

    count: int
    spent: Decimal

    @property
    def words(self) -> str:
        return f"{self.count}, {ledger.dollars(self.spent)}"


def queue_state(owner: Any) -> QueueState:
    """Counts of an owner's open jobs, and whether anybody works on them: two small queries."""
    if not owner.is_authenticated:
        return QueueState(0, 0, 0, "")
    found = Job.objects.filter(Q(state__in=(*OPEN, State.UNCLEAR)) | _to_mend(), owner=owner).order_by()
    counts = dict(found.values_list("state").annotate(Count("pk")))
    running = sum(counts.get(state, 0) for state in (State.SUBMITTING, State.RUNNING, State.STORING))
    needs_you = sum(counts.get(state, 0) for state in (State.UNCLEAR, State.WAITING, State.FAILED))
    return QueueState(running, counts.get(State.QUEUED, 0), needs_you, health.banner())


def _to_mend() -> Q:
    """What failed today for a reason that only the owner can mend, and was not asked for again."""
    account = Q(state=State.FAILED, error_code__in=faces.ACCOUNT_WORDS)
    shown = Q(finished_at__gte=midnight(), hidden_at__isnull=True)
    return account & shown & Q(~Exists(Job.objects.filter(retry_of=OuterRef("pk"))))


# -- lists -----------------------------------------------------------------------------------------------------------


def rows(owner: Any) -> QuerySet[Job]:
    """An owner's jobs with what their cards need."""
    retried = Exists(Job.objects.filter(retry_of=OuterRef("pk")))
    return Job.objects.filter(owner=owner).annotate(was_retried=retried).prefetch_related("outputs__asset", "charges")


def page(owner: Any, kind: str, before: str = "") -> tuple[list[Card], str]:
    """The newest cards of a kind, and the address part that leads to older ones ("" at the end)."""
    found = rows(owner).filter(kind=kind, hidden_at__isnull=True)
    if place := _place(before):
        moment, last = place
        found = found.filter(Q(created_at__lt=moment) | Q(created_at=moment, pk__lt=last))
    cards = [card(job) for job in found.order_by("-created_at", "-pk")[: PAGE + 1]]
    more = len(cards) > PAGE
    cards = cards[:PAGE]
    return cards, place_of(cards[-1].job) if more else ""


def place_of(job: Job) -> str:
    """Where a job stands in the list of newest first."""
    return f"{job.created_at.isoformat()}~{job.pk}"


def _place(text: str) -> tuple[datetime, uuid.UUID] | None:
    moment, _, last = text.partition("~")
    parsed = parse_moment(moment)
    try:
        return (parsed, uuid.UUID(last)) if parsed else None
    except ValueError:
        return None


def parse_moment(text: str) -> datetime | None:
    """A time with its zone, None for anything else."""
    try:
        moment = parse_datetime(text.replace(" ", "+"))
        if moment is None or timezone.is_naive(moment):
            return None
        return moment.astimezone(UTC) - OVERLAP + OVERLAP  # near the year 1 or 9999 there is no such time
    except (ValueError, OverflowError):
        return None


def changed(owner: Any, since: datetime, kind: str = "") -> list[Card]:
    """Cards that changed since then, and those that nobody seems to look after any more."""
    unseen = Q(state__in=(State.RUNNING, State.STORING), due_at__lt=timezone.now() - timedelta(seconds=90))
    found = rows(owner).filter(Q(updated_at__gte=since - OVERLAP) | unseen)
    if kind:
        found = found.filter(kind=kind)
    return [card(job) for job in found.order_by("-created_at", "-pk")[:_MOST_CHANGED]]


def queue(owner: Any) -> list[Card]:
    """Every open job, and those that were finished today or need their owner, newest first."""
    kept = Q(finished_at__gte=midnight(), hidden_at__isnull=True)
    found = rows(owner).filter(Q(state__in=(*OPEN, State.UNCLEAR)) | kept)
    return [card(job) for job in found.order_by("-created_at", "-pk")[:300]]


def today(owner: Any) -> Today:
    """How many jobs were finished today, and what was spent."""
    count = Job.objects.filter(owner=owner, finished_at__gte=midnight(), state__in=_FINISHED).count()
    return Today(count, ledger.spent(owner, midnight()))


def midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


# -- cards -----------------------------------------------------------------------------------------------------------


def card(job: Job) -> Card:
    """A job's card; ``outputs`` and ``charges`` had better be prefetched."""
    shown = faces.face(job)
    return Card(job, shown, tuple(_tiles(job)), _usual(job) if shown.is_open else None)


def _usual(job: Job) -> float | None:
    try:
        return registry.usual_seconds(registry.spec(job.model))
    except registry.UnknownModel:
        return None


def _tiles(job: Job) -> list[Tile]:
    asked = str(job.params.get("aspect_ratio", ""))
    ratio = asked if ":" in asked else ("16:9" if job.kind == "video" else "1:1")
    outputs = faces.shown_outputs(job)
    tiles = [_tile(output, ratio) for output in outputs]
    if len(tiles) == 1:
        return tiles
    return [replace(tile, label=registry.file_label(job.model, tile.output.position)) for tile in tiles]


def _tile(output: JobOutput, ratio: str) -> Tile:
    asset = output.asset
    if output.state == OutputState.STORED:
        if asset is None or asset.deleted_at is not None:
            return Tile(output, "unsaved" if output.unsaved_at else "deleted", ratio)
        size = f"{asset.width}:{asset.height}" if asset.width and asset.height else ratio
        return Tile(output, "there", size)
    return Tile(output, "missing" if output.state == OutputState.MISSING else "coming", ratio)
