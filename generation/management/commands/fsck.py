"""``manage.py fsck``: what does not belong together, and with ``--mend`` put right."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from generation import fsck


class Command(BaseCommand):
    help = "Look for files without rows, rows without files, stuck orders and spend that does not add up."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="mend what can be mended without losing anything")
        parser.add_argument("--deep", action="store_true", help="read every file and compare its SHA-256")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = [self._treated(finding, **options) for finding in fsck.findings(deep=options["deep"])]
        except (OSError, DatabaseError) as problem:
            raise CommandError(f"It could not be looked through: {' '.join(str(problem).split())}") from problem
        left = sum(not each["mended"] for each in found)
        if options["json"]:
            self.stdout.write(json.dumps({"findings": found, "left": left}, indent=1))
        else:
            self.stdout.write(f"{len(found)} found, {left} left." if found else "All is well.")
        if left:
            sys.exit(1)

    def _treated(self, finding: fsck.Finding, **options: Any) -> dict[str, Any]:
        """Mend it if that was asked for, and tell it."""
        mended = bool(options["mend"] and finding.mend and self._mended(finding))
        if not options["json"]:
            what = "mended" if mended else "by hand" if finding.mend is None else "--mend"
            self.stdout.write(f"{finding.check}: {finding.subject}: {finding.says} → {what}: {finding.mend_says}")
        told = {"check": finding.check, "subject": finding.subject, "says": finding.says}
        return {**told, "mend": finding.mend_says, "by_hand": finding.mend is None, "mended": mended}

    def _mended(self, finding: fsck.Finding) -> bool:
        try:
            return bool(finding.mend and finding.mend())
        except OSError as problem:
            self.stderr.write(f"{finding.subject} could not be mended: {problem.strerror or problem}")
            return False
