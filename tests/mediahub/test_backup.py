"""Backup and restore: the same rows and bytes come back, on either database, whole or not at all."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.utils import timezone

from gallery import library, storage, uploads
from gallery.models import Asset, Upload
from generation.models import Charge, Job, JobEvent, JobOutput, OutputState, State, media_id
from mediahub.backup import BackupProblem, making, restoring
from mediahub.env import BASE_DIR
from settings_app import secrets
from tests.gallery import samples
from tests.mediahub.hub import eventually
from tests.mediahub.own_hub import KINDS, OwnHub, hubs

PROMPT = "Ein Leuchtturm, “hell” \\u0000 \\ ☃ 漢字\nzwei"


@pytest.fixture
def stack(settings: Any, django_db_blocker: Any) -> Iterator[ExitStack]:
    with hubs(settings, django_db_blocker) as entered:
        yield entered


@pytest.fixture
def hub(stack: ExitStack, tmp_path: Path, settings: Any) -> OwnHub:
    """The hub that is backed up, in use, with a film's worth of rows."""
    made: OwnHub = stack.enter_context(KINDS["sqlite"](tmp_path / "old"))
    stack.enter_context(made.used(settings))
    fill(settings)
    return made


def fill(settings: Any) -> None:
    """An owner, a finished job with its file and charge, an upload, a stored key."""
    owner = get_user_model().objects.create_user("someone", is_staff=True)
    params = {"prompt": PROMPT, "n": [1, 2.5, None]}
    order = {"owner": owner, "provider": "kie", "model": "gpt4o-image", "prompt": PROMPT, "kind": "image"}
    job = Job.objects.create(**order, params=params, state=State.SUCCEEDED, seed=2**62)
    received = settings.TMP_DIR / "a.part"
    received.write_bytes(samples.picture())
    prepared = library.prepare(received, media_id=media_id(job.pk, 0), media_type="image",
                               made_at=datetime(2026, 11, 3, tzinfo=UTC), recipe={"prompt": PROMPT})  # fmt: skip
    asset = library.add(prepared, library.Origin(owner_id=owner.pk, task_id=job.pk, prompt=PROMPT))
    JobOutput.objects.create(job=job, position=0, media_id=asset.pk, asset=asset, state=OutputState.STORED)
    Charge.objects.create(job=job, owner=owner, provider="kie", usd="0.03000", estimate_usd="0.03", state="actual")
    JobEvent.objects.create(job=job, to_state="succeeded", message="Done.")
    uploads.save(samples.picture("JPEG"), "boat.jpg", owner)
    secrets.store("kie", "kie-abcdefgh-12345678-4f2c")


def content() -> dict[str, list[Any]]:
    """All rows that matter, comparable."""
    models = (get_user_model(), Job, JobEvent, JobOutput, Charge, Asset, Upload)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def files(folder: Path) -> dict[str, bytes]:
    kept = (folder / name for name in ("media", "uploads", "thumbs"))
    return {str(file.relative_to(folder)): file.read_bytes() for place in kept for file in place.iterdir()}


def make(path: Path, **more: Any) -> making.Made:
    return making.make(path, progress=more.pop("progress", lambda *_: None), **more)


def restore(path: Path, *, replace: bool = False) -> restoring.Restored:
    return restoring.restore(path, replace=replace, progress=lambda *_: None)


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
@pytest.mark.parametrize("source", ["sqlite", "postgresql"])
def test_rows_and_files_come_back_the_same_on_either_database(source, target, stack, tmp_path, settings):
    old = stack.enter_context(KINDS[source](tmp_path / "old"))
    with old.used(settings):
        fill(settings)
        before, bytes_before = content(), files(tmp_path / "old")
        make(tmp_path / "backup.tar.gz")
    new = stack.enter_context(KINDS[target](tmp_path / "new", migrated=False))

    with new.used(settings):
        restored = restore(tmp_path / "backup.tar.gz")
        assert content() == before
        assert secrets.read("kie") == "kie-abcdefgh-12345678-4f2c"
        get_user_model().objects.create_user("the next id is free")

    assert files(tmp_path / "new") == bytes_before
    assert (restored.missing, restored.sealed) == ([], [])


def test_what_is_written_meanwhile_is_not_in_it_and_is_not_held_up(hub, tmp_path, stack, settings):
    def order(*_: Any) -> None:
        JobEvent.objects.create(job=Job.objects.get(), message="Later.")

    make(tmp_path / "backup.tar", progress=order)

    with stack.enter_context(KINDS["sqlite"](tmp_path / "new")).used(settings):
        restore(tmp_path / "backup.tar")
        assert [event.message for event in JobEvent.objects.all()] == ["Done."]


def test_what_may_have_been_sent_after_the_backup_waits_for_a_word(hub, tmp_path, stack, settings):
    owner = get_user_model().objects.get()
    states = (State.QUEUED, State.SUBMITTING, State.RUNNING, State.STORING)
    made = {state: Job.objects.create(owner=owner, state=state, claim="x", due_at=timezone.now()) for state in states}
    make(tmp_path / "backup.tar")

    with stack.enter_context(KINDS["sqlite"](tmp_path / "new")).used(settings):
        assert restore(tmp_path / "backup.tar").held == 1
        ends = {state: Job.objects.get(pk=job.pk) for state, job in made.items()}
        assert "may have been sent" in ends[State.QUEUED].error_message
        assert ends[State.QUEUED].events.get().to_state == State.WAITING

    assert [ends[state].state for state in states] == ["waiting", "submitting", "running", "storing"]
    assert {job.claim for job in ends.values()} == {""}


def test_a_filled_hub_is_not_replaced_unasked_and_its_database_is_kept(hub, tmp_path):
    make(tmp_path / "backup.tar")
    Job.objects.update(prompt="changed since")

    with pytest.raises(BackupProblem, match="--replace"):
        restore(tmp_path / "backup.tar")
    assert Job.objects.get().prompt == "changed since"

    restored = restore(tmp_path / "backup.tar", replace=True)
    assert Job.objects.get().prompt == PROMPT
    assert Path(restored.before).is_file()


def test_postgresql_keeps_the_tables_from_before_in_a_schema(stack, tmp_path, settings):
    with stack.enter_context(KINDS["postgresql"](tmp_path / "old")).used(settings):
        fill(settings)
        make(tmp_path / "backup.tar")
        Job.objects.update(prompt="changed since")

        restored = restore(tmp_path / "backup.tar", replace=True)

        assert Job.objects.get().prompt == PROMPT
        assert restored.before.startswith("schema before_restore_")


HOLDER = """import sqlite3, sys
held = sqlite3.connect(sys.argv[1])
held.execute("select 1 from django_migrations").fetchone()
print(1, flush=True)
sys.stdin.read()
"""


def test_a_hub_at_work_is_not_restored_over(hub, tmp_path):
    make(tmp_path / "backup.tar")
    held = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(hub.folder / "db.sqlite3")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        held.stdout.readline()
        with pytest.raises(BackupProblem, match="MediaHub is running"):
            restore(tmp_path / "backup.tar", replace=True)
    finally:
        held.kill()
        held.communicate()


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def cut_between_members(data: bytes) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return data[: tar.getmembers()[-3].offset]


def flip(data: bytes) -> bytes:
    at = data.index(b"\x89PNG") + 60
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def newer_format(data: bytes) -> bytes:
    return data.replace(b'"format": 1', b'"format": 9', 1)


def newer_tables(data: bytes) -> bytes:
    return data.replace(b'"0001_initial"', b'"9001_initial"')


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (cut, "damaged or cut short"),
        (cut_between_members, "damaged or cut short"),
        (lambda data: gzip.compress(data)[:-9000], "damaged or"),
        (flip, "is not what was written"),
        (newer_format, "newer MediaHub"),
        (newer_tables, "newer MediaHub"),
        (lambda data: b"no tar at all" * 1000, "no backup of MediaHub"),
        (lambda data: b"", "no backup of MediaHub"),
    ],
    ids=["cut", "cut between members", "cut gzip", "flipped bit", "newer format", "newer tables", "text", "empty"],
)
def test_a_file_that_is_no_whole_backup_changes_nothing(harm: Callable[[bytes], bytes], says, hub, tmp_path):
    make(tmp_path / "good.tar")
    (tmp_path / "bad.tar").write_bytes(harm((tmp_path / "good.tar").read_bytes()))
    before = content(), files(hub.folder)

    with pytest.raises(BackupProblem, match=says):
        restore(tmp_path / "bad.tar", replace=True)

    assert (content(), files(hub.folder)) == before
    assert not (hub.folder / "restoring").exists()


@pytest.mark.parametrize("name", ["media/../../evil", "/etc/evil", "media/a/b", "other/a", "media/.hidden"])
def test_an_archive_cannot_write_elsewhere(name, hub, tmp_path):
    make(tmp_path / "good.tar")
    with tarfile.open(tmp_path / "good.tar") as good, tarfile.open(tmp_path / "bad.tar", "w") as bad:
        bad.addfile(header := good.getmembers()[0], good.extractfile(header))
        member = tarfile.TarInfo(name)
        member.size = 1
        bad.addfile(member, io.BytesIO(b"x"))

    with pytest.raises(BackupProblem):
        restore(tmp_path / "bad.tar", replace=True)
    assert not list(tmp_path.rglob("evil"))


def test_an_older_backup_is_brought_to_todays_tables(hub, tmp_path, stack, settings):
    from django.core.management import call_command

    call_command("migrate", "gallery", "0001", verbosity=0)
    call_command("migrate", "generation", "0001", verbosity=0)
    make_old = tmp_path / "old.tar"
    make(make_old)

    with stack.enter_context(KINDS["sqlite"](tmp_path / "new")).used(settings):
        restore(make_old)
        assert Job.objects.get().prompt == PROMPT
        assert Charge.objects.get().model == "gpt4o-image"  # written by a later migration


def test_a_restore_that_broke_off_while_putting_files_in_place_is_finished(hub, tmp_path, stack, settings, monkeypatch):
    make(tmp_path / "backup.tar")
    before = content()
    put = storage.put

    def break_off(source: Path, place: Path) -> None:
        if place.parent.name == "uploads":
            raise KeyboardInterrupt
        put(source, place)

    with stack.enter_context(KINDS["sqlite"](tmp_path / "new")).used(settings):
        monkeypatch.setattr(storage, "put", break_off)
        with pytest.raises(KeyboardInterrupt):
            restore(tmp_path / "backup.tar")
        assert not Job.objects.exists()
        monkeypatch.undo()
        assert restoring.finish_interrupted()
        assert content() == before
    assert files(tmp_path / "new") == files(hub.folder)


def test_a_backup_is_for_its_owner_alone_and_without_the_key_says_so(hub, tmp_path, stack, settings):
    (hub.folder / "secret_key").write_text("a key that only this hub has, 0123456789")
    told = run(hub, "backup", str(tmp_path / "with.tar"))
    assert "keep it like a password" in told.stdout, told
    assert run(hub, "backup", "--without-secret-key", str(tmp_path / "without.tar")).returncode == 0

    assert (tmp_path / "with.tar").stat().st_mode & 0o777 == 0o600
    with tarfile.open(tmp_path / "with.tar") as whole, tarfile.open(tmp_path / "without.tar") as less:
        assert "secret_key" in whole.getnames()
        assert "secret_key" not in less.getnames()
    new = stack.enter_context(KINDS["sqlite"](tmp_path / "new"))
    elsewhere = run(new, "restore", str(tmp_path / "without.tar"), MEDIAHUB_SECRET_KEY="another")
    assert "stored key 'kie' cannot be opened here" in elsewhere.stdout, elsewhere


def run(hub: OwnHub, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BASE_DIR / "manage.py"), *arguments]
    return subprocess.run(command, env=hub.environment(**more), capture_output=True, text=True, check=False)


def test_a_file_that_is_there_is_not_written_over(hub, tmp_path):
    (tmp_path / "backup.tar").write_text("precious")
    with pytest.raises(BackupProblem, match="is there already"):
        make(tmp_path / "backup.tar")
    assert (tmp_path / "backup.tar").read_text() == "precious"


def test_files_that_are_gone_or_damaged_are_told(hub, tmp_path):
    asset, upload = Asset.objects.get(), Upload.objects.get()
    library.path(asset).write_bytes(b"damaged")
    uploads.path(upload).unlink()

    made = make(tmp_path / "backup.tar")

    assert made.damaged == [f"media/{asset.filename}"]
    assert made.missing == [f"uploads/{upload.pk}.{upload.extension}"]


@pytest.mark.slow
def test_killed_in_mid_backup_there_is_no_backup_and_the_next_one_works(hub, tmp_path, settings):
    big = settings.MEDIA_DIR / f"image_20260101000000_{uuid.uuid4()}.png"
    with big.open("wb") as file:
        file.truncate(400_000_000)
    path = tmp_path / "backup.tar.gz"
    started = subprocess.Popen(
        [sys.executable, str(BASE_DIR / "manage.py"), "backup", str(path)],
        env=hub.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert eventually(lambda: (tmp_path / f".{path.name}.part").exists(), within=20)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    assert not path.exists()
    big.unlink()

    assert run(hub, "backup", str(path)).returncode == 0
    assert run(hub, "restore", "--check", str(path)).returncode == 0


@pytest.mark.slow
def test_killed_in_mid_restore_the_hub_is_as_it_was_and_the_next_one_works(hub, tmp_path, settings):
    make(tmp_path / "small.tar")
    big = settings.MEDIA_DIR / f"image_20260101000000_{uuid.uuid4()}.png"
    with big.open("wb") as file:
        file.truncate(400_000_000)
    make(tmp_path / "big.tar")
    big.unlink()
    before, bytes_before = content(), files(hub.folder)
    connections["default"].close()  # this process counts as somebody at work, too
    started = subprocess.Popen(
        [sys.executable, str(BASE_DIR / "manage.py"), "restore", "--replace", str(tmp_path / "big.tar")],
        env=hub.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert eventually((hub.folder / "restoring" / "media").is_dir, within=20)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    assert (content(), files(hub.folder)) == (before, bytes_before)
    connections["default"].close()
    ended = run(hub, "restore", "--replace", str(tmp_path / "small.tar"))
    assert ended.returncode == 0, ended
    assert content() == before


def test_the_readable_parts_hold_no_plain_key(hub, tmp_path):
    make(tmp_path / "backup.tar")
    data = (tmp_path / "backup.tar").read_bytes()
    assert b"kie-abcdefgh-12345678-4f2c" not in data
    with tarfile.open(tmp_path / "backup.tar") as tar:
        assert json.load(tar.extractfile("mediahub-backup.json"))["format"] == 1  # type: ignore[arg-type]
