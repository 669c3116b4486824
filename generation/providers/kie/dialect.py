"""What every wire format of Kie.ai has in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.providers.base import InputFile, Limit, Phase, Request, Update
from generation.providers.errors import Rejected
from generation.providers.http import Client
from generation.providers.kie import records
from generation.providers.kie.replies import accepted


class Dialect:
    """``order_path`` takes orders, ``status_path`` answers questions about them."""

    order_path = ""
    status_path = ""
    #: what its ``progress`` calls complete
    progress_scale = 1.0
    #: the documented limit on questions
    query_limit: Limit | None = None
    #: codes of an answer to a question that mean "not ready yet"
    not_ready: tuple[int, ...] = ()

    def body(self, request: Request) -> dict[str, Any]:
        """The order as Kie wants it, without the callback address."""
        raise NotImplementedError

    def submit(self, client: Client, request: Request) -> Update:
        """Place the order, once."""
        body = self.body(request)
        if request.callback_url:
            body["callBackUrl"] = request.callback_url
        reply = client.order(self.order_path, body)
        return Update(Phase.WAITING, remote_id=accepted(reply), raw=reply.short())

    def question(self, remote_id: str) -> dict[str, Any]:
        """The query of a question about an order."""
        return {"taskId": remote_id}

    def read(self, data: dict[str, Any]) -> Update:
        """What a record of this family says."""
        return records.read(data, progress_scale=self.progress_scale)


def addresses(inputs: Mapping[str, tuple[InputFile, ...]], field: str) -> list[str]:
    """The addresses of the files of one field; all must have been uploaded."""
    files = inputs.get(field, ())
    if not all(file.url for file in files):
        words = "A file has not been uploaded to Kie.ai. Nothing was ordered. Add it again."
        raise Rejected(words, code="bad_input", field=field)
    return [file.url for file in files]


def earlier_task(request: Request, field: str) -> InputFile:
    """The earlier task that a ``MadeBy`` field names."""
    files = request.inputs.get(field, ())
    if not files or not files[0].remote_id:
        words = "The earlier result that this continues is gone. Nothing was ordered. Choose another one."
        raise Rejected(words, code="bad_input", field=field)
    return files[0]


def given(params: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Those of ``params`` that have a value, under their names on the wire (ours → theirs)."""
    return {theirs: params[ours] for ours, theirs in names.items() if params.get(ours) not in (None, "")}
