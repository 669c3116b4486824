"""Misbehaviour on request: every fault's name, its meaning, and where it strikes.

A fault is asked for by a word in the prompt, ``[fault:insufficient_credits]`` or ``[fault:invisible=5]``, or put into
the queue for the next matching calls (``POST /sandbox/faults``). Several words may stand in one prompt. The number is
seconds where a fault's meaning says so; else it is how many times the fault strikes, always without one:
``[fault:code_429=2]`` refuses the first two create calls with that very body.
"""

from __future__ import annotations

import enum
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .replies import Manner, Reply, html, json_reply

#: How many queries of a task an ``ask_…`` word in its prompt spoils, where the word names no number.
QUERIES_SPOILT = 3

_MARKER = re.compile(r"\[fault:([a-z0-9_]+)(?:=(\d+(?:\.\d+)?))?\]")


class Place(enum.Enum):
    """Where a fault strikes; by itself it matches the calls named here."""

    ANSWER = "the answer of a create call (or of any other call, where the queue names a path)"
    QUERY = "the answers of a task's queries"
    COURSE = "the course of a task"
    RESULT = "the download of a result"
    CALLBACK = "the callbacks of a task"
    UPLOAD = "the answer of an upload"


@dataclass(frozen=True)
class Fault:
    """One kind of misbehaviour. ``accepted``: the order is placed before ``reply`` goes out. ``reply`` None: the true
    answer goes out, in ``manner``. ``value``: seconds or a count, see ``counts``."""

    name: str
    place: Place
    meaning: str
    reply: Reply | None = None
    accepted: bool = False
    manner: Manner = Manner.PLAIN
    value: float = 0.0

    @property
    def counts(self) -> bool:
        """Whether ``value`` says how many times it strikes (0: always), and not for how many seconds."""
        timed = self.manner in (Manner.SILENT, Manner.DRIP)
        return self.place in (Place.ANSWER, Place.QUERY, Place.RESULT) and not timed

    def spoil(self, true_answer: Reply) -> Reply:
        """The answer to send in place of the true one."""
        return replace(self.reply or true_answer, manner=self.manner, seconds=self.value)


class UnknownFault(ValueError):
    """A name that is not in the list; the message says so."""


#: Kie's error codes (docs.kie.ai, August 2026), each with a text of the kind that it sends.
_CODES = {
    400: "The request parameters are malformed.",
    401: "You do not have access permissions",
    402: "Credits insufficient : Your current balance isn't enough to run this request.",
    404: "The model name you specified is not supported.",
    408: "Upstream has produced nothing for more than 10 minutes.",
    422: "prompt is required",
    429: "Your call frequency is too high. Try again later.",
    433: "The credit cap of this sub-key is used up.",
    451: "Unable to download the image from the url you provided.",
    455: "The service is being maintained. Try again later.",
    500: "Server exception, please try again later.",
    501: "Generation failed.",
    505: "This feature is switched off.",
    550: "The queue is full, the task was refused.",
}


_GATEWAY_PAGES = {500: "500 Internal Server Error", 502: "502 Bad Gateway", 503: "503 Service Unavailable"}


def _answers() -> list[Fault]:
    faults = []
    for code, message in _CODES.items():
        body = {"code": code, "msg": message, "data": None}
        words = f"code {code}: {message.rstrip('.')}"
        faults.append(Fault(f"code_{code}", Place.ANSWER, f"HTTP 200 with {words}; nothing created", json_reply(body)))
        faults.append(Fault(f"http_{code}", Place.ANSWER, f"HTTP {code} with {words}; nothing created",
                            json_reply(body, status=code)))  # fmt: skip
    spent = {"code": 402, "msg": _CODES[402], "data": None}
    slow_down = {"code": 429, "msg": _CODES[429], "data": None}
    parameter = {"code": 500, "msg": "resolution is not within the range of allowed options", "data": None}
    missing = {"code": 422, "msg": "Please enter callBackUrl.", "data": None}
    return [
        *faults,
        Fault("insufficient_credits", Place.ANSWER, "the same as code_402", json_reply(spent)),
        Fault("http_429_retry_after", Place.ANSWER, "HTTP 429 with Retry-After: 2; nothing created",
              json_reply(slow_down, status=429, headers={"Retry-After": "2"})),
        Fault("bad_value", Place.ANSWER, "HTTP 200 with code 500 that names a parameter; nothing created",
              json_reply(parameter)),
        Fault("callback_wanted", Place.ANSWER, "HTTP 200 with code 422 Please enter callBackUrl.; nothing created",
              json_reply(missing)),
        *(Fault(f"html_{status}", Place.ANSWER, f"HTTP {status} with a gateway's HTML page; nothing created",
                html(status, title))
          for status, title in _GATEWAY_PAGES.items()),
        Fault("html_403", Place.ANSWER, "HTTP 403 with the text 'error code: 1010'; nothing created",
              Reply(403, b"error code: 1010", "text/html; charset=UTF-8")),
    ]  # fmt: skip


_TRANSPORT = [
    Fault("cut_before", Place.ANSWER, "the connection is cut, nothing was created", Reply(), manner=Manner.CUT),
    Fault("cut_after", Place.ANSWER, "the connection is cut after the order was accepted and will be charged",
          accepted=True, manner=Manner.CUT),
    Fault("cut_in_answer", Place.ANSWER, "the order was accepted, its answer breaks off in the middle",
          accepted=True, manner=Manner.SHORT),
    Fault("silent_after", Place.ANSWER, "the order was accepted, no answer comes (value: seconds, 120)",
          accepted=True, manner=Manner.SILENT, value=120.0),
    Fault("slow", Place.ANSWER, "the order was accepted, its answer drips (value: seconds, 20)",
          accepted=True, manner=Manner.DRIP, value=20.0),
    Fault("html_502_after", Place.ANSWER, "the order was accepted, a gateway's HTTP 502 page comes back",
          html(502, "502 Bad Gateway"), accepted=True),
    Fault("html_504_after", Place.ANSWER, "the order was accepted, a gateway's HTTP 504 page comes back",
          html(504, "504 Gateway Time-out"), accepted=True),
    Fault("code_500_after", Place.ANSWER, "the order was accepted, HTTP 200 with code 500 comes back",
          json_reply({"code": 500, "msg": _CODES[500], "data": None}), accepted=True),
    Fault("not_json", Place.ANSWER, "the order was accepted, HTTP 200 with a text that is not JSON comes back",
          Reply(200, b"OK", "text/plain"), accepted=True),
    Fault("no_task_id", Place.ANSWER, "the order was accepted, code 200 comes back without a taskId",
          json_reply({"code": 200, "msg": "success", "data": {}}), accepted=True),
    Fault("null_data", Place.ANSWER, "the order was accepted, code 200 comes back with data null",
          json_reply({"code": 200, "msg": "success", "data": None}), accepted=True),
]  # fmt: skip

_COURSE = [
    Fault("invisible", Place.COURSE, "the record cannot be seen for a while (value: seconds, 5)", value=5.0),
    Fault("never_visible", Place.COURSE, "the record never appears; the order runs and is charged"),
    Fault("stuck", Place.COURSE, "the task stays in waiting for ever"),
    Fault("endless", Place.COURSE, "the task stays in generating for ever"),
    Fault("fail_400", Place.COURSE, "the task fails with code 400: content refused; nothing charged"),
    Fault("fail_500", Place.COURSE, "the task fails with code 500: internal error; nothing charged"),
    Fault("fail_451", Place.COURSE, "the task fails with code 451: input not readable; nothing charged"),
    Fault("empty_urls", Place.COURSE, "success with an empty list of addresses"),
    Fault("late_urls", Place.COURSE, "success, the addresses come later (value: seconds, 3)", value=3.0),
    Fault("fewer_results", Place.COURSE, "success with one file less than ordered"),
    Fault("odd_state", Place.COURSE, "while it runs, the task reports a state that no page names"),
    Fault("snake_urls", Place.COURSE, "4o: result_urls in place of resultUrls"),
    Fault("urls_as_text", Place.COURSE, "4o, Veo: the list of addresses is a JSON text"),
    Fault("urls_under_data", Place.COURSE, "Veo: resultUrls stands directly under data"),
    Fault("undelivered", Place.COURSE, "Luma: success that says its callback could not be delivered (flag 4)"),
    Fault("result_as_object", Place.COURSE, "market: resultJson is an object, not a text"),
]

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="9" height="9"/></svg>'
_PAGE = b"<!doctype html><html><body><script>alert(1)</script><h1>Not a picture</h1></body></html>"

_RESULTS = [
    Fault("result_404", Place.RESULT, "HTTP 404", html(404, "404 Not Found")),
    Fault("result_403", Place.RESULT, "HTTP 403", html(403, "403 Forbidden")),
    Fault("result_500", Place.RESULT, "HTTP 500", html(500, "500 Internal Server Error")),
    Fault("result_short", Place.RESULT, "Content-Length is larger than what comes", manner=Manner.SHORT),
    Fault("result_cut", Place.RESULT, "the connection is reset in the middle", manner=Manner.RESET),
    Fault("result_slow", Place.RESULT, "the file drips (value: seconds, 20)", manner=Manner.DRIP, value=20.0),
    Fault("result_damaged", Place.RESULT, "half a file, with a Content-Length that agrees"),
    Fault("result_html", Place.RESULT, "an HTML page under the file's name", Reply(200, _PAGE, "text/html")),
    Fault("result_svg", Place.RESULT, "an SVG with a script under the file's name", Reply(200, _SVG, "image/png")),
    Fault("result_empty", Place.RESULT, "no bytes at all", Reply(200, b"", "image/png")),
    Fault("result_wrong_type", Place.RESULT, "a video where a picture was ordered, and the other way round"),
    Fault("result_expired", Place.RESULT, "HTTP 403 until a fresh link is asked for with download-url",
          html(403, "403 Forbidden")),
    Fault("result_moved", Place.RESULT, "a redirect to another host",
          Reply(302, b"", "text/plain", {"Location": "https://files.sandbox.invalid/elsewhere.png"})),
    Fault("result_moved_inside", Place.RESULT, "a redirect to a private address",
          Reply(302, b"", "text/plain", {"Location": "http://169.254.169.254/latest/meta-data/"})),
]  # fmt: skip

_CALLBACKS = [
    Fault("callback_twice", Place.CALLBACK, "the callback comes twice"),
    Fault("callback_early", Place.CALLBACK, "a callback comes before the create call is answered"),
    Fault("callback_forged", Place.CALLBACK, "the callback carries a wrong signature"),
    Fault("callback_never", Place.CALLBACK, "no callback comes"),
    Fault("callback_stranger", Place.CALLBACK, "a callback for a task that nobody ordered comes as well"),
]

_UPLOADS = [
    Fault("upload_401", Place.UPLOAD, "HTTP 401 with success false",
          json_reply({"success": False, "code": 401, "msg": _CODES[401]}, status=401)),
    Fault("upload_500", Place.UPLOAD, "HTTP 500 with success false",
          json_reply({"success": False, "code": 500, "msg": _CODES[500]}, status=500)),
    Fault("upload_false", Place.UPLOAD, "HTTP 200 with success false and code 500",
          json_reply({"success": False, "code": 500, "msg": _CODES[500]})),
    Fault("upload_cut", Place.UPLOAD, "the connection is cut", Reply(), manner=Manner.CUT),
]  # fmt: skip


def _queries(answers: list[Fault]) -> list[Fault]:
    """Every spoilt answer once more, for the queries of a task: a query accepts nothing, so that part is left out."""
    return [
        replace(
            fault,
            name=f"ask_{fault.name}",
            place=Place.QUERY,
            meaning=f"the first {QUERIES_SPOILT} queries (value: how many) answer as {fault.name} does",
            value=float(QUERIES_SPOILT),
        )
        for fault in answers
        if fault.manner not in (Manner.SILENT, Manner.DRIP)
    ]


_ALL_ANSWERS = [*_answers(), *_TRANSPORT]
FAULTS: dict[str, Fault] = {
    fault.name: fault for fault in (*_ALL_ANSWERS, *_COURSE, *_RESULTS, *_CALLBACKS, *_UPLOADS, *_queries(_ALL_ANSWERS))
}


def named(name: str, value: float | None = None) -> Fault:
    """The fault of that name, with its value if one is given. Raises UnknownFault."""
    fault = FAULTS.get(name)
    if fault is None:
        raise UnknownFault(f"The sandbox knows no fault called {name}. GET /sandbox/faults lists them.")
    return fault if value is None else replace(fault, value=value)


def in_prompt(prompt: str) -> list[Fault]:
    """The faults that a prompt asks for. Raises UnknownFault."""
    return [named(name, float(value) if value else None) for name, value in _MARKER.findall(prompt)]


def without_markers(prompt: str) -> str:
    return " ".join(_MARKER.sub(" ", prompt).split())


class Queue:
    """Faults for the next matching calls. In memory: a restart forgets them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[Fault, str]] = []

    def add(self, fault: Fault, *, times: int = 1, path: str = "") -> None:
        """``path``: the start of the paths that it shall strike; empty means where the fault's place says."""
        with self._lock:
            self._waiting += [(fault, path)] * times

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take_answer(self, place: Place | None, path: str) -> Fault | None:
        """Take out the first fault of ``place`` (None: none), or an answer's that was put there for this path."""
        return self._take(
            lambda fault, prefix: (
                path.startswith(prefix) and (fault.place is place or (prefix != "" and fault.place is Place.ANSWER))
            )
        )

    def take_course(self, path: str) -> list[Fault]:
        """Take out what shall strike the task that is being created by a call to ``path``: one fault a place."""
        found = [
            self._take(lambda fault, prefix, place=place: fault.place is place and path.startswith(prefix))  # type: ignore[misc]
            for place in (Place.COURSE, Place.CALLBACK)
        ]
        return [fault for fault in found if fault]

    def _take(self, matches: Callable[[Fault, str], bool]) -> Fault | None:
        with self._lock:
            for position, (fault, prefix) in enumerate(self._waiting):
                if matches(fault, prefix):
                    del self._waiting[position]
                    return fault
        return None

    def listed(self) -> list[dict[str, Any]]:
        with self._lock:
            return [{"name": fault.name, "path": path, "value": fault.value} for fault, path in self._waiting]
