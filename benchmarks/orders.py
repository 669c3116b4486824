"""Orders accepted by ``POST /api/images/generate``: each is validated, priced and committed before its answer."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import load, places
from benchmarks.table import Row, at_least, at_most, judged

_SECONDS = 6.0
#: measured once with a provider that answers at once, on two cores of this kind
_PEER = "not in this run: LiteLLM proxy, no database, 208/s"


def measure(*, quick: bool = False) -> Iterator[Row]:
    """One web process on one core, the clients on the other; no worker runs."""
    seconds = 2.0 if quick else _SECONDS
    with places.place() as environment:
        yield from _load(environment, seconds, "SQLite", (1, 16, 64))
    if places.has_postgres():
        with places.place(postgres=True) as environment:
            yield from _load(environment, seconds, "PostgreSQL", (16,))


def _load(environment: dict[str, str], seconds: float, database: str, clients: tuple[int, ...]) -> Iterator[Row]:
    with places.web_server(environment) as address, places.on_core(1):
        _drive(address, 16, 1.0)
        for count in clients:
            found = _drive(address, count, seconds)
            what = f"orders accepted, {count} client{'' if count == 1 else 's'}, {database}"
            wanted = count == 16 and database == "SQLite"
            yield judged(what, found.rate, "/s", at_least(500, "/s"), _PEER) if wanted else Row(what, found.rate, "/s")
            p50, p99 = found.percentile(0.5) * 1000, found.percentile(0.99) * 1000
            what = f"their answer p50, {count} client{'' if count == 1 else 's'}, {database}"
            yield judged(what, p50, "ms", at_most(4, "ms")) if count == 1 else Row(what, p50, "ms")
            yield Row(what.replace("p50", "p99"), p99, "ms")


def _drive(address: tuple[str, int], clients: int, seconds: float) -> load.Measured:
    host = f"127.0.0.1:{address[1]}"

    def request(number: int) -> bytes:
        return load.post("/api/images/generate", {"prompt": f"boat {number}"}, host)

    return load.drive(address, request, clients=clients, seconds=seconds, status=202)
