"""Kie.ai. Its adapter is read on first use: the sandbox lives in this package and does without the catalogue."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "KieProvider":
        from generation.providers.kie.adapter import KieProvider

        return KieProvider
    raise AttributeError(name)
