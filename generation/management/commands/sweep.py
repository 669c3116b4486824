"""``manage.py sweep``: the process that watches over every open order. ``up`` starts it; any number may run."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from generation import tally
from generation.sweep import Sweep


class Command(BaseCommand):
    help = "Watch over open orders until stopped: send what waits, ask about what runs, wake workers for what is done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=32, help="calls to providers under way at once (default 32)")

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        tally.keep()
        Sweep(options["threads"]).run(stopping.is_set)
