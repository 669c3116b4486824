"""From the provider's address into the gallery: repeatable, and apart from generating.

Each file is fetched, examined and put in place, and only then do its asset, its output and the job's state change, in
one transaction. What breaks is fetched again, with a fresh link where the provider gives one, until the results expire.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gallery import library, tray
from gallery.media import BadFile
from generation import inputs, jobs, pace, registry, tally
from generation.models import Charge, Charged, Job, JobOutput, OutputState, State
from generation.providers.base import Output, Provider
from generation.providers.downloads import Gone, download
from generation.providers.errors import ProviderError, Rejected, Unavailable
from settings_app import preferences

#: most bytes of one result, by kind of job
_CAPS = {"image": 100_000_000, "video": 2_000_000_000}
#: seconds one fetch may take, and the slowest rate worth waiting for, bytes a second
_DEADLINE, _MIN_RATE = 1800.0, 2_000.0
#: whole files that were none, after which an output counts as damaged
_MOST_BAD_FILES = 5
#: pauses between fetches, seconds: the first within 5 s, then growing
_FIRST_PAUSE, _LONGEST_PAUSE = 3.0, 600.0


class _Lost(Exception):
    """Another worker took the job over meanwhile: leave everything to it."""


def store(job: Job) -> None:
    """Fetch what is still at the provider; end the job, or put it back for another try."""
    provider = registry.provider(job.provider, sandbox=job.sandbox)
    problem: ProviderError | None = None
    try:
        for output in job.outputs.filter(state=OutputState.REMOTE):
            problem = _store_one(job, output, provider) or problem
    except _Lost:
        return
    if problem is None:
        _finish(job)
        return
    pause = pace.after_setback(job.setbacks + 1, first=_FIRST_PAUSE, most=_LONGEST_PAUSE)
    jobs.release(job, pause, problem=problem)


def _store_one(job: Job, output: JobOutput, provider: Provider) -> ProviderError | None:
    """Fetch one file; the problem when it has to be tried again, None when it is stored or given up."""
    begun = time.monotonic()
    try:
        with _temporary(output) as path, tally.calling(job.answered_by, "download"):
            _fetch(job, output, provider, path)
            _keep(job, output, _prepared(job, output, path))
        tally.took("storing", time.monotonic() - begun, job.kind)
    except BadFile as error:
        return _bad_file(job, output, provider, str(error))
    except Rejected as error:
        _give_up(job, output, error.message)
    except Unavailable as error:
        return _again(job, output, provider, error)
    except OSError as error:
        return _disk_problem(error)
    return None


@contextmanager
def _temporary(output: JobOutput) -> Iterator[Path]:
    """A path in the temporary folder that is gone afterwards; what a killed worker left of this file goes first."""
    settings.TMP_DIR.mkdir(parents=True, exist_ok=True)
    for left in settings.TMP_DIR.glob(f"{output.media_id}-*.part"):
        left.unlink(missing_ok=True)
    path = settings.TMP_DIR / f"{output.media_id}-{timezone.now():%H%M%S%f}.part"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _fetch(job: Job, output: JobOutput, provider: Provider, path: Path) -> None:
    """Download the file; a dead link is renewed once, at once."""
    fetch = partial(
        download,
        cap_bytes=_CAPS[job.kind],
        origins=provider.result_origins(),
        deadline=_DEADLINE,
        min_rate=_MIN_RATE,
    )
    try:
        fetch(output.url, path)
    except Gone:
        fresh = _renewed(job, output, provider)
        if not fresh:
            raise
        fetch(fresh, path)


def _prepared(job: Job, output: JobOutput, path: Path) -> library.Prepared:
    """Examine the file and put it in place; the last of several bad ones is kept for inspection."""
    made_at = job.submitted_at or job.created_at
    try:
        return library.prepare(
            path,
            media_id=output.media_id,
            media_type=output.kind or job.kind,
            made_at=made_at,
            recipe=recipe(job, output),
        )
    except BadFile as error:
        if output.bad_files + 1 >= _MOST_BAD_FILES:
            library.quarantine(path, str(error))
        raise


def _renewed(job: Job, output: JobOutput, provider: Any) -> str:
    """A fresh address for a dead one, "" where the provider gives none."""
    if not hasattr(provider, "refresh"):
        return ""
    try:
        fresh = provider.refresh(Output(output.url), job.remote_id, registry.spec(job.model))
    except ProviderError as error:
        jobs.note(job, f"A fresh link was asked for. {error.message}", error.detail)
        return ""
    return str(fresh.url)


def recipe(job: Job, output: JobOutput) -> dict[str, Any]:
    """All that is needed to make this file again; input pictures by their hash, or by address where they have none."""
    files = inputs.files(job.owner_id, job.inputs, model=job.model, sandbox=job.sandbox, missing_ok=True)
    return {
        "version": 1,
        "software": "MediaHub",
        "provider": job.provider,
        "model": job.model,
        "model_name": job.model_name,
        "prompt": job.prompt,
        "params": job.params,
        "seed": job.seed,
        "inputs": {name: [file.sha256 or file.url for file in found] for name, found in files.items()},
        "task_id": str(job.pk),
        "position": output.position,
        "made_at": (job.submitted_at or job.created_at).isoformat(),
        "sandbox": job.sandbox,
    }


def _keep(job: Job, output: JobOutput, prepared: library.Prepared) -> None:
    with transaction.atomic():
        if not jobs.touch(job):
            raise _Lost
        asset = library.add(prepared, _origin(job, output))
        JobOutput.objects.filter(pk=output.pk).update(state=OutputState.STORED, asset=asset, error_message="")


def _origin(job: Job, output: JobOutput) -> library.Origin:
    return library.Origin(
        owner_id=job.owner_id,
        task_id=job.pk,
        position=output.position,
        provider=job.provider,
        model=job.model,
        model_name=job.model_name,
        prompt=job.prompt,
        params={**job.params, **job.inputs},
        seed=job.seed,
        aspect_ratio=str(job.params.get("aspect_ratio", "")),
        sandbox=job.sandbox,
        cost_usd=_share(job),
        keep_until=timezone.now() + tray.LIFE if preferences.asks_to_save(job.owner_id) else None,
    )


def _share(job: Job) -> Any:
    """What one file of the job cost, US dollars; None when nobody knows."""
    charge = Charge.objects.filter(job=job, order_number=job.orders).first()
    files = job.outputs.exclude(state=OutputState.MISSING).count()
    return charge.usd / max(files, 1) if charge else None


# -- what breaks -----------------------------------------------------------------------------------------------------


def _again(job: Job, output: JobOutput, provider: Provider, error: Unavailable) -> ProviderError | None:
    JobOutput.objects.filter(pk=output.pk).update(tries=output.tries + 1, error_message=error.message)
    expires_at = job.results_expire_at
    if expires_at and timezone.now() > expires_at:
        words = f"It could not be downloaded before {provider.name}'s link expired."
        _give_up(job, output, f"{words} It was paid for: ask {provider.name} for it.")
        return None
    until = f" until the link expires at {timezone.localtime(expires_at):%d %b %H:%M}" if expires_at else ""
    what = "picture" if job.kind == "image" else "video"
    words = f"The {what} was made but could not be downloaded. {error.message} MediaHub keeps trying{until}."
    return Unavailable(words, detail=error.detail, code="download")


def _bad_file(job: Job, output: JobOutput, provider: Provider, why: str) -> ProviderError | None:
    bad_files = output.bad_files + 1
    tally.add("errors", job.answered_by, "download", "bad_file")
    words = f"The file from {provider.name} could not be read: {why}"
    if bad_files >= _MOST_BAD_FILES:
        _give_up(job, output, f"{words} It was kept for inspection.", bad_files=bad_files)
        return None
    fresh = _renewed(job, output, provider)
    address = {"url": fresh} if fresh else {}
    JobOutput.objects.filter(pk=output.pk).update(bad_files=bad_files, error_message=words, **address)
    return Unavailable(f"{words} It is being downloaded again.", code="bad_file")


def _give_up(job: Job, output: JobOutput, words: str, **changes: Any) -> None:
    with transaction.atomic():
        if not jobs.touch(job):
            raise _Lost
        JobOutput.objects.filter(pk=output.pk).update(state=OutputState.MISSING, error_message=words, **changes)


def put_aside(job: Job, words: str) -> None:
    """End a job whose files could not be fetched although they are at the provider; they may be asked for again."""
    problem = ProviderError(words, code="worker_died", action="download_again")
    with transaction.atomic():
        if jobs.move(job, State.FAILED, words, problem=problem, charged=Charged.YES):
            waiting = job.outputs.filter(state=OutputState.REMOTE)
            waiting.update(state=OutputState.MISSING, error_message=words)


def _disk_problem(error: OSError) -> ProviderError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    words = "Media storage is full." if full else f"Media storage could not be written ({error.strerror or error})."
    return Unavailable(f"{words} The result is still at the provider; MediaHub tries again.", code="storage")


# -- the end ---------------------------------------------------------------------------------------------------------


def _finish(job: Job) -> None:
    outputs = list(job.outputs.select_related("asset"))
    stored = [output for output in outputs if output.state == OutputState.STORED]
    missing = [output for output in outputs if output.state == OutputState.MISSING]
    reasons = " ".join(dict.fromkeys(output.error_message for output in missing if output.error_message))
    if not stored:
        problem = ProviderError(
            f"Nothing could be saved. {reasons}".strip(), code="nothing_saved", action="download_again"
        )
        jobs.move(job, State.FAILED, problem.message, problem=problem, charged=Charged.YES)
        return
    words = _stored_words(stored)
    if job.made_at:
        tally.took("arrival", (timezone.now() - job.made_at).total_seconds(), job.kind)
    if not missing:
        jobs.move(job, State.SUCCEEDED, words)
        return
    problem = ProviderError(f"{len(stored)} of {len(outputs)} were saved. {reasons}".strip(), code="partial")
    jobs.move(job, State.SUCCEEDED, words, problem=problem)


def _stored_words(stored: list[JobOutput]) -> str:
    noun = "file is" if len(stored) == 1 else "files are"
    if all(output.asset and output.asset.keep_until for output in stored):
        return f"{len(stored)} {noun} in the tray and {'goes' if len(stored) == 1 else 'go'} in 24 hours unless saved."
    return f"{len(stored)} {noun} in the gallery."
