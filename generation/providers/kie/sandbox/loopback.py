"""This machine only: the sandbox listens on, and calls, loopback addresses and nothing else."""

from __future__ import annotations

import ipaddress
import urllib.request
from email.message import Message
from typing import IO


def is_loopback(host: str) -> bool:
    """Whether a host's name or address, without port and brackets, is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


#: Opens addresses without a proxy and without following redirects.
NO_DETOURS = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
