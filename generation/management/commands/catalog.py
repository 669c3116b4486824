"""``manage.py catalog``: the table of all models, for people and for ``docs/models.md``."""

from __future__ import annotations

import difflib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from generation import model_table, registry

PAGE = settings.BASE_DIR / "docs" / "models.md"


class Command(BaseCommand):
    help = "Print the table of all models; with --write put it into docs/models.md, with --check compare it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--write", action="store_true", help="write docs/models.md")
        way.add_argument(
            "--check", action="store_true", help="fail with the differences if docs/models.md is not current"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        current = model_table.text(registry.every_spec())
        if options["write"]:
            PAGE.write_text(current, encoding="utf-8")
            self.stdout.write(f"Wrote {PAGE.relative_to(settings.BASE_DIR)}.")
        elif options["check"]:
            self._check(current)
        else:
            self.stdout.write(current, ending="")

    def _check(self, current: str) -> None:
        written = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        if written == current:
            self.stdout.write("docs/models.md is what the catalogue says.")
            return
        lines = difflib.unified_diff(
            written.splitlines(), current.splitlines(), "docs/models.md", "the catalogue", lineterm="", n=0
        )
        for line in lines:
            self.stdout.write(line)
        raise CommandError("docs/models.md is not what the catalogue says. Run: python manage.py catalog --write")
