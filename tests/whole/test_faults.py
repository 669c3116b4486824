"""Every fault that the contract knows, through the whole project: the right state, its words, no second order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from gallery.media import ffmpeg_path
from generation.providers.kie.sandbox.server import Sandbox
from tests.whole.orders import accepted, ask, hub_at, task, wait_for

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Case:
    """A fault, asked for by a word in the prompt, and where it must end: status, error code, whether it was charged."""

    fault: str
    status: str
    code: str = ""
    charged: str = ""
    model: str = "gpt4o-image"

    @property
    def prompt(self) -> str:
        return f"a paper boat [fault:{self.fault}] for {self.model}"


KEY = "sk-4f1c9a77e0"
WAITS = "pending"  # certainly not accepted: it stays queued and is sent again
CASES = [
    # the answer to the order, nothing created
    *(Case(f"{style}_{code}", "failed", words, "no") for style in ("code", "http") for code, words in (
        (400, "invalid"), (401, "bad_key"), (402, "no_credit"), (404, "not_found"), (422, "invalid"),
        (433, "key_cap"), (451, "bad_input"), (501, "failed"), (505, ""),
    )),
    *(Case(f"{style}_{code}", WAITS) for style in ("code", "http") for code in (429, 455, 550)),
    *(Case(f"{style}_{code}", "unclear", "", "maybe") for style in ("code", "http") for code in (408, 500)),
    Case("insufficient_credits", "failed", "no_credit", "no"),
    Case("http_429_retry_after", WAITS),
    Case("bad_value", "failed", "invalid", "no"),
    Case("callback_wanted", "failed", "callback_needed", "no", model="runway"),
    *(Case(f"html_{status}", "unclear", "", "maybe") for status in (500, 502, 503)),
    Case("html_403", "failed", "blocked", "no"),
    # the way there and back
    Case("cut_before", "unclear", "", "maybe"),
    *(Case(name, "unclear", "", "maybe") for name in (
        "cut_after", "cut_in_answer", "html_502_after", "html_504_after", "code_500_after", "not_json", "no_task_id",
        "null_data",
    )),
    # the course of the task
    Case("invisible=1", "completed"),
    Case("stuck", "processing"),
    Case("fail_400", "failed", "moderation", "no"),
    Case("fail_400", "failed", "moderation", "no", model="nano-banana-2"),
    Case("fail_400", "failed", "moderation", "no", model="veo3_fast"),
    Case("fail_400", "failed", "moderation", "no", model="runway"),
    Case("fail_500", "failed", "failed", "no"),
    Case("fail_451", "failed", "bad_input", "no"),
    Case("late_urls=1", "completed"),
    Case("odd_state", "completed", model="nano-banana-2"),
    Case("snake_urls", "completed"),
    Case("urls_as_text", "completed", model="veo3_fast"),
    Case("urls_under_data", "completed", model="veo3_lite"),
    Case("result_as_object", "completed", model="nano-banana-2"),
    # questions that fail say nothing of the order
    *(Case(f"ask_{name}=1", "completed") for name in (
        "code_401", "code_402", "code_422", "http_429_retry_after",
        "http_500", "html_502", "html_403", "cut_before", "not_json", "null_data",
    )),
    # the results
    *(Case(f"result_{name}", "failed", "nothing_saved", "yes") for name in (
        "html", "svg", "empty", "damaged", "wrong_type",
    )),
    *(Case(f"result_{name}", "processing", "download") for name in ("404", "403", "500", "short", "cut")),
    Case("result_expired", "completed"),
]  # fmt: skip


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Sandbox, dict[Case, str]]]:
    """All cases ordered at once from one MediaHub."""
    options = {"speed": 10.0, "limits": False, "ffmpeg": ffmpeg_path() or "", "credits": 100_000.0, "key": KEY}
    with Sandbox(**options) as sandbox, hub_at(sandbox, tmp_path_factory.mktemp("faults")) as hub:
        ids = {}
        for case in CASES:
            kind = "video" if case.model.startswith(("veo", "runway")) else "image"
            ids[case] = ask(hub, case.prompt, kind=kind, model=case.model)
        yield hub, sandbox, ids


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.fault}-{case.model}")
def test_each_fault_ends_in_its_state_with_its_words(outcome, case):
    hub, _, ids = outcome
    seen = wait_for(hub, ids[case], *_wanted(case), within=120)
    if case.status == "processing" and case.code:
        seen = _once_it_complains(hub, ids[case])

    told = seen.get("error") or seen.get("notice") or {}
    assert seen["status"] == case.status, seen
    assert not case.code or told["code"] == case.code, told
    if case.status in ("failed", "unclear"):
        assert (told["charged"], told["message"][-1]) == (case.charged, ".")


def _wanted(case: Case) -> tuple[str, ...]:
    if case.status == WAITS:
        return (WAITS,)
    return (case.status, "failed", "unclear") if case.status == "completed" else (case.status,)


def _once_it_complains(hub: Any, task_id: str) -> dict[str, Any]:
    """The task once it says what hinders it."""
    deadline = time.monotonic() + 60
    while not (seen := task(hub, task_id)).get("notice") and time.monotonic() < deadline:
        time.sleep(0.3)
    return seen


def test_no_order_was_ever_accepted_twice(outcome):
    _, sandbox, _ = outcome

    assert {prompt: times for prompt, times in accepted(sandbox).items() if times > 1} == {}


def test_the_key_is_in_no_log_and_in_no_answer(outcome):
    hub, sandbox, ids = outcome
    logs = "".join(path.read_text(errors="replace") for path in hub.folder.rglob("*.log"))
    answers = "".join(str(task(hub, task_id)) for task_id in ids.values())

    assert sandbox.key not in logs + answers
