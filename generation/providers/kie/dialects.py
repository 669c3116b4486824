"""Kie.ai's wire formats by name, and the one that most models speak: the unified job API.

One account, many formats. A record is read alike for all (``records.py``); they differ in paths, in the body of an
order and in how they count progress.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.fields import Rows
from generation.providers.base import InputFile, Limit, Request
from generation.providers.kie.dialect import Dialect, addresses
from generation.providers.kie.images import FourO, Kontext
from generation.providers.kie.runway import Aleph, Runway, RunwayExtend
from generation.providers.kie.veo import Veo, Veo4k, Veo1080p, VeoExtend


class Market(Dialect):
    """The unified job API; a model's peculiarities are data in its spec's ``options``:

    * ``model``, and ``image_model``: the id that takes over when an input file is given;
    * ``names``: our field → theirs, where they differ; a name ending in ``[]`` takes a list of addresses, and fields
      that share one follow each other in the form's order. A path inside rows is written ``elements.images``;
    * ``as_text``: fields that they want as text (``"5"``); ``words``: our values → theirs, by field;
    * ``text_only``: fields that are left out when an input file is given;
    * ``always``: what is sent with every order;
    * ``shape``: a function (input, request) → input for the few bodies that are more than renamed fields.

    A ``MadeBy`` field is sent as the task's id under its name, and the file's position as ``index`` where ``names``
    gives ``<field>.index``.
    """

    order_path = "/api/v1/jobs/createTask"
    status_path = "/api/v1/jobs/recordInfo"
    progress_scale = 100.0
    query_limit = Limit("kie:market-questions", 10, 1.1)

    def body(self, request: Request) -> dict[str, Any]:
        options = request.spec.options
        has_file = any(request.inputs.values())
        left_out = options.get("text_only", ()) if has_file else ()
        model = options.get("image_model", options["model"]) if has_file else options["model"]
        params = {field: value for field, value in request.params.items() if field not in left_out}
        plain = {field: request.inputs[field] for field in request.spec.params.base_fields if field in request.inputs}
        content = {**options.get("always", {}), **self._values(options, params, request), **self._files(options, plain)}
        shape = options.get("shape")
        return {"model": model, "input": shape(content, request) if shape else content}

    def _values(self, options: Mapping[str, Any], params: Mapping[str, Any], request: Request) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field, value in params.items():
            if isinstance(request.spec.params.base_fields.get(field), Rows):
                value = [self._row(options, field, at, row, request) for at, row in enumerate(value)]
            found[self._name(options, field)] = self._value(options, field, value)
        return found

    def _row(
        self, options: Mapping[str, Any], rows: str, at: int, row: Mapping[str, Any], request: Request
    ) -> dict[str, Any]:
        """One row under their names, its files' references replaced by addresses."""
        start = f"{rows}-{at}-"
        files = {
            f"{rows}.{path.removeprefix(start)}": f for path, f in request.inputs.items() if path.startswith(start)
        }
        plain = {f"{rows}.{name}": value for name, value in row.items() if f"{rows}.{name}" not in files}
        values = {self._name(options, path): self._value(options, path, value) for path, value in plain.items()}
        return {**values, **self._files(options, files)}

    def _name(self, options: Mapping[str, Any], field: str) -> str:
        return str(options.get("names", {}).get(field, field.rpartition(".")[2]))

    def _value(self, options: Mapping[str, Any], field: str, value: Any) -> Any:
        words = options.get("words", {}).get(field)
        value = words.get(value, value) if words else value
        return str(value) if field in options.get("as_text", ()) else value

    def _files(self, options: Mapping[str, Any], inputs: Mapping[str, tuple[InputFile, ...]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field, files in inputs.items():
            name = self._name(options, field)
            if files and files[0].remote_id:
                found[name] = files[0].remote_id
                if index := options.get("names", {}).get(f"{field}.index"):
                    found[index] = files[0].position
            elif lies_at := addresses(inputs, field):
                self._put(found, name, lies_at)
        return found

    def _put(self, found: dict[str, Any], name: str, addresses: list[str]) -> None:
        if name.endswith("[]"):
            found.setdefault(name.removesuffix("[]"), []).extend(addresses)
        else:
            found[name] = addresses[0]


DIALECTS: dict[str, Dialect] = {
    "4o": FourO(),
    "kontext": Kontext(),
    "veo": Veo(),
    "veo-extend": VeoExtend(),
    "veo-1080p": Veo1080p(),
    "veo-4k": Veo4k(),
    "runway": Runway(),
    "runway-extend": RunwayExtend(),
    "aleph": Aleph(),
    "market": Market(),
}
