"""Fixtures of the API and the admin: the owner of local mode, posts like a script's, and jobs in any state."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from gallery import library
from gallery.models import Asset
from generation import jobs, registry
from generation.models import Job, OutputState
from mediahub.access import owner as local_owner


@pytest.fixture
def owner(db: Any) -> Any:
    """Who is signed in on every request."""
    return local_owner()


@pytest.fixture
def post(client: Any) -> Callable[..., Any]:
    """Post JSON to an address below /api, with headers by name (``idempotency_key="k"``)."""

    def send(path: str, body: Any = None, **headers: str) -> Any:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post(f"/api/{path}", json.dumps(body or {}), content_type="application/json", headers=given)

    return send


@pytest.fixture
def a_job(owner: Any) -> Callable[..., Job]:
    """An order of a real model, put into a state by hand."""

    def make(state: str = "queued", *, model: str = "gpt4o-image", by: Any = None, **values: Any) -> Job:
        asked = {name: values.pop(name) for name in ("n_variants", "duration") if name in values}
        spec = registry.spec(model)
        form = spec.params.from_json({"prompt": "a boat", **asked})
        assert form.is_valid(), form.errors
        job = jobs.create(by or owner, spec, form)
        if state in ("succeeded", "failed", "cancelled"):
            values.setdefault("finished_at", timezone.now())
        Job.objects.filter(pk=job.pk).update(state=state, **values)
        return Job.objects.get(pk=job.pk)

    return make


@pytest.fixture
def stored(tmp_path: Path) -> Callable[..., Asset]:
    """Put a real picture into the gallery as a job's file."""

    def put(job: Job, position: int = 0) -> Asset:
        received = tmp_path / "received.png"
        Image.new("RGB", (64, 48), "teal").save(received, "PNG")
        output = job.outputs.get(position=position)
        made_at = datetime(2026, 1, 1, tzinfo=UTC)
        prepared = library.prepare(received, media_id=output.media_id, media_type="image", made_at=made_at, recipe={})
        described = {"provider": job.provider, "model": job.model, "model_name": job.model_name, "prompt": job.prompt}
        place = {"owner_id": job.owner_id, "task_id": job.pk, "position": position}
        origin = library.Origin(**described, **place, params=job.params, aspect_ratio="1:1")
        asset = library.add(prepared, origin)
        job.outputs.filter(position=position).update(state=OutputState.STORED, asset=asset)
        return asset

    return put
