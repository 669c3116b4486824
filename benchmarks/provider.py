"""A provider's status address that costs next to nothing: whatever is asked about is still running.

Run as a program it prints its port and answers until its standard input is closed.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.places import pinned
from mediahub.env import BASE_DIR

_BODY = json.dumps({"code": 200, "msg": "success", "data": {"status": "GENERATING", "successFlag": 0}}).encode()
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(_BODY) + _BODY


class _Line(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._read = b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        asked = self._read.count(b"\r\n\r\n")
        if asked:
            self._read = b""
            self._transport.write(_ANSWER * asked)  # type: ignore[attr-defined]


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Line, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def running(core: int = 1) -> Iterator[str]:
    """The address of such a provider in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.provider"]
    with subprocess.Popen(
        command, cwd=BASE_DIR, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=pinned(core)
    ) as process:
        assert process.stdout
        assert process.stdin
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve())
