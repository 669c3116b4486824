"""What a field may hold, as data, and the words with which a wrong value is refused.

JSON types count: ``"5"`` is not ``5``, and ``true`` is not ``1``. Names that no rule has are ignored, as the real
service is reported to do; ``strays`` finds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from .replies import Refusal

#: A value's kind and what it is called where it is another.
_WRONG_TYPE = "{} must be {}"
Schema = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """A field's rule. ``default`` stands in where the field is missing or null."""

    required: bool = False
    default: Any = None

    def problems(self, name: str, value: Any) -> Iterator[Refusal]:
        """What is wrong with a value that is there."""
        raise NotImplementedError

    def strays(self, name: str, value: Any) -> Iterator[str]:
        """Names inside the value that no rule has."""
        return iter(())

    def media(self, value: Any) -> Iterator[tuple[Address, str]]:
        """The addresses of input files in a checked value, each with its rule."""
        return iter(())

    def schema(self) -> Schema:
        """The rule in JSON Schema's words."""
        return {} if self.default is None else {"default": self.default}


@dataclass(frozen=True)
class Text(Rule):
    """Text of ``shortest`` to ``longest`` characters; a required one must not be blank."""

    longest: int = 1_000_000
    shortest: int = 0

    def problems(self, name: str, value: Any) -> Iterator[Refusal]:
        if not isinstance(value, str):
            yield Refusal(422, _WRONG_TYPE.format(name, "a string"))
        elif self.required and not value.strip():
            yield Refusal(422, f"{name} is required")
        elif len(value) > self.longest:
            yield Refusal(422, f"The length of {name} cannot exceed {self.longest} characters")
        elif value and len(value) < self.shortest:
            yield Refusal(422, f"The length of {name} must be at least {self.shortest} characters")

    def schema(self) -> Schema:
        return {**super().schema(), "type": "string", "maxLength": self.longest}


@dataclass(frozen=True)
class OneOf(Rule):
    """One of ``values``, case and type included. ``code``: what a wrong one is answered with."""

    values: tuple[Any, ...] = ()
    code: int = 422

    def problems(self, name: str, value: Any) -> Iterator[Refusal]:
        if not any(type(value) is type(allowed) and value == allowed for allowed in self.values):
            yield Refusal(self.code, f"{name} is not within the range of allowed options")

    def schema(self) -> Schema:
        return {**super().schema(), "enum": list(self.values)}


@dataclass(frozen=True)
class Switch(Rule):
    """True or false."""

    def problems(self, name: str, value: Any) -> Iterator[Refusal]:
        if not isinstance(value, bool):
            yield Refusal(422, _WRONG_TYPE.format(name, "a boolean"))

    def schema(self) -> Schema:
        return {**super().schema(), "type": "boolean"}


@dataclass(frozen=True)
class Number(Rule):
    """A number of ``low`` to ``high``; ``whole``: an integer; ``also``: values out of the range that are taken too."""

    low: float = 0.0
    high: float = 1.0
    whole: bool = False
    also: tuple[float, ...] = ()

    def problems(self, name: str, value: Any) -> Iterator[Refusal]:
        kinds = (int,) if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            yield Refusal(422, _WRONG_TYPE.format(name, "an integer" if self.whole else "a number"))
        elif not self.low <= value <= self.high and value not in self.also:
            yield Refusal(500, f"{name} must be between {self.low} and {self.high}")

    def schema(self) -> Schema:
        kind = "integer" if self.whole else "number"
        return {**super().schema(), "type": kind, "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class AnyOf(Rule):
    """What one of several rules takes; a value that none does is refused in the words of the first."""

    rules: tuple[Rule, ...] = ()

    def problems(self, name: str, value: Any) -> Iterator[Refusal]:
        found = [list(rule.problems(name, value)) for rule in self.rules]
        return iter(found[0] if all(found) else ())

    def schema(self) -> Schema:
        return {**super().schema(), "anyOf": [rule.schema() for rule in self.rules]}


@dataclass(frozen=True)
class Address(Rule):
    """An http or https address. ``kind``: of the file, ``image``, ``video``, ``audio`` or ``any``, "" where it is no
    input file. ``types``: the formats it may have, as in ``image/<type>``, all without; ``megabytes``: its largest
    size, 0 without a limit. ``assets``: whether ``asset://`` addresses are taken. ``sides``: least and most pixels of
    either side of a picture; ``seconds``: least and most of a clip; (0, 0) without bounds."""

    kind: str = ""
    types: tuple[str, ...] = ()
    megabytes: int = 0
    assets: bool = False
    sides: tuple[int, int] = (0, 0)
    seconds: tuple[float, float] = (0, 0)

    def problems(self, name: str, value: Any) -> Iterator[Refusal]:
        if not isinstance(value, str):
            yield Refusal(422, _WRONG_TYPE.format(name, "a string"))
        elif self.required and not value:
            yield Refusal(422, f"{name} is required")
        elif value and not self._is_address(value):
            yield Refusal(422, f"{name} must be a valid url")

    def _is_address(self, value: str) -> bool:
        try:
            parts = urlsplit(value)
        except ValueError:
            return False
        schemes = ("http", "https", "asset") if self.assets else ("http", "https")
        return parts.scheme in schemes and bool(parts.netloc) and " " not in value

    def media(self, value: Any) -> Iterator[tuple[Address, str]]:
        if self.kind and value and not value.startswith("asset:"):
            yield self, value

    def schema(self) -> Schema:
        return {**super().schema(), "type": "string", "format": "uri"}


@dataclass(frozen=True)
class Items(Rule):
    """A list of ``least`` to ``most`` values of one rule; ``word``: what they are called."""

    item: Rule = field(default_factory=Text)
    most: int = 1000
    least: int = 0
    word: str = "items"

    def problems(self, name: str, value: Any) -> Iterator[Refusal]:
        if not isinstance(value, list):
            yield Refusal(422, _WRONG_TYPE.format(name, "an array"))
        elif self.required and not value:
            yield Refusal(422, f"{name} is required")
        elif len(value) > self.most:
            yield Refusal(422, f"{name} cannot hold more than {self.most} {self.word}")
        elif value and len(value) < self.least:
            yield Refusal(422, f"{name} must hold at least {self.least} {self.word}")
        else:
            for number, item in enumerate(value):
                yield from self.item.problems(f"{name}[{number}]", item)

    def strays(self, name: str, value: Any) -> Iterator[str]:
        for number, item in enumerate(value if isinstance(value, list) else []):
            yield from self.item.strays(f"{name}[{number}]", item)

    def media(self, value: Any) -> Iterator[tuple[Address, str]]:
        for item in value or []:
            yield from self.item.media(item)

    def schema(self) -> Schema:
        bounds = {"minItems": self.least, "maxItems": self.most}
        return {**super().schema(), "type": "array", "items": self.item.schema(), **bounds}


@dataclass(frozen=True)
class Group(Rule):
    """An object with fields of its own."""

    fields: Mapping[str, Rule] = field(default_factory=dict)

    def problems(self, name: str, value: Any) -> Iterator[Refusal]:
        if not isinstance(value, dict):
            yield Refusal(422, _WRONG_TYPE.format(name, "an object"))
            return
        yield from problems(self.fields, value, f"{name}.")

    def strays(self, name: str, value: Any) -> Iterator[str]:
        return strays(self.fields, value, f"{name}.") if isinstance(value, dict) else iter(())

    def media(self, value: Any) -> Iterator[tuple[Address, str]]:
        return media(self.fields, value) if isinstance(value, dict) else iter(())

    def schema(self) -> Schema:
        return {**super().schema(), **schema(self.fields)}


def problems(fields: Mapping[str, Rule], given: Mapping[str, Any], inside: str = "") -> Iterator[Refusal]:
    """All that is wrong with ``given``, field by field; ``inside``: what the names begin with."""
    for name, rule in fields.items():
        value = given.get(name)
        if value is not None:
            yield from rule.problems(inside + name, value)
        elif rule.required:
            yield Refusal(422, f"{inside}{name} is required")


def strays(fields: Mapping[str, Rule], given: Mapping[str, Any], inside: str = "") -> Iterator[str]:
    """The names in ``given`` that no rule has, in the order in which they were sent."""
    for name, value in given.items():
        if name not in fields:
            yield inside + name
        else:
            yield from fields[name].strays(inside + name, value)


def media(fields: Mapping[str, Rule], values: Mapping[str, Any]) -> Iterator[tuple[Address, str]]:
    """The input files among checked values: each one's rule and address."""
    for name, rule in fields.items():
        if values.get(name) is not None:
            yield from rule.media(values[name])


def schema(fields: Mapping[str, Rule]) -> Schema:
    """An object's JSON Schema."""
    required = [name for name, rule in fields.items() if rule.required]
    told = {"type": "object", "properties": {name: rule.schema() for name, rule in fields.items()}}
    return {**told, "required": required} if required else told


def filled(fields: Mapping[str, Rule], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of ``fields`` out of ``given``, defaults filled in, the rest left out."""
    asked = {name: given.get(name) for name in fields}
    return {name: fields[name].default if value is None else value for name, value in asked.items()}
