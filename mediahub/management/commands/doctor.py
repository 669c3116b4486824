"""``manage.py doctor``: what is there, what is missing, and the command that mends it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from mediahub import diagnosis

_WORDS = {True: "ok", False: "missing", None: "note"}


class Command(BaseCommand):
    help = "Say what is there, what is missing, and the command that mends it. Exit status 1 if something is missing."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = diagnosis.findings()
        for finding in found:
            self.stdout.write(f"{finding.subject:<16}{_WORDS[finding.ok]:<9}{finding.says}")
            if finding.ok is not True and finding.mend:
                self.stdout.write(f"{'':<25}→ {finding.mend}")
        if any(finding.ok is False for finding in found):
            sys.exit(1)
