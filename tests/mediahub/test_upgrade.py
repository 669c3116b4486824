"""Before the tables change: a copy of the database, the last two kept."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from mediahub import upgrade
from mediahub.alone import Busy, alone
from tests.mediahub.own_hub import KINDS, hubs


@pytest.fixture
def hub(settings: Any, django_db_blocker: Any, tmp_path: Path) -> Any:
    with hubs(settings, django_db_blocker) as stack:
        made = stack.enter_context(KINDS["sqlite"](tmp_path / "hub"))
        stack.enter_context(made.used(settings))
        yield made


def test_the_copy_holds_what_the_database_holds_and_is_for_its_owner_alone(hub):
    get_user_model().objects.create_user("someone")
    copy = upgrade.keep_copy()
    with sqlite3.connect(copy) as database:
        assert database.execute("SELECT username FROM auth_user").fetchall() == [("someone",)]
    assert copy.stat().st_mode & 0o777 == 0o600


def test_the_last_two_copies_are_kept(hub, monkeypatch):
    now = datetime(2026, 1, 1)
    kept = []
    for day in range(4):
        monkeypatch.setattr(upgrade.timezone, "now", lambda day=day: now + timedelta(days=day))
        kept.append(upgrade.keep_copy())
    assert sorted((hub.folder / "before-upgrade").iterdir()) == kept[-2:]


def test_one_at_a_time_over_a_folder(tmp_path):
    with alone(tmp_path), pytest.raises(Busy, match="at work on"), alone(tmp_path, wait=0):
        pass
    with alone(tmp_path, wait=0):
        pass
