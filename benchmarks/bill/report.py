"""The tables: for the screen, for docs/reliability.md, and as JSON beside it."""

from __future__ import annotations

import json
import platform
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.bill.auditor import Finding
from benchmarks.bill.campaign import Asked, Outcome
from benchmarks.bill.plan import FAULTS, NONE
from mediahub.env import BASE_DIR

PAGE = BASE_DIR / "docs" / "reliability.md"
FIGURES = PAGE.with_suffix(".json")
_BEGIN, _END = "<!-- the bill begins -->", "<!-- the bill ends -->"
_NAMES = {"sqlite": "SQLite, queue in the database", "postgresql": "PostgreSQL, queue in Redis"}


@dataclass
class Row:
    """One line of the table."""

    asked: int = 0
    billed: int = 0
    gallery: int = 0
    listed: int = 0
    unclear: int = 0
    double: int = 0
    lost: int = 0

    def add(self, finding: Finding) -> None:
        self.asked += 1
        self.billed += finding.billed
        self.gallery += finding.gallery
        self.listed += len(finding.listed)
        self.unclear += finding.unclear
        self.double += finding.double
        self.lost += len(finding.lost)


def figures(asked: Asked, outcome: Outcome) -> dict[str, Any]:
    """All that a run found, as JSON can hold it."""
    kinds, total = defaultdict(Row), Row()
    for finding in outcome.findings:
        plan = outcome.plans[finding.number]
        kinds[plan.main].add(finding)
        total.add(finding)
    order = [NONE, *FAULTS]
    reasons = Counter(_shortened(words) for finding in outcome.findings for words in finding.listed)
    unbilled = Counter(_shortened(finding.unbilled) for finding in outcome.findings if finding.unbilled)
    return {
        "date": date.today().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, {_processor()}",
        "orders": asked.orders,
        "seed": asked.seed,
        "hubs": asked.hubs,
        "minutes": round(outcome.seconds / 60, 1),
        "taken": outcome.asked,
        "by fault": {name: vars(kinds[name]) for name in order if name in kinds},
        "sum": vars(total),
        "bills by word": sum(finding.by_word for finding in outcome.findings),
        "listed because": dict(reasons.most_common()),
        "not billed because": dict(unbilled.most_common()),
        "unclear, settled by": dict(Counter(f.settled for f in outcome.findings if f.settled).most_common()),
        "verbs used": dict(outcome.settled.most_common()),
        "blows": dict(outcome.blows.most_common()),
        "disk filled": outcome.has_disk,
        "unfinished": sum(finding.unfinished for finding in outcome.findings),
        "lost": [words for finding in outcome.findings for words in finding.lost],
        "doubled": [finding.number for finding in outcome.findings if finding.double],
    }


def is_clean(found: dict[str, Any]) -> bool:
    """Whether nothing was lost, doubled or left open, and every order was taken."""
    wrong = found["sum"]["lost"] or found["sum"]["double"] or found["unfinished"]
    return not wrong and found["taken"] == found["orders"]


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.processor()


def _shortened(words: str) -> str:
    """The first two sentences, without what differs from job to job."""
    return ". ".join(words.split(". ")[:2]).rstrip(".") + "."


def write(database: str, found: dict[str, Any]) -> None:
    """Keep a run's figures, and draw the page's tables anew from all that are kept."""
    kept = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    kept[database] = found
    FIGURES.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    page = PAGE.read_text()
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    tables = "\n\n".join(table(name, kept[name]) for name in _NAMES if name in kept)
    PAGE.write_text(f"{before}{_BEGIN}\n\n{tables}\n\n{_END}{after}")


def table(database: str, found: dict[str, Any]) -> str:
    """One run in Markdown."""
    head = "| planted fault | asked | billed | in the gallery | listed with the reason | was unclear | double | lost |"
    lines = [f"### {_NAMES[database]}", "", _sentence(found), "", head, "|---|" + "---:|" * 7]
    lines += [_line(name, row) for name, row in found["by fault"].items()]
    lines += [_line("**sum**", found["sum"], bold=True), ""]
    if found.get("not billed because"):
        lines += [_counts("Not billed: ", found["not billed because"]), ""]
    lines += [_counts("Unclear orders were settled: ", found["unclear, settled by"])]
    lines += ["", _counts("Listed with the reason: ", found["listed because"])]
    lines += ["", _counts("Meanwhile: ", found["blows"])]
    return "\n".join(lines)


def _sentence(found: dict[str, Any]) -> str:
    disk = "" if found["disk filled"] else " The disk was not filled: this account may not mount one."
    return (
        f"{found['orders']:,} orders at {found['hubs']} hubs, seed {found['seed']}, {found['minutes']} minutes, "
        f"{found['date']}, {found['machine']}. Bills beyond the first that a person asked for with *Send again*: "
        f"{found['bills by word']}. Jobs left open: {found['unfinished']}.{disk}"
    )


def _line(name: str, row: dict[str, int], *, bold: bool = False) -> str:
    cells = [f"**{value:,}**" if bold else f"{value:,}" for value in row.values()]
    return f"| {' | '.join([name, *cells])} |"


def _counts(start: str, counts: dict[str, int]) -> str:
    return start + (", ".join(f"{count:,} × {name.rstrip('.')}" for name, count in counts.items()) or "none") + "."
