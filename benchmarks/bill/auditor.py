"""Compares what was asked, what is on the bill and what the hubs say; knows nothing of plans and kills.

* **in the gallery**: every file of a billed order is served whole, and came with the hash that is on the bill;
* **listed**: it is not, and the hub says so with a reason;
* **lost**: neither; also an order that was taken and of which the hub has no job, or that it silently never sent;
* **double**: more acceptances than sendings that a person asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benchmarks.bill.book import Line
from benchmarks.bill.rows import Job

_ENDED = ("succeeded", "failed", "cancelled")


@dataclass
class Finding:
    """What became of one order. ``listed``: the hub's words for each billed sending whose file is not there."""

    number: int
    billed: int = 0
    gallery: int = 0
    listed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    double: int = 0
    #: bills beyond the first for which a person said "Send again"
    by_word: int = 0
    unclear: bool = False
    settled: str = ""
    unfinished: bool = False
    #: the hub's words for an order that cost nothing
    unbilled: str = ""


def audit(asked: Mapping[int, str], bill: Iterable[Line], jobs: Iterable[Job]) -> list[Finding]:
    """``asked``: order number → task id that the hub gave for it."""
    lines, theirs = defaultdict(list), defaultdict(list)
    for line in bill:
        lines[line.number].append(line)
    for job in jobs:
        theirs[job.number].append(job)
    numbers = sorted({*asked, *lines, *theirs})
    return [_one(number, asked.get(number, ""), lines[number], theirs[number]) for number in numbers]


def _one(number: int, task_id: str, lines: list[Line], jobs: list[Job]) -> Finding:
    found = Finding(number)
    if task_id and task_id not in {job.id for job in jobs}:
        found.lost.append(f"order {number} was taken as {task_id}, and there is no such job")
    elif task_id and not lines and not any(job.error for job in jobs):
        found.lost.append(f"order {number} was taken and never billed, and the hub does not say why")
    for line in lines:
        _follow(line, jobs, found)
    if not found.billed:
        found.unbilled = next((job.error for job in jobs if job.error), "")
    sendings = max((job.orders for job in jobs), default=1)
    found.double = max(0, len(lines) - sendings)
    found.by_word = max(0, len(lines) - 1 - found.double)
    found.unclear = any(job.unclear for job in jobs)
    found.settled = _how(jobs) if found.unclear else ""
    found.unfinished = any(job.state not in (*_ENDED, "unclear") for job in jobs)
    return found


def _follow(line: Line, jobs: list[Job], found: Finding) -> None:
    """What became of one acceptance."""
    if line.refunded:
        return
    found.billed += 1
    job = next((job for job in jobs if job.remote_id == line.task_id), None)
    if job and _whole(line, job):
        found.gallery += 1
        return
    if reason := _reason(line, job) if job else _doubt(jobs):
        found.listed.append(reason)
    else:
        found.lost.append(f"{line.task_id} of order {line.number}: {job.state if job else 'no job knows it'}")


def _whole(line: Line, job: Job) -> bool:
    there = {file.position: file.received for file in job.files if file.state == "stored" and file.intact}
    return all(there.get(position) == sha for position, sha in line.files.items())


def _reason(line: Line, job: Job) -> str:
    """The hub's words for a billed order that it follows and whose files are not all there."""
    wrong = [file for file in job.files if file.state == "stored"]
    if any(not file.intact or file.received != line.files.get(file.position) for file in wrong):
        return ""  # it believes to have them: nobody is told
    return job.error or next((file.error for file in job.files if file.error), "")


def _doubt(jobs: list[Job]) -> str:
    """The hub's words where no job follows the acceptance: one that may have been charged, and says so."""
    for job in jobs:
        if job.state == "unclear" or (job.state == "failed" and "unknown" in job.charges.values()):
            return job.error
        if job.orders > 1 and "unknown" in job.charges.values():
            return "An earlier sending may have been charged; its row in the ledger says so. It was sent again by word."
    return ""


#: the words of the event that ended the doubt → how it was settled
ENDS = (
    ("callback", "a callback came"),
    ("owner found it", "adopted by its id"),
    ("Looking again", "looked again"),
    ("Sent again", "sent again by word"),
    ("Given up", "given up: not on the bill"),
    ("accepted the order", "the answer came late"),
    ("knows the order", "found at the provider"),
)


def _how(jobs: list[Job]) -> str:
    """How the first doubt about an order ended."""
    out = [words for job in jobs for before, _, words in job.unclear if before == "unclear"]
    if not out:
        return "still unclear"
    return next((how for sign, how in ENDS if sign in out[0]), out[0])
