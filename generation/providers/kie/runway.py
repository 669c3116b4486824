"""Runway on Kie.ai's wire: generate, extend, and Aleph, which changes a film by words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generation.providers.base import Phase, Request, Update
from generation.providers.kie.dialect import Dialect, addresses, earlier_task, given
from generation.providers.kie.replies import failure


class Runway(Dialect):
    """Runway. With a picture the ratio is the picture's; the capital M of the watermark is theirs."""

    order_path = "/api/v1/runway/generate"
    status_path = "/api/v1/runway/record-detail"

    def body(self, request: Request) -> dict[str, Any]:
        params = request.params
        body = {"prompt": params["prompt"], "duration": params["duration"], "quality": params["quality"]}
        if images := addresses(request.inputs, "image"):
            body["imageUrl"] = images[0]
        else:
            body["aspectRatio"] = params["aspect_ratio"]
        return {**body, **given(params, {"watermark": "waterMark"})}


class RunwayExtend(Dialect):
    """A longer film from a Runway film."""

    order_path = "/api/v1/runway/extend"
    status_path = Runway.status_path

    def body(self, request: Request) -> dict[str, Any]:
        names = {"prompt": "prompt", "quality": "quality", "watermark": "waterMark"}
        return {"taskId": earlier_task(request, "video").remote_id, **given(request.params, names)}


class Aleph(Dialect):
    """Runway Aleph. Its flag 0 means running or failed: an error's code or text decides."""

    order_path = "/api/v1/aleph/generate"
    status_path = "/api/v1/aleph/record-info"

    def body(self, request: Request) -> dict[str, Any]:
        names = {"prompt": "prompt", "aspect_ratio": "aspectRatio", "seed": "seed", "watermark": "waterMark"}
        body = {**given(request.params, names), "videoUrl": addresses(request.inputs, "video")[0]}
        if reference := addresses(request.inputs, "reference_image"):
            body["referenceImage"] = reference[0]
        return body

    def read(self, data: dict[str, Any]) -> Update:
        update = super().read(data)
        code, words = str(data.get("errorCode") or ""), str(data.get("errorMessage") or "").strip()
        if update.phase == Phase.RUNNING and (code not in ("", "0") or words):
            number = int(code) if code.isdigit() else None
            return replace(update, phase=Phase.FAILED, error=failure(number, words))
        return update
