"""``/admin/status/``: the figures of ``generation.figures`` for people, in the look of the admin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from generation import figures, ledger, tally
from generation.figures import Figures, Spend
from generation.models import State
from mediahub.templatetags.ui import about

#: how many unclear jobs, models and kinds of errors are listed
_UNCLEAR, _MODELS, _ERRORS = 10, 10, 20
#: bytes of free space, and seconds of lateness, from which on a warning stands at the top
_LITTLE_SPACE, _LATE = 2_000_000_000, 60.0
#: states into which jobs come that are over, or wait for a person
_ENDINGS = (State.SUCCEEDED, State.FAILED, State.CANCELLED, State.UNCLEAR)


@dataclass(frozen=True)
class Line:
    """One line of a table. ``badge``: the state in whose colours the name stands. ``address``: where it leads."""

    name: str
    value: str
    badge: str = ""
    address: str = ""
    more: str = ""


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """How the hub stands."""
    now = figures.read()
    context = {
        **admin.site.each_context(request),
        "title": "Status",
        "warnings": list(_warnings(now)),
        "at": now.at,
        "jobs": [_of_state(state, count) for state, count in now.jobs.items()],
        "work": _work(now),
        "endings": _endings(now),
        "errors": _errors(now),
        "spend": [("today", *_dearest(now.today)), ("in the last 30 days", *_dearest(now.month))],
        "machine": _machine(now),
        "signs": now.signs,
        "unclear": figures.unclear(_UNCLEAR),
    }
    return TemplateResponse(request, "admin/status.html", context)


def _warnings(now: Figures) -> Iterable[str]:
    """What somebody should do something about, the most urgent first. That no worker is there stands on every page."""
    if now.queue is None:
        yield "The queue's Redis does not answer. Orders are taken and the sweep works on them; start Redis again."
    if now.disk is None:
        yield "The data folder cannot be read. Look at the disk and at MEDIAHUB_DATA_DIR."
    elif now.disk.free < _LITTLE_SPACE:
        yield f"Only {_bytes(now.disk.free)} are left on the disk. Make room, or files can no longer be saved."
    if now.workers_alive and now.lateness > _LATE:
        yield f"Work is late by {about(now.lateness)}. More workers, or a faster database, would help."
    if count := now.jobs[State.UNCLEAR]:
        jobs = "job is" if count == 1 else "jobs are"
        yield f"{count} {jobs} unclear and may have been charged. Look at them below."


def _of_state(state: str, count: int) -> Line:
    return Line(State(state).label, f"{count:,}", state, f"/admin/generation/job/?state__exact={state}")


def _work(now: Figures) -> list[Line]:
    day = now.day
    return [
        Line("Due now", f"{now.due:,}"),
        Line("Oldest of them", f"late by {about(now.lateness) or '0 s'}" if now.due else "–"),
        Line("Messages in the queue", "does not answer" if now.queue is None else f"{now.queue:,}"),
        Line("Asked providers, last day", f"{_sum(day.get('calls', {}), 'poll'):,.0f} times"),
        Line("Made to in the gallery, last day", _durations(day, "arrival")),
        Line("Saving one file, last day", _durations(day, "storing")),
    ]


def _sum(counts: dict[tuple[str, ...], float], last: str) -> float:
    return sum(count for labels, count in counts.items() if labels[-1] == last)


def _durations(found: dict[str, dict[tuple[str, ...], float]], name: str) -> str:
    """Within which time half of them were done, and nearly all, as far as the groups tell."""
    groups = list(tally.durations(found, name).values())
    counts = [sum(group.counts[at] for group in groups) for at in range(len(tally.BOUNDS) + 1)]
    if not sum(counts):
        return "–"
    return f"half {_within(counts, 0.5)}, 95\u00a0% {_within(counts, 0.95)}"


def _within(counts: list[float], share: float) -> str:
    seen = 0.0
    for bound, count in zip(tally.BOUNDS, counts, strict=False):
        seen += count
        if seen >= share * sum(counts):
            words = f"{bound:g} s" if bound < 60 else about(bound)
            return f"in {words}".replace(" ", "\u00a0")
    return f"over {about(tally.BOUNDS[-1])}".replace(" ", "\u00a0")


def _endings(now: Figures) -> list[Line]:
    """How jobs ended in the last day, all providers together."""
    counts: dict[str, float] = defaultdict(float)
    for (_, state), count in now.day.get("moves", {}).items():
        counts[state] += count
    return [Line(state.label, f"{counts[state]:,.0f}", state) for state in _ENDINGS]


def _errors(now: Figures) -> list[Line]:
    """What providers answered wrong in the last day, the most frequent first."""
    ranked = sorted(now.day.get("errors", {}).items(), key=lambda item: (-item[1], item[0]))
    calls = now.day.get("calls", {})
    return [
        Line(
            f"{provider}, {call}: {kind.replace('_', ' ')}", f"{count:,.0f}", more=_share(count, calls, provider, call)
        )
        for (provider, call, kind), count in ranked[:_ERRORS]
    ]


def _share(count: float, calls: dict[tuple[str, ...], float], provider: str, call: str) -> str:
    made = calls.get((provider, call), 0.0)
    return f"{100 * min(1.0, count / made):.1f} % of {made:,.0f} calls" if made else ""


def _dearest(spend: tuple[Spend, ...]) -> tuple[str, list[Line]]:
    """The whole sum in words, and the models that cost most."""
    total = sum((each.usd for each in spend), start=Decimal(0))
    return ledger.dollars(total), [Line(each.model, ledger.dollars(each.usd)) for each in spend[:_MODELS] if each.usd]


def _machine(now: Figures) -> list[Line]:
    space = f"{_bytes(now.disk.free)} of {_bytes(now.disk.size)}" if now.disk else "cannot be read"
    files = f"{now.assets.get('image', 0):,} pictures, {now.assets.get('video', 0):,} videos"
    return [Line("Free on the disk", space), Line("In the gallery", files)]


def _bytes(number: int) -> str:
    return f"{number / 1e9:,.1f} GB"
