"""Fixtures of the engine's tests: an owner, a scripted provider, and a way to let a worker take one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from generation import jobs, registry, steps
from generation.models import Job
from tests.generation.scripted import PICTURE, Scripted


@pytest.fixture
def owner(db: Any, django_user_model: Any) -> Any:
    return django_user_model.objects.create_user("someone", is_staff=True)


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[type[Scripted]]:
    """The scripted provider beside the real ones, with a key."""
    Scripted.reset()
    settings.SCRIPTED_API_KEY = "sk-scripted"
    monkeypatch.setattr(registry, "PROVIDERS", (*registry.PROVIDERS, Scripted))
    registry._catalogue.cache_clear()
    yield Scripted
    registry._catalogue.cache_clear()


@pytest.fixture
def order(owner: Any, scripted: type[Scripted]) -> Callable[..., Job]:
    """Ask the scripted model for pictures."""

    def ask(**given: Any) -> Job:
        keys = {name: given.pop(name) for name in ("idempotency_key", "request_hash") if name in given}
        form = PICTURE.params.from_json({"prompt": "a paper boat", **given})
        assert form.is_valid(), form.errors
        return jobs.create(owner, PICTURE, form, **keys)

    return ask


@pytest.fixture
def work() -> Callable[[Job], Job]:
    """Make the job due and let a worker take one step with it."""

    def step(job: Job) -> Job:
        Job.objects.filter(pk=job.pk).exclude(due_at=None).update(due_at="2000-01-01T00:00:00Z")
        claimed = jobs.claim(job.pk)
        if claimed:
            steps.take(claimed)
        return Job.objects.get(pk=job.pk)

    return step
