"""The browsers in which a person is signed in, in words that the person recognises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from settings_app import sign_in

#: What a browser calls itself holds, in this order: the first that fits is meant.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chromium/", "Chromium"),
    ("HeadlessChrome", "Chrome"),
    ("Chrome/", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_PHONES = re.compile(r"iPhone|Android.*Mobile")


@dataclass(frozen=True)
class Device:
    """One of them. ``words``: "Firefox on Linux"."""

    id: int
    words: str
    is_phone: bool
    is_this: bool
    address: str
    made_at: datetime
    last_seen_at: datetime


def of(request: HttpRequest) -> list[Device]:
    """Those of the person who asks: this one first, then the one that was seen last."""
    here = request.session.session_key
    found = [
        Device(
            id=row.pk,
            words=described(row.agent),
            is_phone=bool(_PHONES.search(row.agent)),
            is_this=row.session_id == here,
            address=row.address,
            made_at=row.made_at,
            last_seen_at=row.last_seen_at,
        )
        for row in sign_in.sessions(request.user)
    ]
    return sorted(found, key=lambda device: not device.is_this)


def described(agent: str) -> str:
    """What a browser calls itself, in words; a program by its first word."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or agent.partition("/")[0].strip()[:40] or "Unknown device"
