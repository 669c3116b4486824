"""People, their links, tokens and browsers in the admin: to be looked at, and closed. The rest is done in the settings.

Nothing here can be made or edited by hand: a digest of one's own would be a way in that nobody was given.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from settings_app import sign_in, tokens
from settings_app.models import ApiToken, OneTimeLink, Person, SignIn, SignInTry


class _Shown(admin.ModelAdmin):
    """Rows to be read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(_Shown):
    """Who has an account. Roles, links and leaving are on the settings page."""

    list_display = ("name", "role", "sees", "is_active", "made_at", "in_settings")
    list_filter = ("role",)
    list_select_related = ("user", "sees")

    @admin.display(boolean=True, description="Switched on")
    def is_active(self, person: Person) -> bool:
        return person.user.is_active

    @admin.display(description="Change")
    def in_settings(self, person: Person) -> str:
        return format_html('<a href="{}">In the settings</a>', reverse("person", args=[person.pk]))


@admin.register(OneTimeLink)
class OneTimeLinkAdmin(_Shown):
    """Which links were given out. What they are is known to nobody but whoever was given one."""

    list_display = ("user", "kind", "made_at", "expires_at", "used_at")
    fields = list_display
    list_select_related = ("user",)


@admin.register(ApiToken)
class ApiTokenAdmin(_Shown):
    """Programs' ways in. One can be revoked here, for whomever it stands."""

    list_display = ("name", "user", "tail", "scopes", "made_at", "expires_at", "last_used_at", "revoked_at")
    fields = list_display
    list_select_related = ("user",)
    actions = ("revoke",)

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiToken]) -> None:
        count = sum(tokens.revoke(token.user, token.pk) for token in chosen.select_related("user"))
        messages.success(request, f"Revoked: {count}.")


@admin.register(SignIn)
class SignInAdmin(_Shown):
    """Browsers in which somebody is signed in."""

    list_display = ("user", "address", "agent", "made_at", "last_seen_at")
    fields = list_display
    list_select_related = ("user",)
    actions = ("sign_out",)

    @admin.action(description="Sign out")
    def sign_out(self, request: HttpRequest, chosen: QuerySet[SignIn]) -> None:
        count = sum(sign_in.end(row.user, row.pk) for row in list(chosen.select_related("user")))
        messages.success(request, f"Signed out: {count}.")


@admin.register(SignInTry)
class SignInTryAdmin(_Shown):
    """Tries that failed lately. Deleting them lets people from that address try again at once."""

    list_display = ("address", "at")
    fields = list_display

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
