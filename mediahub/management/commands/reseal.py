"""``manage.py reseal``: the second step of changing the secret key."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from settings_app import secrets


class Command(BaseCommand):
    help = "Seal the stored provider keys anew with the first key of MEDIAHUB_SECRET_KEY; the others may then go."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        sealed, closed = secrets.reseal()
        self.stdout.write(f"Sealed with the first key: {sealed}.")
        if closed:
            names = ", ".join(closed)
            self.stdout.write(f"No key opens: {names}. They stay as they are. Add the old key, or enter them again.")
            sys.exit(1)
