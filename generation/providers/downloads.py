"""The one way in which a file is fetched from an address that somebody else gave.

No key is ever sent. Only public addresses are reached, or the exact origins that the caller vouches for; every redirect
is judged anew; size and time are limited.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin

import certifi
from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import HTTPError

from generation.providers.addresses import blocked, check_spelled, origins_of, parse
from generation.providers.connections import pool_classes
from generation.providers.errors import RateLimited, Rejected, Unavailable

USER_AGENT = "MediaHub/1.0 (+self-hosted)"

_CHUNK = 1 << 20
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DEAD = frozenset({401, 403, 404, 410})
#: seconds before ``min_rate`` counts
_SLOW_START = 10.0


class Gone(Unavailable):
    """The address has died (401, 403, 404, 410): a fresh one is needed."""

    code = "link_gone"
    action = "download_again"


@dataclass(frozen=True)
class Received:
    """What arrived: ``bytes`` long, hex ``sha256``, and the type that the server claimed (never to be trusted)."""

    bytes: int
    sha256: str
    content_type: str


@dataclass(frozen=True)
class _Bounds:
    cap_bytes: int
    min_rate: float
    on_progress: Callable[[int, int | None], None] | None


def download(
    url: str,
    target: BinaryIO | Path,
    *,
    cap_bytes: int,
    origins: tuple[str, ...] = (),
    deadline: float = 600.0,
    min_rate: float = 0.0,
    on_progress: Callable[[int, int | None], None] | None = None,
) -> Received:
    """Fetch ``url`` into ``target`` (a path is written anew).

    ``cap_bytes``: most bytes taken. ``origins``: addresses whose origins may be reached although they are not public.
    ``deadline``: seconds for the whole fetch. ``min_rate``: bytes a second below which, after ten seconds, it is given
    up. ``on_progress``: called with (bytes so far, bytes expected or None).
    Raises ``Gone`` where the link has died, other ``Unavailable`` where it may work later, ``Rejected`` with code
    ``blocked_address`` or ``too_large``; ``OSError`` only where ``target`` cannot be written.
    """
    bounds = _Bounds(cap_bytes, min_rate, on_progress)
    response = _open(url, origins, deadline)
    try:
        if isinstance(target, Path):
            with target.open("wb") as file:
                return _receive(response, file, bounds)
        return _receive(response, target, bounds)
    finally:
        response.close()


def _open(url: str, origins: tuple[str, ...], deadline: float) -> BaseHTTPResponse:
    """Follow up to three redirects to a reply with status 200, its body unread."""
    vouched = origins_of(origins)
    ends = time.monotonic() + deadline
    for _ in range(_MOST_REDIRECTS + 1):
        response = _ask(url, vouched, ends - time.monotonic())
        if response.status not in _REDIRECTS:
            return _judged(response)
        location = response.headers.get("Location", "")
        response.close()
        url = _next(url, location)
    raise Unavailable("The file's address leads from one address to the next without end.")


def _next(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise blocked("it is not well formed") from error


def _ask(url: str, vouched: frozenset[tuple[str, str, int]], left: float) -> BaseHTTPResponse:
    target = parse(url)
    guarded = target.origin not in vouched
    if guarded:
        check_spelled(target)
        if not target.has_usual_port:
            raise blocked(f"port {target.port} is not one that files come from")
    pools = PoolManager(num_pools=1, ca_certs=certifi.where())
    pools.pool_classes_by_scheme = pool_classes(limit=max(left, 0.001), guarded=guarded)
    try:
        return pools.connection_from_host(target.host, target.port, target.scheme).urlopen(
            "GET",
            target.path,
            headers={"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"},
            timeout=Timeout(connect=10, read=30),
            retries=False,
            redirect=False,
            preload_content=False,
        )
    except (HTTPError, OSError, UnicodeError) as error:
        raise Unavailable("The file's server could not be reached.", detail=str(error)[:500]) from error


def _judged(response: BaseHTTPResponse) -> BaseHTTPResponse:
    status = response.status
    if status == 200:
        return response
    response.close()
    if status in _DEAD:
        raise Gone("The file's link is no longer valid.", detail=f"HTTP {status}")
    if status == 429:
        raise RateLimited("The file's server asks for a pause.", detail="HTTP 429")
    raise Unavailable("The file's server did not give the file.", detail=f"HTTP {status}")


def _receive(response: BaseHTTPResponse, file: BinaryIO, bounds: _Bounds) -> Received:
    expected = _expected(response)
    if expected is not None and expected > bounds.cap_bytes:
        raise _too_large(bounds.cap_bytes)
    digest, size, begun = hashlib.sha256(), 0, time.monotonic()
    for chunk in _chunks(response):
        size += len(chunk)
        if size > bounds.cap_bytes:
            raise _too_large(bounds.cap_bytes)
        digest.update(chunk)
        file.write(chunk)
        _check_rate(size, time.monotonic() - begun, bounds.min_rate)
        if bounds.on_progress:
            bounds.on_progress(size, expected)
    if expected is not None and size != expected:
        raise Unavailable("The file was cut off on its way.", detail=f"{size} of {expected} bytes")
    return Received(size, digest.hexdigest(), response.headers.get("Content-Type", ""))


def _expected(response: BaseHTTPResponse) -> int | None:
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdigit() else None


def _chunks(response: BaseHTTPResponse) -> Iterator[bytes]:
    while True:
        try:
            chunk = response.read1(_CHUNK, decode_content=False)
        except (HTTPError, OSError) as error:
            raise Unavailable("The file was cut off on its way.", detail=str(error)[:500]) from error
        if not chunk:
            return
        yield chunk


def _check_rate(size: int, seconds: float, min_rate: float) -> None:
    if seconds > _SLOW_START and size / seconds < min_rate:
        raise Unavailable("The file came too slowly.", detail=f"{size} bytes in {seconds:.0f} s")


def _too_large(cap_bytes: int) -> Rejected:
    return Rejected(f"The file is larger than the limit of {cap_bytes // 1_000_000:,} MB.", code="too_large")
