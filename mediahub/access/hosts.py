"""Under which names MediaHub answers."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mediahub.env import is_loopback
from mediahub.errors import refusal

#: Addresses that providers call. They carry a signed token of their own and are reachable under the public name.
CALLBACKS = "/callbacks/"

#: Headers by which a proxy or tunnel says whom it speaks for.
_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "CF-Connecting-IP", "True-Client-IP", "X-Real-IP")


class HostNames:
    """Answers only under this machine's own names; under any other, a page of another site could be asking."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.public_host = _bracketed(urlsplit(settings.PUBLIC_URL).hostname or "")
        given = (_bracketed(settings.HOST), self.public_host)
        self.own_names = {"127.0.0.1", "localhost", "[::1]", *(name for name in given if is_loopback(name))}
        self.login_names = {"localhost", *filter(None, given), *machine_names()} if settings.AUTH == "login" else set()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host = _host_name(request)
        return self._with_login(request, host) if settings.AUTH == "login" else self._locally(request, host)

    def _locally(self, request: HttpRequest, host: str) -> HttpResponseBase:
        is_own = host in self.own_names
        if is_own and not _from_outside(request):
            return self.get_response(request)
        if is_own or (host and host == self.public_host):
            if request.path_info.startswith(CALLBACKS):
                return self.get_response(request)
            return refusal(request, 404, "not_found", "There is nothing at this address.")
        return refusal(
            request,
            400,
            "unknown_host",
            "MediaHub does not answer under this name. Open it as http://127.0.0.1 or http://localhost with its port.",
        )

    def _with_login(self, request: HttpRequest, host: str) -> HttpResponseBase:
        """Everything under every own name. An address is one: no other site's name can be made to mean it."""
        if host in self.login_names or _is_address(host):
            return self.get_response(request)
        return refusal(
            request,
            400,
            "unknown_host",
            "MediaHub does not answer under this name. Open it by its address, or set MEDIAHUB_PUBLIC_URL to it.",
        )


def machine_names() -> set[str]:
    """What this machine is called in its own network."""
    name = socket.gethostname().lower()
    return {name, f"{name.partition('.')[0]}.local"} if name else set()


def _is_address(host: str) -> bool:
    if ":" in host and not host.startswith("["):
        return False
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _bracketed(host: str) -> str:
    """As a Host header writes it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()


def _host_name(request: HttpRequest) -> str:
    """The Host header without its port, in lower case; brackets stay. Empty for a malformed one."""
    given = str(request.META.get("HTTP_HOST", "")).lower()
    name, colon, port = given.rpartition(":")
    if not colon or given.endswith("]"):
        return given
    return name if port.isdigit() else ""


def _from_outside(request: HttpRequest) -> bool:
    """Whether a tunnel on this machine, which may have put our own name in, speaks for somebody elsewhere."""
    given = [part.strip() for name in _FORWARDED for part in request.headers.get(name, "").split(",")]
    return any(part and not is_loopback(_without_port(part)) for part in (*given, *_forwarded(request)))


def _forwarded(request: HttpRequest) -> list[str]:
    """``for`` and ``host`` of the ``Forwarded`` header's entries (RFC 7239); "unknown" where one has no ``for``."""
    names: list[str] = []
    for entry in filter(str.strip, request.headers.get("Forwarded", "").split(",")):
        parts = [part.partition("=") for part in entry.split(";")]
        pairs = {name.strip().lower(): value.strip(' "') for name, _, value in parts}
        names += [pairs.get("for") or "unknown", pairs.get("host", "")]
    return names


def _without_port(address: str) -> str:
    """An address or name without its port; an IPv6 address has one only behind its brackets."""
    if address.startswith("["):
        return address.partition("]")[0]
    return address.rpartition(":")[0] if address.count(":") == 1 else address
