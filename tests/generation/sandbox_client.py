"""A plain client of Kie's wire format for the sandbox's tests; knows nothing of our adapter."""

from __future__ import annotations

import json
import time
from typing import Any

import requests

from generation.providers.kie.sandbox import Sandbox

NANO = {"model": "nano-banana-2", "input": {"prompt": "a rose garden", "aspect_ratio": "1:1", "resolution": "1K"}}
FOUR_O = {"prompt": "a paper boat on a lake", "size": "3:2"}
VEO = {
    "prompt": "a dog runs through a park",
    "model": "veo3_fast",
    "generationType": "TEXT_2_VIDEO",
    "aspect_ratio": "16:9",
    "aspectRatio": "16:9",
    "resolution": "720p",
    "duration": 4,
    "enableTranslation": True,
}
RUNWAY = {"prompt": "a tram", "duration": 5, "quality": "720p", "aspectRatio": "16:9", "waterMark": ""}
KLING = {
    "model": "kling/v2-5-turbo-text-to-video-pro",
    "input": {
        "prompt": "waves at dusk",
        "duration": "5",
        "aspect_ratio": "16:9",
        "negative_prompt": "blur",
        "cfg_scale": 0.5,
    },
}
ALEPH = {"prompt": "make it snow", "videoUrl": "https://films.example/tram.mp4", "aspectRatio": "16:9"}
KONTEXT = {"prompt": "a paper boat", "aspectRatio": "1:1", "outputFormat": "png"}
LUMA = {"prompt": "as a drawing", "videoUrl": "https://films.example/tram.mp4"}

CREATE = {
    "market": "/api/v1/jobs/createTask",
    "4o": "/api/v1/gpt4o-image/generate",
    "veo": "/api/v1/veo/generate",
    "runway": "/api/v1/runway/generate",
    "aleph": "/api/v1/aleph/generate",
    "kontext": "/api/v1/flux/kontext/generate",
    "luma": "/api/v1/modify/generate",
}
QUERY = {
    "market": "/api/v1/jobs/recordInfo",
    "4o": "/api/v1/gpt4o-image/record-info",
    "veo": "/api/v1/veo/record-info",
    "runway": "/api/v1/runway/record-detail",
    "aleph": "/api/v1/aleph/record-info",
    "kontext": "/api/v1/flux/kontext/record-info",
    "luma": "/api/v1/modify/record-info",
}
BODIES: dict[str, dict[str, Any]] = {"market": NANO, "4o": FOUR_O, "veo": VEO, "runway": RUNWAY}


class Client:
    """Calls a sandbox with its key."""

    def __init__(self, sandbox: Sandbox, *, key: str = "sandbox") -> None:
        self.sandbox = sandbox
        self.headers = {"Authorization": f"Bearer {key}"}

    def post(self, path: str, body: Any, **more: Any) -> requests.Response:
        return requests.post(self.sandbox.url + path, json=body, headers=self.headers, **{"timeout": 10, **more})

    def get(self, path: str, **query: Any) -> requests.Response:
        return requests.get(self.sandbox.url + path, params=query, headers=self.headers, timeout=10)

    def create(self, family: str, body: dict[str, Any] | None = None, *, prompt: str = "", **more: Any) -> Any:
        """The reply's JSON to a create call; ``prompt`` in place of the body's, ``more`` on the top level."""
        body = {**(body or BODIES[family]), **more}
        if prompt and family == "market":
            body["input"] = {**body["input"], "prompt": prompt}
        elif prompt:
            body["prompt"] = prompt
        return self.post(CREATE[family], body).json()

    def ordered(self, family: str, body: dict[str, Any] | None = None, **more: Any) -> str:
        return str(self.create(family, body, **more)["data"]["taskId"])

    def market(self, model: str, **given: Any) -> Any:
        """The reply's JSON to an order of a Market model."""
        return self.create("market", {"model": model, "input": given})

    def made(self, model: str, **given: Any) -> tuple[str, dict[str, Any]]:
        """A finished task of a Market model, and what its resultJson says."""
        task = str(self.market(model, **given)["data"]["taskId"])
        return task, json.loads(self.ended("market", task)["resultJson"])

    def record(self, family: str, task: str) -> Any:
        return self.get(QUERY[family], taskId=task).json()

    def ended(self, family: str, task: str) -> Any:
        """The record's data once it is success or failure."""
        for _ in range(200):
            data = self.record(family, task)["data"]
            if data and (
                data.get("state") in ("success", "fail") or data.get("successFlag") or data.get("errorMessage")
            ):
                return data
            time.sleep(0.02)
        raise AssertionError(f"{task} did not end")

    def charged(self, task: str) -> float:
        """Credits that a task has cost."""
        return sum(order["charged"] for order in self.sandbox.orders if order["taskId"] == task)

    def upload(self, content: bytes, name: str = "cat.png") -> Any:
        return requests.post(
            f"{self.sandbox.url}/api/file-stream-upload",
            files={"file": (name, content, "image/png")},
            data={"uploadPath": "mediahub/inputs", "fileName": name},
            headers=self.headers,
            timeout=10,
        ).json()


def fetch(url: str, **more: Any) -> requests.Response:
    """A file, without a key."""
    return requests.get(url, timeout=20, allow_redirects=False, **more)
