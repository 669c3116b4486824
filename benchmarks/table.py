"""The table that ``make bench`` prints: one row a figure, beside what it is to be judged by."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

_COLUMNS = ("what", "figure", "beside what", "ratio", "goal", "met")


@dataclass(frozen=True)
class Row:
    """One figure. ``beside``: what was measured in the same minutes to compare it with, in words.

    ``goal``: in words; ``met`` None where there is none. ``topic`` is filled in by whoever runs the benchmark.
    """

    what: str
    figure: float
    unit: str = ""
    beside: str = ""
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None
    topic: str = ""

    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        met = {None: "", True: "yes", False: "no"}[self.met]
        return (self.what, f"{_number(self.figure)} {self.unit}".strip(), self.beside, ratio, self.goal, met)


def at_least(goal: float, unit: str = "") -> tuple[str, Callable[[float], bool]]:
    """A goal in words, and whether a figure meets it."""
    return f"≥ {_number(goal)} {unit}".strip(), lambda figure: figure >= goal


def at_most(goal: float, unit: str = "") -> tuple[str, Callable[[float], bool]]:
    """A goal in words, and whether a figure meets it."""
    return f"≤ {_number(goal)} {unit}".strip(), lambda figure: figure <= goal


def judged(what: str, figure: float, unit: str, goal: tuple[str, Callable[[float], bool]], beside: str = "") -> Row:
    """A figure with its goal."""
    return Row(what, figure, unit, beside, goal=goal[0], met=goal[1](figure))


def compared(what: str, figure: float, unit: str, beside: tuple[str, float], least: float) -> Row:
    """A figure beside another one, of which it must be at least ``least`` (0…1)."""
    words, other = beside
    ratio = figure / other
    return Row(what, figure, unit, f"{words}: {_number(other)} {unit}", ratio, f"ratio ≥ {least}", ratio >= least)


def _number(value: float) -> str:
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def as_text(rows: Iterable[Row]) -> str:
    """The table for a terminal."""
    lines = [_COLUMNS, *(row.cells() for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(_COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def as_markdown(rows: Iterable[Row]) -> str:
    """The table for a page of the documentation."""
    lines = [_COLUMNS, ("---",) * len(_COLUMNS), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def save(rows: Iterable[Row], machine: dict[str, str], path: Path) -> None:
    """The same as JSON, beside the benchmarks."""
    path.write_text(json.dumps({"machine": machine, "rows": [asdict(row) for row in rows]}, indent=1) + "\n")


def load(path: Path) -> list[Row]:
    """The rows of an earlier run; none where there was none."""
    if not path.exists():
        return []
    kept = json.loads(path.read_text())
    return [Row(**row) for row in kept.get("rows", ())] if isinstance(kept.get("rows"), list) else []
