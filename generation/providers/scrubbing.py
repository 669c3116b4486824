"""Striking a key out of what a server answers, in whatever spelling it comes back."""

from __future__ import annotations

import base64
import re
from typing import Any

#: Shorter texts are nobody's key but would mutilate ordinary words: the sandbox's key is "sandbox".
_LEAST_SECRET = 8
_STRUCK = "[key]"


def pattern(secrets: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds these secrets: plain in any case, with "Bearer" before them, escaped, or in base64. None without any.

    A key inside JSON inside a string is still escaped when the outer JSON is read, so every sign may be ``\\u0073``
    (with any number of backslashes) or ``%73``.
    """
    long = [secret for secret in secrets if len(secret) >= _LEAST_SECRET]
    if not long:
        return None
    plain = "|".join("".join(_sign(sign) for sign in secret) for secret in long)
    encoded = "|".join(re.escape(core) for secret in long for core in _in_base64(secret))
    return re.compile(rf"(?:bearer\s+)?(?:{plain})|(?:{encoded})[a-z0-9+/_-]?=*", re.IGNORECASE)


def scrubbed(value: Any, secrets: re.Pattern[str] | None) -> Any:
    """A JSON value with the secrets struck out of every text in it, the names of its fields too.

    What JSON can spell and no database keeps (half a Unicode character, NUL) becomes a question mark.
    """
    match value:
        case str():
            text = value.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")
            return secrets.sub(_STRUCK, text) if secrets else text
        case list():
            return [scrubbed(item, secrets) for item in value]
        case dict():
            return {scrubbed(name, secrets): scrubbed(item, secrets) for name, item in value.items()}
    return value


def _sign(sign: str) -> str:
    code = f"{ord(sign):x}"
    return rf"(?:{re.escape(sign)}|\\+u{code:0>4}|%{code:0>2})"


def _in_base64(secret: str) -> set[str]:
    """The signs that every base64 of a text with ``secret`` in it shares, by where in a group of three it begins."""
    data = secret.encode()
    found = set()
    for before in range(3):
        whole = base64.b64encode(bytes(before) + data).decode("ascii").rstrip("=")
        end = None if (before + len(data)) % 3 == 0 else -1
        core = whole[(0, 2, 3)[before] : end]
        found |= {core, core.replace("+", "-").replace("/", "_")}
    return found
