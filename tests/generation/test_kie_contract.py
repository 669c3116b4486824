"""Kie.ai's four dialects pass the provider contract; answers are the literal ones of its documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from generation.providers.base import Request
from generation.providers.kie import KieProvider, catalog
from tests.generation.contract import SECRET, ProviderContract, Subject
from tests.generation.loopback import Loopback, answer

PICTURE = "https://tempfile.aiquickdraw.com/x/1.png"
FILM = "https://tempfile.aiquickdraw.com/v/1.mp4"
RUNWAY_ID = "ee603959-0000-0000-0000-000000000000"


def _market(state: str, **more: Any) -> dict[str, Any]:
    return {
        "taskId": "ee9c",
        "model": "nano-banana-2",
        "state": state,
        "param": '{"input":"{}"}',
        "resultJson": "",
        "failCode": None,
        "failMsg": None,
        "costTime": None,
        "completeTime": None,
        "createTime": 1767225600000,
        **more,
    }


def _flagged(flag: int, response: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "taskId": "task-1",
        "paramJson": '{"prompt":"a paper boat"}',
        "response": response,
        "successFlag": flag,
        "errorCode": None,
        "errorMessage": "",
        "createTime": 1767225600000,
        "completeTime": None,
        **more,
    }


def _runway(state: str, **more: Any) -> dict[str, Any]:
    return {
        "taskId": RUNWAY_ID,
        "parentTaskId": "",
        "generateParam": {"prompt": "…", "imageUrl": "https://in.example/1.png"},
        "state": state,
        "generateTime": "2026-01-01 00:00:00",
        "videoInfo": None,
        "failCode": 0,
        "failMsg": "",
        "expireFlag": 0,
        **more,
    }


_film = {"videoId": "v1", "taskId": "ee60", "videoUrl": FILM, "imageUrl": "https://tempfile.aiquickdraw.com/v/1.jpg"}
CASES: dict[str, dict[str, Any]] = {
    "market": {
        "spec": catalog.NANO_BANANA_2,
        "id": "ee9c2715375b7837f8bb51d641ff5863",
        "running": _market("generating"),
        "succeeded": _market("success", resultJson=json.dumps({"resultUrls": [PICTURE]}), costTime=55),
        "urls": (PICTURE,),
        "failed": _market("fail", resultJson=None, failCode="400", failMsg="Input flagged as sensitive."),
    },
    "4o": {
        "spec": catalog.GPT4O_IMAGE,
        "id": "task-4o-1",
        "running": _flagged(0, status="GENERATING", progress="0.25"),
        "succeeded": _flagged(1, {"resultUrls": [PICTURE]}, status="SUCCESS", progress="1.00"),
        "urls": (PICTURE,),
        "failed": _flagged(2, status="GENERATE_FAILED", errorCode=400, errorMessage="Violates the content policy."),
    },
    "veo": {
        "spec": catalog.VEO3_FAST,
        "id": "veo_task_1",
        "running": _flagged(0),
        "succeeded": _flagged(1, {"resultUrls": [FILM], "fullResultUrls": None, "originUrls": None, "seeds": [12345]}),
        "urls": (FILM,),
        "failed": _flagged(3, errorCode=501, errorMessage="Generation failed."),
    },
    "runway": {
        "spec": catalog.RUNWAY,
        "id": RUNWAY_ID,
        "running": _runway("queueing"),
        "succeeded": _runway("success", videoInfo=_film),
        "urls": (FILM,),
        "failed": _runway("fail", failCode=400, failMsg="Bad image format."),
    },
}


def _ok(data: Any) -> Any:
    return answer(200, {"code": 200, "msg": "success", "data": data})


def _says(code: int, msg: str) -> Any:
    return answer(200, {"code": code, "msg": msg, "data": None})


class TestKie(ProviderContract):
    @pytest.fixture(params=CASES)
    def subject(self, request: pytest.FixtureRequest) -> Iterator[Subject]:
        case = CASES[request.param]
        form = case["spec"].params.from_json({"prompt": "a paper boat on a lake"})
        assert form.is_valid()
        with Loopback() as server:
            yield Subject(
                server=server,
                make=lambda url: KieProvider({"api_key": SECRET, "base_url": url, "upload_url": url}),
                request=Request(case["spec"], form.params()),
                remote_id=case["id"],
                accepted=_ok({"taskId": case["id"]}),
                running=_ok(case["running"]),
                succeeded=_ok(case["succeeded"]),
                urls=case["urls"],
                failed=_ok(case["failed"]),
                missing=_says(422, "recordInfo is null"),
                bad_key=_says(401, "You do not have access permissions"),
                no_credit=_says(402, "The credits are insufficient"),
                too_fast=_says(429, "too many requests"),
                refused=_says(500, "resolution is not within the range of allowed options"),
            )
