"""What a proxy in front of us says about a request: who asks, under which name, over which scheme.

In login mode the word of a trusted proxy (``MEDIAHUB_TRUSTED_PROXIES``) takes the place of what the connection shows,
here and once, so that nothing behind this reads a forwarding header. Nobody else is believed. In local mode nothing is
taken in: ``mediahub.access`` reads the same headers there to keep strangers out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_FOR, _PROTO, _HOST = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class TrustedProxies:
    """Puts the client's address, the name and the scheme where Django looks for them, and takes the headers out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.networks = [ipaddress.ip_network(network) for network in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.AUTH == "login":
            self._take_in(request.META)
        return self.get_response(request)

    def _take_in(self, meta: dict[str, Any]) -> None:
        told = {name: _parts(meta.pop(name, "")) for name in (_FOR, _PROTO, _HOST)}
        peer = _address(str(meta.get("REMOTE_ADDR", "")))
        if peer is None:
            return
        meta["REMOTE_ADDR"] = str(peer)
        if not self._trusts(peer):
            return
        meta["REMOTE_ADDR"] = self._client(told[_FOR]) or str(peer)
        if told[_PROTO][-1:] in (["http"], ["https"]):
            meta["wsgi.url_scheme"] = told[_PROTO][-1]
        if told[_HOST]:
            meta["HTTP_HOST"] = told[_HOST][-1]

    def _client(self, hops: list[str]) -> str:
        """The last address that a trusted proxy saw and that is no proxy itself; "" where there is none."""
        found = ""
        for hop in reversed(hops):
            address = _address(hop)
            if address is None:
                break
            found = str(address)
            if not self._trusts(address):
                break
        return found

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def _parts(header: str) -> list[str]:
    return [part.strip().lower() for part in header.split(",") if part.strip()]


def _address(written: str) -> Address | None:
    """An address, with or without a port; an IPv4 one however it is written."""
    bare = written.partition("]")[0].strip("[") if written.startswith("[") else written
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        parsed = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
