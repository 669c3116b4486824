"""4o Image and Flux Kontext on Kie.ai's wire."""

from __future__ import annotations

from typing import Any

from generation.providers.base import Request
from generation.providers.kie.dialect import Dialect, addresses, given


class FourO(Dialect):
    """4o Image. What vanished from Kie's schema in 2026 is sent only where it is not the default."""

    order_path = "/api/v1/gpt4o-image/generate"
    status_path = "/api/v1/gpt4o-image/record-info"

    def body(self, request: Request) -> dict[str, Any]:
        params = request.params
        body: dict[str, Any] = {"size": params["aspect_ratio"], **given(params, {"prompt": "prompt"})}
        if images := addresses(request.inputs, "images"):
            body["filesUrl"] = images
        if mask := addresses(request.inputs, "mask"):
            body["maskUrl"] = mask[0]
        if params.get("n_variants", 1) != 1:
            body["nVariants"] = params["n_variants"]
        if params.get("is_enhance"):
            body["isEnhance"] = True
        return body


class Kontext(Dialect):
    """Flux Kontext. "auto" is no value of theirs: the ratio is left out, which means 16:9, or the picture's own."""

    order_path = "/api/v1/flux/kontext/generate"
    status_path = "/api/v1/flux/kontext/record-info"

    def body(self, request: Request) -> dict[str, Any]:
        params = request.params
        body: dict[str, Any] = {
            "prompt": params["prompt"],
            "model": request.spec.options["model"],
            "outputFormat": params["output_format"],
            "enableTranslation": bool(params.get("enable_translation")),
            "promptUpsampling": bool(params.get("is_enhance")),
        }
        if params["aspect_ratio"] != "auto":
            body["aspectRatio"] = params["aspect_ratio"]
        if images := addresses(request.inputs, "image"):
            body["inputImage"] = images[0]
        return {**body, **given(params, {"safety_tolerance": "safetyTolerance", "watermark": "watermark"})}
