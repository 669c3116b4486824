"""Runs the benchmarks and prints one table; ``python -m benchmarks orders claims`` runs some of them.

What a run did not measure keeps the figures of the last one, in ``results.json`` and docs/performance.md. All figures
of a topic come from the same machine in the same minutes: compare ratios within a run, not runs.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks import machine, table

TOPICS = ("orders", "claims", "sweeping", "storing", "whole")
RESULTS = Path(__file__).with_name("results.json")
PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
_BEGIN, _END = "<!-- written by make bench -->", "<!-- to here -->"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures MediaHub; prints one table.")
    parser.add_argument("only", nargs="*", metavar="topic", help=f"{', '.join(TOPICS)}; all of them without any")
    parser.add_argument("--quick", action="store_true", help="short runs, for a first look; nothing is written down")
    asked = parser.parse_args()
    if strange := set(asked.only) - set(TOPICS):
        parser.error(f"There is no topic {', '.join(strange)}. There are: {', '.join(TOPICS)}.")
    topics = [topic for topic in TOPICS if not asked.only or topic in asked.only]
    measured = [row for topic in topics for row in _measured(topic, quick=asked.quick)]
    sys.stdout.write(f"\n{table.as_text(measured)}\n")
    if not asked.quick:
        _write_down(topics, measured)


def _measured(topic: str, *, quick: bool) -> list[table.Row]:
    """A topic's rows, each told as it comes."""
    found = []
    for row in importlib.import_module(f"benchmarks.{topic}").measure(quick=quick):
        found.append(replace(row, topic=topic))
        sys.stderr.write(f"{topic}: {row.what}: {row.cells()[1]}\n")
    return found


def _write_down(topics: list[str], measured: list[table.Row]) -> None:
    kept = [row for row in table.load(RESULTS) if row.topic not in topics]
    rows = sorted([*kept, *measured], key=lambda row: TOPICS.index(row.topic))
    facts = machine.facts()
    table.save(rows, facts, RESULTS)
    before, _, rest = PAGE.read_text().partition(_BEGIN)
    after = rest.partition(_END)[2]
    words = "\n".join(f"* {name}: {value}" for name, value in facts.items())
    PAGE.write_text(f"{before}{_BEGIN}\n{words}\n\n{table.as_markdown(rows)}\n{_END}{after}")


if __name__ == "__main__":
    main()
