"""``manage.py owner_link``: a new one-time link for the owner, for the first start and for a lost password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mediahub import own_addresses
from settings_app import people


class Command(BaseCommand):
    help = "Print a link by which the owner sets a password. It works once, for 24 hours; an older one stops working."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.AUTH != "login":
            raise CommandError("In local mode there is no password. Set MEDIAHUB_AUTH=login to have people sign in.")
        for line in owner_link_lines(settings.PORT):
            self.stdout.write(line)


def owner_link_lines(port: int) -> list[str]:
    """A new link for the owner in all addresses under which it can be opened, with what it is for."""
    words = "choose the owner's new password" if people.owner_has_password() else "create the owner's account"
    path = people.link_address(people.owner_link())
    bar = "=" * 78
    return [
        bar,
        f"Open this once to {words} (it works for 24 hours):",
        "",
        *(f"    {address}{path}" for address in own_addresses.to_open(port)),
        "",
        bar,
    ]
