"""What the doctor finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from mediahub import diagnosis
from settings_app import secrets
from tests.mediahub.hub import free_port

pytestmark = pytest.mark.django_db


def finding(subject: str) -> diagnosis.Finding:
    return next(each for each in diagnosis.findings() if each.subject == subject)


def test_a_sound_installation_lacks_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("doctor")
    printed = capsys.readouterr().out
    assert "missing" not in printed
    for subject in ("Python", "Packages", "Database", "ffmpeg", "Kie.ai key", "Workers", "Port"):
        assert subject in printed


def test_something_missing_comes_with_its_mend_and_exit_status_1(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR = tmp_path / "gone"
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    assert f"mkdir -p {tmp_path / 'gone'}" in capsys.readouterr().out


def test_of_a_key_only_the_last_four_characters_are_shown(settings: Any) -> None:
    settings.KIE_API_KEY = "hunter2hunter2-4f2c"
    assert finding("Kie.ai key").says.endswith("ends in 4f2c")
    assert "hunter2" not in str(diagnosis.findings())


def test_no_key_is_a_note_not_a_fault() -> None:
    assert finding("Kie.ai key").ok is None


def test_a_package_of_another_version_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(diagnosis, "BASE_DIR", tmp_path)
    (tmp_path / "requirements.txt").write_text("django==1.0\nnot-there==2.0\n# a comment\n")
    found = finding("Packages")
    assert found.ok is False
    assert "django" in found.says
    assert "not-there missing instead of 2.0" in found.says


def test_a_redis_that_nobody_answers_is_told_without_its_password(settings: Any) -> None:
    settings.REDIS_URL = f"redis://:hunter2@127.0.0.1:{free_port()}/0"
    found = finding("Queue")
    assert found.ok is False
    assert "REDIS_URL names 127.0.0.1:" in found.says
    assert "hunter2" not in found.says


def test_without_redis_the_queue_is_in_the_database() -> None:
    assert finding("Queue").ok


def test_a_stored_key_that_does_not_open_is_told_with_its_mend(settings: Any) -> None:
    secrets.store("kie", "kie-abcdefgh-12345678-4f2c")
    settings.SECRET_KEY = "another"
    found = finding("Kie.ai key")
    assert found.ok is False
    assert "cannot be opened" in found.says
    assert "MEDIAHUB_SECRET_KEY" in found.mend
