"""``manage.py backup FILE``: everything that this hub owns in one archive, while it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediahub.backup import BackupProblem, making


class Command(BaseCommand):
    help = "Write database, media and uploads into one archive; MediaHub may run meanwhile. FILE.tar, or .tar.gz."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--without-thumbnails", action="store_true", help="they can be made again (fsck --mend)")
        parser.add_argument(
            "--without-secret-key", action="store_true", help="stored provider keys then open only with a key you keep"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = {name: not options[f"without_{name}"] for name in ("thumbnails", "secret_key")}
        try:
            made = making.make(options["file"].absolute(), progress=_progress, **wanted)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        size = options["file"].stat().st_size
        _line("")
        self.stdout.write(f"{options['file']}: {made.rows:,} rows, {made.files:,} files, {size / 1e6:,.1f} MB.")
        if made.has_secret_key:
            self.stdout.write("It holds the secret key that opens your stored provider keys: keep it like a password.")
        for words, names in (("had no file", made.missing), ("were damaged already", made.damaged)):
            if names:
                self.stdout.write(f"{len(names)} rows {words}, and came along as they are: {', '.join(names[:3])} …")


def _progress(done: int, every: int, size: int) -> None:
    if done % 50 == 0 or done == every:
        _line(f"{done:,} of {every:,} files, {size / 1e6:,.0f} MB")


def _line(words: str) -> None:
    """A line that the next one overwrites; only people see it."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)
