"""What the sandbox posts when a task has ended."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from gallery.video import ffmpeg_path
from generation.providers.kie.sandbox import Sandbox
from generation.providers.kie.sandbox.courier import signature
from tests.generation.sandbox_client import ALEPH, KONTEXT, LUMA, Client

KEY = "test-webhook-key"


@dataclass
class Receiver:
    """Takes callbacks; ``status`` is what it answers with."""

    url: str = ""
    status: int = 200
    got: list[tuple[dict[str, str], Any]] = field(default_factory=list)

    def wait(self, number: int) -> list[tuple[dict[str, str], Any]]:
        """What has come, once there are ``number`` and a moment has passed in which more could come."""
        deadline = time.monotonic() + 5
        while len(self.got) < number and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.15)
        return self.got


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    it = Receiver()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            it.got.append((dict(self.headers), json.loads(body)))
            self.send_response(it.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    it.url = f"http://127.0.0.1:{server.server_port}/callbacks/token"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield it
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def kie() -> Iterator[Client]:
    options: dict[str, Any] = {"webhook_key": KEY, "ffmpeg": ffmpeg_path() or "", "limits": False}
    with Sandbox(speed=200, credits=1_000_000, **options) as sandbox:
        yield Client(sandbox)


def told(kie: Client, receiver: Receiver, family: str, prompt: str = "a rose", number: int = 1) -> Any:
    kie.ordered(family, prompt=prompt, callBackUrl=receiver.url)
    return receiver.wait(number)


def test_market_tells_success_in_its_own_shape(kie: Client, receiver: Receiver) -> None:
    ((_, body),) = told(kie, receiver, "market")

    assert (body["code"], body["msg"]) == (200, "Playground task completed successfully.")
    assert set(body["data"]) == {
        *("taskId", "model", "state", "param", "resultJson", "failCode", "failMsg", "costTime", "createTime"),
        *("completeTime", "updateTime", "consumeCredits", "remainedCredits"),
    }
    assert json.loads(body["data"]["resultJson"])["resultUrls"]


def test_market_tells_failure_in_its_own_shape(kie: Client, receiver: Receiver) -> None:
    ((_, body),) = told(kie, receiver, "market", "[fault:fail_500] a rose")

    assert (body["code"], body["msg"]) == (501, "Playground task failed.")
    assert (body["data"]["state"], body["data"]["failCode"], body["data"]["resultJson"]) == ("fail", "500", None)


@pytest.mark.parametrize("prompt", ["a boat", "[fault:fail_400] a boat"])
def test_4o_tells_in_its_own_shape(kie: Client, receiver: Receiver, prompt: str) -> None:
    ((_, body),) = told(kie, receiver, "4o", prompt)

    failed = "fault" in prompt
    assert body["code"] == (400 if failed else 200)
    assert set(body["data"]) == {"taskId", "info"}
    assert body["data"]["info"] is None if failed else set(body["data"]["info"]) == {"result_urls"}


@pytest.mark.parametrize("prompt", ["a dog", "[fault:fail_500] a dog"])
def test_veo_tells_in_its_own_shape(kie: Client, receiver: Receiver, prompt: str) -> None:
    ((_, body),) = told(kie, receiver, "veo", prompt)

    failed = "fault" in prompt
    assert set(body["data"]) == {"taskId", "fallbackFlag"} | (set() if failed else {"info"})
    assert failed or set(body["data"]["info"]) == {"resultUrls", "originUrls", "resolution"}


@pytest.mark.parametrize("prompt", ["a tram", "[fault:fail_400] a tram"])
def test_runway_tells_in_snake_case(kie: Client, receiver: Receiver, prompt: str) -> None:
    ((_, body),) = told(kie, receiver, "runway", prompt)

    failed = "fault" in prompt
    assert set(body["data"]) == {"task_id", "video_id", "video_url", "image_url"}
    assert (body["code"], body["data"]["video_url"] == "") == ((400, True) if failed else (200, False))


def test_a_callback_is_signed(kie: Client, receiver: Receiver) -> None:
    ((headers, body),) = told(kie, receiver, "market")

    right = signature(KEY, body["data"]["taskId"], headers["X-Webhook-Timestamp"])
    assert headers["X-Webhook-Signature"] == right


def test_without_a_webhook_key_nothing_is_signed(receiver: Receiver) -> None:
    with Sandbox(speed=200) as sandbox:
        ((headers, _),) = told(Client(sandbox), receiver, "market")

    assert "X-Webhook-Signature" not in headers


def test_it_gives_up_after_three_tries(kie: Client, receiver: Receiver) -> None:
    receiver.status = 500

    assert len(told(kie, receiver, "market", number=3)) == 3


def test_it_posts_to_this_machine_only(kie: Client, caplog: pytest.LogCaptureFixture) -> None:
    task = kie.ordered("market", callBackUrl="https://elsewhere.example/callback")
    kie.ended("market", task)
    time.sleep(0.3)

    assert "posts to this machine only" in caplog.text


def test_a_callback_comes_after_a_restart_too(tmp_path: Any, receiver: Receiver) -> None:
    with Sandbox(speed=8, data=tmp_path) as sandbox:
        Client(sandbox).ordered("market", callBackUrl=receiver.url)
    with Sandbox(speed=8, data=tmp_path):
        assert len(receiver.wait(1)) == 1


def test_a_callback_can_come_twice(kie: Client, receiver: Receiver) -> None:
    first, second = told(kie, receiver, "market", "[fault:callback_twice] a rose", 2)

    assert first[1] == second[1]


def test_a_callback_can_come_before_the_create_call_is_answered(kie: Client, receiver: Receiver) -> None:
    kie.ordered("market", prompt="[fault:callback_early] a rose", callBackUrl=receiver.url)

    assert len(receiver.got) == 1


def test_a_callback_can_carry_a_wrong_signature(kie: Client, receiver: Receiver) -> None:
    ((headers, body),) = told(kie, receiver, "market", "[fault:callback_forged] a rose")

    right = signature(KEY, body["data"]["taskId"], headers["X-Webhook-Timestamp"])
    assert headers["X-Webhook-Signature"] != right


def test_a_callback_can_stay_away(kie: Client, receiver: Receiver) -> None:
    kie.ended("market", kie.ordered("market", prompt="[fault:callback_never] a rose", callBackUrl=receiver.url))
    time.sleep(0.3)

    assert receiver.got == []


def test_a_callback_can_come_for_a_task_that_nobody_ordered(kie: Client, receiver: Receiver) -> None:
    first, second = told(kie, receiver, "market", "[fault:callback_stranger] a rose", 2)

    assert first[1]["data"]["taskId"] != second[1]["data"]["taskId"]


# What has addresses of its own


def told_of(kie: Client, receiver: Receiver, family: str, body: dict[str, Any]) -> Any:
    kie.ordered(family, body, callBackUrl=receiver.url)
    ((_, told),) = receiver.wait(1)
    return told


@pytest.mark.parametrize(("prompt", "code"), [("snow", 200), ("[fault:fail_400] snow", 400)])
def test_aleph_puts_its_id_at_the_root(kie: Client, receiver: Receiver, prompt: str, code: int) -> None:
    body = told_of(kie, receiver, "aleph", {**ALEPH, "prompt": prompt})

    assert (body["code"], set(body)) == (code, {"code", "msg", "data", "taskId"})
    assert body["data"] is None if code == 400 else set(body["data"]) == {"result_video_url", "result_image_url"}


@pytest.mark.parametrize(("prompt", "code"), [("a boat", 200), ("[fault:fail_500] a boat", 500)])
def test_kontext_tells_two_addresses(kie: Client, receiver: Receiver, prompt: str, code: int) -> None:
    body = told_of(kie, receiver, "kontext", {**KONTEXT, "prompt": prompt})

    assert (body["code"], set(body["data"])) == (code, {"taskId", "info"})
    assert {bool(url) for url in body["data"]["info"].values()} == {code == 200}


def test_luma_tells_its_files_directly(kie: Client, receiver: Receiver) -> None:
    body = told_of(kie, receiver, "luma", LUMA)

    assert (body["code"], set(body["data"])) == (200, {"taskId", "promptJson", "resultUrls"})


@pytest.mark.parametrize(("fault", "code"), [("", 200), ("fail_500", 500)])
def test_a_4k_version_tells_videos_and_pictures(kie: Client, receiver: Receiver, fault: str, code: int) -> None:
    first = kie.ordered("veo")
    kie.ended("veo", first)
    if fault:
        kie.sandbox.fault(fault, path="/api/v1/veo/get-4k-video")
    kie.post("/api/v1/veo/get-4k-video", {"taskId": first, "callBackUrl": receiver.url})

    ((_, body),) = receiver.wait(1)

    assert body["code"] == code
    assert fault or set(body["data"]["info"]) == {"resultUrls", "imageUrls"}


def test_a_failed_extension_of_runway_tells_its_id_alone(kie: Client, receiver: Receiver) -> None:
    first = kie.ordered("runway")
    kie.ended("runway", first)
    given = {"taskId": first, "prompt": "[fault:fail_400] on", "quality": "720p", "callBackUrl": receiver.url}
    kie.post("/api/v1/runway/extend", given)

    ((_, body),) = receiver.wait(1)

    assert (body["code"], set(body["data"])) == (400, {"task_id"})
