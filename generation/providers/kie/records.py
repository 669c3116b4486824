"""Reading Kie.ai's task records, whichever family they come from.

Four vocabularies of states, nine names for result addresses, lists that are sometimes JSON in a string: one tolerant
reading for all. Of the times only the end is read, for the figures, and only where its format leaves no doubt: the
records' clocks come in four formats, and our own decides.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from generation.providers.base import Kind, Output, Phase, Update
from generation.providers.errors import Rejected
from generation.providers.kie.replies import failure

#: How long result addresses live: Kie's pages say 24 hours to 14 days, so count on the shortest (June 2026).
LIFETIME = timedelta(hours=24)

_STATES = {
    **dict.fromkeys(("wait", "waiting", "queueing", "queuing"), Phase.WAITING),
    **dict.fromkeys(("generating",), Phase.RUNNING),
    **dict.fromkeys(("success",), Phase.SUCCEEDED),
    **dict.fromkeys(("fail", "create_task_failed", "generate_failed"), Phase.FAILED),
}
_FLAGS = {0: Phase.RUNNING, 1: Phase.SUCCEEDED, 2: Phase.FAILED, 3: Phase.FAILED}

#: Where results are named, the whole film of an extended video first; never ``originUrls`` (uncropped raw material).
_RESULT_KEYS = (
    *("resultUrls", "result_urls", "resultUrl", "resultVideoUrl", "resultImageUrl"),
    *("videoUrl", "video_url", "result_video_url", "mask_urls"),
)
#: Where to look for them; never in ``param``, ``paramJson`` or ``generateParam``, which echo the inputs.
_PLACES = ("response", "resultJson", "resultObject", "videoInfo", "info", "data")


def read(data: dict[str, Any], *, progress_scale: float = 1.0) -> Update:
    """What a record says. ``progress_scale``: what its ``progress`` calls complete (1 or 100)."""
    phase = phase_of(data)
    credits = _amount(data.get("creditsConsumed", data.get("consumeCredits")))
    return Update(
        phase=phase,
        remote_id=str(data.get("taskId") or ""),
        progress=_progress(data.get("progress"), progress_scale),
        outputs=outputs(data) if phase == Phase.SUCCEEDED else (),
        error=_error(data, credits) if phase == Phase.FAILED else None,
        credits=credits,
        seed=_seed(data),
        made_at=_moment(data.get("completeTime")) if phase == Phase.SUCCEEDED else None,
        raw=json.dumps(data, ensure_ascii=False)[:2000],
    )


def phase_of(data: dict[str, Any]) -> Phase:
    """An unknown state means: keep asking."""
    for word in (data.get("state"), data.get("status")):
        if isinstance(word, str) and word.lower() in _STATES:
            return _STATES[word.lower()]
    flag = data.get("successFlag")
    if isinstance(flag, str) and flag.isdigit():
        flag = int(flag)
    return _FLAGS.get(flag, Phase.RUNNING) if isinstance(flag, int) else Phase.RUNNING


def has_verdict(data: Any) -> bool:
    """Whether this is a record that says how its task ended."""
    return isinstance(data, dict) and phase_of(data) in (Phase.SUCCEEDED, Phase.FAILED)


# -- results ---------------------------------------------------------------------------------------------------------


def outputs(data: dict[str, Any]) -> tuple[Output, ...]:
    """The files that a record names."""
    expires_at = datetime.now(UTC) + LIFETIME
    frames = _addresses(_result(data).get("lastFrameUrl"))  # Seedance, where it was asked for
    found = [Output(url, expires_at) for url in result_addresses(data)]
    return (*found, *(Output(url, expires_at, Kind.IMAGE) for url in frames if found))


def _result(data: dict[str, Any]) -> dict[str, Any]:
    """The result object of a Market record: parsed already (September 2026), or JSON in a string."""
    for place in ("response", "resultJson"):
        if isinstance(found := _unpacked(data.get(place)), dict):
            return found
    return {}


def result_addresses(data: Any) -> list[str]:
    """The addresses of the results, in order, each once."""
    data = _unpacked(data)
    if not isinstance(data, dict):
        return _addresses(data)
    whole = _addresses(data.get("fullResultUrls"))  # of an extended film; what its resultUrls hold is not spelt out
    for key in _RESULT_KEYS:
        if found := _addresses(data.get(key)):
            return list(dict.fromkeys([*whole, *found]))
    if whole:
        return whole
    for place in _PLACES:
        if data.get(place) and (found := result_addresses(data[place])):
            return found
    return []


def _addresses(value: Any) -> list[str]:
    """A list, one address, a list as JSON text, or a list as text without quotes (``[http://…, http://…]``)."""
    value = _unpacked(value)
    if isinstance(value, str):
        value = re.split(r"\s*,\s*(?=https?://)", value.strip("[] ")) if value.startswith("[") else [value]
    if not isinstance(value, list):
        return []
    addresses = [item.strip() for item in value if isinstance(item, str)]
    return list(dict.fromkeys(text for text in addresses if text.startswith(("https://", "http://"))))


def _unpacked(value: Any) -> Any:
    """JSON in a string, decoded; anything else as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value.strip()


# -- the rest --------------------------------------------------------------------------------------------------------


def _error(data: dict[str, Any], credits: Decimal | None) -> Rejected:
    code = str(data.get("failCode") or data.get("errorCode") or "")
    msg = data.get("failMsg") or data.get("errorMessage") or ""
    charged = f"Kie.ai's record names {credits.normalize():f} credits for it." if credits else "Nothing was charged."
    number = int(code) if code.isascii() and code.isdigit() else None
    return failure(number, str(msg), charged=charged)


def _progress(value: Any, scale: float) -> float | None:
    """4o says "0.25", Sora 25, others nothing."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    amount = _amount(value)
    return None if amount is None else min(1.0, max(0.0, float(amount) / scale))


def _amount(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _seed(data: dict[str, Any]) -> int | None:
    response = _unpacked(data.get("response"))
    seeds = response.get("seeds") if isinstance(response, dict) else None
    if isinstance(seeds, list) and len(seeds) == 1 and isinstance(seeds[0], int):
        return seeds[0]
    return None


def _moment(value: Any) -> datetime | None:
    """Milliseconds since 1970, or a date and time with its zone; anything else might mean another hour."""
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment and moment.tzinfo else None
