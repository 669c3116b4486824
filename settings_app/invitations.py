"""The address of a one-time link, as the person who gets it can open it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from mediahub import own_addresses
from mediahub.env import is_loopback
from settings_app import people

ONLY_HERE = (
    "This address opens on this machine only. For other devices set MEDIAHUB_PUBLIC_URL, or MEDIAHUB_HOST to 0.0.0.0."
)


def address(request: HttpRequest, token: str) -> str:
    """The link under the public address, else under the name that the one who asks uses, if it reaches further."""
    base = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    if not reaches_others(base):
        base = own_addresses.to_open(settings.PORT)[-1] if _listens_elsewhere() else base
    return f"{base}{people.link_address(token)}"


def reaches_others(link: str) -> bool:
    """Whether another device can open it."""
    return not is_loopback(urlsplit(link).hostname or "")


def _listens_elsewhere() -> bool:
    return not is_loopback(settings.HOST)
