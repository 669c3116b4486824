"""A task in each family's own words: what its query answers, and what its callback says.

Four families, four vocabularies; the shapes are Kie's, field by field.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from .course import State, progress_of
from .store import Task, reached

JsonObject = dict[str, Any]

_MARKET_STATES = {
    State.WAITING: "waiting",
    State.QUEUING: "queuing",
    State.GENERATING: "generating",
    State.SUCCESS: "success",
    State.FAILED: "fail",
}
_RUNWAY_STATES = {**_MARKET_STATES, State.WAITING: "wait", State.QUEUING: "queueing"}
ODD_STATE = "polishing"


def _ms(moment: float | None) -> int | None:
    return None if moment is None else int(moment * 1000)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _asked(task: Task, *left_out: str) -> JsonObject:
    return {name: value for name, value in task.body.items() if name not in ("callBackUrl", *left_out)}


def _word(task: Task, state: State, words: dict[State, str]) -> str:
    running = state not in (State.SUCCESS, State.FAILED)
    return ODD_STATE if running and task.has("odd_state") else words[state]


def _addresses(task: Task, urls: Sequence[str]) -> list[str]:
    """The addresses that the record names by now."""
    if task.has("empty_urls") or not reached(task.complete, time.time()):
        return []
    return list(urls[:-1] if task.has("fewer_results") else urls)


def _bent_list(task: Task, urls: list[str]) -> Any:
    return _text(urls) if task.has("urls_as_text") else urls


def market_record(task: Task, state: State, urls: Sequence[str]) -> JsonObject:
    """``recordInfo``: ten keys as recorded in April 2026, and creditsConsumed (September 2026) once it has ended."""
    done, failed = state is State.SUCCESS, state is State.FAILED
    ended = _ms(task.finished) if done or failed else None
    result: Any = {"resultUrls": _addresses(task, urls)} if done else ""
    return {
        "taskId": task.id,
        "model": task.model,
        "state": _word(task, state, _MARKET_STATES),
        "param": _text({"model": task.model, "input": _text(task.body.get("input"))}),
        "resultJson": _text(result) if done and not task.has("result_as_object") else result,
        "failCode": str(task.fail_code) if failed else None,
        "failMsg": task.fail_message if failed else None,
        "costTime": round((task.finished or 0.0) - task.created) if ended else None,
        "completeTime": ended,
        "createTime": _ms(task.created),
        **({"creditsConsumed": task.charged(time.time())} if ended else {}),
    }


def four_o_record(task: Task, state: State, urls: Sequence[str]) -> JsonObject:
    done, failed = state is State.SUCCESS, state is State.FAILED
    spelling = "result_urls" if task.has("snake_urls") else "resultUrls"
    return {
        "taskId": task.id,
        "paramJson": _text(_asked(task)),
        "completeTime": _ms(task.finished) if done or failed else None,
        "response": {spelling: _bent_list(task, _addresses(task, urls))} if done else None,
        "successFlag": 1 if done else 2 if failed else 0,
        "status": "SUCCESS" if done else "GENERATE_FAILED" if failed else _word(task, state, _FOUR_O_STATES),
        "errorCode": task.fail_code if failed else None,
        "errorMessage": task.fail_message if failed else "",
        "createTime": _ms(task.created),
        "progress": f"{progress_of(task, time.time()):.2f}",
    }


_FOUR_O_STATES = dict.fromkeys(State, "GENERATING")


def veo_record(task: Task, state: State, urls: Sequence[str]) -> JsonObject:
    done, failed = state is State.SUCCESS, state is State.FAILED
    found = _addresses(task, urls)
    aside = task.has("urls_under_data")
    record = {
        "taskId": task.id,
        "paramJson": _text({**_asked(task, "aspect_ratio"), "aspectRatio": task.plan["ratio"]}),
        "completeTime": _ms(task.finished) if done or failed else None,
        "response": _veo_response(task, _bent_list(task, found)) if done and not aside else None,
        "successFlag": 1 if done else _veo_failure_flag(task) if failed else 0,
        "errorCode": _veo_code(task) if failed else None,
        "errorMessage": task.fail_message if failed else "",
        "createTime": _ms(task.created),
        "fallbackFlag": False,
    }
    return {**record, "resultUrls": _bent_list(task, found)} if done and aside else record


def _veo_response(task: Task, urls: Any) -> JsonObject:
    return {
        "taskId": task.id,
        "resultUrls": urls,
        "fullResultUrls": None,
        "originUrls": None,
        "resolution": task.body.get("resolution") or "720p",
        "hasAudioList": [True],
        "seeds": [task.body.get("seeds") or 10_000 + int(task.created) % 90_000],
    }


def _veo_code(task: Task) -> int:
    """Veo knows 400, 500 and 501: a picture that could not be fetched is a 400 there."""
    return 400 if task.fail_code == 451 else task.fail_code


def _veo_failure_flag(task: Task) -> int:
    """2: the task could not be processed; 3: it broke at Google."""
    return 2 if task.fail_code < 500 else 3


def runway_record(task: Task, state: State, urls: Sequence[str]) -> JsonObject:
    """``record-detail``; ``urls`` are the video and its poster."""
    done, failed = state is State.SUCCESS, state is State.FAILED
    return {
        "taskId": task.id,
        "parentTaskId": "",
        "generateParam": {
            "prompt": task.body.get("prompt"),
            "imageUrl": task.body.get("imageUrl") or "",
            "expandPrompt": True,
        },
        "state": _word(task, state, _RUNWAY_STATES),
        "generateTime": datetime.fromtimestamp(task.created, UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "videoInfo": _runway_video(task, _addresses(task, urls)) if done else None,
        "failCode": task.fail_code if failed else 0,
        "failMsg": task.fail_message if failed else "",
        "expireFlag": 0,
    }


def _runway_video(task: Task, urls: list[str]) -> JsonObject:
    video, poster = (*urls, "", "")[:2]
    return {"videoId": f"v-{task.id[:8]}", "taskId": task.id, "videoUrl": video, "imageUrl": poster}


def market_callback(task: Task, urls: Sequence[str], left: float) -> JsonObject:
    """``left``: credits that remain."""
    failed = bool(task.fail_code)
    record = market_record(task, State.FAILED if failed else State.SUCCESS, urls)
    record.pop("creditsConsumed", None)
    data = {
        **record,
        "resultJson": None if failed else _text({"resultUrls": list(urls)}),
        "updateTime": record["completeTime"],
        "consumeCredits": 0 if failed else task.price,
        "remainedCredits": left,
    }
    if failed:
        return {"code": 501, "msg": "Playground task failed.", "data": data}
    return {"code": 200, "msg": "Playground task completed successfully.", "data": data}


def four_o_callback(task: Task, urls: Sequence[str], left: float) -> JsonObject:
    if task.fail_code:
        return {"code": task.fail_code, "msg": task.fail_message, "data": {"taskId": task.id, "info": None}}
    return {"code": 200, "msg": "success", "data": {"taskId": task.id, "info": {"result_urls": list(urls)}}}


def veo_callback(task: Task, urls: Sequence[str], left: float) -> JsonObject:
    if task.fail_code:
        data: JsonObject = {"taskId": task.id, "fallbackFlag": False}
        return {"code": _veo_code(task), "msg": task.fail_message, "data": data}
    info = {"resultUrls": list(urls), "originUrls": None, "resolution": task.body.get("resolution") or "720p"}
    data = {"taskId": task.id, "info": info, "fallbackFlag": False}
    return {"code": 200, "msg": "Veo3.1 video generated successfully.", "data": data}


def runway_callback(task: Task, urls: Sequence[str], left: float) -> JsonObject:
    """Snake case, unlike the query."""
    video, poster = ("", "") if task.fail_code else (*urls, "", "")[:2]
    number = "" if task.fail_code else f"v-{task.id[:8]}"
    data = {"task_id": task.id, "video_id": number, "video_url": video, "image_url": poster}
    if task.fail_code:
        return {"code": 400, "msg": task.fail_message, "data": data}
    return {"code": 200, "msg": "All generated successfully.", "data": data}


RECORDS: dict[str, Callable[[Task, State, Sequence[str]], JsonObject]] = {
    "market": market_record,
    "4o": four_o_record,
    "veo": veo_record,
    "runway": runway_record,
}
CALLBACKS: dict[str, Callable[[Task, Sequence[str], float], JsonObject]] = {
    "market": market_callback,
    "4o": four_o_callback,
    "veo": veo_callback,
    "runway": runway_callback,
}
