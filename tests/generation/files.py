"""Finished files as rows, and the jobs that made them: what tests of going on with a file begin with."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from gallery.models import Asset
from generation import registry
from generation.models import Job, JobOutput, OutputState, State, media_id

_PICTURE = {"media_type": "image", "mime": "image/png", "bytes": 9_000, "width": 1280, "height": 720}
_FILM = {"media_type": "video", "mime": "video/mp4", "bytes": 90_000, "width": 1280, "height": 720, "duration": 8.0}


def picture(owner: Any, **facts: Any) -> Asset:
    """A picture of the gallery, with a file."""
    return _row(owner, {**_PICTURE, **facts}, "png")


def film(owner: Any, **facts: Any) -> Asset:
    """A film of the gallery, with a file."""
    return _row(owner, {**_FILM, **facts}, "mp4")


def made_by(owner: Any, model: str, *, days_ago: float = 0, sandbox: bool = False, **facts: Any) -> Asset:
    """A file that a model of the catalogue made, with its job."""
    spec = registry.spec(model)
    own = {"provider": registry.provider_key(spec), "model": spec.key, "model_name": spec.name, "sandbox": sandbox}
    at = timezone.now() - timedelta(days=days_ago)
    job = Job.objects.create(
        owner=owner, kind=spec.kind, state=State.SUCCEEDED, remote_id=uuid.uuid4().hex, created_at=at, **own
    )
    make = film if spec.kind == "video" else picture
    asset = make(owner, id=media_id(job.pk, 0), task_id=job.pk, **own, **facts)
    JobOutput.objects.create(job=job, position=0, media_id=asset.pk, state=OutputState.STORED, asset=asset)
    return asset


def _row(owner: Any, facts: dict[str, Any], ending: str) -> Asset:
    facts = {"id": uuid.uuid4(), "prompt": "a paper boat", **facts}
    name = f"{facts['id']}.{ending}"
    settings.MEDIA_DIR.mkdir(parents=True, exist_ok=True)
    (settings.MEDIA_DIR / name).write_bytes(b"x")
    return Asset.objects.create(owner=owner, filename=name, **facts)
