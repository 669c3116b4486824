"""Kie.ai's format as its documentation tells it (docs.kie.ai, 2026), for three families; apart from the hub's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from benchmarks.bill.book import Line
from benchmarks.bill.plan import Plan

#: path of an order → (family, path of its records)
FAMILIES = {
    "/api/v1/gpt4o-image/generate": ("4o", "/api/v1/gpt4o-image/record-info"),
    "/api/v1/veo/generate": ("veo", "/api/v1/veo/record-info"),
    "/api/v1/jobs/createTask": ("market", "/api/v1/jobs/recordInfo"),
}
RECORDS = {records: family for family, records in FAMILIES.values()}
#: credits of one file
_PRICES = {"4o": 6.0, "veo": 60.0, "market": 8.0}
#: how far a skewed clock is off, seconds
SKEW = -7 * 365 * 86_400


@dataclass(frozen=True)
class Ordered:
    """An order as it came."""

    family: str
    prompt: str
    callback: str
    model: str
    files: int

    @property
    def credits(self) -> float:
        return _PRICES[self.family] * self.files


def ordered(path: str, body: dict[str, Any]) -> Ordered:
    family = FAMILIES[path][0]
    given = body["input"] if family == "market" else body
    model = str(body.get("model") or "gpt4o-image")
    return Ordered(family, str(given["prompt"]), str(body.get("callBackUrl") or ""), model, body.get("nVariants") or 1)


def reply(code: int, msg: str, data: Any = None) -> bytes:
    return json.dumps({"code": code, "msg": msg, "data": data}).encode()


def record(family: str, line: Line, plan: Plan, links: list[str], *, done: bool) -> dict[str, Any]:
    """The record of a task; ``links``: its files, none yet where it is not done or does not show them."""
    skew = SKEW if plan.has("clock skew") else 0
    failed = done and line.refunded
    times = {"createTime": int((line.at + skew) * 1000), "completeTime": int((line.done_at + skew) * 1000)}
    if family == "market":
        state = "fail" if failed else "success" if done else "generating"
        result = json.dumps({"resultUrls": links}) if done and not failed else ""
        why = {"failCode": "500", "failMsg": "Internal error"} if failed else {"failCode": None, "failMsg": None}
        paid = {"creditsConsumed": 0 if failed else line.credits} if done else {}
        return {
            "taskId": line.task_id,
            "model": line.model,
            "state": state,
            "resultJson": result,
            **why,
            **times,
            **paid,
        }
    why = {"errorCode": 500 if failed else None, "errorMessage": "Internal error" if failed else ""}
    flag = 0 if not done else 2 if failed else 1
    response = {"resultUrls": links} if flag == 1 else None
    return {"taskId": line.task_id, "successFlag": flag, "response": response, **why, **times}


def callback(line: Line) -> bytes:
    """What a callback says. The hub is to believe none of it but the task's id."""
    data = {"taskId": line.task_id, "info": {"result_urls": ["http://127.0.0.1:9/not-the-file.png"]}}
    return reply(200, "success", data)


def signature(task_id: str, timestamp: str, key: str) -> str:
    digest = hmac.new(key.encode(), f"{task_id}.{timestamp}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
