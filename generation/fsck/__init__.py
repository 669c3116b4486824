"""Finds what does not belong together (files, rows, orders, money) and mends what can be, losing nothing.

Safe while the hub works: what is young is left alone, each finding is looked at once more, and every mend is a
conditional UPDATE. No file that may have been paid for is ever deleted: it goes into the gallery where an order names
it, else into quarantine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

#: younger files and rows may belong to work that is under way
YOUNG = timedelta(hours=1)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. ``subject``: where; ``mend_says``: what mending does, or what a person can do.

    ``mend``: does it, and tells whether it is put right; None where only a person can.
    """

    check: str
    subject: str
    says: str
    mend_says: str
    mend: Callable[[], bool] | None = None


#: one look; ``deep`` reads every file and compares its hash
Look = Callable[[bool], Iterator[Finding]]


def findings(*, deep: bool = False) -> Iterator[Finding]:
    """Every look, one after the other."""
    from generation.fsck import files, money, orders

    for look in (*files.LOOKS, *orders.LOOKS, *money.LOOKS):
        yield from look(deep)
