"""A whole MediaHub as ``make run`` starts it: how long that takes, what it weighs, and how soon results are here."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import requests

from benchmarks.table import Row, at_most, judged
from generation.providers.kie.sandbox.server import Sandbox
from tests.mediahub.hub import Hub
from tests.whole.orders import hub_at, wait_for

_CHARGES = 100_000
_RESULTS = 24
#: seconds between two questions about a young order (``generation.pace``)
_PACE = 2.0


def measure(*, quick: bool = False) -> Iterator[Row]:
    """The default database; the provider is the sandbox, which here runs twenty times as fast as a real one."""
    with _hub() as hub:
        yield from _starts(hub)
        yield from _memory(hub)
        yield from _spending(hub)
    yield from _lag("with callbacks", 0.5, 1.0, quick=quick, MEDIAHUB_PUBLIC_URL="here")
    yield from _lag("without callbacks", _PACE / 2, _PACE, quick=quick)


@contextmanager
def _hub(**more: str) -> Iterator[Hub]:
    with tempfile.TemporaryDirectory() as folder, Sandbox(speed=20, limits=False) as sandbox:
        hub = hub_at(sandbox, Path(folder), **more)
        if "MEDIAHUB_PUBLIC_URL" in more:
            hub.environment["MEDIAHUB_PUBLIC_URL"] = hub.url
        try:
            yield hub
        finally:
            hub.close()


def _starts(hub: Hub) -> Iterator[Row]:
    for what in ("first start, over an empty folder", "second start"):
        if hub.process:
            hub.close()
        begun = time.monotonic()
        hub.start()
        yield Row(what, time.monotonic() - begun, "s")


def _memory(hub: Hub) -> Iterator[Row]:
    """Proportional set size of every process after the first page and order: shared pages count once. Linux only."""
    requests.get(hub.url, timeout=60).raise_for_status()
    _order(hub, 0)
    time.sleep(5)
    total = 0
    for pid in hub.processes():
        rollup = Path(f"/proc/{pid}/smaps_rollup")
        if rollup.exists():
            total += next(int(line.split()[1]) for line in rollup.read_text().splitlines() if line.startswith("Pss:"))
    yield judged("memory of all processes, PSS", total / 1000, "MB", at_most(300, "MB"))


def _order(hub: Hub, number: int) -> str:
    reply = requests.post(f"{hub.url}/api/images/generate", json={"prompt": f"boat {number}"}, timeout=60)
    assert reply.status_code == 202, reply.text
    return str(reply.json()["task_id"])


# -- from the provider into the gallery ------------------------------------------------------------------------------


def _lag(how: str, half: float, most: float, *, quick: bool, **more: str) -> Iterator[Row]:
    """From "done at the provider", by its own clock, to "in the gallery"."""
    with _hub(**more) as hub:
        hub.start()
        count = _RESULTS // 3 if quick else _RESULTS
        with ThreadPoolExecutor(4) as pool:
            tasks = list(pool.map(lambda number: _paced(hub, number), range(count)))
        for task in tasks:
            assert wait_for(hub, task, "completed", within=60)["status"] == "completed"
        lags = sorted(_lags(hub))
    yield judged(f"from done at the provider to the gallery, {how}, p50", lags[len(lags) // 2], "s", at_most(half, "s"))
    yield judged(
        f"from done at the provider to the gallery, {how}, p95", lags[int(len(lags) * 0.95)], "s", at_most(most, "s")
    )


def _paced(hub: Hub, number: int) -> str:
    """One order after the other: results are to come one by one."""
    task = _order(hub, number)
    wait_for(hub, task, "completed", within=60)
    return task


def _lags(hub: Hub) -> list[float]:
    asked = "SELECT made_at, finished_at FROM generation_job WHERE state = 'succeeded'"
    with closing(sqlite3.connect(hub.folder / "db.sqlite3", timeout=60)) as database:
        moments = [tuple(map(datetime.fromisoformat, row)) for row in database.execute(asked)]
    return [(finished - made).total_seconds() for made, finished in moments]


# -- money -----------------------------------------------------------------------------------------------------------


def _spending(hub: Hub) -> Iterator[Row]:
    """Seconds to add up a hundred thousand charges of two years."""
    rows = f"""
        WITH RECURSIVE many(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM many WHERE n < {_CHARGES})
        INSERT INTO generation_charge (job_id, order_number, state, usd, estimate_usd, exact, request_key, note, at,
            owner_id, provider, model, sandbox)
        SELECT job.id, n, 'actual', 0.03, 0.03, 1, '', '', datetime('now', printf('-%f days', n * 700.0 / {_CHARGES})),
            job.owner_id, job.provider, job.model, 0
        FROM many, (SELECT * FROM generation_job LIMIT 1) AS job"""
    with closing(sqlite3.connect(hub.folder / "db.sqlite3", timeout=60)) as database, database:
        database.execute(rows)
    for period, words in (("30", "a month"), ("all", "two years")):
        begun = time.monotonic()
        requests.get(f"{hub.url}/api/spend", {"period": period}, timeout=60).raise_for_status()
        yield Row(f"{words} of spending, {_CHARGES:,} charges, added up", time.monotonic() - begun, "s")
