"""How fields depend on each other, as data: each relation says in words what is wrong, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .offers import Relation, Values


def is_given(values: Values, name: str) -> bool:
    return values.get(name) not in (None, "", [])


def _given(values: Values, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if is_given(values, name)]


def any_of(*names: str) -> Relation:
    """At least one must be there."""
    words = f"{' or '.join(names)} is required"
    return lambda values: "" if _given(values, names) else words


def either(one: tuple[str, ...], other: tuple[str, ...]) -> Relation:
    """Fields of the two groups exclude each other."""

    def check(values: Values) -> str:
        first, second = _given(values, one), _given(values, other)
        return f"{first[0]} cannot be used together with {second[0]}" if first and second else ""

    return check


def needs(name: str, *others: str) -> Relation:
    """A field that wants another one beside it, any of ``others``."""
    words = f"{name} needs {' or '.join(others)}"
    return lambda values: words if is_given(values, name) and not _given(values, others) else ""


def most_together(most: int, *names: str) -> Relation:
    """Lists, and fields that count as one, that may hold so many items together."""

    def check(values: Values) -> str:
        found = (values[name] for name in _given(values, names))
        total = sum(len(value) if isinstance(value, list) else 1 for value in found)
        return f"{', '.join(names)} cannot hold more than {most} files together" if total > most else ""

    return check


def never(words: str, **values: Any) -> Relation:
    """Values that do not go together; a tuple stands for any of its values."""
    unwanted = {name: value if isinstance(value, tuple) else (value,) for name, value in values.items()}

    def check(given: Values) -> str:
        return words if all(given.get(name) in some for name, some in unwanted.items()) else ""

    return check


def wrong(words: str, when: Callable[[Values], Any]) -> Relation:
    """Anything else: ``words`` where ``when`` is true."""
    return lambda values: words if when(values) else ""
