"""Preferences and sealed keys in the admin. A secret is never shown, and can only be removed here.

Of what other apps bring, one owner has a use for the queue's failed tasks alone. The rest is taken out: accounts are
made by signing in, and whoever edits a schedule or a message of the queue breaks what mends itself.
"""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import admin as _  # noqa: F401 - registers what is taken out below
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django_q import admin as queue_admin

from settings_app import people_admin  # noqa: F401 - registers people, tokens and sessions
from settings_app.models import Preferences, Secret

admin.site.unregister((Group, User))
for _model in (queue_admin.OrmQ, queue_admin.Schedule, queue_admin.Success, queue_admin.Failure):
    if admin.site.is_registered(_model):  # with Redis the queue's messages have no page
        admin.site.unregister(_model)


@admin.register(queue_admin.Failure)
class FailureAdmin(queue_admin.FailAdmin):
    """What broke in the queue, to be read. Jobs go on without it: a message is only a nudge."""

    actions = None

    def has_change_permission(self, request: HttpRequest, obj: queue_admin.Failure | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: queue_admin.Failure | None = None) -> bool:
        return False


@admin.register(Preferences)
class PreferencesAdmin(admin.ModelAdmin):
    """One row an owner."""

    list_display = (
        "owner",
        "default_image_model",
        "default_video_model",
        "keep_results",
        "budget_day_usd",
        "budget_month_usd",
    )
    list_filter = ("keep_results",)
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
