"""The gallery in the admin: every asset with its picture and recipe, every upload."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gallery import library, tray
from gallery.models import Asset, Upload
from gallery.pages import IN_PLACE, Place

_SIDE = 72


def _picture(address: str, words: str) -> SafeString | str:
    if not address:
        return "–"
    return format_html('<img src="{}" alt="{}" height="{}" loading="lazy">', address, words[:60], _SIDE)


class _Kept(admin.ModelAdmin):
    """Files come through the library and go through the trash, so that row and file stay together."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class InTrash(admin.SimpleListFilter):
    title = "place"
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(Place.GALLERY, "In the gallery"), (Place.TRAY, "In the tray"), (Place.TRASH, "In the trash")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Asset]) -> QuerySet[Asset]:
        place = self.value()
        return queryset.filter(IN_PLACE[Place(place)]) if place in list(Place) else queryset


@admin.register(Asset)
class AssetAdmin(_Kept):
    list_display = [
        "picture",
        "words",
        "media_type",
        "model_name",
        "size",
        "rating",
        "favourite",
        "sandbox",
        "created_at",
        "keep_until",
    ]
    list_display_links = ["picture", "words"]
    list_filter = ["media_type", InTrash, "sandbox", "favourite", "rating", "source", "provider", "model"]
    search_fields = ["prompt", "model_name", "filename", "sha256", "task_id"]
    date_hierarchy = "created_at"
    list_per_page = 50
    show_full_result_count = False
    actions = ["save_for_good", "to_trash", "out_of_trash"]
    fields = [
        "picture", "file", "prompt", "favourite", "rating", "tags", "notes", "owner", "media_type", "source", "sandbox",
        "provider", "model", "model_name", "seed", "aspect_ratio", "cost_usd", "size", "duration", "fps", "has_audio",
        "mime", "filename", "bytes", "sha256", "sha256_received", "task_id", "position", "created_at", "keep_until",
        "deleted_at", "recipe_text", "params_text",
    ]  # fmt: skip
    _changeable = ("favourite", "rating", "tags", "notes")

    def get_readonly_fields(self, request: HttpRequest, obj: Asset | None = None) -> list[str]:
        return [str(name) for name in self.fields or () if name not in self._changeable]

    def save_model(self, request: HttpRequest, obj: Asset, form: Any, change: bool) -> None:
        """Only what was changed, and only where the file is still there."""
        if not tray.describe(obj, {name: form.cleaned_data[name] for name in form.changed_data}):
            self.message_user(request, "This file is not there any more. Nothing was changed.", messages.ERROR)

    @admin.display(description="")
    def picture(self, asset: Asset) -> SafeString | str:
        return _picture(asset.thumbnail_address, asset.prompt)

    @admin.display(description="file")
    def file(self, asset: Asset) -> SafeString | str:
        if asset.deleted_at:
            return f"{asset.filename} (in the trash)"
        return format_html('<a href="{}">{}</a>', asset.file_address, asset.filename)

    @admin.display(description="prompt", ordering="prompt")
    def words(self, asset: Asset) -> str:
        return asset.prompt[:80] or asset.filename

    @admin.display(description="size")
    def size(self, asset: Asset) -> str:
        return f"{asset.width} × {asset.height}" if asset.width and asset.height else "–"

    @admin.display(description="recipe")
    def recipe_text(self, asset: Asset) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(asset.recipe, indent=2, ensure_ascii=False))

    @admin.display(description="params")
    def params_text(self, asset: Asset) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(asset.params, indent=2, ensure_ascii=False))

    @admin.action(description="Save for good")
    def save_for_good(self, request: HttpRequest, queryset: QuerySet[Asset]) -> None:
        self.message_user(request, f"Saved {tray.save_of(queryset)}. They are in the gallery now.")

    @admin.action(description="Move to the trash")
    def to_trash(self, request: HttpRequest, queryset: QuerySet[Asset]) -> None:
        count = queryset.filter(deleted_at=None).update(deleted_at=timezone.now())
        self.message_user(request, f"Moved {count} to the trash. They are deleted after 30 days.")

    @admin.action(description="Take out of the trash")
    def out_of_trash(self, request: HttpRequest, queryset: QuerySet[Asset]) -> None:
        count = library.restore_of(queryset)
        self.message_user(request, f"Took {count} out of the trash.")


@admin.register(Upload)
class UploadAdmin(_Kept):
    list_display = ["picture", "name", "mime", "size", "bytes", "owner", "created_at"]
    list_display_links = ["picture", "name"]
    list_filter = ["mime"]
    search_fields = ["name", "sha256"]
    date_hierarchy = "created_at"
    readonly_fields = ("picture", "name", "owner", "mime", "size", "bytes", "sha256", "created_at")
    fields = readonly_fields

    @admin.display(description="")
    def picture(self, upload: Upload) -> SafeString | str:
        return _picture(upload.file_address, upload.name) if upload.media_type == "image" else upload.media_type

    @admin.display(description="size")
    def size(self, upload: Upload) -> str:
        size = f"{upload.width} × {upload.height}" if upload.width else ""
        length = f"{upload.duration:.1f} s" if upload.duration else ""
        return " · ".join(filter(None, (size, length)))
