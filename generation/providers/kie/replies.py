"""What Kie.ai's answers mean.

The truth is in the ``code`` inside the body; the HTTP status counts only where the body says nothing. The same code
means different things on an order (it may have been charged) and on a question (it says nothing of the order).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from generation.providers.errors import (
    AccountProblem,
    ProviderError,
    RateLimited,
    Rejected,
    Unavailable,
    Unclear,
    UnexpectedReply,
)
from generation.providers.http import Reply

#: What queries say of a task that they do not know (docs.kie.ai and recorded replies, April 2026).
_NOT_THERE = (
    *("recordinfo is null", "record is null", "record does not exist", "within 14 days"),
    "record status is not success",
    *("record result data is blank", "record result data is empty", "record result data not exist", "not exist"),
)
#: Messages of a code 500 on an order that plainly name a refused value: nothing was made (clients, 2026).
_BAD_VALUE = re.compile(
    r"not within the range of allowed options|\b(is|are) required\b|\bmust be \w|\bcannot be (empty|null|blank)"
    r"|\binvalid (?!response|reply|state|session|server|upstream|json)\w",
    re.IGNORECASE,
)
_POLICY = (
    *("policy", "policies", "sensitive", "flagged", "moderation", "nsfw", "unsafe", "prohibited", "violat"),
    *("inappropriate", "safety", "harmful"),
)
_PICTURE = ("image", "picture", "photo", "file", "download", "fetch")

_LONGEST_REASON = 160  # characters of Kie's words that go into a sentence of ours
_LEAST_PAUSE = 10.0  # seconds; docs.kie.ai: back off at least that long after a 429


@dataclass(frozen=True)
class Envelope:
    """``code`` as it counts; ``spoken`` where Kie itself said it, in the body; ``data`` of any type."""

    code: int
    spoken: bool
    msg: str
    data: Any
    reply: Reply

    @property
    def detail(self) -> str:
        return (f"{self.code}: {self.msg}" if self.msg else self.reply.short())[:2000]

    def says(self, words: tuple[str, ...]) -> bool:
        return any(word in self.msg.lower() for word in words)


def envelope(reply: Reply) -> Envelope:
    """Read the wrapper ``{code, msg, data}``; old pages spell ``msg`` as ``message``, and either may be null."""
    body = reply.json if isinstance(reply.json, dict) else {}
    code, msg = _number(body.get("code")), body.get("msg") or body.get("message") or ""
    counts = code is not None and (code >= 400 or reply.status < 400)
    return Envelope(
        code=code if counts and code is not None else reply.status,
        spoken=counts,
        msg=str(msg),
        data=body.get("data"),
        reply=reply,
    )


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


# -- orders ----------------------------------------------------------------------------------------------------------


def accepted(reply: Reply) -> str:
    """The task id of an accepted order. Raises what the answer means otherwise; doubtful answers are ``Unclear``."""
    answer = envelope(reply)
    if answer.code == 200 and answer.spoken and 200 <= reply.status < 300:
        task_id = answer.data.get("taskId") if isinstance(answer.data, dict) else None
        if isinstance(task_id, (str, int)) and not isinstance(task_id, bool) and str(task_id).strip():
            return str(task_id).strip()
    raise _order_problem(answer)


def accepted_answer(reply: Reply, *also: int) -> Any:
    """The data of an answer to an order that has no task; None for the codes ``also``. Raises like ``accepted``."""
    answer = envelope(reply)
    if answer.spoken and answer.code in also:
        return None
    if answer.code == 200 and answer.spoken and 200 <= reply.status < 300:
        return answer.data
    raise _order_problem(answer)


def _order_problem(answer: Envelope) -> ProviderError:
    problem = _shared_problem(answer)
    if problem:
        return problem
    if answer.code in (303, 408, 409, 425) or not 300 <= answer.code < 600:
        return _unclear(answer)
    if answer.code >= 500:
        return _order_failure(answer)
    return refused_order(answer)


def _order_failure(answer: Envelope) -> ProviderError:
    """An order answered with 500 to 599."""
    if answer.spoken and answer.code == 550:
        words = "Kie.ai's queue is full and it did not take the order. Nothing was charged; MediaHub tries again later."
        return Unavailable(words, detail=answer.detail)
    if answer.spoken and (answer.code in (501, 505, 531) or (answer.code == 500 and _BAD_VALUE.search(answer.msg))):
        return refused_order(answer)
    return _unclear(answer)


def refused_order(answer: Envelope) -> Rejected:
    """What an order that Kie certainly refused is told."""
    if not answer.spoken and answer.code == 403:
        return _blocked(answer)
    if answer.code < 400:
        words = "Kie.ai's address answered with a redirect and took no order. Nothing was charged. Check KIE_BASE_URL."
        return Rejected(words, detail=answer.reply.short(), code="moved")
    if answer.says(("callbackurl",)):
        words = (
            "Kie.ai wants an address that it can call when this model is done. Nothing was charged. "
            "Set MEDIAHUB_PUBLIC_URL to an address that reaches this MediaHub, then try again."
        )
        return Rejected(words, detail=answer.detail, code="callback_needed")
    if answer.code == 505:
        words = "Kie.ai has switched this model off for now. Nothing was charged. Choose another model."
        return Rejected(words, detail=answer.detail, code="switched_off")
    if answer.code == 404:
        words = "Kie.ai does not know this model or address. Nothing was charged. Choose another model."
        return Rejected(words, detail=answer.detail, code="not_found")
    if answer.code in (501, 531):
        return failure(answer.code, answer.msg)
    if answer.code == 451 or answer.says(_POLICY):
        return failure(400 if answer.code != 451 else 451, answer.msg)
    words = "Kie.ai refused these settings. Nothing was charged. Change them and try again."
    if answer.spoken and (reason := _reason(answer.msg)):
        words = f"Kie.ai refused: {reason} Nothing was charged. Change the settings and try again."
    return Rejected(words, detail=answer.detail, code="invalid")


def _reason(msg: str) -> str:
    """Kie's own words as one short sentence, "" where there are none; keys were struck out when the reply was read."""
    text = textwrap.shorten(msg, _LONGEST_REASON, placeholder="…").rstrip(".。 ")
    return f"{text}." if text and not text.endswith(("…", "!", "?")) else text


def _unclear(answer: Envelope) -> Unclear:
    words = (
        "The order was sent to Kie.ai, but its answer does not say whether it was taken. It may have been charged. "
        "Look at the provider before sending it again."
    )
    return Unclear(words, detail=answer.reply.short())


def _blocked(answer: Envelope) -> Rejected:
    words = (
        "Kie.ai's front door refused the call from this computer's network address. Nothing was charged. "
        "Try another network, or ask Kie.ai about it."
    )
    return Rejected(words, detail=answer.reply.short(), code="blocked")


# -- questions -------------------------------------------------------------------------------------------------------


def answered(reply: Reply) -> Any:
    """The ``data`` of an answered question. Raises ``Unavailable``, ``AccountProblem`` or ``UnexpectedReply``."""
    answer = envelope(reply)
    if answer.code == 200 and answer.spoken:
        return answer.data
    raise question_problem(answer)


def is_missing(answer: Envelope) -> bool:
    """Whether a query says that it knows no such task, not yet or no longer. A body that is not Kie's says nothing."""
    if not answer.spoken:
        return False
    if answer.code == 200:
        return not answer.data
    return answer.code == 404 or (answer.code == 422 and answer.says(_NOT_THERE))


def question_problem(answer: Envelope) -> ProviderError:
    """Why a question got no answer; it says nothing about the order in question."""
    problem = _shared_problem(answer)
    if problem:
        return problem
    if answer.code >= 500 or not answer.spoken:
        return Unavailable("Kie.ai gives no answer at the moment. MediaHub asks again.", detail=answer.reply.short())
    return UnexpectedReply("Kie.ai gave an answer that MediaHub does not understand.", detail=answer.reply.short())


# -- what orders and questions have in common ------------------------------------------------------------------------


def _shared_problem(answer: Envelope) -> ProviderError | None:
    """Key, credit, pace and maintenance: certain wherever they come."""
    read = _SHARED.get(answer.code)
    if answer.code == 403 and answer.spoken:
        read = _not_allowed
    return read(answer) if read else None


def _bad_key(answer: Envelope) -> AccountProblem:
    words = "Kie.ai refused the key. Nothing was charged. Check the key in Settings."
    return AccountProblem(words, detail=answer.detail, code="bad_key", action="check_key")


def _not_allowed(answer: Envelope) -> AccountProblem:
    words = "Kie.ai says that this key may not do this. Nothing was charged. Allow the model on the key's page."
    return AccountProblem(words, detail=answer.detail, code="bad_key", action="check_key")


def _no_credit(answer: Envelope) -> AccountProblem:
    words = "Kie.ai says the account is out of credit. Nothing was charged. Top up, then try again."
    return AccountProblem(words, detail=answer.detail, code="no_credit", action="top_up")


def _key_cap(answer: Envelope) -> AccountProblem:
    words = "This key has reached its own cap at Kie.ai. Nothing was charged. Raise the cap, or use another key."
    return AccountProblem(words, detail=answer.detail, code="key_cap", action="check_key")


def _pace(answer: Envelope) -> RateLimited:
    words = "Kie.ai asks for a pause. Nothing was charged; MediaHub tries again by itself."
    header = answer.reply.headers.get("retry-after", "")
    asked = float(header) if header.isascii() and header.isdigit() else 0.0
    return RateLimited(words, retry_after=max(_LEAST_PAUSE, min(asked, 3600.0)), detail=answer.detail)


def _maintenance(answer: Envelope) -> Unavailable:
    words = "Kie.ai is being maintained. Nothing was charged; MediaHub tries again in some minutes."
    return Unavailable(words, detail=answer.detail, code="maintenance")


_SHARED: dict[int, Callable[[Envelope], ProviderError]] = {
    401: _bad_key,
    402: _no_credit,
    429: _pace,
    433: _key_cap,
    455: _maintenance,
}


# -- failed tasks ----------------------------------------------------------------------------------------------------


def failure(code: int | None, msg: str, *, charged: str = "Nothing was charged.") -> Rejected:
    """Why a task failed, from the task's own code and words (docs.kie.ai: failed tasks cost nothing)."""
    detail = f"{code}: {msg}" if code is not None else msg
    lower = msg.lower()
    refused = code is None or code < 500
    if refused and any(word in lower for word in _POLICY):
        words = f"The model declined this under its content rules. {charged} Change the prompt or use another model."
        return Rejected(words, detail=detail[:2000], code="moderation", action="edit_prompt")
    if code == 451 or (refused and any(word in lower for word in _PICTURE)):
        words = f"Kie.ai could not use the picture that was given. {charged} Try another picture, or another format."
        return Rejected(words, detail=detail[:2000], code="bad_input")
    words = f"Kie.ai could not make it. {charged} Try again, or change the prompt."
    return Rejected(words, detail=detail[:2000], code="failed", action="try_again")
