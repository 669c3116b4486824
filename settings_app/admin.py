"""Preferences and sealed keys in the admin. A secret is never shown, and can only be removed here."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from settings_app.models import Preferences, Secret


@admin.register(Preferences)
class PreferencesAdmin(admin.ModelAdmin):
    """One row an owner."""

    list_display = ("owner", "default_image_model", "default_video_model", "budget_day_usd", "budget_month_usd")
    readonly_fields = ("owner", "last_choices")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Secret)
class SecretAdmin(admin.ModelAdmin):
    """Which keys are stored. New ones are given on the settings page."""

    list_display = ("name", "last4", "added_at")
    fields = ("name", "last4", "added_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Secret | None = None) -> bool:
        return False
