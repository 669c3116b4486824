"""Start, restart and end of the whole, in real processes."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mediahub.hub import Hub, eventually

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with Hub(tmp_path) as started:
        yield started


def test_it_becomes_ready_with_every_process_and_ends_on_sigterm(hub: Hub) -> None:
    assert hub.get("/readyz")[0] == 200
    for name in ("gunicorn", "qcluster", "manage.py sweep", "manage.py sandbox"):
        assert hub.pids(name), name
    os.kill(hub.process.pid, signal.SIGTERM)
    assert hub.process.wait(50) == 0
    assert hub.processes() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_whole_group_ends_every_process_within_ten_seconds(hub: Hub, number: int) -> None:
    os.killpg(hub.process.pid, number)
    hub.process.wait(50)
    assert hub.processes() == []


def test_killing_the_supervisor_ends_every_process_and_the_next_start_works(hub: Hub) -> None:
    os.kill(hub.process.pid, signal.SIGKILL)
    hub.process.wait()
    hub.start()
    os.kill(hub.process.pid, signal.SIGTERM)
    hub.process.wait(50)
    assert hub.processes() == []


def test_killing_the_supervisor_alone_leaves_nobody(hub: Hub) -> None:
    os.kill(hub.process.pid, signal.SIGKILL)
    assert eventually(lambda: not hub.processes(), within=5)


def test_everything_stays_in_the_session_and_the_group(hub: Hub) -> None:
    for pid in hub.processes():
        assert os.getsid(pid) == hub.process.pid
        assert os.getpgid(pid) == hub.process.pid


@pytest.mark.parametrize("name", ["manage.py sandbox", "gunicorn", "qcluster", "manage.py sweep"])
def test_a_process_that_dies_is_started_again(hub: Hub, name: str) -> None:
    before = hub.pids(name)
    os.kill(before[0], signal.SIGKILL)
    assert hub.says("starts again", within=5)
    assert eventually(lambda: bool(hub.pids(name)) and not set(hub.pids(name)) & set(before), within=15), hub.output()
    assert hub.get("/readyz")[0] == 200


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with contextlib.closing(Hub(tmp_path, MEDIAHUB_PORT=str(port)).start(wait=False)) as hub:
            assert hub.process.wait(20) == 1
            assert hub.output().startswith(f"MediaHub cannot start. Port {port} is in use")
            assert "MEDIAHUB_PORT=" in hub.output()


def test_a_wrong_setting_is_one_sentence(tmp_path: Path) -> None:
    with contextlib.closing(Hub(tmp_path, MEDIAHUB_HOST="example.org").start(wait=False)) as hub:
        assert hub.process.wait(50) == 1
        assert hub.output().count("\n") == 1
        assert "MEDIAHUB_HOST" in hub.output()


def test_where_other_machines_reach_it_the_owner_gets_a_link_at_each_start(tmp_path: Path) -> None:
    with Hub(tmp_path, MEDIAHUB_HOST="0.0.0.0") as hub:
        assert hub.says("/welcome/", within=10), hub.output()
        assert "so everybody signs in" in hub.output()
        first = re.findall(r"/welcome/[\w-]+", hub.output())[0]
        assert hub.get(first)[0] == 200
        assert hub.get("/gallery")[0] == 302
        hub.kill_group()
        hub.start()
        assert hub.says("/welcome/", within=10)
        assert first not in hub.output()
        assert hub.get(first)[0] == 410
        assert first.rpartition("/")[2] not in "".join(log.read_text() for log in (tmp_path / "logs").iterdir())


@pytest.mark.parametrize(
    ("name", "held", "says"),
    [
        ("REDIS_URL", "redis://127.0.0.1:9/0", "REDIS_URL names 127.0.0.1:9, where no Redis answers"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all/db.sqlite3", "DATABASE_URL is a file in '/nowhere/at/all'"),
    ],
)
def test_a_service_that_is_not_there_is_one_sentence_and_the_end(
    tmp_path: Path, name: str, held: str, says: str
) -> None:
    with contextlib.closing(Hub(tmp_path, **{name: held}).start(wait=False)) as hub:
        assert hub.says(says, within=30), hub.output()
        assert hub.process is not None
        assert hub.process.wait(50) == 1
