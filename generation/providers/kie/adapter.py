"""Kie.ai: one account, many models, ten wire formats. Its contract in short:

* every reply wraps its own ``code``, whatever the HTTP status says (``replies.py``);
* there is no list of tasks and no id of ours on an order, so an order whose answer is lost cannot be found again;
* there is no way to cancel; input pictures must be uploaded first (``uploads.py``); result links die after a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from generation import fields
from generation.params import ParamsForm
from generation.providers.base import Limit, ModelSpec, Output, Phase, Request, Update
from generation.providers.errors import AccountProblem, Rejected, UnexpectedReply
from generation.providers.http import Client, HttpProvider, Reply
from generation.providers.kie import callbacks, catalog, records, uploads
from generation.providers.kie.dialect import Dialect
from generation.providers.kie.dialects import DIALECTS
from generation.providers.kie.replies import (
    Envelope,
    answered,
    envelope,
    failure,
    is_missing,
    question_problem,
)

BASE_URL = "https://api.kie.ai"
UPLOAD_URL = "https://kieai.redpandaai.co"

_LINK_LIFETIME = timedelta(minutes=20)  # of common/download-url


class KieConfig(ParamsForm):
    """What the owner gives."""

    api_key = fields.Secret(label="API key", help_text="From kie.ai/api-key.")
    webhook_key = fields.Secret(
        label="Webhook key",
        advanced=True,
        help_text="From kie.ai/settings. With it, only callbacks that Kie.ai signed are believed.",
    )
    base_url = fields.Text(label="API address", initial=BASE_URL, max_length=300)
    upload_url = fields.Text(label="Upload address", initial=UPLOAD_URL, max_length=300)


class KieProvider(HttpProvider):
    """``config``: ``api_key``, ``base_url``, ``upload_url``, ``webhook_key``; what is empty has its default."""

    key = "kie"
    name = "Kie.ai"
    Config = KieConfig
    log_url = "https://kie.ai/logs"
    key_url = "https://kie.ai/api-key"
    billing_url = "https://kie.ai/pricing"

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__(config)
        self.base_url = str(config.get("base_url") or BASE_URL)
        self.upload_url = str(config.get("upload_url") or UPLOAD_URL)
        self._api_client = self.client(self.base_url)
        self._upload_client = self.client(self.upload_url)

    # -- facts ---------------------------------------------------------------------------------------------------

    @property
    def specs(self) -> tuple[ModelSpec, ...]:
        return catalog.SPECS

    @property
    def api_client(self) -> Client:
        """For what is no part of an order, such as Kie's own list of models; ``AccountProblem`` without a key."""
        return self._client(self._api_client)

    def credentials(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key()}"}

    def secrets(self) -> tuple[str, ...]:
        return tuple(text for text in (self._key(), str(self.config.get("webhook_key") or "")) if text)

    def order_limit(self, spec: ModelSpec) -> Limit:
        """20 new orders in 10 s an account (docs.kie.ai, 2026), with a second's margin for the way there."""
        return Limit("kie:orders", 20, 11.0)

    def query_limit(self, spec: ModelSpec) -> Limit | None:
        return self._dialect(spec).query_limit

    def result_origins(self) -> tuple[str, ...]:
        return (self.base_url, self.upload_url)

    # -- orders --------------------------------------------------------------------------------------------------

    def prepare(self, request: Request) -> Request:
        """Check the input pictures and upload the local ones."""
        uploads.check(request, self.result_origins())
        if not any(file.path for files in request.inputs.values() for file in files):
            return request
        return uploads.upload_all(self._client(self._upload_client), request)

    def submit(self, request: Request) -> Update:
        return self._dialect(request.spec).submit(self._client(self._api_client), request)

    def poll(self, remote_id: str, spec: ModelSpec) -> Update:
        """Success without any address is SUCCEEDED without outputs: Kie says so while it still copies the file."""
        dialect = self._dialect(spec)
        reply = self._client(self._api_client).ask(dialect.status_path, dialect.question(remote_id))
        return replace(self._read(dialect, reply), remote_id=remote_id)

    def _read(self, dialect: Dialect, reply: Reply) -> Update:
        answer = envelope(reply)
        record = answer.data if answer.spoken and isinstance(answer.data, dict) else {}
        if record and (answer.code == 200 or records.has_verdict(record)):
            return dialect.read(record)
        if answer.spoken and answer.code in dialect.not_ready:
            return Update(Phase.RUNNING, raw=reply.short())
        if is_missing(answer):
            return Update(Phase.MISSING, raw=reply.short())
        return self._verdict(answer)

    def _verdict(self, answer: Envelope) -> Update:
        """The two codes of a question that end an order: 408 (nothing for ten minutes) and 501, 531 (failed)."""
        if answer.spoken and answer.code == 408:
            words = "The model produced nothing for too long and Kie.ai gave up. Nothing was charged. Try again."
            error = Rejected(words, detail=answer.detail, code="timed_out", action="try_again")
            return Update(Phase.FAILED, error=error, raw=answer.reply.short())
        if answer.spoken and answer.code in (501, 531):
            return Update(Phase.FAILED, error=failure(answer.code, answer.msg), raw=answer.reply.short())
        raise question_problem(answer)

    # -- what else an account can do -----------------------------------------------------------------------------

    def refresh(self, output: Output, remote_id: str, spec: ModelSpec) -> Output:
        """A fresh link to a result, good for 20 minutes; where Kie calls the old one wrong, the one in the record."""
        reply = self._client(self._api_client).ask("/api/v1/common/download-url", json={"url": output.url})
        answer = envelope(reply)
        if answer.code == 422:
            return self._from_record(output, remote_id, spec, reply)
        link = answered(reply)
        if not isinstance(link, str) or not link.startswith(("https://", "http://")):
            raise UnexpectedReply("Kie.ai gave no link to the file.", detail=reply.short())
        return Output(link, datetime.now(UTC) + _LINK_LIFETIME)

    def _from_record(self, output: Output, remote_id: str, spec: ModelSpec, reply: Reply) -> Output:
        outputs = self.poll(remote_id, spec).outputs
        same = [fresh for fresh in outputs if fresh.url == output.url]
        if len(outputs) != 1 and not same:
            raise UnexpectedReply("Kie.ai no longer knows this file's link.", detail=reply.short())
        return (same or outputs)[0]

    def balance(self) -> Decimal:
        """Credits left, with fractions."""
        reply = self._client(self._api_client).ask("/api/v1/chat/credit")
        amount = answered(reply)
        if isinstance(amount, (int, float, str)) and not isinstance(amount, bool):
            try:
                return Decimal(str(amount))
            except InvalidOperation:
                pass
        raise UnexpectedReply("Kie.ai did not say how much credit is left.", detail=reply.short())

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> str:
        """The task id that a callback speaks of; the signature is checked where there is a webhook key."""
        return callbacks.read(headers, body, str(self.config.get("webhook_key") or ""))

    # -- parts ---------------------------------------------------------------------------------------------------

    def _key(self) -> str:
        return str(self.config.get("api_key") or "").strip()

    def _client(self, client: Client) -> Client:
        if not self._key():
            words = "There is no key for Kie.ai yet. Nothing was sent. Add one in Settings."
            raise AccountProblem(words, code="bad_key", action="check_key")
        return client

    def _dialect(self, spec: ModelSpec) -> Dialect:
        return DIALECTS[spec.options["dialect"]]
