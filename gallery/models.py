"""Rows of the gallery: the files we own, and the pictures that people hand in.

An asset carries its own recipe (model, params, seed, inputs by hash), so it outlives the job that made it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

# as the queries say it: SQLite does not see that NOT (… IS NULL) is the same as IS NOT NULL
_DELETED = models.Q(deleted_at__isnull=False)
#: kept for good: what the gallery shows. A list's query must say both, or its index is not used
_KEPT = models.Q(deleted_at__isnull=True, keep_until__isnull=True)
_UNSAVED = models.Q(deleted_at__isnull=True, keep_until__isnull=False)


class MediaType(models.TextChoices):
    """What a file is to a person."""

    IMAGE = "image", "Image"
    VIDEO = "video", "Video"


class Source(models.TextChoices):
    """How a file came here."""

    GENERATED = "generated", "Made here"
    UPLOADED = "uploaded", "Uploaded"


class Asset(models.Model):
    """One file in the gallery. Its id is given by who orders it and exists before the file does.

    ``duration`` in seconds, ``fps`` in frames a second, ``bytes`` and ``sha256`` of the file as kept (recipe embedded),
    ``sha256_received`` as it came. ``thumbnail``: file name in the thumbnails' folder, "" where none could be made.
    ``placeholder``: a tiny WebP as data URI, under 1 KiB. ``task_id``: the job's id, which may be long gone.

    ``keep_until``: None is kept for good; a time means that it waits in the tray and goes then, unless somebody saves
    it. ``gone_at``: its file is being removed, and nobody can have it back.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assets")
    media_type = models.CharField(max_length=5, choices=MediaType.choices)
    source = models.CharField(max_length=9, choices=Source.choices, default=Source.GENERATED)
    sandbox = models.BooleanField(default=False, help_text="Made by the sandbox: a placeholder.")

    provider = models.CharField(max_length=40, blank=True, default="")
    model = models.CharField(max_length=120, blank=True, default="", help_text="Key of the model.")
    model_name = models.CharField(max_length=160, blank=True, default="")
    prompt = models.TextField(blank=True, default="", help_text="As typed.")
    params = models.JSONField(default=dict, blank=True)
    seed = models.BigIntegerField(null=True, blank=True)
    aspect_ratio = models.CharField(max_length=20, blank=True, default="", help_text="As asked for.")
    recipe = models.JSONField(default=dict, blank=True, help_text="All that is needed to make it again.")
    task_id = models.UUIDField(null=True, blank=True, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=12, decimal_places=5, null=True, blank=True)

    filename = models.CharField(max_length=120, unique=True)
    mime = models.CharField(max_length=40)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    sha256_received = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    duration = models.FloatField(null=True, blank=True)
    fps = models.FloatField(null=True, blank=True)
    has_audio = models.BooleanField(default=False)
    thumbnail = models.CharField(max_length=120, blank=True, default="")
    placeholder = models.CharField(max_length=1100, blank=True, default="")

    favourite = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField(default=0)
    tags = models.JSONField(default=list, blank=True)
    notes = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="Since when it is in the trash.")
    keep_until = models.DateTimeField(
        null=True, blank=True, help_text="Nobody saved it yet: when it goes. Empty: it is kept."
    )
    gone_at = models.DateTimeField(null=True, blank=True, help_text="Since when its file is being removed.")

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(rating__lte=5), name="asset_rating")]
        indexes = [
            models.Index(fields=["owner", "-created_at", "-id"], name="asset_newest", condition=_KEPT),
            models.Index(fields=["owner", "media_type", "-created_at", "-id"], name="asset_by_type", condition=_KEPT),
            models.Index(fields=["owner", "model", "-created_at", "-id"], name="asset_by_model", condition=_KEPT),
            models.Index(fields=["owner", "-deleted_at", "-id"], name="asset_trash", condition=_DELETED),
            models.Index(fields=["deleted_at"], name="asset_purge", condition=_DELETED),
            models.Index(fields=["owner", "-created_at", "-id"], name="asset_tray", condition=_UNSAVED),
            models.Index(fields=["keep_until"], name="asset_unsaved", condition=models.Q(keep_until__isnull=False)),
            models.Index(fields=["gone_at"], name="asset_going", condition=models.Q(gone_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.prompt[:60] or self.filename

    @property
    def file_address(self) -> str:
        return f"/api/media/{self.pk}/file"

    @property
    def thumbnail_address(self) -> str:
        """Where its small picture is, "" where it has none."""
        if not self.thumbnail:
            return ""
        return f"/api/{'trash' if self.deleted_at else 'media'}/{self.pk}/thumbnail"

    @property
    def goes_in(self) -> str:
        """How long an unsaved file stays, in words: "21 h", "40 min"; "" for one that is kept."""
        if self.keep_until is None:
            return ""
        minutes = max(1, round((self.keep_until - timezone.now()).total_seconds() / 60))
        return f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"


class Upload(models.Model):
    """A file that a person handed in as an input. ``width`` and ``height`` as displayed, None for sound.

    ``media_type``: "image", "video" or "audio". ``duration``: seconds, of video and sound.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=5, default="image")
    mime = models.CharField(max_length=40)
    extension = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    duration = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["owner", "sha256"], name="upload_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def file_address(self) -> str:
        return f"/api/uploads/{self.pk}/file"
