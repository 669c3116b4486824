"""Keeps secrets out of the log: configured keys by value, others by the place they stand in."""

from __future__ import annotations

import re

_MASK = "[hidden]"
_secrets: set[str] = set()

#: What follows one of these is a secret whatever it looks like.
_PLACES = (
    re.compile(r"(?i)(authorization['\"]?\s*[:=]\s*['\"]?(?:bearer|basic|token)?\s*)[^\s'\",}]+"),
    re.compile(r"(?i)(bearer\s+)[\w.~+/=-]{8,}"),
    re.compile(r"(\bmh_)[\w-]{8,}"),
    re.compile(r"(/welcome/)[\w-]+"),
    re.compile(r"(/callbacks/[\w-]+/)[\w.-]+"),
    re.compile(r"(?i)([?&](?:token|key|api_key|signature|sig)=)[^&\s'\"]+"),
    re.compile(r"(?i)(['\"]?(?:api_?key|secret_?key|webhook_?key|password)['\"]?\s*[:=]\s*['\"]?)[^\s'\",}&]+"),
    re.compile(r"(://[^/\s:@]*:)[^/\s@]+(?=@)"),
)


def remember_secrets(*values: str) -> None:
    """Hide these values wherever they turn up in a log line. Values under 6 characters would hide ordinary words."""
    _secrets.update(value for value in values if len(value) >= 6)


def scrub(text: str) -> str:
    """``text`` without any secret."""
    for secret in _secrets:
        text = text.replace(secret, _MASK)
    for place in _PLACES:
        text = place.sub(rf"\g<1>{_MASK}", text)
    return text
