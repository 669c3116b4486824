"""How the log is written: as lines for people or as one JSON object a line, each saying what it is about.

What a line is about (a request, a job that is worked on) is kept beside the code that runs, not handed through it: see
``about``. Both forms go through ``mediahub.scrub``, tracebacks too.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from mediahub.scrub import scrub

Words = Callable[[], Mapping[str, str]]

_about: ContextVar[tuple[Words, ...]] = ContextVar("about", default=())
#: The id of the request that is being answered, "" outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")


@contextmanager
def about(words: Words) -> Iterator[None]:
    """Every line written inside the block says what ``words()`` gives at that moment, by name."""
    token = _about.set((*_about.get(), words))
    try:
        yield
    finally:
        _about.reset(token)


def _facts(record: logging.LogRecord) -> dict[str, str]:
    """What a line is about; empty values are left out. ``extra={"about": …}`` speaks for one line alone."""
    facts = {"request": request_id.get()}
    for words in _about.get():
        facts |= words()
    facts |= getattr(record, "about", {})
    return {name: str(value) for name, value in facts.items() if value}


class Lines(logging.Formatter):
    """``time LEVEL logger [job=… request=…]: message``, a traceback below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(facts)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={_one_line(value)}" for name, value in _facts(record).items())
        record.facts = f" [{facts}]" if facts else ""
        record.message = _one_line(record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


class Json(logging.Formatter):
    """One object a line: ``time`` (UTC), ``level``, ``logger``, ``message``, what it is about, and ``exception``."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            "thread": record.threadName,
            **_facts(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        # scrubbed before it is written as JSON: a secret with a quotation mark in it would be spelt differently after
        told = {key: scrub(text) if isinstance(text, str) else text for key, text in line.items()}
        return json.dumps(told, ensure_ascii=False)


def _one_line(text: str) -> str:
    """Nothing that somebody sent may look like a line of its own."""
    return text.replace("\r", "\\r").replace("\n", "\\n")


def formatter(form: str) -> logging.Formatter:
    """``form``: ``lines`` or ``json``."""
    return Json() if form == "json" else Lines()


def settings_for(form: str) -> dict[str, Any]:
    """Django's ``LOGGING``. ``form``: ``lines`` or ``json``."""
    quiet = {"level": "ERROR"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"told": {"()": formatter, "form": form}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "told"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        # Django would write to its own handler as well, and would tell of every refused address.
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": quiet,
            "django.security": quiet,
            "django-q": {"level": "WARNING"},
        },
    }
