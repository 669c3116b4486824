"""Kie.ai's models as data for the tests: one module a family, written by hand from Kie's contract.

Each module has ``BODIES``, ``PRICES`` and ``REFUSED``; ``test_kie_models.py`` runs them all and demands completeness.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field
from typing import Any

#: an address where an input file lies at Kie: ``at("a")``
UPLOADED = "https://tempfile.redpandaai.co/kieai/1/mediahub/inputs/"


def at(name: str, ending: str = "png") -> str:
    return f"{UPLOADED}{name}.{ending}"


@dataclass(frozen=True)
class Made:
    """An earlier task of the account, as a ``MadeBy`` field gives it."""

    remote_id: str
    position: int = 0


@dataclass(frozen=True)
class Body:
    """What is asked (JSON as a caller writes it), the files by path, and the whole body that Kie must receive."""

    model: str
    asked: dict[str, Any]
    sent: dict[str, Any]
    files: dict[str, list[str | Made]] = field(default_factory=dict)


@dataclass(frozen=True)
class Price:
    """A row of the contract's price list: settings and files (seconds, width, height by path), and what they cost.

    ``credits`` None where the list does not know; ``usd`` as the contract prints it.
    """

    model: str
    asked: dict[str, Any]
    credits: str | None
    usd: str | None
    files: dict[str, list[dict[str, float]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """Settings that Kie would refuse or misread, the field that is blamed, and a part of the sentence."""

    model: str
    asked: dict[str, Any]
    field: str
    words: str


def collected(name: str) -> list[Any]:
    """``BODIES``, ``PRICES`` or ``REFUSED`` of every family."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return [case for module in modules for case in getattr(module, name, ())]
