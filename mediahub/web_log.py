"""Gunicorn's own log lines in the form of all others: scrubbed, as lines or as JSON."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

from mediahub import env, logs


class Logger(GunicornLogger):  # type: ignore[misc]
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.formatter(env.load().log_format))
