"""``python -m benchmarks.bill --orders 2000 --seed 7 --database sqlite``: one campaign, its table, and a verdict.

Ends with 1 where an order was lost, paid for twice, or left open.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path

from benchmarks.bill import report
from benchmarks.bill.campaign import Asked, run
from benchmarks.bill.stores import NotHere


def main() -> int:
    given = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    asked = Asked(given.orders, given.seed, given.database, hubs=given.hubs, quick=given.quick, logs=given.logs)
    try:
        found = report.figures(asked, run(asked))
    except NotHere as missing:
        sys.exit(f"{missing} is not installed here, so there is no campaign on {given.database}.")
    sys.stdout.write(report.table(given.database, found) + "\n")
    for words in found["lost"]:
        sys.stdout.write(f"LOST: {words}\n")
    for number in found["doubled"]:
        sys.stdout.write(f"DOUBLE: order {number}\n")
    sys.stdout.write(json.dumps({name: found[name] for name in ("verbs used", "taken", "unfinished")}) + "\n")
    if given.write:
        report.write(given.database, found)
    return 0 if report.is_clean(found) else 1


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--hubs", type=int, default=4, help="hubs that share the orders (each orders 1.4 a second)")
    asked.add_argument("--quick", action="store_true", help="leave out the faults that take half a minute")
    asked.add_argument("--logs", type=Path, help="keep the bill and the hubs' logs in this folder")
    asked.add_argument("--write", action="store_true", help="write the tables into docs/reliability.md")
    return asked.parse_args()


if __name__ == "__main__":
    sys.exit(main())
