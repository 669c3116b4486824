"""Rows that the settings page writes: the owner's preferences, and sealed keys."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Preferences(models.Model):
    """What one owner usually wants. Empty text and None mean: as the model itself proposes, or no limit.

    ``duration``: seconds. Amounts are US dollars. ``last_choices``: what the Generate page was last told, by kind:
    ``{"image": {"model": …, "params": {…}}, "video": …}``.
    """

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")

    default_image_model = models.CharField(max_length=120, blank=True, default="")
    default_video_model = models.CharField(max_length=120, blank=True, default="")
    image_aspect_ratio = models.CharField(max_length=12, blank=True, default="")
    video_aspect_ratio = models.CharField(max_length=12, blank=True, default="")
    n_variants = models.PositiveSmallIntegerField(default=1)
    duration = models.PositiveSmallIntegerField(null=True, blank=True)
    keep_prompt = models.BooleanField(default=False)

    budget_day_usd = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    budget_month_usd = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    ask_above_usd = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)

    last_choices = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self) -> str:
        return f"Preferences of {self.owner}"


class Secret(models.Model):
    """A key that the settings page was given, sealed. Only ``secrets.py`` opens it; nothing ever shows it.

    ``fingerprint`` tells whether two keys are the same one; it cannot be turned back into the key.
    """

    name = models.CharField(max_length=60, primary_key=True)
    sealed = models.TextField()
    last4 = models.CharField(max_length=4, blank=True, default="")
    fingerprint = models.CharField(max_length=32)
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} (ends in {self.last4})" if self.last4 else self.name

    def __repr__(self) -> str:
        return f"<Secret {self}>"
