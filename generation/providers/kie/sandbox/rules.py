"""What a field may hold, as data, and the words with which a wrong value is refused.

JSON types count: ``"5"`` is not ``5``, and ``true`` is not ``1``. Fields that no rule names are ignored, as the real
service is reported to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .replies import Refusal


@dataclass(frozen=True)
class Rule:
    """A field's rule. ``check`` raises Refusal; ``default`` stands in where the field is missing or null."""

    required: bool = False
    default: Any = None

    def check(self, name: str, value: Any) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Rule):
    """Text of up to ``longest`` characters; a required one must not be blank."""

    longest: int = 1_000_000

    def check(self, name: str, value: Any) -> None:
        if not isinstance(value, str):
            raise Refusal(422, f"{name} must be a string")
        if self.required and not value.strip():
            raise Refusal(422, f"{name} is required")
        if len(value) > self.longest:
            raise Refusal(422, f"The length of {name} cannot exceed {self.longest} characters")


@dataclass(frozen=True)
class OneOf(Rule):
    """One of ``values``, case and type included. ``code``: what a wrong one is answered with."""

    values: tuple[Any, ...] = ()
    code: int = 422

    def check(self, name: str, value: Any) -> None:
        if not any(type(value) is type(allowed) and value == allowed for allowed in self.values):
            raise Refusal(self.code, f"{name} is not within the range of allowed options")


@dataclass(frozen=True)
class Switch(Rule):
    def check(self, name: str, value: Any) -> None:
        if not isinstance(value, bool):
            raise Refusal(422, f"{name} must be a boolean")


@dataclass(frozen=True)
class Number(Rule):
    low: float = 0.0
    high: float = 1.0
    whole: bool = False

    def check(self, name: str, value: Any) -> None:
        kinds = (int,) if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise Refusal(422, f"{name} must be {'an integer' if self.whole else 'a number'}")
        if not self.low <= value <= self.high:
            raise Refusal(500, f"{name} must be between {self.low} and {self.high}")


@dataclass(frozen=True)
class Address(Rule):
    """An http or https address of a file."""

    def check(self, name: str, value: Any) -> None:
        if not isinstance(value, str):
            raise Refusal(422, f"{name} must be a string")
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise Refusal(422, f"{name} must be a valid url")
        if self.required and not value:
            raise Refusal(422, f"{name} is required")


@dataclass(frozen=True)
class Addresses(Rule):
    """A list of up to ``most`` addresses."""

    most: int = 1

    def check(self, name: str, value: Any) -> None:
        if not isinstance(value, list):
            raise Refusal(422, f"{name} must be an array")
        if self.required and not value:
            raise Refusal(422, f"{name} is required")
        if len(value) > self.most:
            raise Refusal(422, f"{name} cannot hold more than {self.most} files")
        for item in value:
            Address(required=True).check(name, item)


def checked(fields: Mapping[str, Rule], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of ``fields`` out of ``given``, defaults filled in, the rest left out. Raises Refusal."""
    values: dict[str, Any] = {}
    for name, rule in fields.items():
        value = given.get(name)
        if value is None:
            if rule.required:
                raise Refusal(422, f"{name} is required")
            value = rule.default
        else:
            rule.check(name, value)
        values[name] = value
    return values
