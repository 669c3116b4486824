"""Charges as CSV, one row each, sent while they are read.

Amounts are the exact decimals of the ledger. Text that a spreadsheet would run as a formula gets an apostrophe in
front; amounts are never text of somebody else's, so a minus stays one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from generation.models import Charge
from generation.spending import Question, actual_of, charges, difference_of

COLUMNS = (
    *("date", "job", "order", "model", "provider", "state", "estimate_usd", "estimate_is", "actual_usd"),
    *("difference_usd", "spent_usd", "credits", "note", "person", "sandbox"),
)

_CHUNK = 1000
#: signs with which spreadsheets begin a formula, full-width ones included, or skip to one
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def download(question: Question) -> StreamingHttpResponse:
    """The answer that a browser saves as ``spend-….csv``."""
    answer = StreamingHttpResponse(_lines(charges(question)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="spend-{timezone.localdate():%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def harmless(text: str) -> str:
    """``text`` as a cell that no spreadsheet runs."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_SIGNS) else text


def _lines(rows: QuerySet[Charge]) -> Iterator[str]:
    """The file in pieces of many lines: a piece a line would be a packet a line."""
    yield _written([COLUMNS])
    found = rows.iterator(_CHUNK)
    while piece := list(islice(found, _CHUNK)):
        yield _written(_cells(charge) for charge in piece)


def _written(lines: Iterable[Iterable[Any]]) -> str:
    piece = io.StringIO()
    csv.writer(piece).writerows(lines)
    return piece.getvalue()


def _cells(charge: Charge) -> list[Any]:
    return [
        timezone.localtime(charge.at).isoformat(timespec="seconds"),
        charge.job_id,
        charge.order_number,
        *(harmless(fact) for fact in (charge.model, charge.provider, charge.state)),
        _plain(charge.estimate_usd),
        "price list" if charge.exact else "upper bound",
        _plain(actual_of(charge)),
        _plain(difference_of(charge)),
        _plain(charge.usd),
        _plain(charge.credits),
        harmless(charge.note),
        harmless(charge.owner.get_username() if charge.owner else ""),
        "yes" if charge.sandbox else "no",
    ]


def _plain(amount: Decimal | None) -> str:
    """All digits, never an exponent; "" for what is not known."""
    return "" if amount is None else f"{amount:f}"
