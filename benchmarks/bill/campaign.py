"""One run: hubs order from the provider while all is harmed; then the doubts are settled and the bill is read."""

from __future__ import annotations

import contextlib
import logging
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bill import book, rows
from benchmarks.bill.auditor import Finding, audit
from benchmarks.bill.killer import Killer, is_ready
from benchmarks.bill.plan import Plan, draw
from benchmarks.bill.settler import Settler
from benchmarks.bill.shard import Shard
from benchmarks.bill.stores import Postgres, RedisServer
from mediahub.env import BASE_DIR
from tests.mediahub.hub import free_port
from tests.mediahub.services import NONE, Services, own_database

logger = logging.getLogger(__name__)

#: seconds that settling may take
_SETTLING = 420.0


@dataclass(frozen=True)
class Asked:
    """What to run. ``pace``, ``rude``: seconds between two blows at one hub, and at what all share; least and most.

    ``after``: seconds for which they go on when the last order was taken; ``quick``: without the long faults;
    ``logs``: a folder for the bill and the hubs' logs.
    """

    orders: int
    seed: int
    database: str
    hubs: int = 4
    quick: bool = False
    pace: tuple[float, float] = (5.0, 15.0)
    rude: tuple[float, float] = (35.0, 70.0)
    after: float = 15.0
    logs: Path | None = None


@dataclass
class Outcome:
    """What came of it. ``left``: jobs that were still open when the time was up; ``seconds``: how long it took."""

    plans: dict[int, Plan]
    asked: int
    findings: list[Finding]
    blows: Counter[str]
    settled: Counter[str]
    left: int = 0
    seconds: float = 0.0
    has_disk: bool = True


class ProviderProcess:
    """The provider, which dies and comes back like everything else; its book stays."""

    def __init__(self, folder: Path, asked: Asked) -> None:
        self.book = folder / "bill.sqlite3"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        given = ["--book", str(self.book), "--port", str(self.port), "--seed", str(asked.seed)]
        self._command = [sys.executable, "-m", "benchmarks.bill.provider", *given, *(["--quick"] * asked.quick)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, cwd=BASE_DIR)

    def crash(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()


@dataclass
class _Shared:
    """What all hubs of a run share, and how it is ended and brought back."""

    provider: ProviderProcess
    services: list[Services]
    #: name of the blow → (end it, bring it back)
    rude: dict[str, tuple[Callable[[], None], Callable[[], None]]] = field(default_factory=dict)


def run(asked: Asked) -> Outcome:
    """The whole campaign; leaves nothing behind."""
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="mediahub-bill-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o711)
        shared = stack.enter_context(_shared(folder, asked))
        shards = _shards(folder, asked, shared, stack)
        _each(shards, lambda shard: shard.hub.start())
        blows = _order_under_fire(asked, shards, shared)
        outcome = _reckon(asked, shards, shared)
        outcome.blows = blows
        if asked.logs:
            shutil.copytree(folder, asked.logs, dirs_exist_ok=True, ignore=_all_but_logs)
    outcome.seconds = time.monotonic() - begun
    return outcome


def _all_but_logs(folder: str, names: list[str]) -> list[str]:
    """What of a run's folder is not worth keeping."""
    return [name for name in names if name in ("media", "thumbs", "static", "postgres", "redis", "uploads", "filler")]


@contextlib.contextmanager
def _shared(folder: Path, asked: Asked) -> Iterator[_Shared]:
    with contextlib.ExitStack() as stack:
        provider = ProviderProcess(folder, asked)
        provider.start()
        stack.callback(provider.crash)
        shared = _Shared(provider, [NONE] * asked.hubs)
        shared.rude["provider killed"] = (provider.crash, provider.start)
        if asked.database == "postgresql":
            postgres, redis = Postgres(folder / "postgres"), RedisServer(folder / "redis")
            for store, name in ((postgres, "PostgreSQL stopped at once"), (redis, "Redis killed")):
                store.start()
                stack.callback(store.crash)
                shared.rude[name] = (store.crash, store.start)
            for at in range(asked.hubs):
                database = stack.enter_context(own_database(postgres.url))
                shared.services[at] = Services(database, redis.url.removesuffix("0") + str(at + 1))
        yield shared


def _shards(folder: Path, asked: Asked, shared: _Shared, stack: contextlib.ExitStack) -> list[Shard]:
    plans = [draw(asked.seed, number, quick=asked.quick) for number in range(1, asked.orders + 1)]
    shards = []
    for at, services in enumerate(shared.services):
        shard = Shard(folder / f"hub{at}", plans[at :: asked.hubs], shared.provider.url, services)
        stack.callback(shard.close)
        shards.append(shard)
    return shards


def _each(shards: list[Shard], what: Callable[[Shard], object]) -> list[object]:
    """Do something with every hub at once."""
    with ThreadPoolExecutor(len(shards)) as pool:
        return list(pool.map(what, shards))


# -- under fire ------------------------------------------------------------------------------------------------------


def _order_under_fire(asked: Asked, shards: list[Shard], shared: _Shared) -> Counter[str]:
    killers = [Killer(shard, random.Random(f"{asked.seed}/{at}"), asked.pace) for at, shard in enumerate(shards)]
    over, done = threading.Event(), Counter[str]()
    rude = threading.Thread(target=_be_rude, args=(asked, shared, over, done))
    threads = [threading.Thread(target=killer.run) for killer in killers]
    for thread in (rude, *threads):
        thread.start()
    try:
        _each(shards, Shard.order_all)
        logger.info("Every order is taken; the blows go on for %.0f s.", asked.after)
        time.sleep(asked.after)
    finally:
        over.set()
        for killer in killers:
            killer.stop.set()
        for thread in (rude, *threads):
            thread.join()
    return sum((killer.done for killer in killers), done)


def _be_rude(asked: Asked, shared: _Shared, over: threading.Event, done: Counter[str]) -> None:
    """Crash what all hubs share, one thing after the other, and bring it back after some seconds."""
    chance, turn = random.Random(f"{asked.seed}/rude"), 0
    while not over.wait(chance.uniform(*asked.rude) / len(shared.rude)):
        name, (end, bring_back) = list(shared.rude.items())[turn % len(shared.rude)]
        end()
        time.sleep(chance.uniform(0.2, 4.0))
        bring_back()
        done[name] += 1
        turn += 1


# -- afterwards ------------------------------------------------------------------------------------------------------


def _reckon(asked: Asked, shards: list[Shard], shared: _Shared) -> Outcome:
    settlers = {shard.folder: Settler(shard, shared.provider.book) for shard in shards}

    def settle(shard: Shard) -> int:
        _wait_ready(shard)
        time.sleep(1.0 if asked.quick else 25.0)  # callbacks that are still to come settle much by themselves
        return settlers[shard.folder].run(_SETTLING)

    left = sum(int(str(count)) for count in _each(shards, settle))
    logger.info("Settled, %d left; the auditor reads.", left)
    taken = {number: task for shard in shards for number, task in shard.asked.items()}
    jobs = [job for shard in shards for job in rows.read(shard.hub)]
    plans = {number: plan for shard in shards for number, plan in shard.plans.items()}
    findings = audit(taken, book.read(shared.provider.book), jobs)
    settled = sum((settler.done for settler in settlers.values()), Counter[str]())
    return Outcome(
        plans, len(taken), findings, Counter(), settled, left, has_disk=all(shard.has_disk for shard in shards)
    )


def _wait_ready(shard: Shard) -> None:
    for _ in range(120):
        shard.revive()
        if is_ready(shard):
            return
        time.sleep(1.0)
    raise AssertionError(f"The hub does not come back: {shard.hub.output()}")
