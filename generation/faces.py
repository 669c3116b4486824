"""The nine faces of a job: what a card says, worked out in one place from the row.

``face(job)`` reads only the job with its prefetched ``outputs`` and ``charges``; it asks the database nothing more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from generation import actions
from generation.costs import cost_words, with_charge
from generation.models import Job, JobOutput, OutputState, State

#: badges of failures that only the account's owner can mend, by error code
ACCOUNT_WORDS = {"no_key": "Needs key", "bad_key": "Needs key", "key_cap": "Key limit", "no_credit": "No credit"}

#: what an error says of the next try
_TRIES_AGAIN = re.compile(r"; MediaHub tries again[^.;]*|(?<=\.) MediaHub tries again[^.;]*\.")

#: how long past its due time an open order may lie unseen before it counts as stalled
_STALLED_AFTER = {"image": timedelta(seconds=90), "video": timedelta(minutes=5)}

#: ratios with names that people know
_RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "4:5", "5:4", "21:9", "2:1", "1:2")


@dataclass(frozen=True)
class Face:
    """What a card shows. ``tone``: the badge's class; ``line_tone``: the line's, "" for a quiet one.

    ``until``: when something happens by itself, counted down. ``since``: from when a clock runs. ``percent``: 0…100.
    ``section``: the queue's list (needs, running, waiting, finished). ``detail``: the provider's own words.
    """

    status: str
    badge: str
    icon: str
    tone: str = ""
    line: str = ""
    line_tone: str = ""
    detail: str = ""
    section: str = "finished"
    percent: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    actions: tuple[actions.Action, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.status in ("waiting", "queued", "running", "stalled")


def face(job: Job, now: datetime | None = None) -> Face:
    """The face of a job as it stands."""
    now = now or timezone.now()
    drawn = _FACES[State(job.state)](job, now)
    if _is_stalled(job, now):
        drawn = _stalled(job, now, drawn)
    quiet = job.state == State.STORING and drawn.status == "running" and not drawn.line_tone
    return replace(drawn, actions=() if quiet else actions.offered(job), facts=tuple(_facts(job)))


# -- one function a state --------------------------------------------------------------------------------------------


def _waiting(job: Job, now: datetime) -> Face:
    badge = "Needs your yes" if job.error_code == "budget" else "Waiting"
    line = job.error_message or "It waits for another job."
    return Face("waiting", badge, "hand", "warning", line, "warning", section="needs")


def _queued(job: Job, now: datetime) -> Face:
    shown = Face("queued", "Waiting", "clock", line="Waiting for a free worker", section="waiting")
    return _troubled(shown, job, now, job.error_message)


def _submitting(job: Job, now: datetime) -> Face:
    return Face("queued", "Sending", "send", line="Sending the order", section="running", since=job.updated_at)


def _running(job: Job, now: datetime) -> Face:
    percent = None if job.progress is None else min(99, round(job.progress * 100))
    badge = "Running" if percent is None else f"{percent} %"
    shown = Face("running", badge, "loader-circle", "running", "Rendering", section="running", percent=percent)
    shown = replace(shown, since=job.submitted_at or job.created_at)
    if job.cancel_requested_at:
        kept = "kept" if job.sandbox else "paid for and kept"
        line = f"Cancel asked for. If a result arrives all the same, it is {kept}."
        return replace(shown, badge="Stopping", line=line, line_tone="warning")
    return _troubled(shown, job, now, f"{job.error_message} Your job is safe; the provider keeps being asked.")


def _storing(job: Job, now: datetime) -> Face:
    shown = Face("running", "Saving", "download", "running", "Saving the result", section="running", percent=100)
    line = job.error_message
    if job.results_expire_at:
        line = f"{line} The result is at the provider until {_at(job.results_expire_at, now)}."
    return _troubled(replace(shown, since=job.submitted_at or job.created_at), job, now, line)


def _troubled(shown: Face, job: Job, now: datetime, line: str) -> Face:
    """``shown`` with ``line`` as a warning and the time of the next try, where the last call failed."""
    if not job.error_message:
        return shown
    until = job.due_at if job.due_at and job.due_at > now else None
    if until:  # the countdown beside it tells when
        line = _TRIES_AGAIN.sub("", line)
    return replace(shown, line=line, line_tone="warning", detail=job.error_detail, until=until, since=None)


def _succeeded(job: Job, now: datetime) -> Face:
    outputs = list(job.outputs.all())
    stored = [output for output in outputs if output.state == OutputState.STORED]
    if len(stored) == len(outputs):
        return Face("done", "Done", "check", "done")
    reasons = " ".join(dict.fromkeys(output.error_message for output in outputs if output.error_message))
    line = with_charge(job, job.error_message or reasons or "Some files did not come.")
    badge = f"{len(stored)} of {len(outputs)}"
    return Face("partial", badge, "triangle-alert", "warning", line, "warning", job.error_detail)


def _failed(job: Job, now: datetime) -> Face:
    line = with_charge(job, job.error_message or "The provider could not make this.")
    if badge := ACCOUNT_WORDS.get(job.error_code):
        return Face("failed", badge, "key-round", "warning", line, "warning", job.error_detail, section="needs")
    return Face("failed", "Failed", "circle-x", "danger", line, "danger", job.error_detail)


def _unclear(job: Job, now: datetime) -> Face:
    line = with_charge(job, job.error_message or "The order was sent, but no answer came.")
    return Face("unclear", "Unclear", "circle-help", "warning", line, "warning", job.error_detail, section="needs")


def _cancelled(job: Job, now: datetime) -> Face:
    took = ((job.finished_at or now) - job.created_at).total_seconds()
    return Face("cancelled", "Cancelled", "ban", line=with_charge(job, f"Cancelled after {_clock(took)}."))


_FACES: dict[State, Callable[[Job, datetime], Face]] = {
    State.WAITING: _waiting,
    State.QUEUED: _queued,
    State.SUBMITTING: _submitting,
    State.RUNNING: _running,
    State.STORING: _storing,
    State.SUCCEEDED: _succeeded,
    State.FAILED: _failed,
    State.UNCLEAR: _unclear,
    State.CANCELLED: _cancelled,
}


def _is_stalled(job: Job, now: datetime) -> bool:
    if job.state not in (State.RUNNING, State.STORING) or job.due_at is None:
        return False
    held = job.claimed_until is not None and job.claimed_until > now
    return not held and job.due_at + _STALLED_AFTER.get(job.kind, _STALLED_AFTER["video"]) < now


def _stalled(job: Job, now: datetime, before: Face) -> Face:
    minutes = max(1, round((now - (job.due_at or now)).total_seconds() / 60))
    noun = "minute" if minutes == 1 else "minutes"
    line = f"No news from the worker for {minutes} {noun}. It may have been stopped; the job goes on when it is back."
    calm = replace(before, since=None, until=None, tone="warning", line=line, line_tone="warning")
    return replace(calm, status="stalled", badge="Stalled", icon="triangle-alert")


# -- words -----------------------------------------------------------------------------------------------------------


def _facts(job: Job) -> list[str]:
    """The line under the prompt: model, count, ratio, length, seed, time taken, cost."""
    duration, ratio = job.params.get("duration"), ratio_of(job)
    facts = [job.model_name, _files(job), str(ratio or ""), f"{duration} s" if duration else ""]
    facts.append("" if job.seed is None else f"seed {job.seed}")
    if job.finished_at and job.submitted_at and job.state == State.SUCCEEDED:
        facts.append(f"took {_clock((job.finished_at - job.submitted_at).total_seconds())}")
    return [fact for fact in (*facts, cost_words(job)) if fact]


def _files(job: Job) -> str:
    """How many files of which kind: "2 videos", "1 video, 1 image"; those that came, else those that are expected."""
    kinds = Counter(output.kind or job.kind for output in job.outputs.all()) or {job.kind: job.output_count}
    return ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in kinds.items())


def ratio_of(job: Job) -> str:
    """The ratio of a job's files: by their size where that is known, else as it was asked for."""
    asked = str(job.params.get("aspect_ratio") or "")
    assets = (output.asset for output in job.outputs.all() if output.asset_id)
    sizes = ((asset.width, asset.height) for asset in assets if asset)
    return next((named_ratio(width, height, asked) for width, height in sizes if width and height), asked)


def named_ratio(width: int, height: int, asked: str = "") -> str:
    """The name of a size's ratio, ``asked`` where it fits within 4 %, else the nearest usual one, else in numbers."""
    real = width / height
    for name in (asked, *_RATIOS):
        one, _, other = name.partition(":")
        if one.isdecimal() and other.isdecimal() and int(other) and abs(int(one) / int(other) / real - 1) < 0.04:
            return name
    return f"{real:.2f}:1"


def _at(moment: datetime, now: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local:%H:%M}" if moment - now < timedelta(hours=20) else f"{local.day} {local:%b, %H:%M}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02}"


def shown_outputs(job: Job) -> list[JobOutput]:
    """The files of a job in order, for its tiles."""
    return sorted(job.outputs.all(), key=lambda output: output.position)
