"""``manage.py restore FILE``: a backup comes back, whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from mediahub import preparation
from mediahub.backup import BackupProblem, restoring


class Command(BaseCommand):
    help = "Verify a backup and put it in place. MediaHub must be stopped. SQLite and PostgreSQL take each other's."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="also where there are orders or files already")
        parser.add_argument("--check", action="store_true", help="only verify it, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"].absolute()
        try:
            if options["check"]:
                header = restoring.verify(path)
                self.stdout.write(f"{options['file']} is whole: {header['version']}, made at {header['made_at']}.")
                return
            preparation.make_folders()
            restored = restoring.restore(path, replace=options["replace"], progress=_progress)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        finally:
            connections.close_all()
        self._tell(restored)

    def _tell(self, restored: restoring.Restored) -> None:
        self.stdout.write(f"Restored: {restored.rows:,} rows, {restored.files:,} files, of {restored.made_at}.")
        if restored.held:
            self.stdout.write(
                f"{restored.held} orders were waiting to be sent. They wait for your word now (Allow or Cancel), "
                "because they may have been sent after the backup was made."
            )
        if restored.missing:
            self.stdout.write(f"{len(restored.missing)} files were missing already when the backup was made.")
        for name in restored.sealed:
            self.stdout.write(
                f"The stored key {name!r} cannot be opened here: set MEDIAHUB_SECRET_KEY to the secret key of the hub "
                "that the backup is of, or enter the key again at /settings."
            )
        if restored.before:
            self.stdout.write(f"The database from before is kept: {restored.before}. Remove it when all is well.")
        self.stdout.write("Browsers sign in anew. Start with: make run")


def _progress(name: str, count: int) -> None:
    if sys.stderr.isatty() and count % 50 == 0:
        print(f"\r\x1b[K{count:,} files unpacked", end="", file=sys.stderr, flush=True)
