"""A whole MediaHub set to local only, each process of it watched: where it connects to, which names it looks up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from generation.providers.kie.sandbox.server import Sandbox
from mediahub.env import is_loopback
from tests.mediahub.hub import Hub, free_port
from tests.whole.orders import ask, hub_at, wait_for

pytestmark = pytest.mark.slow

#: What each Python process runs before anything else: write down every host that a socket is pointed at.
_WATCH = """
import os
import sys

_log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def _note(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple):
            os.write(_log, f"{{os.getpid()}} {{address[0]}}\\n".encode())
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        os.write(_log, f"{{os.getpid()}} {{arguments[0]}}\\n".encode())


sys.addaudithook(_note)
os.write(_log, f"{{os.getpid()}} watched\\n".encode())
"""


class Watch:
    """The log that all processes of a hub write."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "hosts.log"
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(_WATCH.format(log=str(self.log)))

    @property
    def environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(self.folder), "MEDIAHUB_LOCAL_ONLY": "on"}

    def hosts(self) -> set[str]:
        """Every host that was looked up or connected to."""
        return {line.partition(" ")[2] for line in self.log.read_text().splitlines()} - {"watched"}

    def pids(self) -> set[int]:
        return {int(line.partition(" ")[0]) for line in self.log.read_text().splitlines()}


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path / "watch")


def settings_tested(hub: Hub) -> str:
    """What the settings page says when the key is tested."""
    with requests.Session() as session:
        page = session.get(f"{hub.url}/settings", timeout=30).text
        token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        form, origin = {"csrfmiddlewaretoken": token}, {"Origin": hub.url, "Referer": f"{hub.url}/settings"}
        return session.post(f"{hub.url}/settings/providers/kie/test", form, headers=origin, timeout=30).text


def order(hub: Hub, **body: Any) -> requests.Response:
    return requests.post(f"{hub.url}/api/images/generate", json={"prompt": "a boat", **body}, timeout=30)


def test_with_a_provider_on_this_machine_all_works_and_nothing_leaves_it(watch, tmp_path):
    with Sandbox(speed=20) as sandbox:
        port = str(free_port())
        callbacks = {"MEDIAHUB_PORT": port, "MEDIAHUB_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        hub = hub_at(sandbox, tmp_path / "data", **callbacks, **watch.environment)
        with hub:
            task_id = ask(hub, "a paper boat")
            done = wait_for(hub, task_id, "completed", "failed", within=60)
            assert done["status"] == "completed", done
            assert "Works." in settings_tested(hub)
            by_address = order(hub, images=["https://example.org/a.png"])
            assert (by_address.status_code, by_address.json()["error"]["code"]) == (400, "local_only")
            called = requests.post(f"{hub.url}/callbacks/kie/forged", json={"data": {"taskId": "x"}}, timeout=30)
            assert called.status_code == 404
            assert len(watch.pids() & set(hub.processes())) >= 3
    assert "127.0.0.1" in watch.hosts()
    assert not {host for host in watch.hosts() if not is_loopback(host)}


def test_with_a_key_for_the_internet_everything_says_so_and_nothing_leaves(watch, tmp_path):
    with Hub(tmp_path / "data", KIE_API_KEY="sk-not-a-real-key", **watch.environment) as hub:
        refused = order(hub)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "local_only")
        assert "MediaHub is set to local only" in refused.json()["error"]["message"]
        assert "MediaHub is set to local only" in settings_tested(hub)
        assert requests.get(f"{hub.url}/api/credits", timeout=30).json()["error"]["code"] == "local_only"
        assert "Local only" in requests.get(f"{hub.url}/", timeout=30).text
    assert not {host for host in watch.hosts() if not is_loopback(host)}
