"""A task's record, in each family's own words: what its query answers.

Seven families, four vocabularies; the shapes are Kie's, field by field.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .course import State, plan_of, progress_of
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
VEO_LONGER, VEO_LARGER = "veo-extend", "veo-4k"


@dataclass(frozen=True)
class Files:
    """The addresses of a task's files: its results, and by name what comes beside them."""

    results: tuple[str, ...]
    extras: Mapping[str, str]


def _ms(moment: float | None) -> int | None:
    return None if moment is None else int(moment * 1000)


def _iso(moment: float | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _asked(task: Task, *left_out: str) -> JsonObject:
    return {name: value for name, value in task.body.items() if name not in ("callBackUrl", *left_out)}


def _word(task: Task, state: State, words: dict[State, str]) -> str:
    running = state not in (State.SUCCESS, State.FAILED)
    return ODD_STATE if running and task.has("odd_state") else words[state]


def _shown(task: Task, files: Files) -> Files:
    """The addresses that the record names by now."""
    if task.has("empty_urls") or not reached(task.complete, time.time()):
        return Files((), {})
    return Files(files.results[:-1], files.extras) if task.has("fewer_results") else files


def _bent_list(task: Task, urls: list[str]) -> Any:
    return compact(urls) if task.has("urls_as_text") else urls


# Market


def market_record(task: Task, state: State, files: Files) -> JsonObject:
    """``recordInfo``: ten keys as recorded in April 2026, and creditsConsumed (September 2026) once it has ended."""
    done, failed = state is State.SUCCESS, state is State.FAILED
    ended = _ms(task.finished) if done or failed else None
    result: Any = market_result(task, _shown(task, files)) if done else ""
    return {
        "taskId": task.id,
        "model": task.model,
        "state": _word(task, state, _MARKET_STATES),
        "param": compact({"model": task.model, "input": compact(task.body.get("input"))}),
        "resultJson": compact(result) if done and not task.has("result_as_object") else result,
        "failCode": str(task.fail_code) if failed else None,
        "failMsg": task.fail_message if failed else None,
        "costTime": round((task.finished or 0.0) - task.created) if ended else None,
        "completeTime": ended,
        "createTime": _ms(task.created),
        **({"creditsConsumed": task.charged(time.time())} if ended else {}),
    }


def market_result(task: Task, files: Files) -> JsonObject:
    """What ``resultJson`` holds: addresses of files, and what else the model says."""
    plan = plan_of(task)
    result: JsonObject = {} if plan.kind == "data" else {"resultUrls": list(files.results)}
    for name, url in files.extras.items():
        _add(result, name, url)
    return {**result, **plan.told}


def _add(result: JsonObject, name: str, url: str) -> None:
    match name.partition(".")[0].partition("-"):
        case ["first" | "last" as which, _, "frame"]:
            result[f"{which}FrameUrl"] = url
        case ["marked", *_]:
            result.setdefault("resultWaterMarkUrls", []).append(url)
        case ["mask", *_]:
            result.setdefault("resultObject", {}).setdefault("mask_urls", []).append(url)


# 4o Image


def four_o_record(task: Task, state: State, files: Files) -> JsonObject:
    done, failed = state is State.SUCCESS, state is State.FAILED
    spelling = "result_urls" if task.has("snake_urls") else "resultUrls"
    return {
        "taskId": task.id,
        "paramJson": compact(_asked(task)),
        "completeTime": _ms(task.finished) if done or failed else None,
        "response": {spelling: _bent_list(task, list(_shown(task, files).results))} if done else None,
        "successFlag": 1 if done else 2 if failed else 0,
        "status": "SUCCESS" if done else "GENERATE_FAILED" if failed else _word(task, state, _FOUR_O_STATES),
        "errorCode": task.fail_code if failed else None,
        "errorMessage": task.fail_message if failed else "",
        "createTime": _ms(task.created),
        "progress": f"{progress_of(task, time.time()):.2f}",
    }


_FOUR_O_STATES = dict.fromkeys(State, "GENERATING")

# Veo


def veo_record(task: Task, state: State, files: Files) -> JsonObject:
    """One address for what was generated, extended and made 4K."""
    done, failed = state is State.SUCCESS, state is State.FAILED
    shown = _shown(task, files)
    urls = _bent_list(task, list(shown.results))
    aside = task.has("urls_under_data")
    record = {
        "taskId": task.id,
        "paramJson": compact({**_asked(task, "aspect_ratio"), "aspectRatio": task.plan["ratio"]}),
        "completeTime": _ms(task.finished) if done or failed else None,
        "response": _veo_response(task, urls, shown) if done and not aside else None,
        "successFlag": 1 if done else failure_flag(task) if failed else 0,
        "errorCode": veo_code(task) if failed else None,
        "errorMessage": task.fail_message if failed else "",
        "createTime": _ms(task.created),
        "fallbackFlag": False,
    }
    return {**record, "resultUrls": urls} if done and aside else record


def _veo_response(task: Task, urls: Any, shown: Files) -> JsonObject:
    if task.model == VEO_LARGER:
        stills = list(shown.extras.values())
        return {"taskId": task.id, "resultUrls": urls, "imageUrls": stills, "mediaIds": [f"media-{task.id[-8:]}"]}
    return {
        "taskId": task.id,
        "resultUrls": urls,
        "fullResultUrls": _bent_list(task, list(shown.extras.values())) if task.model == VEO_LONGER else None,
        "originUrls": None,
        "resolution": task.body.get("resolution") or "720p",
        "hasAudioList": [True],
        "seeds": [task.body.get("seeds") or 10_000 + int(task.created) % 90_000],
    }


def veo_code(task: Task) -> int:
    """Veo knows 400, 500 and 501: a picture that could not be fetched is a 400 there."""
    return 400 if task.fail_code == 451 else task.fail_code


def failure_flag(task: Task) -> int:
    """2: the task could not be processed; 3: it broke at the vendor's."""
    return 2 if task.fail_code < 500 else 3


# Runway and Aleph


def runway_record(task: Task, state: State, files: Files) -> JsonObject:
    """``record-detail``."""
    done, failed = state is State.SUCCESS, state is State.FAILED
    return {
        "taskId": task.id,
        "parentTaskId": str(task.body.get("taskId") or ""),
        "generateParam": {
            "prompt": task.body.get("prompt"),
            "imageUrl": task.body.get("imageUrl") or "",
            "expandPrompt": True,
        },
        "state": _word(task, state, _RUNWAY_STATES),
        "generateTime": datetime.fromtimestamp(task.created, UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "videoInfo": _runway_video(task, _shown(task, files)) if done else None,
        "failCode": task.fail_code if failed else 0,
        "failMsg": task.fail_message if failed else "",
        "expireFlag": 0,
    }


def first(urls: tuple[str, ...]) -> str:
    return urls[0] if urls else ""


def _runway_video(task: Task, shown: Files) -> JsonObject:
    poster = shown.extras.get("poster.jpg", "")
    return {
        "videoId": f"v-{task.id[:8]}",
        "taskId": task.id,
        "videoUrl": first(shown.results),
        "imageUrl": poster,
    }


def aleph_record(task: Task, state: State, files: Files) -> JsonObject:
    """Flag 0 means that it runs or that it failed: only the error tells."""
    done, failed = state is State.SUCCESS, state is State.FAILED
    shown = _shown(task, files)
    video, poster = first(shown.results), shown.extras.get("poster.jpg", "")
    return {
        "taskId": task.id,
        "paramJson": compact(_asked(task)),
        "response": {"taskId": task.id, "resultVideoUrl": video, "resultImageUrl": poster} if done else None,
        "completeTime": _iso(task.finished) if done or failed else None,
        "createTime": _iso(task.created),
        "successFlag": 1 if done else 0,
        "errorCode": task.fail_code if failed else 0,
        "errorMessage": task.fail_message if failed else "",
    }


# Flux Kontext and Luma


def kontext_record(task: Task, state: State, files: Files) -> JsonObject:
    done, failed = state is State.SUCCESS, state is State.FAILED
    return {
        "taskId": task.id,
        "paramJson": compact(_asked(task)),
        "completeTime": _iso(task.finished) if done or failed else None,
        "response": kontext_pictures(_shown(task, files)) if done else None,
        "successFlag": 1 if done else failure_flag(task) if failed else 0,
        "errorCode": veo_code(task) if failed else None,
        "errorMessage": task.fail_message if failed else "",
        "createTime": _iso(task.created),
    }


def kontext_pictures(files: Files) -> JsonObject:
    return {"originImageUrl": first(tuple(files.extras.values())), "resultImageUrl": first(files.results)}


def luma_record(task: Task, state: State, files: Files) -> JsonObject:
    """Flag 4 is a success too: it was made, but its callback could not be delivered."""
    done, failed = state is State.SUCCESS, state is State.FAILED
    shown = _shown(task, files)
    urls = {"originUrls": list(shown.extras.values()), "resultUrls": list(shown.results)}
    success = 4 if task.has("undelivered") else 1
    return {
        "taskId": task.id,
        "paramJson": compact(_asked(task)),
        "completeTime": _ms(task.finished) if done or failed else None,
        "createTime": _ms(task.created),
        "successFlag": success if done else failure_flag(task) if failed else 0,
        "errorCode": task.fail_code if failed else None,
        "errorMessage": task.fail_message if failed else "",
        "response": {"taskId": task.id, **urls} if done else None,
    }


RECORDS: dict[str, Callable[[Task, State, Files], JsonObject]] = {
    "market": market_record,
    "4o": four_o_record,
    "veo": veo_record,
    "runway": runway_record,
    "aleph": aleph_record,
    "kontext": kontext_record,
    "luma": luma_record,
}
