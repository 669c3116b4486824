"""All HTTP between MediaHub and providers.

A ``Client`` speaks to one origin and to nothing else, so a key can reach nobody but its owner: redirects are not
followed. There are two kinds of calls, and the difference is money:

* an **order** is sent once, on a fresh connection (a kept one may be closed by the server at that very moment). What
  failed before anything was sent is ``Unavailable``; what failed later is ``Unclear``.
* a **question** or an **upload** may be repeated: whatever fails is ``Unavailable``.

Which reply means what is the adapter's business: a ``Reply`` is returned for every status.
"""

from __future__ import annotations

import json as jsonlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode

import certifi
import requests
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.filepost import choose_boundary, encode_multipart_formdata

from generation.providers.addresses import check_public
from generation.providers.base import Provider
from generation.providers.connections import pool_classes
from generation.providers.downloads import USER_AGENT, Gone, Received, download
from generation.providers.errors import AccountProblem, Unavailable, Unclear
from generation.providers.scrubbing import pattern, scrubbed

__all__ = ["USER_AGENT", "Client", "Gone", "HttpProvider", "Received", "Reply", "check_public", "download"]

_TIMEOUT = (10.0, 30.0)  # seconds: to connect, between two reads
_MOST_BYTES = 4 << 20
_CHUNK = 1 << 16
_SAID = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip, deflate"}


@dataclass(frozen=True)
class Reply:
    """An answer: header names in lower case, ``json`` None where the body is not JSON. Holds no key.

    ``text``: the body as it came, or, where it is JSON, ``json`` written out.
    """

    status: int
    headers: Mapping[str, str]
    text: str
    json: Any = None

    def short(self, most: int = 2000) -> str:
        """Status and body for a person, at most ``most`` characters."""
        return f"HTTP {self.status}: {self.text.strip()}"[:most]


class _Session(requests.Session):
    """A session that never looks where a redirect leads."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


class _Adapter(HTTPAdapter):
    def __init__(self, limit: float, pool_size: int) -> None:
        self.limit = limit
        super().__init__(pool_connections=1, pool_maxsize=pool_size, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = pool_classes(limit=self.limit, guarded=False)


@dataclass
class Client:
    """Calls to one origin.

    ``name``: who that is, for messages. ``base_url``: addresses are paths below it. ``headers``: sent with every call.
    ``secrets``: texts that never come out again, wherever the server echoes them. ``call_limit``, ``upload_limit``:
    seconds for one call.
    May be shared by threads; a forked process opens connections of its own.
    """

    name: str
    base_url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    call_limit: float = 45.0
    upload_limit: float = 300.0
    pool_size: int = 64

    def __post_init__(self) -> None:
        self._secrets = pattern(self.secrets)
        self._lock = threading.Lock()
        self._pooled: PoolManager | None = None
        self._pid = 0

    def order(self, path: str, json: Any = None) -> Reply:
        """POST once. Raises ``Unavailable`` where nothing was sent, ``Unclear`` where that is not certain."""
        with self._session(pool_size=1) as session:
            try:
                return self._call(session, "POST", path, json=json)
            except (requests.RequestException, HTTPError, OSError) as error:
                if _never_sent(error):
                    raise self._unreachable(error) from error
                raise self._unclear(error) from error
            except _TooLong as error:
                raise self._unclear(error) from error

    def ask(self, path: str, query: Mapping[str, Any] | None = None, *, json: Any = None) -> Reply:
        """GET, or POST where there is ``json``: a question that may be repeated. Raises ``Unavailable``."""
        return self._repeatable(lambda: self._question(path, query, json))

    def upload(self, path: str, form: Mapping[str, Any]) -> Reply:
        """POST a multipart form: texts, and one file as (name, path, type). Raises ``Unavailable``; ``OSError``.

        The body goes out in blocks, each with a time limit of its own: sent at once, a slow line would break it off. It
        is put together on disk: a film of 500 MB has no place in memory.
        """
        with self._session(pool_size=1, limit=self.upload_limit) as session, tempfile.TemporaryFile() as body:
            content_type = _write_form(body, form)
            return self._repeatable(lambda: self._call(session, "POST", path, data=body, content_type=content_type))

    def _repeatable(self, call: Callable[[], Reply]) -> Reply:
        try:
            return call()
        except (requests.RequestException, HTTPError, OSError) as error:
            raise self._unreachable(error) from error
        except _TooLong as error:
            raise Unavailable(f"{self.name} gave an answer that is far too long.") from error

    # -- the call ------------------------------------------------------------------------------------------------

    def _call(
        self, session: requests.Session, method: str, path: str, *, content_type: str | None = None, **parts: Any
    ) -> Reply:
        self._check_credentials()
        headers = {**self.headers, "Content-Type": content_type}
        with session.request(
            method, self._address(path), headers=headers, timeout=_TIMEOUT, stream=True, allow_redirects=False, **parts
        ) as response:
            return self._reply(response.raw)

    def _question(self, path: str, query: Mapping[str, Any] | None, json: Any) -> Reply:
        """A call without a session, on the pool beneath it: thousands of jobs are asked about, so it must be cheap."""
        self._check_credentials()
        given = {name: value for name, value in (query or {}).items() if value is not None}
        address = self._address(path) + (f"?{urlencode(given)}" if given else "")
        headers = {**_SAID, **self.headers}
        body = None
        if json is not None:
            body, headers["Content-Type"] = jsonlib.dumps(json).encode(), "application/json"
        method = "GET" if json is None else "POST"
        response = self._shared().request(
            method, address, body=body, headers=headers, redirect=False, retries=False, preload_content=False
        )
        try:
            reply = self._reply(response)
        except BaseException:
            response.close()  # what is left of it must not be taken for the next answer
            raise
        response.release_conn()
        return reply

    def _address(self, path: str) -> str:
        return f"{self.base_url.rstrip('/')}/{path.lstrip('/')}"

    def _reply(self, response: Any) -> Reply:
        text, decoded = self._read(self._body(response))
        answered = {name.lower(): self.scrub(value) for name, value in response.headers.items()}
        return Reply(response.status, answered, text, decoded)

    def _read(self, body: str) -> tuple[str, Any]:
        """Text and JSON without the secrets, which are looked for in what the JSON means, not in how it is spelt."""
        try:
            decoded = scrubbed(jsonlib.loads(body), self._secrets)
            return jsonlib.dumps(decoded, ensure_ascii=False), decoded
        except (ValueError, RecursionError):
            return self.scrub(body), None

    def _body(self, response: Any) -> str:
        """The body as text; the connection keeps the time, this keeps the size."""
        received = bytearray()
        while chunk := response.read1(_CHUNK, decode_content=True):
            received += chunk
            if len(received) > _MOST_BYTES:
                raise _TooLong
        return received.decode("utf-8", errors="replace")

    def _shared(self) -> PoolManager:
        with self._lock:
            if self._pooled is None or self._pid != os.getpid():
                self._pooled, self._pid = self._pool(), os.getpid()
            return self._pooled

    def _pool(self) -> PoolManager:
        timeout = Timeout(connect=_TIMEOUT[0], read=_TIMEOUT[1])
        pool = PoolManager(1, maxsize=self.pool_size, timeout=timeout, ca_certs=certifi.where())
        pool.pool_classes_by_scheme = pool_classes(limit=self.call_limit, guarded=False)
        return pool

    def _session(self, pool_size: int, limit: float = 0.0) -> requests.Session:
        session = _Session()
        session.trust_env = False
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.headers.update(_SAID)
        adapter = _Adapter(limit or self.call_limit, pool_size)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        return session

    def _check_credentials(self) -> None:
        if not all(value.isascii() and value.isprintable() for value in self.headers.values()):
            words = f"The key for {self.name} holds characters that no key has. Nothing was sent. Paste the key again."
            raise AccountProblem(words, code="bad_key")

    # -- words ---------------------------------------------------------------------------------------------------

    def scrub(self, text: str) -> str:
        """``text`` without the secrets."""
        return str(scrubbed(text, self._secrets))

    def _unreachable(self, error: Exception) -> Unavailable:
        words = f"{self.name} could not be reached. Nothing was ordered by this call; MediaHub tries again by itself."
        return Unavailable(words, detail=self.scrub(str(error))[:2000])

    def _unclear(self, error: Exception) -> Unclear:
        words = (
            f"The order was sent to {self.name}, but no answer came. It may have been charged. "
            "Look before sending again."
        )
        return Unclear(words, detail=self.scrub(str(error) or type(error).__name__)[:2000])


_BAD_ADDRESS = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema)


class _TooLong(Exception):
    """A reply beyond the size limit."""


def _write_form(body: IO[bytes], form: Mapping[str, Any]) -> str:
    """Write a multipart form, its one file last, and rewind; the content type."""
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    (field, (file_name, path, mime)), *_ = ((name, value) for name, value in form.items() if name not in texts)
    boundary = choose_boundary()
    around, content_type = encode_multipart_formdata({**texts, field: (file_name, b"", mime)}, boundary)
    end = f"\r\n--{boundary}--\r\n".encode()
    body.write(around.removesuffix(end))
    with Path(path).open("rb") as file:
        shutil.copyfileobj(file, body, _CHUNK)
    body.write(end)
    body.seek(0)
    return content_type


def _never_sent(error: BaseException) -> bool:
    """Whether a call failed before a byte of it left.

    Every failure to connect carries urllib3's NewConnectionError; complaints about the address come before that.
    (Not so InvalidHeader: requests raises it for a header of the reply, too.)
    """
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError) or isinstance(error, _BAD_ADDRESS)


class HttpProvider(Provider):
    """A provider behind HTTP. A subclass says how it proves who it is, and makes its clients with ``client``."""

    def credentials(self) -> dict[str, str]:
        """The headers that carry the key, sent to the provider's own origins only."""
        return {}

    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, stored or logged."""
        return ()

    def client(self, base_url: str) -> Client:
        """A client bound to one of the provider's origins."""
        return Client(
            name=self.name,
            base_url=base_url,
            headers=self.credentials(),
            secrets=self.secrets(),
            call_limit=self.call_limit,
        )
