"""What all tests share: no way out of this machine, and a client that stands at the own door."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from mediahub.env import is_loopback

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


class StrayRequest(AssertionError):
    """A test tried to reach another machine."""


def _refuse_outside(address: Any) -> None:
    if isinstance(address, tuple) and not is_loopback(str(address[0])):
        raise StrayRequest(f"A test tried to reach {address[0]}.")


@pytest.fixture(autouse=True, scope="session")
def _no_way_out() -> Any:
    """Every connection outside loopback is an error."""

    def connect(self: socket.socket, address: Any) -> None:
        _refuse_outside(address)
        return _connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_outside(address)
        return _connect_ex(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket.socket, "connect_ex", connect_ex)
    yield
    patch.undo()


@pytest.fixture
def client() -> Any:
    """Django's test client under the name of this machine."""
    from django.test import Client

    return Client(headers={"host": "127.0.0.1:8000"})


@pytest.fixture
def owner(db: None) -> Any:
    """The one account of local mode."""
    from mediahub.access import owner

    return owner()


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """What other tests counted, and what was read of it, is no figure of this one."""
    from generation import figures, tally

    tally._forget_inherited()
    figures.forget()


def pytest_sessionstart(session: pytest.Session) -> None:
    from django.conf import settings

    for folder in (*settings.FOLDERS, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    from django.conf import settings

    if settings.DATA_DIR.name.startswith("mediahub-tests-"):  # never a real one, whatever settings were asked for
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("MEDIAHUB_BROWSER_TESTS") == "1":
        return
    left_out = pytest.mark.skip(reason="MEDIAHUB_BROWSER_TESTS=1 runs the tests in a browser")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(left_out)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Where browser tests were asked for, one that skips itself has failed."""
    report = yield
    if report.skipped and item.get_closest_marker("browser") and os.environ.get("MEDIAHUB_BROWSER_TESTS") == "1":
        report.outcome = "failed"
        report.longrepr = "A browser test was skipped although MEDIAHUB_BROWSER_TESTS=1 asks for it."
    return report


@pytest.fixture(scope="session")
def browser() -> Any:
    """Chromium: the one of MEDIAHUB_CHROMIUM, else the one installed here."""
    from playwright.sync_api import sync_playwright

    names = (os.environ.get("MEDIAHUB_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.skip("Chromium is not installed")
    # Playwright's own loop lives in this thread; nothing of ours is async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=found, args=arguments)
        yield chromium
        chromium.close()


def plain_environment(data_dir: Path, **more: str) -> dict[str, str]:
    """An environment for a process of its own: nothing of the tests' settings, and ``data_dir`` for its files."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MEDIAHUB_", "KIE_", "PYTEST_", "DJANGO_", "DATABASE_URL", "REDIS_URL"))
    }
    return {**kept, "MEDIAHUB_ENV_FILE": os.devnull, "MEDIAHUB_DATA_DIR": str(data_dir), **more}
