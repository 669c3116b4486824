"""Runs every benchmark on a MediaHub of its own and prints one table.

All figures of a run come from the same machine in the same minutes: compare ratios within a run, not runs.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import requests

from generation.providers.kie.sandbox.server import Sandbox
from tests.mediahub.hub import Hub
from tests.whole.orders import hub_at, wait_for

RESULTS = Path(__file__).with_name("results.json")
_ORDERS = 300
_CHARGES = 100_000


def start_times(hub: Hub) -> dict[str, float]:
    """Seconds from the command to the line with the address: over an empty folder, and again."""
    found = {}
    for name in ("first start, s", "second start, s"):
        begun = time.monotonic()
        hub.start()
        found[name] = time.monotonic() - begun
        if name == "first start, s":
            hub.close()
    return found


def accepting(hub: Hub) -> dict[str, float]:
    """Orders taken by ``POST /api/images/generate``: each is validated and committed before its answer."""
    found = {}
    for clients in (1, 16):
        shares = [_ORDERS // clients] * clients
        with ThreadPoolExecutor(clients) as pool:
            begun = time.monotonic()
            times = [seconds for part in pool.map(partial(_orders, hub), shares) for seconds in part]
            rate = len(times) / (time.monotonic() - begun)
        found[f"orders a second, {clients} clients"] = rate
        found[f"order p50, {clients} clients, ms"] = statistics.median(times) * 1000
    return found


def _orders(hub: Hub, count: int) -> list[float]:
    times = []
    with requests.Session() as session:
        for number in range(count):
            begun = time.monotonic()
            reply = session.post(f"{hub.url}/api/images/generate", json={"prompt": f"boat {number}"}, timeout=60)
            times.append(time.monotonic() - begun)
            assert reply.status_code == 202, reply.text
    return times


def lag(hub: Hub) -> dict[str, float]:
    """Seconds from the order to the file in the gallery, less the time that the provider took."""
    lags = []
    for number in range(8):
        begun = time.monotonic()
        reply = requests.post(f"{hub.url}/api/images/generate", json={"prompt": f"lag {number}"}, timeout=60)
        task = wait_for(hub, reply.json()["task_id"], "completed", within=60)
        assert task["status"] == "completed", task
        lags.append(time.monotonic() - begun)
    return {"order to gallery p50, s": statistics.median(lags), "order to gallery worst, s": max(lags)}


def spending(hub: Hub) -> dict[str, float]:
    """Seconds to add up a hundred thousand charges of two years, with the default database."""
    rows = f"""
        WITH RECURSIVE many(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM many WHERE n < {_CHARGES})
        INSERT INTO generation_charge (job_id, order_number, state, usd, estimate_usd, exact, request_key, note, at,
            owner_id, provider, model, sandbox)
        SELECT job.id, n, 'actual', 0.03, 0.03, 1, '', '', datetime('now', printf('-%f days', n * 700.0 / {_CHARGES})),
            job.owner_id, job.provider, job.model, 0
        FROM many, (SELECT * FROM generation_job LIMIT 1) AS job"""
    with closing(sqlite3.connect(hub.folder / "db.sqlite3", timeout=60)) as database, database:
        database.execute(rows)
    found = {}
    for period in ("30", "all"):
        begun = time.monotonic()
        requests.get(f"{hub.url}/api/spend", {"period": period}, timeout=60).raise_for_status()
        found[f"spend of {_CHARGES} charges, {period}, s"] = time.monotonic() - begun
    return found


def memory(hub: Hub) -> dict[str, float]:
    """Proportional set size of every process, MB; Linux only."""
    total = 0
    for pid in hub.processes():
        rollup = Path(f"/proc/{pid}/smaps_rollup")
        if rollup.exists():
            total += next(int(line.split()[1]) for line in rollup.read_text().splitlines() if line.startswith("Pss:"))
    return {"memory of all processes, MB": total / 1000} if total else {}


def main() -> None:
    figures: dict[str, float] = {}
    steps: tuple[Callable[[Hub], dict[str, Any]], ...] = (start_times, memory, lag, accepting, spending)
    with tempfile.TemporaryDirectory() as folder, Sandbox(speed=20, limits=False) as sandbox:
        hub = hub_at(sandbox, Path(folder))
        try:
            for step in steps:
                figures |= step(hub)
        finally:
            hub.close()
    for name, value in figures.items():
        sys.stdout.write(f"{name:34} {value:10.2f}\n")
    RESULTS.write_text(json.dumps({name: round(value, 3) for name, value in figures.items()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
