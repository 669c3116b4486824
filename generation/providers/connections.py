"""Connections that keep two promises which urllib3's own do not make.

* A call ends: every read of one reply, headers included, shares one deadline, so that a server which drips a byte now
  and then cannot hold a worker.
* What fails while connecting is told apart from what fails afterwards, TLS included: only then it is certain that
  nothing was sent.

A guarded connection also decides, on the addresses that it is about to use, whether it may be made at all.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from generation.providers import outside
from generation.providers.addresses import Target, own_addresses, public_addresses


class _DeadlineReader(io.RawIOBase):
    """The receiving end of a socket; all reads together end at ``deadline`` (seconds of the monotonic clock)."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, deadline: float) -> None:
        self.sock = sock
        self.raw = raw
        self.deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call took too long")
        pause = self.sock.gettimeout()
        self.sock.settimeout(left if pause is None else min(left, pause))
        try:
            return self.raw.readinto(buffer)
        finally:
            self.sock.settimeout(pause)

    def close(self) -> None:
        self.raw.close()
        super().close()


class _DeadlineResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *, deadline: float, **kwargs: Any) -> None:
        super().__init__(sock, **kwargs)
        self.fp = io.BufferedReader(_DeadlineReader(sock, self.fp.detach(), deadline))


class _Deadline:
    """Mixed into urllib3's connections. ``limit``: seconds that one call may take, connect to last byte."""

    limit: float = 45.0
    guarded: bool = False
    _begun: float | None = None

    def connect(self) -> None:
        self._begun = time.monotonic()
        try:
            super().connect()  # type: ignore[misc]
        except (OSError, HTTPError, http.client.HTTPException) as error:
            self.close()  # type: ignore[attr-defined]
            if isinstance(error, NewConnectionError):
                raise
            raise NewConnectionError(self, f"not connected: {error}") from error  # type: ignore[arg-type]

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self._begun is None:
            self._begun = time.monotonic()
        super().request(*args, **kwargs)  # type: ignore[misc]

    def response_class(self, sock: socket.socket, **kwargs: Any) -> _DeadlineResponse:
        """What urllib3 reads the reply with; called once a reply."""
        begun, self._begun = self._begun, None
        return _DeadlineResponse(sock, deadline=(begun or time.monotonic()) + self.limit, **kwargs)

    def _new_conn(self) -> socket.socket:
        """The bare socket; a guarded one goes to the very addresses that were found public.

        Every call of ours comes through here: this is where local only is kept, before any name is looked up.
        """
        host, port = str(self.host), int(self.port)  # type: ignore[attr-defined]
        outside.check(host)
        if not self.guarded and not outside.is_closed():
            return super()._new_conn()  # type: ignore[misc, no-any-return]
        target = Target("", host.strip("[]").lower(), port)
        try:
            addresses = public_addresses(target) if self.guarded else own_addresses(target)
        except OSError as error:
            raise NameResolutionError(host, self, socket.gaierror(*error.args)) from error  # type: ignore[arg-type]
        return self._first_that_answers(addresses, port)

    def _first_that_answers(self, addresses: list[str], port: int) -> socket.socket:
        problem: OSError | None = None
        for address in addresses:
            try:
                return create_connection((address, port), self.timeout, socket_options=self.socket_options)  # type: ignore[attr-defined]
            except OSError as error:
                problem = error
        raise NewConnectionError(self, f"not connected: {problem}") from problem  # type: ignore[arg-type]


class _PlainConnection(_Deadline, HTTPConnection):  # type: ignore[misc]
    pass


class _TLSConnection(_Deadline, HTTPSConnection):  # type: ignore[misc]
    pass


def pool_classes(*, limit: float, guarded: bool) -> dict[str, type[HTTPConnectionPool]]:
    """The pools of such connections by scheme, for a ``PoolManager``. ``limit``: seconds one call may take."""
    facts = {"limit": limit, "guarded": guarded}
    plain = type("PlainConnection", (_PlainConnection,), facts)
    tls = type("TLSConnection", (_TLSConnection,), facts)
    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("TLSPool", (HTTPSConnectionPool,), {"ConnectionCls": tls}),
    }
