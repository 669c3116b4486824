"""Whether anything may leave this machine. With MEDIAHUB_LOCAL_ONLY nothing may, and every way out asks here first.

The question is asked before a name is looked up and again of the addresses that are used. This level knows no settings,
so the app says at its start how to find out (``close_when``).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from generation.providers.errors import Unavailable

_HOW_TO_OPEN = "Take MEDIAHUB_LOCAL_ONLY out of the server's environment to allow it."

_is_closed: list[Callable[[], bool]] = [lambda: False]


class LocalOnly(Unavailable):
    """Nothing was sent, because it would have left this machine."""

    code = "local_only"
    action = ""

    def __init__(self, host: str) -> None:
        super().__init__(f"MediaHub is set to local only, so {host} was not asked. {_HOW_TO_OPEN}")


def close_when(closed: Callable[[], bool]) -> None:
    """Ask ``closed`` from now on whether the way out is closed."""
    _is_closed[0] = closed


def is_closed() -> bool:
    """Whether nothing may leave this machine."""
    return _is_closed[0]()


def is_here(host: str) -> bool:
    """Whether a host, a name or a literal address, can only mean this machine. Nothing is looked up."""
    bare = host.strip("[]").rstrip(".").lower()
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare.partition("%")[0]).is_loopback
    except ValueError:
        return False


def leads_out(address: str) -> bool:
    """Whether an http(s) address leads away from this machine."""
    try:
        return not is_here(urlsplit(address).hostname or "")
    except ValueError:
        return True


def check(host: str) -> None:
    """Raise ``LocalOnly`` where the way to ``host`` is closed."""
    if is_closed() and not is_here(host):
        raise LocalOnly(host)


def refusal(name: str, model: str) -> str:
    """Why a model of a provider called ``name`` cannot be used while the way out is closed."""
    how = _HOW_TO_OPEN.replace("to allow it", f"to use {model}")
    return f"MediaHub is set to local only, and {name} is on the internet. {how}"


REFUSED_ADDRESS = "MediaHub is set to local only, so it passes on no address of a file. Save the file and add it here."
