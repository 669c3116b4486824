"""What a hub itself says of its orders: its rows and its files, read from outside."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import requests

from benchmarks.bill.plan import number_of
from tests.mediahub.hub import Hub


@dataclass
class File:
    """One file of a job. ``received``: hash of what came, "" where nothing is kept. ``intact``: it is served whole."""

    position: int
    state: str
    received: str = ""
    error: str = ""
    media_id: str = ""
    kept: str = ""
    intact: bool = True


@dataclass
class Job:
    """One job; ``unclear``: the events that led into unclear and out of it, as (from, to, words)."""

    id: str
    number: int
    state: str
    remote_id: str = ""
    orders: int = 1
    error: str = ""
    retry_of: str = ""
    files: list[File] = field(default_factory=list)
    unclear: list[tuple[str, str, str]] = field(default_factory=list)
    #: state of the ledger's row of each sending
    charges: dict[int, str] = field(default_factory=dict)


@contextmanager
def connected(hub: Hub) -> Iterator[Any]:
    """A connection to the hub's database; both kinds have ``execute`` and commit at the end."""
    if hub.services.database_url:
        with psycopg.connect(hub.services.database_url, connect_timeout=10) as connection:
            yield connection
        return
    with closing(sqlite3.connect(hub.folder / "db.sqlite3", timeout=60)) as connection, connection:
        yield connection


def read(hub: Hub, *, files: bool = True) -> list[Job]:
    """Every job of a hub; with ``files`` each kept file is fetched and compared with the hash that the hub keeps."""
    with connected(hub) as database:
        jobs = _jobs(database)
        _read_files(database, jobs)
        _read_events(database, jobs)
    with requests.Session() as asking:
        for job in jobs.values():
            for file in job.files:
                if files and file.state == "stored":
                    file.intact = _served(asking, hub, file)
    return list(jobs.values())


def _jobs(database: Any) -> dict[str, Job]:
    columns = "id, prompt, state, remote_id, orders, error_message, retry_of_id"
    found = {}
    for row in database.execute(f"SELECT {columns} FROM generation_job").fetchall():
        number = number_of(row[1])
        assert number is not None, row[1]
        found[_id(row[0])] = Job(_id(row[0]), number, *row[2:6], _id(row[6]) if row[6] else "")
    for job_id, number, state in database.execute(
        "SELECT job_id, order_number, state FROM generation_charge"
    ).fetchall():
        found[_id(job_id)].charges[number] = state
    return found


def _read_files(database: Any, jobs: dict[str, Job]) -> None:
    query = """
        SELECT o.job_id, o.position, o.state, coalesce(a.sha256_received, ''), o.error_message, o.media_id,
            coalesce(a.sha256, '')
        FROM generation_joboutput o LEFT JOIN gallery_asset a ON a.id = o.asset_id ORDER BY o.position"""
    for job_id, position, state, received, error, media_id, kept in database.execute(query).fetchall():
        jobs[_id(job_id)].files.append(File(position, state, received, error, _id(media_id), kept))


def _read_events(database: Any, jobs: dict[str, Job]) -> None:
    query = """
        SELECT job_id, from_state, to_state, message FROM generation_jobevent
        WHERE from_state = 'unclear' OR to_state = 'unclear' ORDER BY id"""
    for job_id, before, after, words in database.execute(query).fetchall():
        if before != after:
            jobs[_id(job_id)].unclear.append((before, after, words))


def _served(asking: requests.Session, hub: Hub, file: File) -> bool:
    answer = asking.get(f"{hub.url}/api/media/{file.media_id}/file", timeout=60)
    return answer.status_code == 200 and hashlib.sha256(answer.content).hexdigest() == file.kept


def _id(value: Any) -> str:
    return str(uuid.UUID(str(value)))
