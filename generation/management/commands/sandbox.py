"""``manage.py sandbox``: Kie's wire format on this machine, with placeholder pictures, for use without a key."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gallery.video import ffmpeg_path
from generation.providers.kie.sandbox import NotLoopback, Options, Sandbox


class Command(BaseCommand):
    help = "Serve Kie.ai's wire format on this machine; pictures and videos are placeholders."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default: 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8787, help="0 takes a free one (default: 8787)")
        parser.add_argument("--data", type=Path, help="folder for tasks and files (default: sandbox in the data one)")
        parser.add_argument("--speed", type=float, default=1.0, help="2 halves all waiting (default: 1)")
        parser.add_argument("--key", default="sandbox", help="the API key that it accepts (default: sandbox)")
        parser.add_argument("--webhook-key", default="", help="signs callbacks with it (default: unsigned)")
        parser.add_argument("--credits", type=float, help="play money that can run out (default: it never does)")
        parser.add_argument("--no-limits", action="store_true", help="switch the rate limits off")
        parser.add_argument("--strict", action="store_true", help="refuse unknown Market models and fields")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["speed"] <= 0:
            raise CommandError("--speed must be more than 0.")
        _log_to_stderr()
        try:
            sandbox = Sandbox(_options(options), host=options["host"], port=options["port"])
        except NotLoopback as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as failure:
            raise CommandError(f"The sandbox cannot start on port {options['port']}: {failure.strerror}.") from failure
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stopper(sandbox))
        self.stderr.write(f"The sandbox is ready at {sandbox.url}")
        sandbox.serve_forever()


def _options(given: dict[str, Any]) -> Options:
    return Options(
        data=given["data"] or settings.DATA_DIR / "sandbox",
        key=given["key"],
        webhook_key=given["webhook_key"],
        speed=given["speed"],
        ffmpeg=ffmpeg_path() or "",
        credits=given["credits"],
        limits=not given["no_limits"],
        strict=given["strict"],
    )


def _log_to_stderr() -> None:
    log = logging.getLogger("sandbox")
    log.addHandler(logging.StreamHandler(sys.stderr))
    log.setLevel(logging.INFO)
    log.propagate = False


def _stopper(sandbox: Sandbox) -> Any:
    """A signal's receiver. ``stop`` waits for the serving thread, which is the one that signals interrupt."""

    def stop(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=sandbox.stop).start()

    return stop
