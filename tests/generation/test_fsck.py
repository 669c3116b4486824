"""fsck finds what does not belong together, mends it, and never loses a file that may be paid for."""

from __future__ import annotations

import io
import json
import os
import shutil
import time
import uuid
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from gallery import library, thumbnails, uploads
from gallery.models import Asset, Upload
from generation import storing
from generation.models import Charge, Charged, ChargeState, Heartbeat, Job, JobOutput, OutputState, State
from tests.gallery import samples

OLD = timedelta(hours=5)


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> Path:
    for name in ("MEDIA", "THUMBS", "UPLOADS", "TMP", "QUARANTINE"):
        (tmp_path / name.lower()).mkdir()
        setattr(settings, f"{name}_DIR", tmp_path / name.lower())
    return tmp_path


def fsck(*options: str) -> tuple[int, list[dict[str, Any]]]:
    """Exit status and findings."""
    status, written = 0, io.StringIO()
    with redirect_stdout(written):
        try:
            call_command("fsck", "--json", *options, stdout=written)
        except SystemExit as ended:
            status = int(str(ended.code))
    return status, json.loads(written.getvalue())["findings"]


def assert_found_and_mended(check: str, *options: str) -> None:
    status, found = fsck(*options)
    assert (status, [each["check"] for each in found]) == (1, [check])
    status, found = fsck("--mend", *options)
    assert (status, [each["mended"] for each in found]) == (0, [True]), found
    assert fsck(*options) == (0, [])


def aged(path: Path) -> Path:
    then = time.time() - OLD.total_seconds()
    os.utime(path, (then, then))
    return path


@pytest.fixture
def stored(order: Any, settings: Any) -> Any:
    """A finished job with its file in the gallery."""

    def finish(**changes: Any) -> tuple[Job, Asset]:
        job = order()
        output = job.outputs.get()
        received = settings.TMP_DIR / "a.part"
        received.write_bytes(samples.picture())
        prepared = library.prepare(
            received, media_id=output.media_id, media_type="image", made_at=job.created_at,
            recipe=storing.recipe(job, output),
        )  # fmt: skip
        asset = library.add(prepared, library.Origin(owner_id=job.owner_id, task_id=job.pk))
        JobOutput.objects.filter(pk=output.pk).update(state=OutputState.STORED, asset=asset)
        Job.objects.filter(pk=job.pk).update(state=State.SUCCEEDED, due_at=None, remote_id="r-1", **changes)
        Charge.objects.filter(job=job).update(state=ChargeState.ACTUAL)
        aged(library.path(asset))
        aged(thumbnails.path(asset.thumbnail))
        return Job.objects.get(pk=job.pk), asset

    return finish


def test_a_sound_hub_has_no_findings(stored):
    stored()
    assert fsck("--deep") == (0, [])


def test_a_file_that_an_order_lacks_is_taken_into_the_gallery(stored, work):
    job, asset = stored()
    Asset.objects.all().delete()
    JobOutput.objects.update(state=OutputState.MISSING, asset=None)
    thumbnails.path(asset.thumbnail).unlink()
    Job.objects.update(state=State.FAILED)

    assert_found_and_mended("file without row")

    assert work(job).state == State.SUCCEEDED
    kept = Asset.objects.get()
    assert (kept.pk, kept.owner_id, library.path(kept).is_file()) == (asset.pk, job.owner_id, True)


def test_a_file_that_a_person_deleted_or_nobody_knows_goes_into_quarantine(stored, settings):
    _, asset = stored()
    Asset.objects.all().delete()  # as a purge does: the output stays stored, without a file
    thumbnails.path(asset.thumbnail).unlink()
    bytes_before = (settings.MEDIA_DIR / asset.filename).read_bytes()

    assert_found_and_mended("file without row")

    assert list(settings.MEDIA_DIR.iterdir()) == []
    assert bytes_before in [file.read_bytes() for file in settings.QUARANTINE_DIR.iterdir()]


def test_a_young_file_is_left_alone(settings, db):
    (settings.MEDIA_DIR / f"image_20261121000000_{uuid.uuid4()}.png").write_bytes(b"x")
    assert fsck("--mend") == (0, [])


def test_a_file_of_an_open_order_is_left_to_its_worker(stored):
    stored()
    Asset.objects.all().delete()
    Job.objects.update(state=State.STORING, due_at=timezone.now())
    assert "file without row" not in [each["check"] for each in fsck()[1]]


@pytest.mark.parametrize(
    ("harm", "check", "options"),
    [
        (lambda path: path.unlink(), "row without file", ()),
        (lambda path: path.write_bytes(b"x"), "wrong size", ()),
        (lambda path: path.write_bytes(bytes(path.stat().st_size)), "wrong content", ("--deep",)),
    ],
    ids=["gone", "short", "changed"],
)
def test_a_file_that_is_not_what_it_was_is_fetched_again_while_the_provider_has_it(harm, check, options, stored):
    job, asset = stored(results_expire_at=timezone.now() + timedelta(hours=1))
    JobOutput.objects.update(url="https://example.org/a.png")
    harm(library.path(asset))

    status, found = fsck("--mend", *options)

    assert (status, [each["check"] for each in found]) == (0, [check])
    job.refresh_from_db()
    assert (job.state, job.outputs.get().state) == (State.STORING, OutputState.REMOTE)


def test_a_file_that_nobody_has_any_more_is_told_and_stays_told(stored):
    _, asset = stored()
    library.path(asset).unlink()
    status, found = fsck("--mend")
    assert (status, found[0]["by_hand"], found[0]["mended"]) == (1, True, False)
    assert "backup" in found[0]["mend"]
    assert Asset.objects.exists()


def test_a_missing_thumbnail_is_made_again(stored):
    _, asset = stored()
    thumbnails.path(asset.thumbnail).unlink()
    assert_found_and_mended("thumbnail missing")
    assert thumbnails.path(asset.thumbnail).is_file()


def test_a_thumbnail_of_nothing_goes(settings, db):
    aged((settings.THUMBS_DIR / f"{uuid.uuid4()}.webp").write_bytes(b"x") and next(settings.THUMBS_DIR.iterdir()))
    assert_found_and_mended("thumbnail without row")


def test_an_upload_without_its_file_is_forgotten_unless_an_order_needs_it(owner, order):
    upload = uploads.save(samples.picture(), "boat.png", owner)
    uploads.path(upload).unlink()
    job = order()
    Job.objects.filter(pk=job.pk).update(inputs={"image": [str(upload.pk)]})
    assert fsck("--mend")[1][0]["by_hand"]

    Job.objects.filter(pk=job.pk).update(inputs={})
    assert_found_and_mended("upload without file")
    assert not Upload.objects.exists()


def test_an_upload_that_no_row_names_goes_into_quarantine(settings, db):
    file = settings.UPLOADS_DIR / f"{uuid.uuid4()}.png"
    file.write_bytes(b"mine")
    aged(file)
    assert_found_and_mended("upload without row")
    assert b"mine" in [each.read_bytes() for each in settings.QUARANTINE_DIR.iterdir()]


def test_what_killed_workers_left_unfinished_goes(settings, db):
    (settings.TMP_DIR / "young.part").write_bytes(b"x")
    old = settings.TMP_DIR / "old.part"
    old.write_bytes(b"x")
    aged(old)
    assert_found_and_mended("unfinished file")
    assert [file.name for file in settings.TMP_DIR.iterdir()] == ["young.part"]


@pytest.mark.parametrize(
    ("check", "changes"),
    [
        ("stuck claim", {"claim": "x", "claimed_until": None}),
        ("stuck claim", {"claim": "x", "claimed_until": datetime(2999, 1, 1, tzinfo=UTC)}),
        ("never due", {"due_at": None}),
        ("never due", {"due_at": datetime(2999, 1, 1, tzinfo=UTC)}),
        ("running without id", {"state": State.RUNNING, "remote_id": ""}),
    ],
    ids=["claim for ever", "claim of another clock", "no date", "date of another clock", "no id"],
)
def test_an_order_that_nobody_would_look_at_is_mended(check, changes, order):
    job = order()
    Job.objects.filter(pk=job.pk).update(**changes)
    assert_found_and_mended(check)
    assert job.events.count() > 1


def test_a_claim_that_is_renewed_is_nobodys_business(order):
    job = order()
    Job.objects.filter(pk=job.pk).update(claim="x", claimed_until=timezone.now() + timedelta(seconds=20))
    assert fsck("--mend") == (0, [])


def test_an_output_that_lost_its_file_is_tied_to_it(stored, work):
    job, asset = stored()
    JobOutput.objects.update(asset=None)
    assert_found_and_mended("output without its file")
    assert work(job).state == State.SUCCEEDED
    assert JobOutput.objects.get().asset_id == asset.pk


def test_a_file_that_was_never_fetched_is_fetched(stored):
    job, _ = stored()
    Asset.objects.all().delete()
    shutil.rmtree(library.path(Asset(filename="x")).parent)
    JobOutput.objects.update(state=OutputState.REMOTE, url="https://example.org/a.png")
    found = [each for each in fsck("--mend")[1] if each["check"] == "never fetched"]
    assert found[0]["mended"]
    assert Job.objects.get(pk=job.pk).state == State.STORING


@pytest.mark.parametrize(
    ("state", "charged", "ends"),
    [
        (State.SUCCEEDED, Charged.UNSAID, ChargeState.ESTIMATED),
        (State.FAILED, Charged.NO, ChargeState.REFUNDED),
        (State.FAILED, Charged.MAYBE, ChargeState.UNKNOWN),
        (State.UNCLEAR, Charged.MAYBE, ChargeState.UNKNOWN),
    ],
)
def test_what_is_reserved_for_an_order_that_is_over_is_settled(state, charged, ends, order):
    job = order()
    Job.objects.filter(pk=job.pk).update(state=state, charged=charged, due_at=None)
    Charge.objects.update(state=ChargeState.RESERVED)
    assert_found_and_mended("reserved for nothing")
    assert Charge.objects.get().state == ends


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING, State.SUCCEEDED])
def test_an_order_without_a_charge_gets_one(state, order):
    job = order()
    estimate = job.charges.get().usd
    Job.objects.filter(pk=job.pk).update(state=state, remote_id="r")
    Charge.objects.all().delete()
    assert_found_and_mended("order without charge")
    assert job.charges.get().usd == estimate


def test_amounts_that_cannot_be_are_put_right(order):
    order()
    Charge.objects.update(usd=Decimal(-1), state=ChargeState.ACTUAL)
    assert_found_and_mended("negative charge")
    Charge.objects.update(usd=Decimal(1), state=ChargeState.REFUNDED)
    assert_found_and_mended("charged although free")


def test_a_charge_counts_where_its_order_belongs(order):
    order()
    Charge.objects.update(model="another", owner=None)
    assert_found_and_mended("charge astray")


def test_a_charge_for_no_sending_is_told(order):
    job = order()
    Charge.objects.create(job=job, owner=job.owner, provider=job.provider, model=job.model, order_number=2)
    status, found = fsck("--mend")
    assert (status, found[0]["check"], found[0]["by_hand"]) == (1, "charge for no sending", True)


def test_a_heartbeat_of_nobody_is_forgotten(db):
    Heartbeat.objects.create(name="old host", beat_at=timezone.now() - timedelta(days=3))
    Heartbeat.objects.create(name="sweep", beat_at=timezone.now())
    assert_found_and_mended("heartbeat of nobody")
    assert Heartbeat.objects.get().name == "sweep"


@pytest.mark.parametrize(
    ("check", "changes"),
    [
        ("trash overdue", {"deleted_at": timedelta(days=40)}),
        ("removal broken off", {"deleted_at": timedelta(hours=3), "gone_at": timedelta(hours=2)}),
        ("tray overdue", {"keep_until": timedelta(hours=3)}),
    ],
)
def test_what_should_have_gone_goes(check, changes, stored):
    stored()
    now = timezone.now()
    Asset.objects.update(**{name: now - ago for name, ago in changes.items()})
    assert check in [each["check"] for each in fsck("--mend")[1]]
    assert not Asset.objects.exists()
    assert fsck() == (0, [])


def test_people_get_one_line_a_finding(order, capsys):
    job = order()
    Job.objects.filter(pk=job.pk).update(due_at=None)
    with pytest.raises(SystemExit):
        call_command("fsck")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"never due: order {job.pk}: queued, and due never → --mend: make it due now", "1 found, 1 left."]
