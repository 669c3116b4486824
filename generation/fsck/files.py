"""Files and the rows that name them."""

from __future__ import annotations

import hashlib
import re
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from gallery import library, storage, thumbnails, uploads
from gallery.media import BadFile, examine
from gallery.models import Asset, Upload
from generation import jobs, storing
from generation.fsck import YOUNG, Finding, Look
from generation.models import Job, JobOutput, OutputState

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: unfinished files that are older belong to nobody: a download takes half an hour at most
_LEFT = timedelta(hours=2)
_RESCUE = "move it into the quarantine folder; nothing is deleted"


def _listed(folder: Path) -> Iterator[storage.Listed]:
    """The files of a folder that are not young any more."""
    if storage.is_elsewhere() or folder.is_dir():
        latest = (time.time() - YOUNG.total_seconds()) * 1e9
        yield from (file for file in storage.files(folder) if file.modified < latest)


# -- files without rows ----------------------------------------------------------------------------------------------


def _media_without_row(deep: bool) -> Iterator[Finding]:
    for file in _listed(settings.MEDIA_DIR):
        if Asset.objects.filter(filename=file.name).exists():
            continue
        place = settings.MEDIA_DIR / file.name
        output = _output_of(file.name)
        if output is None:
            yield _orphan("file without row", place)
        elif output.job.is_open:
            continue  # its worker puts it there once more
        elif _was_wanted(output):
            says, mend = f"a file that order {output.job_id} made", "take it into the gallery"
            yield Finding("file without row", _shown(place), says, mend, partial(_adopt, place, output))
        else:
            yield _orphan("file without row", place)


def _output_of(name: str) -> JobOutput | None:
    found = _ID.search(name)
    outputs = JobOutput.objects.filter(media_id=found[0]) if found else JobOutput.objects.none()
    return outputs.select_related("job").first()


def _was_wanted(output: JobOutput) -> bool:
    """Whether the order still lacks this file: one that was in the gallery was deleted by a person."""
    return output.state != OutputState.STORED and output.unsaved_at is None


def _adopt(place: Path, output: JobOutput) -> bool:
    """Take a file that lies in its place into the gallery, with its recipe and its thumbnail."""
    copy = settings.TMP_DIR / f"{output.media_id}-{uuid.uuid4().hex}.part"
    job = output.job
    try:
        _copy(place, copy)
        prepared = library.prepare(
            copy,
            media_id=output.media_id,
            media_type=output.kind or job.kind,
            made_at=job.submitted_at or job.created_at,
            recipe=storing.recipe(job, output),
        )
    except BadFile:
        return _quarantine(place, f"It was made by order {job.pk}, and is no whole file.")
    finally:
        copy.unlink(missing_ok=True)
    asset = library.add(prepared, storing._origin(job, output))
    if asset.filename != place.name:
        storage.delete(place)  # it was kept under the order's other time
    return jobs.mending.tie(output, asset)


def _copy(place: Path, copy: Path) -> None:
    with copy.open("wb") as file:
        for block in storage.read(place, 0, storage.look(place).bytes):
            file.write(block)


def _orphan(check: str, place: Path) -> Finding:
    says = f"no row names it ({storage.look(place).bytes:,} bytes)"
    return Finding(check, _shown(place), says, _RESCUE, partial(_quarantine, place, "No row named it."))


def _quarantine(place: Path, why: str) -> bool:
    copy = settings.TMP_DIR / place.name
    _copy(place, copy)
    library.quarantine(copy, why)
    storage.delete(place)
    return True


def _shown(place: Path) -> str:
    return f"{place.parent.name}/{place.name}"


def _uploads_without_row(deep: bool) -> Iterator[Finding]:
    for file in _listed(settings.UPLOADS_DIR):
        found = _ID.match(file.name)
        if not (found and Upload.objects.filter(pk=found[0]).exists()):
            yield _orphan("upload without row", settings.UPLOADS_DIR / file.name)


def _thumbnails_without_row(deep: bool) -> Iterator[Finding]:
    for file in _listed(settings.THUMBS_DIR):
        if not Asset.objects.filter(thumbnail=file.name).exists():
            place = settings.THUMBS_DIR / file.name
            yield Finding("thumbnail without row", _shown(place), "no row names it", "delete it", partial(_gone, place))


def _gone(place: Path) -> bool:
    storage.delete(place)
    return True


def _unfinished(deep: bool) -> Iterator[Finding]:
    """What killed workers left; what is being written is younger."""
    latest = time.time() - _LEFT.total_seconds()
    for folder in (settings.TMP_DIR, settings.MEDIA_DIR, settings.UPLOADS_DIR, settings.THUMBS_DIR):
        hidden = folder != settings.TMP_DIR
        for file in folder.iterdir() if folder.is_dir() else ():
            left = file.is_file() and (not hidden or file.name.startswith(".")) and file.stat().st_mtime < latest
            if left:
                says = f"unfinished since {time.strftime('%Y-%m-%d %H:%M', time.gmtime(file.stat().st_mtime))} UTC"
                yield Finding("unfinished file", _shown(file), says, "delete it", partial(_remove, file))


def _remove(file: Path) -> bool:
    file.unlink(missing_ok=True)
    return True


# -- rows without files ----------------------------------------------------------------------------------------------


def _assets(deep: bool) -> Iterator[Finding]:
    """Every asset's file: there, as long as it was, and with ``deep`` the same to the byte."""
    for asset in Asset.objects.filter(gone_at=None).order_by("pk").iterator(chunk_size=500):
        place = library.path(asset)
        check, says = _fault(place, asset.bytes, asset.sha256, deep)
        if check and Asset.objects.filter(pk=asset.pk, gone_at=None, filename=asset.filename).exists():
            yield _asset_finding(check, asset, says)
        elif not check and asset.thumbnail and storage.is_missing(thumbnails.path(asset.thumbnail)):
            redraw = partial(_draw, asset)
            yield Finding("thumbnail missing", f"thumbs/{asset.thumbnail}", "it is gone", "make it again", redraw)


def _fault(place: Path, size: int, sha256: str, deep: bool) -> tuple[str, str]:
    """What is wrong with a file, as the check's name and words; empty where nothing is, or where nobody can tell."""
    try:
        held = storage.look(place).bytes
    except FileNotFoundError:
        return "row without file", "its file is gone"
    except OSError:
        return "", ""
    if held != size:
        return "wrong size", f"{held:,} bytes instead of {size:,}"
    if deep and _sha256(place, held) != sha256:
        return "wrong content", "its bytes are not those that were kept"
    return "", ""


def _sha256(place: Path, size: int) -> str:
    digest = hashlib.sha256()
    for block in storage.read(place, 0, size):
        digest.update(block)
    return digest.hexdigest()


def _asset_finding(check: str, asset: Asset, says: str) -> Finding:
    """With a way to have it again, if the provider still has the file."""
    where = f"media/{asset.filename}"
    output = JobOutput.objects.filter(media_id=asset.pk, asset=asset).exclude(url="").select_related("job").first()
    if output and output.job.results_expire_at and output.job.results_expire_at > timezone.now():
        return Finding(
            check, where, says, "fetch it again from the provider", partial(jobs.mending.fetch_again, output)
        )
    return Finding(check, where, says, "put it back from a backup, or delete it in the gallery")


def _draw(asset: Asset) -> bool:
    with storage.local(library.path(asset)) as path:
        made = thumbnails.make(path, examine(path, asset.media_type), asset.pk)
    drawn = {"thumbnail": made.name, "placeholder": made.placeholder}
    return Asset.objects.filter(pk=asset.pk, thumbnail=asset.thumbnail).update(**drawn) > 0


def _uploads(deep: bool) -> Iterator[Finding]:
    for upload in Upload.objects.order_by("pk").iterator(chunk_size=500):
        check, says = _fault(uploads.path(upload), upload.bytes, upload.sha256, deep)
        if not check or not Upload.objects.filter(pk=upload.pk).exists():
            continue
        subject = f"uploads/{upload.pk}.{upload.extension}"
        if check == "row without file" and not _is_needed(upload):
            says, mend = f"{says} ({upload.name})", "forget the row; handed in again, the file gets a new one"
            yield Finding("upload without file", subject, says, mend, partial(_forget, upload))
            continue
        name = "upload without file" if check == "row without file" else f"{check} of an upload"
        yield Finding(name, subject, f"{says} ({upload.name})", "hand the same file in again, or restore a backup")


def _is_needed(upload: Upload) -> bool:
    return upload.pk in jobs.needed_inputs(upload.owner_id)


def _forget(upload: Upload) -> bool:
    if not storage.is_missing(uploads.path(upload)) or _is_needed(upload):
        return False
    Upload.objects.filter(pk=upload.pk).delete()
    return True


# -- what should have gone -------------------------------------------------------------------------------------------


def _overdue(deep: bool) -> Iterator[Finding]:
    now = timezone.now()
    looks: tuple[tuple[str, dict[str, Any], Any], ...] = (
        ("trash overdue", {"deleted_at__lt": now - library.TRASH_LIFE - timedelta(days=2)}, library.purge),
        ("removal broken off", {"gone_at__lt": now - YOUNG}, library.purge),
        ("tray overdue", {"keep_until__lt": now - YOUNG}, jobs.clear_tray),
    )
    held = {pk for inputs in _held_inputs() for pk in inputs}
    for check, due, tidy in looks:
        rows = Asset.objects.filter(**due).exclude(pk__in=held)
        if count := rows.count():
            mend = partial(_tidied, tidy, rows)
            yield Finding(
                check, "gallery", f"{count} files should have gone", "let them go, as their owner was told", mend
            )


def _held_inputs() -> Iterator[set[uuid.UUID]]:
    for owner in Job.objects.exclude(inputs={}).order_by().values_list("owner", flat=True).distinct():
        yield jobs.needed_inputs(owner)


def _tidied(tidy: Any, rows: Any) -> bool:
    tidy()
    return not rows.exists()


LOOKS: tuple[Look, ...] = (
    _media_without_row, _uploads_without_row, _thumbnails_without_row, _unfinished, _assets, _uploads, _overdue
)  # fmt: skip
