"""What is posted when a task has ended, in each family's own words, which are not those of its query."""

from __future__ import annotations

from collections.abc import Callable

from .course import State
from .records import (
    VEO_LARGER,
    Files,
    JsonObject,
    compact,
    first,
    kontext_pictures,
    market_record,
    market_result,
    veo_code,
)
from .store import Task


def market_callback(task: Task, files: Files, left: float) -> JsonObject:
    """``left``: credits that remain."""
    failed = bool(task.fail_code)
    record = market_record(task, State.FAILED if failed else State.SUCCESS, files)
    record.pop("creditsConsumed", None)
    data = {
        **record,
        "resultJson": None if failed else compact(market_result(task, files)),
        "updateTime": record["completeTime"],
        "consumeCredits": 0 if failed else task.price,
        "remainedCredits": left,
    }
    if failed:
        return {"code": 501, "msg": "Playground task failed.", "data": data}
    return {"code": 200, "msg": "Playground task completed successfully.", "data": data}


def four_o_callback(task: Task, files: Files, left: float) -> JsonObject:
    if task.fail_code:
        return {"code": task.fail_code, "msg": task.fail_message, "data": {"taskId": task.id, "info": None}}
    return {"code": 200, "msg": "success", "data": {"taskId": task.id, "info": {"result_urls": list(files.results)}}}


def veo_callback(task: Task, files: Files, left: float) -> JsonObject:
    if task.model == VEO_LARGER:
        return _veo_4k_callback(task, files)
    if task.fail_code:
        data: JsonObject = {"taskId": task.id, "fallbackFlag": False}
        return {"code": veo_code(task), "msg": task.fail_message, "data": data}
    resolution = task.body.get("resolution") or "720p"
    info = {"resultUrls": list(files.results), "originUrls": None, "resolution": resolution}
    data = {"taskId": task.id, "info": info, "fallbackFlag": False}
    return {"code": 200, "msg": "Veo3.1 video generated successfully.", "data": data}


def _veo_4k_callback(task: Task, files: Files) -> JsonObject:
    if task.fail_code:
        return {"code": 500, "msg": "The 4K version of this video is not available.", "data": {"taskId": task.id}}
    info = {"resultUrls": list(files.results), "imageUrls": list(files.extras.values())}
    return {"code": 200, "msg": "4K Video generated successfully.", "data": {"taskId": task.id, "info": info}}


def runway_callback(task: Task, files: Files, left: float) -> JsonObject:
    """Snake case, unlike the query. An extension that failed says its id alone."""
    if task.fail_code and task.model == "runway-extend":
        return {"code": 400, "msg": task.fail_message, "data": {"task_id": task.id}}
    if task.fail_code:
        empty = {"task_id": task.id, "video_id": "", "video_url": "", "image_url": ""}
        return {"code": 400, "msg": task.fail_message, "data": empty}
    data = {
        "task_id": task.id,
        "video_id": f"v-{task.id[:8]}",
        "video_url": first(files.results),
        "image_url": files.extras.get("poster.jpg", ""),
    }
    return {"code": 200, "msg": "All generated successfully.", "data": data}


def aleph_callback(task: Task, files: Files, left: float) -> JsonObject:
    """The id stands at the root."""
    if task.fail_code:
        return {"code": 400, "msg": task.fail_message, "data": None, "taskId": task.id}
    poster = files.extras.get("poster.jpg", "")
    data = {"result_video_url": first(files.results), "result_image_url": poster}
    return {"code": 200, "msg": "success", "data": data, "taskId": task.id}


def kontext_callback(task: Task, files: Files, left: float) -> JsonObject:
    if task.fail_code:
        info = {"originImageUrl": "", "resultImageUrl": ""}
        return {"code": veo_code(task), "msg": task.fail_message, "data": {"taskId": task.id, "info": info}}
    data = {"taskId": task.id, "info": kontext_pictures(files)}
    return {"code": 200, "msg": "BFL image generated successfully.", "data": data}


def luma_callback(task: Task, files: Files, left: float) -> JsonObject:
    asked = {name: value for name, value in task.body.items() if name != "callBackUrl"}
    data = {"taskId": task.id, "promptJson": compact(asked), "resultUrls": list(files.results)}
    if task.fail_code:
        return {"code": task.fail_code, "msg": task.fail_message, "data": {**data, "resultUrls": []}}
    return {"code": 200, "msg": "Modify record generated successfully.", "data": data}


CALLBACKS: dict[str, Callable[[Task, Files, float], JsonObject]] = {
    "market": market_callback,
    "4o": four_o_callback,
    "veo": veo_callback,
    "runway": runway_callback,
    "aleph": aleph_callback,
    "kontext": kontext_callback,
    "luma": luma_callback,
}
