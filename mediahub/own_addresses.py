"""Under which addresses this installation can be opened, as it tells people at its start."""

from __future__ import annotations

import ipaddress
import socket

from django.conf import settings

from mediahub.env import is_loopback

#: Nobody's, by RFC 5737. Choosing a way there sends nothing and tells which address of ours is used.
_ELSEWHERE = ("192.0.2.1", 9)


def to_open(port: int) -> list[str]:
    """Addresses to open it at, the one that reaches furthest last; where it speaks https, that one alone."""
    if settings.SECURE_SSL_REDIRECT:
        return [settings.PUBLIC_URL]
    found = [f"http://{_bracketed(host)}:{port}" for host in _hosts()]
    return [*found, settings.PUBLIC_URL] if settings.AUTH == "login" and settings.PUBLIC_URL else found


def to_ask(port: int) -> tuple[str, int]:
    """Where the listening server answers this machine."""
    host = settings.HOST.replace("localhost", "127.0.0.1")
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port


def _hosts() -> list[str]:
    if is_loopback(settings.HOST):
        return [settings.HOST]
    if not ipaddress.ip_address(settings.HOST).is_unspecified:
        return [settings.HOST]
    return list(filter(None, ["127.0.0.1", _in_own_network()]))


def _in_own_network() -> str:
    """This machine's address as others in its network see it, "" where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(_ELSEWHERE)
        except OSError:
            return ""
        return str(sock.getsockname()[0])


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
