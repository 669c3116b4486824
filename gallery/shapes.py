"""What the gallery's API answers and takes, for the answers themselves and for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from gallery.models import Asset, Upload

_LONGEST_NOTES = 10_000
_MOST_IDS = 1000


class MediaItem(serializers.ModelSerializer):
    """One file of the gallery. `prompt` is as typed, `duration` in seconds, `file` and `thumbnail` are addresses.

    `keep_until` is null for a file that is kept; a time means that it goes then unless it is saved.
    """

    file = serializers.CharField(source="file_address", read_only=True)
    thumbnail = serializers.SerializerMethodField()

    class Meta:
        model = Asset
        fields = [
            "id", "media_type", "prompt", "model", "provider", "aspect_ratio", "width", "height", "duration", "task_id",
            "filename", "created_at", "favourite", "rating", "tags", "file", "thumbnail", "sandbox",
            "keep_until",
        ]  # fmt: skip
        read_only_fields = fields

    def get_thumbnail(self, asset: Asset) -> str | None:
        return asset.thumbnail_address or None


class TrashedItem(MediaItem):
    """One file in the trash. It goes 30 days after `deleted_at`, or at `keep_until` where it was never saved."""

    class Meta(MediaItem.Meta):
        fields = [*(name for name in MediaItem.Meta.fields if name != "file"), "deleted_at"]
        read_only_fields = fields


class MediaDetail(MediaItem):
    """One file with all that is known of it. `sha256` is of the file as kept, `sha256_received` as it came."""

    status = serializers.SerializerMethodField()
    cost_usd = serializers.FloatField(read_only=True, allow_null=True)

    class Meta(MediaItem.Meta):
        fields = [
            *MediaItem.Meta.fields, "status", "model_name", "position", "params", "seed", "recipe", "cost_usd", "bytes",
            "mime", "sha256", "sha256_received", "fps", "has_audio", "placeholder", "notes", "source",
        ]  # fmt: skip
        read_only_fields = fields

    def get_status(self, asset: Asset) -> str:
        return "ready"


class MediaPending(serializers.Serializer):
    """A file that is not there yet, or never came. `status` says how its task stands."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["pending", "processing", "failed", "cancelled", "unclear"])
    task_id = serializers.UUIDField()
    position = serializers.IntegerField()
    media_type = serializers.ChoiceField(choices=["image", "video"])
    prompt = serializers.CharField()
    model = serializers.CharField()
    provider = serializers.CharField()
    sandbox = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    error = serializers.CharField(required=False)


class MediaPage(serializers.Serializer):
    """`next` and `previous` are addresses under /api, null at the ends."""

    results = MediaItem(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class TrashPage(MediaPage):
    """What is in the trash, what went last first."""

    results = TrashedItem(many=True)


class MediaChange(serializers.Serializer):
    """What a person says about a file. Leave out what stays as it is."""

    favourite = serializers.BooleanField(required=False)
    rating = serializers.IntegerField(required=False, min_value=0, max_value=5)
    tags = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=50)
    notes = serializers.CharField(required=False, allow_blank=True, max_length=_LONGEST_NOTES)

    def validate_tags(self, tags: list[str]) -> list[str]:
        return list(dict.fromkeys(tags))

    def to_internal_value(self, data: Any) -> Any:
        names = list(data) if isinstance(data, dict) else []
        unknown = [name for name in names if name not in self.fields]
        if unknown:
            words = f"This cannot be changed. What can: {', '.join(self.fields)}."
            raise serializers.ValidationError({str(name): [words] for name in unknown})
        return super().to_internal_value(data)


class SaveRequest(serializers.Serializer):
    """Which files to keep: `ids`, or `all` that wait in the tray."""

    ids = serializers.ListField(child=serializers.UUIDField(), required=False, min_length=1, max_length=_MOST_IDS)
    all = serializers.BooleanField(required=False)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if ("ids" in asked) == bool(asked.get("all")):
            raise serializers.ValidationError({"ids": ['Give the ids of the files to save, or {"all": true}.']})
        return asked


class Saved(serializers.Serializer):
    """How many files left the tray for the gallery, and the ids of those that are not here, or no longer."""

    saved = serializers.IntegerField()
    gone = serializers.ListField(child=serializers.UUIDField())


class Deleted(serializers.Serializer):
    """How many files went to the trash."""

    deleted = serializers.IntegerField()


class UploadItem(serializers.ModelSerializer):
    """A file that was handed in. Its `id` can stand in the input fields of a request. `duration` in seconds."""

    address = serializers.CharField(source="file_address", read_only=True)

    class Meta:
        model = Upload
        fields = [
            "id", "address", "name", "media_type", "mime", "width", "height", "duration", "bytes", "sha256",
            "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class UploadFile(serializers.Serializer):
    """A form with one file."""

    file = serializers.FileField()


class UploadText(serializers.Serializer):
    """A file as base64, or as a data URI."""

    data = serializers.CharField()  # type: ignore[assignment]  # the metaclass takes it out of the class again
    name = serializers.CharField(required=False)
