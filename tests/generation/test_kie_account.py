"""What else a Kie.ai account can do: balance, fresh links, callbacks, and the facts that others plan with."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from generation.providers import errors
from generation.providers.base import Limit, Output
from generation.providers.kie import KieProvider, callbacks, catalog
from tests.generation.loopback import Loopback, answer

TASK = "ee9c2715375b7837f8bb51d641ff5863"
OLD = "https://tempfile.aiquickdraw.com/x/1.png"
NEW = "https://tempfile.example/signed?X-Amz-Expires=1200"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def provider(server: Loopback | None = None, **more: str) -> KieProvider:
    url = server.url if server else "http://127.0.0.1:9"
    return KieProvider({"api_key": "sk-test", "base_url": url, "upload_url": url, **more})


# -- balance -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("data", "credits"), [(5916.25, "5916.25"), (100, "100"), (0, "0"), ("80.5", "80.5")])
def test_the_balance_is_a_bare_number(server: Loopback, data: Any, credits: str) -> None:
    server.will(answer(200, {"code": 200, "msg": "success", "data": data}))
    assert provider(server).balance() == Decimal(credits)
    assert (server.seen[0].method, server.seen[0].path) == ("GET", "/api/v1/chat/credit")


@pytest.mark.parametrize("data", [None, True, {}, "many"])
def test_a_balance_that_is_none_is_not_understood(server: Loopback, data: Any) -> None:
    server.will(answer(200, {"code": 200, "data": data}))
    with pytest.raises(errors.UnexpectedReply):
        provider(server).balance()


# -- fresh links -------------------------------------------------------------------------------------------------------


def test_a_fresh_link_is_good_for_twenty_minutes(server: Loopback) -> None:
    server.will(answer(200, {"code": 200, "msg": "success", "data": NEW}))
    fresh = provider(server).refresh(Output(OLD), TASK, catalog.NANO_BANANA_2)
    assert (server.seen[0].path, server.seen[0].json) == ("/api/v1/common/download-url", {"url": OLD})
    assert fresh.url == NEW
    assert fresh.expires_at is not None
    assert fresh.expires_at - datetime.now(UTC) < timedelta(minutes=21)


def test_where_the_link_is_wrong_the_record_is_asked(server: Loopback) -> None:
    record = {"taskId": TASK, "state": "success", "resultJson": json.dumps({"resultUrls": [NEW]})}
    server.will(
        answer(200, {"code": 422, "msg": "url is wrong", "data": None}), answer(200, {"code": 200, "data": record})
    )
    assert provider(server).refresh(Output(OLD), TASK, catalog.NANO_BANANA_2).url == NEW


def test_where_nobody_knows_the_file_that_is_said(server: Loopback) -> None:
    server.will(answer(200, {"code": 422, "msg": "url is wrong", "data": None}))
    with pytest.raises(errors.UnexpectedReply):
        provider(server).refresh(Output(OLD), TASK, catalog.NANO_BANANA_2)


@pytest.mark.parametrize("data", [None, {"downloadUrl": NEW}, "no link"])
def test_a_link_that_is_none_is_not_understood(server: Loopback, data: Any) -> None:
    server.will(answer(200, {"code": 200, "data": data}))
    with pytest.raises(errors.UnexpectedReply):
        provider(server).refresh(Output(OLD), TASK, catalog.NANO_BANANA_2)


# -- callbacks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"code": 200, "data": {"taskId": TASK, "state": "success"}},
        {"code": 200, "msg": "All generated successfully.", "data": {"task_id": TASK, "video_url": ""}},
        {"code": 400, "msg": "reason", "data": None, "taskId": TASK},
        {"task_id": TASK},
        {"taskId": "root", "data": {"task_id": "lower", "taskId": TASK}},
    ],
)
def test_a_callback_names_its_task_in_one_of_four_places(body: dict[str, Any]) -> None:
    assert provider().read_callback({}, json.dumps(body).encode()) == TASK


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b"{}", b'{"data": {"taskId": 5}}', b"[" * 9000])
def test_a_callback_without_a_task_is_refused(body: bytes) -> None:
    with pytest.raises(errors.Rejected):
        provider().read_callback({}, body)


def test_the_signature_is_that_of_the_documentation() -> None:
    expected = "WoJZGTt0tnjiYH2+HVq1hinPCg1Ka7vqbgTaVWRAOzY="
    assert callbacks.signature(TASK, "1767225600", "test-webhook-key") == expected


def _signed(seconds_ago: float = 0, key: str = "whk") -> dict[str, str]:
    stamp = str(int(time.time() - seconds_ago))
    return {"X-Webhook-Timestamp": stamp, "X-Webhook-Signature": callbacks.signature(TASK, stamp, key)}


BODY = json.dumps({"data": {"taskId": TASK}}).encode()


@pytest.mark.parametrize("seconds_ago", [0, 290, -290])
def test_a_signed_callback_is_believed(seconds_ago: float) -> None:
    assert provider(webhook_key="whk").read_callback(_signed(seconds_ago), BODY) == TASK


@pytest.mark.parametrize(
    ("signed", "changed"),
    [
        (None, {}),
        ({"key": "another"}, {}),
        ({}, {"X-Webhook-Timestamp": "1"}),
        ({}, {"X-Webhook-Signature": ""}),
        ({}, {"X-Webhook-Signature": "é"}),
        ({"seconds_ago": 400}, {}),
        ({"seconds_ago": -400}, {}),
    ],
)
def test_a_callback_without_the_right_signature_is_refused(
    signed: dict[str, Any] | None, changed: dict[str, str]
) -> None:
    headers = {} if signed is None else {**_signed(**signed), **changed}
    with pytest.raises(errors.Rejected) as caught:
        provider(webhook_key="whk").read_callback(headers, BODY)
    assert caught.value.code == "bad_signature"


def test_a_signature_with_a_time_that_is_none_is_refused() -> None:
    headers = {"x-webhook-timestamp": "soon", "x-webhook-signature": callbacks.signature(TASK, "soon", "whk")}
    with pytest.raises(errors.Rejected):
        provider(webhook_key="whk").read_callback(headers, BODY)


# -- facts -------------------------------------------------------------------------------------------------------------


def test_orders_of_all_models_share_one_limit() -> None:
    assert {provider().order_limit(spec) for spec in catalog.SPECS} == {Limit("kie:orders", 20, 11.0)}


def test_questions_of_the_market_have_a_limit() -> None:
    assert provider().query_limit(catalog.NANO_BANANA_2) == Limit("kie:market-questions", 10, 1.1)
    assert provider().query_limit(catalog.VEO3) is None


def test_results_may_come_from_the_configured_addresses() -> None:
    kie = KieProvider({"api_key": "k", "base_url": "http://127.0.0.1:1", "upload_url": ""})
    assert kie.result_origins() == ("http://127.0.0.1:1", "https://kieai.redpandaai.co")


def test_an_order_may_stay_open_for_a_day() -> None:
    assert provider().patience(catalog.VEO3) == timedelta(hours=24)
