"""What Kie.ai's answers mean for an order and for a question, code by code."""

from __future__ import annotations

from typing import Any

import pytest

from generation.providers import errors
from generation.providers.base import Phase, Request
from generation.providers.kie import KieProvider, catalog
from tests.generation.loopback import Answer, Loopback, answer

ORDER = Request(catalog.RUNWAY, {"prompt": "a boat", "duration": 5, "quality": "720p", "aspect_ratio": "16:9"})

#: body code, message → what an order raises, and its code
ORDERS: list[tuple[int, str, type[errors.ProviderError], str]] = [
    (400, "bad json", errors.Rejected, "invalid"),
    (400, "Your prompt was flagged by the content policy", errors.Rejected, "moderation"),
    (401, "You do not have access permissions", errors.AccountProblem, "bad_key"),
    (402, "credits insufficient", errors.AccountProblem, "no_credit"),
    (403, "not authorised to use this model", errors.AccountProblem, "bad_key"),
    (404, "the model name you specified is not supported", errors.Rejected, "not_found"),
    (405, "method", errors.Rejected, "invalid"),
    (408, "timeout", errors.Unclear, "unclear"),
    (409, "conflict", errors.Unclear, "unclear"),
    (422, "prompt is required", errors.Rejected, "invalid"),
    (422, "Please enter callBackUrl.", errors.Rejected, "callback_needed"),
    (429, "too fast", errors.RateLimited, "rate_limited"),
    (433, "sub-key limit", errors.AccountProblem, "key_cap"),
    (451, "could not fetch the image", errors.Rejected, "bad_input"),
    (455, "maintenance", errors.Unavailable, "maintenance"),
    (500, "internal error, please try again later", errors.Unclear, "unclear"),
    (500, "resolution is not within the range of allowed options", errors.Rejected, "invalid"),
    (500, "aspect_ratio is required", errors.Rejected, "invalid"),
    (500, "Invalid value for duration", errors.Rejected, "invalid"),
    (500, "duration must be 5 or 10", errors.Rejected, "invalid"),
    (500, "invalid response from upstream", errors.Unclear, "unclear"),
    (501, "generation failed", errors.Rejected, "failed"),
    (502, "gateway", errors.Unclear, "unclear"),
    (505, "feature off", errors.Rejected, "switched_off"),
    (531, "failed, credits returned", errors.Rejected, "failed"),
    (550, "queue full", errors.Unavailable, "unavailable"),
    (599, "?", errors.Unclear, "unclear"),
    (4030, "?", errors.Unclear, "unclear"),
    (0, "?", errors.Unclear, "unclear"),
]

#: HTTP status of an answer that is not Kie's own → what an order raises, and its code
BARE_ORDERS: list[tuple[int, type[errors.ProviderError], str]] = [
    (200, errors.Unclear, "unclear"),
    (204, errors.Unclear, "unclear"),
    (302, errors.Rejected, "moved"),
    (303, errors.Unclear, "unclear"),
    (400, errors.Rejected, "invalid"),
    (401, errors.AccountProblem, "bad_key"),
    (402, errors.AccountProblem, "no_credit"),
    (403, errors.Rejected, "blocked"),
    (404, errors.Rejected, "not_found"),
    (408, errors.Unclear, "unclear"),
    (409, errors.Unclear, "unclear"),
    (413, errors.Rejected, "invalid"),
    (429, errors.RateLimited, "rate_limited"),
    (455, errors.Unavailable, "maintenance"),
    *[(status, errors.Unclear, "unclear") for status in (500, 501, 502, 503, 504, 505, 520, 550)],
]


def submit(reply: Answer) -> Any:
    with Loopback([reply]) as server:
        return KieProvider({"api_key": "sk-test", "base_url": server.url}).submit(ORDER)


def poll(reply: Answer) -> Any:
    with Loopback([reply]) as server:
        return KieProvider({"api_key": "sk-test", "base_url": server.url}).poll("t", catalog.RUNWAY)


def says(code: Any, msg: str | None = "", status: int = 200, data: Any = None) -> Answer:
    return answer(status, {"code": code, "msg": msg, "data": data})


@pytest.mark.parametrize(("code", "msg", "kind", "word"), ORDERS)
def test_an_order_reads_the_code_in_the_body(code: int, msg: str, kind: type[errors.ProviderError], word: str) -> None:
    with pytest.raises(errors.ProviderError) as caught:
        submit(says(code, msg))
    assert (type(caught.value), caught.value.code) == (kind, word)


@pytest.mark.parametrize(("code", "msg", "kind", "word"), [case for case in ORDERS if 400 <= case[0] < 600])
def test_an_order_reads_the_same_where_the_status_agrees(
    code: int, msg: str, kind: type[errors.ProviderError], word: str
) -> None:
    with pytest.raises(errors.ProviderError) as caught:
        submit(says(code, msg, status=code))
    assert (type(caught.value), caught.value.code) == (kind, word)


@pytest.mark.parametrize(("status", "kind", "word"), BARE_ORDERS)
def test_an_order_reads_the_status_where_the_body_is_not_kies(
    status: int, kind: type[errors.ProviderError], word: str
) -> None:
    with pytest.raises(errors.ProviderError) as caught:
        submit(answer(status, "" if status == 204 else "<html>error code: 1010</html>"))
    assert (type(caught.value), caught.value.code) == (kind, word)


@pytest.mark.parametrize(("code", "msg", "kind", "word"), ORDERS)
def test_every_refusal_says_whether_it_was_charged(
    code: int, msg: str, kind: type[errors.ProviderError], word: str
) -> None:
    with pytest.raises(errors.ProviderError) as caught:
        submit(says(code, msg))
    words = "may have been charged" if kind is errors.Unclear else "Nothing was charged"
    assert words in caught.value.message


def test_the_vendors_own_words_stay_readable() -> None:
    with pytest.raises(errors.Rejected) as caught:
        submit(says(422, "the aspect ratio 21:9 is odd"))
    assert caught.value.detail == "422: the aspect ratio 21:9 is odd"


def test_the_vendors_own_words_are_shortened() -> None:
    with pytest.raises(errors.Rejected) as caught:
        submit(says(422, "x" * 9000))
    assert len(caught.value.detail) == 2000


def test_message_is_another_spelling_of_msg() -> None:
    with pytest.raises(errors.Rejected) as caught:
        submit(answer(200, {"code": 422, "message": "old page", "data": None}))
    assert "old page" in caught.value.detail


@pytest.mark.parametrize(("header", "pause"), [("", 10), ("3", 10), ("42", 42), ("soon", 10), ("999999", 3600)])
def test_a_pause_is_as_long_as_asked_but_never_under_ten_seconds(header: str, pause: float) -> None:
    with pytest.raises(errors.RateLimited) as caught:
        submit(answer(429, {"code": 429, "msg": "slow down"}, Retry_After=header))
    assert caught.value.retry_after == pause


@pytest.mark.parametrize("status", [500, 502])
def test_a_server_error_around_a_good_body_is_unclear(status: int) -> None:
    with pytest.raises(errors.Unclear):
        submit(says(200, "success", status=status, data={"taskId": "t"}))


@pytest.mark.parametrize(
    "task_id", ["x" * 200, "task_nano-banana_1767225600000", "ee603959-0000-0000-0000-000000000000"]
)
def test_a_task_id_is_opaque(task_id: str) -> None:
    assert submit(says(200, "success", data={"taskId": task_id, "recordId": "other"})).remote_id == task_id


def test_without_a_key_nothing_is_sent() -> None:
    with Loopback() as server, pytest.raises(errors.AccountProblem):
        KieProvider({"api_key": "", "base_url": server.url}).submit(ORDER)
    assert server.seen == []


# -- questions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        *[
            says(422, msg)
            for msg in (
                "recordInfo is null",
                "record is null",
                "Record does not exist",
                "Temporarily supports records within 14 days",
                "record status is not success",
                "record result data is blank",
            )
        ],
        says(404, "task not found"),
        says(404, "task not found", status=404),
        says(200, "success", data=None),
    ],
)
def test_a_task_that_kie_does_not_know_is_missing(reply: Answer) -> None:
    assert poll(reply).phase == Phase.MISSING


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (says(401, "no"), errors.AccountProblem),
        (says(402, "no credit"), errors.AccountProblem),
        (says(433, "cap"), errors.AccountProblem),
        (says(429, "slow"), errors.RateLimited),
        (says(455, "maintenance"), errors.Unavailable),
        (says(500, "internal error"), errors.Unavailable),
        (says(502, "gateway", status=502), errors.Unavailable),
        (answer(200, "<html>"), errors.Unavailable),
        (answer(404, "<html>"), errors.Unavailable),
        (says(200, "success", status=503, data={"state": "success"}), errors.Unavailable),
        (says(422, "taskId must not be odd"), errors.UnexpectedReply),
        (says(400, "taskId missing"), errors.UnexpectedReply),
    ],
)
def test_a_question_without_an_answer_raises(reply: Answer, kind: type[errors.ProviderError]) -> None:
    with pytest.raises(errors.ProviderError) as caught:
        poll(reply)
    assert type(caught.value) is kind


@pytest.mark.parametrize(("code", "word"), [(408, "timed_out"), (501, "failed"), (531, "failed")])
def test_some_codes_end_the_order(code: int, word: str) -> None:
    update = poll(says(code, "gave up"))
    assert (update.phase, update.error.code) == (Phase.FAILED, word)


def test_a_record_that_failed_counts_whatever_the_code_around_it() -> None:
    update = poll(
        says(400, "failed", data={"taskId": "t", "state": "fail", "failCode": 400, "failMsg": "content policy"})
    )
    assert (update.phase, update.error.code) == (Phase.FAILED, "moderation")


def test_the_vendors_reason_stands_in_the_message() -> None:
    with pytest.raises(errors.Rejected) as caught:
        submit(says(422, "this video was upgraded to 1080p and cannot be extended"))
    assert (
        "Kie.ai refused: this video was upgraded to 1080p and cannot be extended. Nothing was" in caught.value.message
    )


def test_a_long_reason_is_cut_in_the_message() -> None:
    with pytest.raises(errors.Rejected) as caught:
        submit(says(422, "an odd word " * 400))
    assert len(caught.value.message) < 300
