"""Kie.ai's wire formats: where each is spoken and what an order looks like.

One account, four formats. A record is read alike for all (``records.py``); they differ in paths, in the body of an
order and in how they count progress.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.providers.base import InputFile, Limit, Request, Update
from generation.providers.errors import Rejected
from generation.providers.kie import records


class Dialect:
    """``order_path`` takes orders, ``status_path`` answers questions about them."""

    order_path = ""
    status_path = ""
    #: what its ``progress`` calls complete
    progress_scale = 1.0
    #: the documented limit on questions
    query_limit: Limit | None = None

    def body(self, request: Request) -> dict[str, Any]:
        """The order as Kie wants it, without the callback address."""
        raise NotImplementedError

    def read(self, data: dict[str, Any]) -> Update:
        """What a record of this family says."""
        return records.read(data, progress_scale=self.progress_scale)


class FourO(Dialect):
    """4o Image. What vanished from Kie's schema in 2026 is sent only where it is not the default."""

    order_path = "/api/v1/gpt4o-image/generate"
    status_path = "/api/v1/gpt4o-image/record-info"

    def body(self, request: Request) -> dict[str, Any]:
        params = request.params
        body: dict[str, Any] = {"size": params["aspect_ratio"]}
        if params.get("prompt"):
            body["prompt"] = params["prompt"]
        if images := _addresses(request.inputs, "images"):
            body["filesUrl"] = images
        if mask := _addresses(request.inputs, "mask"):
            body["maskUrl"] = mask[0]
        if params.get("n_variants", 1) != 1:
            body["nVariants"] = params["n_variants"]
        if params.get("is_enhance"):
            body["isEnhance"] = True
        return body


class Veo(Dialect):
    """Veo 3.1. Pages disagree on the spelling of the ratio, so both are sent, and on the default of translation."""

    order_path = "/api/v1/veo/generate"
    status_path = "/api/v1/veo/record-info"

    def body(self, request: Request) -> dict[str, Any]:
        params = request.params
        mode, images = self._pictures(request.inputs)
        body: dict[str, Any] = {
            "prompt": params["prompt"],
            "model": request.spec.options["model"],
            "generationType": mode,
            "aspect_ratio": params["aspect_ratio"],
            "aspectRatio": params["aspect_ratio"],
            "resolution": params["resolution"],
            "duration": params["duration"],
            "enableTranslation": bool(params.get("enable_translation")),
        }
        if images:
            body["imageUrls"] = images
        if params.get("watermark"):
            body["watermark"] = params["watermark"]
        return body

    def _pictures(self, inputs: Mapping[str, tuple[InputFile, ...]]) -> tuple[str, list[str]]:
        if references := _addresses(inputs, "reference_images"):
            return "REFERENCE_2_VIDEO", references
        if frames := [*_addresses(inputs, "image"), *_addresses(inputs, "last_frame")]:
            return "FIRST_AND_LAST_FRAMES_2_VIDEO", frames
        return "TEXT_2_VIDEO", []


class Runway(Dialect):
    """Runway. With a picture the ratio is the picture's; the capital M of the watermark is theirs."""

    order_path = "/api/v1/runway/generate"
    status_path = "/api/v1/runway/record-detail"

    def body(self, request: Request) -> dict[str, Any]:
        params = request.params
        body: dict[str, Any] = {
            "prompt": params["prompt"],
            "duration": params["duration"],
            "quality": params["quality"],
        }
        if images := _addresses(request.inputs, "image"):
            body["imageUrl"] = images[0]
        else:
            body["aspectRatio"] = params["aspect_ratio"]
        if params.get("watermark"):
            body["waterMark"] = params["watermark"]
        return body


class Market(Dialect):
    """The unified job API; a model's peculiarities are data in its spec's ``options``:

    * ``model``, and ``image_model``: the id that takes over when a picture is given;
    * ``names``: our field → theirs, where they differ; a name ending in ``[]`` takes a list of addresses;
    * ``as_text``: fields that they want as text (``"5"``); ``words``: our values → theirs, by field;
    * ``text_only``: fields that are left out when a picture is given.
    """

    order_path = "/api/v1/jobs/createTask"
    status_path = "/api/v1/jobs/recordInfo"
    progress_scale = 100.0
    query_limit = Limit("kie:market-questions", 10, 1.1)

    def body(self, request: Request) -> dict[str, Any]:
        options = request.spec.options
        has_picture = any(request.inputs.values())
        left_out = options.get("text_only", ()) if has_picture else ()
        model = options.get("image_model", options["model"]) if has_picture else options["model"]
        values = {
            self._name(options, field): self._value(options, field, value)
            for field, value in request.params.items()
            if field not in left_out
        }
        return {"model": model, "input": {**values, **self._pictures(options, request)}}

    def _name(self, options: Mapping[str, Any], field: str) -> str:
        return str(options.get("names", {}).get(field, field))

    def _value(self, options: Mapping[str, Any], field: str, value: Any) -> Any:
        value = options.get("words", {}).get(field, {}).get(value, value)
        return str(value) if field in options.get("as_text", ()) else value

    def _pictures(self, options: Mapping[str, Any], request: Request) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in request.inputs:
            name, addresses = self._name(options, field), _addresses(request.inputs, field)
            if addresses:
                found[name.removesuffix("[]")] = addresses if name.endswith("[]") else addresses[0]
        return found


def _addresses(inputs: Mapping[str, tuple[InputFile, ...]], field: str) -> list[str]:
    """The addresses of the pictures of one field; all must have been uploaded."""
    files = inputs.get(field, ())
    if not all(file.url for file in files):
        words = "A picture has not been uploaded to Kie.ai. Nothing was ordered. Add it again."
        raise Rejected(words, code="bad_input", field=field)
    return [file.url for file in files]


DIALECTS: dict[str, Dialect] = {"4o": FourO(), "veo": Veo(), "runway": Runway(), "market": Market()}
