"""Asking for media, and getting it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate

from generation.providers import outside


class GenerationConfig(AppConfig):
    name = "generation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django_q.signals import post_spawn

        from generation import checks  # noqa: F401 - registers the system checks
        from generation.jobs import files  # noqa: F401 - listens to what the gallery tells

        post_spawn.connect(_keep_counts)
        outside.close_when(lambda: settings.LOCAL_ONLY)
        post_migrate.connect(_plan_safety_nets, sender=self)


def _keep_counts(**kwargs: Any) -> None:
    """A worker of the queue has begun."""
    from generation import tally

    tally.keep()


def _plan_safety_nets(**kwargs: Any) -> None:
    """What the queue does by the clock: nothing depends on it but the time that a mishap costs."""
    from django_q.models import Schedule

    plans = {
        "generation.tasks.stand_in": {"schedule_type": Schedule.MINUTES, "minutes": 1},
        "generation.tasks.tidy": {"schedule_type": Schedule.DAILY},
        "generation.tasks.clear_tray": {"schedule_type": Schedule.MINUTES, "minutes": 5},
    }
    for func, plan in plans.items():
        Schedule.objects.get_or_create(name=func, defaults={"func": func, "repeats": -1, **plan})
