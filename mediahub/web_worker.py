"""Gunicorn's threaded worker, patient with slow visitors: no thread waits for what somebody has yet to send.

A request reaches a thread when its headers are there, and its body too where that is small; until then it waits beside
all others in the one loop that watches every connection, for a limited time. Large bodies are read by threads, but only
by some of them, and not slower than a least rate. So neither dripping headers nor dripping bodies, nor all downloads of
one visitor, hold the threads that pages need. A visitor is an address; proxies that are trusted, and this machine,
speak for many and are not counted.
"""

from __future__ import annotations

import errno
import ipaddress
import re
import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from mediahub import env

#: Seconds for the headers of a request, and for a small body after them.
HEADERS_TIME, SMALL_BODY_TIME = 15.0, 30.0
#: Bytes that all headers may have, and up to which a body is small.
MOST_HEADERS, SMALL_BODY = 65_536, 65_536
#: A large body may take so many seconds, and one more for so many bytes.
BODY_TIME, BODY_RATE = 20.0, 8_000
#: Seconds that a request which is there may wait for a thread.
MOST_WAIT = 60.0
#: Seconds that a visitor has to take note of a closed connection, and that a reader may stand still.
LINGER, STANDSTILL = 2.0, 120
#: Open connections of one address.
MOST_OPEN = 100
_BLOCK = 65_536

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n")


class Gone(Exception):
    """Nothing more will come over this connection."""


class TooLong(Exception):
    """Headers beyond ``MOST_HEADERS``."""


class PacedUnreader(SocketUnreader):  # type: ignore[misc]
    """Reads a large body, no slower than ``BODY_RATE``: only the time spent waiting for it counts."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock)
        self.begin()

    def begin(self) -> None:
        """A new request: its time starts anew."""
        self._waited, self._received = 0.0, 0

    def chunk(self, size_hint: int | None = None) -> bytes:
        left = max(BODY_TIME + self._received / BODY_RATE - self._waited, 0.001)
        asked = self.sock.gettimeout()  # a limit of gunicorn's own, for what is read away after an answer
        begun = time.monotonic()
        try:
            self.sock.settimeout(left if asked is None else min(left, asked))
            data: bytes = super().chunk(size_hint)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "the body came too slowly") from None
        finally:
            self._waited += time.monotonic() - begun
            self.sock.settimeout(asked)
        self._received += len(data)
        return data


class Connection(TConn):  # type: ignore[misc]
    """A connection, and what has come of its next request. ``deadline``: when it is given up (monotonic seconds)."""

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        self.visitor = visitor_of(client)
        self.received = bytearray()
        self.deadline = 0.0
        self.is_large = False
        self.is_closing = False
        self.data_ready = True  # when a thread gets it, there is something to read
        self._searched = self._body_begins = self._whole = 0

    def begin(self) -> None:
        """The next request may come; part of it may have come with the last one."""
        if self.parser:
            self.received += self.parser.unreader.take_buffered()
        self.deadline = time.monotonic() + HEADERS_TIME
        self._searched = self._body_begins = self._whole = 0
        self.is_large = False
        self.sock.setblocking(False)

    def take_in(self) -> bool:
        """Read what has come. Whether a thread can go on with it. Raises ``Gone``, ``TooLong``, ``OSError``."""
        while not self._is_enough():
            try:
                block = self.sock.recv(_BLOCK)
            except BlockingIOError:
                return False
            if not block:
                raise Gone
            self.received += block
        return True

    def _is_enough(self) -> bool:
        if not self._body_begins and not self._headers_are_there():
            return False
        return self.is_large or len(self.received) >= self._whole

    def _headers_are_there(self) -> bool:
        while self.received.startswith(b"\r\n"):  # some programs send an empty line too many
            del self.received[:2]
        end = self.received.find(b"\r\n\r\n", self._searched)
        if end < 0:
            if len(self.received) > MOST_HEADERS:
                raise TooLong
            self._searched = max(0, len(self.received) - 3)
            return False
        self._body_begins = end + 4
        headers = bytes(self.received[: end + 2]).lower()
        length = _LENGTH.search(headers)
        size = int(length[1]) if length else 0
        # who expects a "continue" sends nothing before; of chunks nobody knows how many will come
        self.is_large = size > SMALL_BODY or b"\r\ntransfer-encoding:" in headers or b"\r\nexpect:" in headers
        self._whole = self._body_begins + size
        self.deadline = time.monotonic() + SMALL_BODY_TIME
        return True

    def init(self) -> None:
        """In the thread: hand the parser what was taken in."""
        super().init()
        if not isinstance(self.parser.unreader, PacedUnreader):
            self.parser.unreader = PacedUnreader(self.sock)
        self.parser.unreader.begin()
        self.parser.unreader.unread(bytes(self.received))
        self.received.clear()


class Worker(ThreadWorker):  # type: ignore[misc]
    """Everything here runs in the main loop, but for what ``ThreadWorker.handle`` does in a thread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._many = [ipaddress.ip_network(network) for network in (*env.load().trusted_proxies, "127.0.0.0/8", "::1")]
        self._open: Counter[str] = Counter()
        self._at_work: Counter[str] = Counter()
        self._large = 0
        self._next_look = 0.0
        #: connections whose request has not come yet, or that are being closed; the first has waited longest
        self._watched: dict[Connection, None] = {}
        #: requests that are there and wait for a thread
        self._waiting: deque[Connection] = deque()

    # -- what comes

    def accept(self, listener: socket.socket) -> None:
        try:
            sock, client = listener.accept()
        except OSError as problem:
            self._could_not_accept(problem)
            return
        _limit_standstill(sock)
        conn = Connection(self.cfg, sock, client, listener.getsockname())
        self.nr_conns += 1
        self._open[conn.visitor] += 1
        if self._open[conn.visitor] > MOST_OPEN and not self._speaks_for_many(conn.visitor):
            self._drop(conn)
            return
        if self.nr_conns >= self.worker_connections and self._watched:
            self._drop(next(iter(self._watched)))  # room for whoever is quicker than the slowest
        self.enqueue_req(conn)

    def _could_not_accept(self, problem: OSError) -> None:
        if problem.errno in (errno.EMFILE, errno.ENFILE):  # no descriptor is left
            if self._watched:
                self._drop(next(iter(self._watched)))
        elif problem.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
            raise problem

    def enqueue_req(self, conn: Connection) -> None:
        """A request may be coming: on a new connection, on a kept one, or behind the request before."""
        conn.begin()
        self._advance(conn)

    def _take_in(self, conn: Connection, _sock: Any) -> None:
        if conn in self._watched:  # not dropped at this very turn of the loop
            self._advance(conn)

    def _advance(self, conn: Connection) -> None:
        """Take in what has come; where that is enough, a thread goes on, else the loop watches for more."""
        try:
            is_enough = conn.take_in()
        except TooLong:
            self._refuse(conn, "431 Request Header Fields Too Large")
        except (OSError, Gone):
            self._drop(conn)
        else:
            if is_enough:
                self._unwatch(conn)
                self._give_to_a_thread_or_wait(conn)
            elif conn not in self._watched:
                self._watch(conn, self._take_in)

    def _give_to_a_thread_or_wait(self, conn: Connection) -> None:
        if self._may_begin(conn):
            self._give_to_a_thread(conn)
            return
        conn.deadline = time.monotonic() + MOST_WAIT
        self._waiting.append(conn)

    def _give_to_a_thread(self, conn: Connection) -> None:
        self._at_work[conn.visitor] += 1
        self._large += conn.is_large
        super().enqueue_req(conn)

    def _may_begin(self, conn: Connection) -> bool:
        """Half of the threads are the most for one address, and for large bodies."""
        half = max(1, self.cfg.threads // 2)
        if conn.is_large and self._large >= half:
            return False
        return self._at_work[conn.visitor] < half or self._speaks_for_many(conn.visitor)

    # -- what goes

    def finish_request(self, conn: Connection, future: Future[Any]) -> None:
        """A thread is done with it."""
        _one_less(self._at_work, conn.visitor)
        self._large -= conn.is_large
        try:
            keep = bool(future.result()) and self.alive
        except Exception:  # noqa: BLE001 - whatever it was has been told of; the connection is of no use
            keep = False
        try:
            self._go_on_with(conn) if keep else self._linger(conn)
        except (OSError, ValueError):
            self._drop(conn)
        for waiting in [each for each in self._waiting if self._may_begin(each)][:1]:
            self._waiting.remove(waiting)
            self._give_to_a_thread(waiting)

    def _go_on_with(self, conn: Connection) -> None:
        """Wait for the next request on it."""
        if conn.parser.unreader.buf.getvalue():
            self.enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        conn.set_timeout()
        self.keepalived_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_client_socket_readable, conn))

    def _linger(self, conn: Connection) -> None:
        """Say that no more will come, and give the visitor a moment to have read the answer before it is closed."""
        conn.sock.shutdown(socket.SHUT_WR)
        conn.sock.setblocking(False)
        conn.is_closing, conn.deadline = True, time.monotonic() + LINGER
        self._watch(conn, self._read_away)

    def _read_away(self, conn: Connection, _sock: Any = None) -> None:
        if conn not in self._watched:
            return
        try:
            if conn.sock.recv(_BLOCK):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._drop(conn)

    def _refuse(self, conn: Connection, status: str) -> None:
        """Answer in the loop itself, with nothing but a status."""
        self._unwatch(conn)
        headers = "Connection: close\r\nContent-Length: 0\r\nRetry-After: 10\r\n\r\n"
        try:
            conn.sock.send(f"HTTP/1.1 {status}\r\n{headers}".encode("ascii"))
            self._linger(conn)
        except OSError:
            self._drop(conn)

    def murder_pending(self) -> None:
        """Called at every turn of the loop: give up what has had its time."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + 0.25
        for conn in [conn for conn in self._watched if conn.deadline <= now]:
            if conn.received and not conn.is_closing:
                self._refuse(conn, "408 Request Timeout")
            else:
                self._drop(conn)
        for conn in [conn for conn in self._waiting if conn.deadline <= now]:
            self._waiting.remove(conn)
            self._refuse(conn, "503 Service Unavailable")
        if not self.alive:
            self._let_the_silent_go()

    def _let_the_silent_go(self) -> None:
        """A server that stops need not wait for those who have asked nothing."""
        for conn in [conn for conn in self._watched if not (conn.received or conn.is_closing)]:
            self._drop(conn)

    def murder_keepalived(self, force: bool = False) -> None:
        kept = set(self.keepalived_conns)
        super().murder_keepalived(force)
        for conn in kept.difference(self.keepalived_conns):
            _one_less(self._open, conn.visitor)

    def _drop(self, conn: Connection) -> None:
        self._unwatch(conn)
        self.nr_conns -= 1
        _one_less(self._open, conn.visitor)
        conn.close()

    def _watch(self, conn: Connection, then: Callable[[Connection, Any], None]) -> None:
        self._watched[conn] = None
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(then, conn))

    def _unwatch(self, conn: Connection) -> None:
        if conn in self._watched:
            del self._watched[conn]
            self.poller.unregister(conn.sock)

    def _speaks_for_many(self, visitor: str) -> bool:
        address = _address(visitor.partition("/")[0])
        return address is None or any(address in network for network in self._many)


def _one_less(counts: Counter[str], visitor: str) -> None:
    counts[visitor] -= 1
    if not counts[visitor]:
        del counts[visitor]  # there are more addresses than memory


def visitor_of(client: Any) -> str:
    """The address that counts as one visitor: in IPv6 a whole /64 network; "" where a connection has none."""
    address = _address(str(client[0])) if isinstance(client, tuple) else None
    if address is None:
        return ""
    if isinstance(address, ipaddress.IPv4Address) or address.is_loopback:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _address(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def _limit_standstill(sock: socket.socket) -> None:
    """A reader who takes nothing at all for this long is cut off: a thread would wait for him for ever."""
    if hasattr(socket, "TCP_USER_TIMEOUT") and sock.family in (socket.AF_INET, socket.AF_INET6):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STANDSTILL * 1000)
