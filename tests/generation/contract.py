"""What every provider and every dialect must do, whatever it speaks.

A test module subclasses ``ProviderContract`` and gives a fixture ``subject``. The cases that concern money come first.
"""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from generation.providers import http
from generation.providers.base import Phase, Provider, Request, Update
from generation.providers.errors import (
    AccountProblem,
    ProviderError,
    RateLimited,
    Rejected,
    Unavailable,
    Unclear,
    UnexpectedReply,
)
from tests.generation.loopback import (
    Answer,
    Loopback,
    answer,
    broken_chunks,
    closed_port,
    cut,
    half,
    silence,
    two_lengths,
)

SECRET = "sk-3f9c-secret-of-the-test"

#: Answers that no provider gives and every server can.
NONSENSE: tuple[Any, ...] = (
    *(b"", "null", "[]", "{}", "true", "7", '"text"', "<html>gateway</html>", b"\xff\xfe\x00", "[" * 5000),
    *({"code": 200}, {"code": "200", "data": []}, {"code": None, "data": {}}, {"code": 200, "data": 5}),
    *({"code": 200, "data": {"taskId": None}}, {"code": 200, "data": {"taskId": ["x"]}}, {"code": True, "msg": 5}),
    *({"code": 200, "data": {"state": 5, "successFlag": "x", "resultJson": "{"}}, {"code": -1, "msg": {"a": 1}}),
)


@dataclass(frozen=True)
class Subject:
    """One provider (or dialect) under test, pointed at ``server`` with the key ``SECRET``.

    ``make``: the provider at another address. Answers are the vendor's own literal ones: an accepted order that names
    ``remote_id``; a record that runs, that succeeded with ``urls``, that failed; a query for an unknown order.
    """

    server: Loopback
    make: Callable[[str], Provider]
    request: Request
    remote_id: str
    accepted: Answer
    running: Answer
    succeeded: Answer
    urls: tuple[str, ...]
    failed: Answer
    missing: Answer
    bad_key: Answer
    no_credit: Answer
    too_fast: Answer
    refused: Answer

    @property
    def provider(self) -> Provider:
        return self.make(self.server.url)

    def submit(self, *answers: Answer) -> Update:
        self.server.will(*answers)
        return self.provider.submit(self.request)

    def poll(self, *answers: Answer) -> Update:
        self.server.will(*answers)
        return self.provider.poll(self.remote_id, self.request.spec)


class ProviderContract:
    """The cases. Each needs the fixture ``subject``."""

    @pytest.fixture(autouse=True)
    def _impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(http, "_TIMEOUT", (2.0, 0.3))

    # -- orders --------------------------------------------------------------------------------------------------

    def test_an_accepted_order_has_an_id(self, subject: Subject) -> None:
        assert subject.submit(subject.accepted).remote_id == subject.remote_id

    @pytest.mark.parametrize(
        "fault",
        [cut, half, broken_chunks, two_lengths, silence(0.6)],
        ids=["cut", "half", "chunks", "lengths", "silence"],
    )
    def test_an_order_without_an_answer_is_unclear(self, subject: Subject, fault: Answer) -> None:
        with pytest.raises(Unclear):
            subject.submit(fault)

    @pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
    def test_an_order_that_meets_a_server_error_is_unclear(self, subject: Subject, status: int) -> None:
        with pytest.raises(Unclear):
            subject.submit(answer(status, "<html>Bad gateway</html>"))

    @pytest.mark.parametrize("fault", [cut, answer(500, ""), answer(429, ""), answer(200, "")])
    def test_an_order_is_sent_once_whatever_comes_back(self, subject: Subject, fault: Answer) -> None:
        with pytest.raises(ProviderError):
            subject.submit(fault)
        assert [seen.method for seen in subject.server.seen] == ["POST"]

    def test_an_order_to_a_closed_door_was_not_accepted(self, subject: Subject) -> None:
        with pytest.raises(Unavailable):
            subject.make(f"http://127.0.0.1:{closed_port()}").submit(subject.request)

    def test_an_order_to_a_name_that_does_not_exist_was_not_accepted(self, subject: Subject) -> None:
        with pytest.raises(Unavailable):
            subject.make("http://nowhere.invalid").submit(subject.request)

    def test_an_order_that_cannot_speak_tls_was_not_accepted(self, subject: Subject) -> None:
        with pytest.raises(Unavailable):
            subject.make(subject.server.url.replace("http:", "https:")).submit(subject.request)
        assert not subject.server.seen

    def test_an_accepted_order_without_an_id_is_unclear(self, subject: Subject) -> None:
        with pytest.raises(Unclear):
            subject.submit(answer(200, {"code": 200, "msg": "success", "data": {}}))

    def test_a_refused_key_is_the_owners_to_mend(self, subject: Subject) -> None:
        with pytest.raises(AccountProblem) as caught:
            subject.submit(subject.bad_key)
        assert (caught.value.code, caught.value.action) == ("bad_key", "check_key")

    def test_missing_credit_is_the_owners_to_mend(self, subject: Subject) -> None:
        with pytest.raises(AccountProblem) as caught:
            subject.submit(subject.no_credit)
        assert (caught.value.code, caught.value.action) == ("no_credit", "top_up")

    def test_too_many_orders_ask_for_a_pause(self, subject: Subject) -> None:
        with pytest.raises(RateLimited) as caught:
            subject.submit(subject.too_fast)
        assert caught.value.retry_after >= 1

    def test_a_refused_parameter_is_the_users_to_change(self, subject: Subject) -> None:
        with pytest.raises(Rejected):
            subject.submit(subject.refused)

    def test_a_callback_address_is_sent_only_where_there_is_one(self, subject: Subject) -> None:
        address = "https://hub.example/cb/abc"
        subject.submit(subject.accepted)
        subject.provider.submit(replace(subject.request, callback_url=address))
        assert [address in seen.body.decode() for seen in subject.server.seen] == [False, True]

    def test_a_redirect_is_not_followed_with_the_key(self, subject: Subject) -> None:
        with Loopback() as elsewhere, pytest.raises(ProviderError):
            subject.submit(answer(307, "", Location=elsewhere.url))
        assert not elsewhere.seen

    # -- questions -----------------------------------------------------------------------------------------------

    def test_a_running_order_runs(self, subject: Subject) -> None:
        assert subject.poll(subject.running).phase in (Phase.WAITING, Phase.RUNNING)

    def test_a_finished_order_names_its_files(self, subject: Subject) -> None:
        update = subject.poll(subject.succeeded)
        assert (update.phase, tuple(output.url for output in update.outputs)) == (Phase.SUCCEEDED, subject.urls)

    def test_a_failed_order_says_why(self, subject: Subject) -> None:
        update = subject.poll(subject.failed)
        assert update.phase == Phase.FAILED
        assert isinstance(update.error, Rejected)

    def test_an_unknown_order_is_missing(self, subject: Subject) -> None:
        assert subject.poll(subject.missing).phase == Phase.MISSING

    @pytest.mark.parametrize(
        "fault",
        [
            cut,
            half,
            broken_chunks,
            two_lengths,
            silence(0.6),
            answer(500, ""),
            answer(502, "<html>"),
            answer(403, "1010"),
        ],
        ids=["cut", "half", "chunks", "lengths", "silence", "500", "502", "1010"],
    )
    def test_a_failed_question_says_nothing_about_the_order(self, subject: Subject, fault: Answer) -> None:
        with pytest.raises(Unavailable):
            subject.poll(fault)

    def test_a_question_after_a_failed_one_is_answered(self, subject: Subject) -> None:
        with pytest.raises(Unavailable):
            subject.poll(cut)
        assert subject.poll(subject.succeeded).phase == Phase.SUCCEEDED

    # -- manners -------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("body", NONSENSE, ids=[repr(body)[:24] for body in NONSENSE])
    def test_nonsense_never_loses_an_order(self, subject: Subject, body: Any) -> None:
        with pytest.raises((Unclear, UnexpectedReply)):
            subject.submit(answer(200, body))

    @pytest.mark.parametrize("body", NONSENSE, ids=[repr(body)[:24] for body in NONSENSE])
    def test_nonsense_never_ends_an_order(self, subject: Subject, body: Any) -> None:
        with contextlib.suppress(Unavailable, UnexpectedReply):
            assert subject.poll(answer(200, body)).phase in (Phase.MISSING, Phase.WAITING, Phase.RUNNING)

    @pytest.mark.parametrize("status", [200, 400, 401, 422, 500])
    def test_a_key_that_the_server_echoes_is_never_shown(self, subject: Subject, status: int) -> None:
        with pytest.raises(ProviderError) as caught:
            subject.submit(answer(status, {"code": status, "msg": f"bad {SECRET}", "data": None}, X_Echo=SECRET))
        shown = f"{caught.value!r} {vars(caught.value)} {''.join(traceback.format_exception(caught.value))}"
        assert SECRET not in shown

    def test_a_key_in_a_record_is_never_shown(self, subject: Subject) -> None:
        body = {"code": 200, "msg": "", "data": {"taskId": "t", "state": "fail", "successFlag": 2, "failMsg": SECRET}}
        assert SECRET not in repr(subject.poll(answer(200, body)))

    def test_the_provider_does_not_show_its_key(self, subject: Subject) -> None:
        assert SECRET not in f"{subject.provider!r} {subject.provider}"
