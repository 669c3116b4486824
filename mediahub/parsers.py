"""How the API reads JSON: every address takes the same bodies and refuses the same ones, in a sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer

from mediahub.errors import ApiError

#: Lists and objects inside each other; no body of ours needs five.
_DEEPEST = 50
_TOO_DEEP = f"The body is nested too deeply: more than {_DEEPEST} levels."


class JsonBody(JSONParser):
    """JSON in UTF-8. Refuses what JSON cannot say (NaN), what no database keeps (NUL, half a character), and mazes."""

    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            value = json.loads(stream.read().decode("utf-8-sig"), parse_constant=_no_number)
        except RecursionError as error:
            raise ApiError(400, "bad_body", _TOO_DEEP) from error
        except ValueError as error:
            raise ParseError(f"JSON parse error - {error}") from error
        for field, part in _parts(value):
            _check(field, part)
        return value


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _parts(body: Any) -> Iterator[tuple[str, Any]]:
    """Every text and number of a body, names included, each with the field of the body that it lies in."""
    waiting = [("", body, 0)]
    while waiting:
        field, value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ApiError(400, "bad_body", _TOO_DEEP, field=field)
        if isinstance(value, dict):
            yield from (("", name) for name in value)
            waiting += [(field or name, item, depth + 1) for name, item in value.items()]
        elif isinstance(value, list):
            waiting += [(field, item, depth + 1) for item in value]
        else:
            yield field, value


def _check(field: str, part: Any) -> None:
    if isinstance(part, float) and not math.isfinite(part):
        raise ApiError(400, "bad_body", "The body holds a number that is too large.", field=field)
    if not isinstance(part, str):
        return
    if "\0" in part:
        raise ApiError(400, "invalid", "Null characters are not allowed.", field=field)
    if not part.isascii() and any("\ud800" <= sign <= "\udfff" for sign in part):
        words = "The body holds half a Unicode character (a lone surrogate)."
        raise ApiError(400, "bad_body", words, field=field)
