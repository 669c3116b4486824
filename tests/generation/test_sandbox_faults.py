"""Every fault that the sandbox can be asked for, at least once."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from PIL import Image

from gallery.video import ffmpeg_path
from generation.providers.kie.sandbox import Sandbox
from generation.providers.kie.sandbox.faults import FAULTS, Place
from tests.generation.sandbox_client import CREATE, NANO, Client, fetch

BROKEN = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
CODES = (400, 401, 402, 404, 408, 422, 429, 433, 451, 455, 500, 501, 505, 550)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(speed=200, ffmpeg=ffmpeg_path() or "", limits=False, credits=1_000_000) as running:
        yield running


@pytest.fixture
def kie(sandbox: Sandbox) -> Client:
    sandbox.clear_faults()
    return Client(sandbox)


def asking_for(fault: str) -> dict[str, Any]:
    return {**NANO, "input": {**NANO["input"], "prompt": f"[fault:{fault}] a rose"}}


def accepted(kie: Client) -> int:
    return sum(order["accepted"] for order in kie.sandbox.orders)


def results(kie: Client, fault: str, family: str = "market") -> list[str]:
    data = kie.ended(family, kie.ordered(family, prompt=f"[fault:{fault}] a rose"))
    if family == "market":
        return list(json.loads(data["resultJson"])["resultUrls"])
    return list(data["response"]["resultUrls"])


# Answers to create calls


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        *((f"code_{code}", 200, code) for code in CODES),
        *((f"http_{code}", code, code) for code in CODES),
        ("insufficient_credits", 200, 402),
        ("http_429_retry_after", 429, 429),
        ("bad_value", 200, 500),
        ("callback_wanted", 200, 422),
    ],
)
def test_a_refusal_creates_nothing(kie: Client, fault: str, status: int, code: int) -> None:
    before = accepted(kie)

    answer = kie.post(CREATE["market"], asking_for(fault))

    assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (status, code, None)
    assert (answer.headers.get("Retry-After") == "2") is (fault == "http_429_retry_after")
    assert accepted(kie) == before


@pytest.mark.parametrize("status", [500, 502, 503, 403])
def test_a_gateways_page_is_not_json_and_creates_nothing(kie: Client, status: int) -> None:
    before = accepted(kie)

    answer = kie.post(CREATE["market"], asking_for(f"html_{status}"))

    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (status, "text/html")
    assert ("error code: 1010" in answer.text) is (status == 403)
    assert accepted(kie) == before


@pytest.mark.parametrize(("fault", "orders"), [("cut_before", 0), ("cut_after", 1), ("cut_in_answer", 1)])
def test_a_connection_can_be_cut_before_and_after_the_order(kie: Client, fault: str, orders: int) -> None:
    before = accepted(kie)

    with pytest.raises(BROKEN):
        kie.post(CREATE["market"], asking_for(fault))

    assert accepted(kie) - before == orders


def test_an_order_can_be_accepted_in_silence(kie: Client) -> None:
    before = accepted(kie)

    with pytest.raises(requests.ReadTimeout):
        kie.post(CREATE["market"], asking_for("silent_after"), timeout=0.3)

    assert accepted(kie) - before == 1


def test_an_answer_can_drip(kie: Client) -> None:
    began = time.monotonic()

    answer = kie.post(CREATE["market"], asking_for("slow=0.6"), timeout=0.3)

    assert answer.json()["code"] == 200
    assert time.monotonic() - began > 0.5


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        ("html_502_after", 502, None),
        ("html_504_after", 504, None),
        ("code_500_after", 200, 500),
        ("not_json", 200, None),
        ("no_task_id", 200, 200),
        ("null_data", 200, 200),
    ],
)
def test_an_accepted_order_can_be_answered_badly(kie: Client, fault: str, status: int, body: int | None) -> None:
    before = accepted(kie)

    answer = kie.post(CREATE["market"], asking_for(fault))

    assert (answer.status_code, accepted(kie) - before) == (status, 1)
    assert (answer.json()["code"] if body else None) == body
    assert "taskId" not in answer.text


def test_a_number_says_how_often_a_body_is_refused(kie: Client) -> None:
    codes = [kie.post(CREATE["market"], asking_for("code_429=2")).json()["code"] for _ in range(3)]

    assert codes == [429, 429, 200]


def test_an_unknown_fault_is_refused_by_name(kie: Client) -> None:
    answer = kie.post(CREATE["market"], asking_for("nonsense")).json()

    assert answer["code"] == 422
    assert "no fault called nonsense" in answer["msg"]


# Queries


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.place is Place.QUERY])
def test_the_first_queries_of_a_task_can_be_answered_badly(kie: Client, name: str) -> None:
    task = kie.ordered("market", prompt=f"[fault:{name}=1] a rose")
    plain = None
    try:
        plain = kie.get("/api/v1/jobs/recordInfo", taskId=task)
    except BROKEN:
        assert "cut" in name

    assert plain is None or plain.status_code != 200 or "createTime" not in plain.text
    assert kie.ended("market", task)["state"] == "success"


def test_the_queue_strikes_the_path_that_it_names(kie: Client) -> None:
    task = kie.ordered("market")
    kie.ended("market", task)
    kie.sandbox.fault("http_500", times=2, path="/api/v1/jobs/recordInfo")

    statuses = [kie.get("/api/v1/jobs/recordInfo", taskId=task).status_code for _ in range(3)]

    assert statuses == [500, 500, 200]


def test_the_queue_reaches_credits_and_links_too(kie: Client) -> None:
    kie.sandbox.fault("html_503", path="/api/v1/chat/credit")
    kie.sandbox.fault("code_500", path="/api/v1/common")

    assert kie.get("/api/v1/chat/credit").status_code == 503
    assert kie.post("/api/v1/common/download-url", {"url": "x"}).json()["code"] == 500


# The course of a task


def test_a_record_can_stay_invisible_for_a_while(kie: Client) -> None:
    task = kie.ordered("market", prompt="[fault:invisible=0.4] a rose")
    time.sleep(0.2)

    assert kie.record("market", task)["msg"] == "recordInfo is null"
    assert kie.ended("market", task)["state"] == "success"


@pytest.mark.parametrize(("fault", "state"), [("never_visible", None), ("stuck", "waiting"), ("endless", "generating")])
def test_a_task_can_come_to_no_end(kie: Client, fault: str, state: str | None) -> None:
    task = kie.ordered("market", prompt=f"[fault:{fault}] a rose")
    time.sleep(0.3)

    data = kie.record("market", task)["data"]

    assert (data["state"] if data else None) == state


@pytest.mark.parametrize("code", ["400", "500", "451"])
def test_a_task_can_fail_and_costs_nothing_then(kie: Client, code: str) -> None:
    task = kie.ordered("market", prompt=f"[fault:fail_{code}] a rose")

    data = kie.ended("market", task)

    assert (data["state"], data["failCode"], kie.charged(task)) == ("fail", code, 0)


def test_success_can_come_without_files(kie: Client) -> None:
    assert results(kie, "empty_urls") == []


def test_success_can_come_before_its_files(kie: Client) -> None:
    task = kie.ordered("market", prompt="[fault:late_urls=0.3] a rose")
    assert json.loads(kie.ended("market", task)["resultJson"])["resultUrls"] == []
    time.sleep(0.35)

    assert len(json.loads(kie.record("market", task)["data"]["resultJson"])["resultUrls"]) == 1


def test_success_can_bring_fewer_files_than_ordered(kie: Client) -> None:
    data = kie.ended("4o", kie.ordered("4o", prompt="[fault:fewer_results] a boat", nVariants=4))

    assert len(data["response"]["resultUrls"]) == 3


@pytest.mark.parametrize(("family", "field"), [("market", "state"), ("4o", "status"), ("runway", "state")])
def test_a_task_can_report_a_state_that_no_page_names(kie: Client, family: str, field: str) -> None:
    task = kie.ordered(family, prompt="[fault:odd_state] [fault:endless] a rose")
    time.sleep(0.2)

    assert kie.record(family, task)["data"][field] == "polishing"


def test_4o_can_spell_its_files_in_snake_case(kie: Client) -> None:
    data = kie.ended("4o", kie.ordered("4o", prompt="[fault:snake_urls] a boat"))

    assert set(data["response"]) == {"result_urls"}


@pytest.mark.parametrize("family", ["4o", "veo"])
def test_a_list_of_files_can_be_a_text(kie: Client, family: str) -> None:
    data = kie.ended(family, kie.ordered(family, prompt="[fault:urls_as_text] a boat"))

    assert len(json.loads(data["response"]["resultUrls"])) == 1


def test_veo_can_put_its_files_directly_under_data(kie: Client) -> None:
    data = kie.ended("veo", kie.ordered("veo", prompt="[fault:urls_under_data] a dog"))

    assert (data["response"], len(data["resultUrls"])) == (None, 1)


def test_a_market_result_can_be_an_object(kie: Client) -> None:
    data = kie.ended("market", kie.ordered("market", prompt="[fault:result_as_object] a rose"))

    assert len(data["resultJson"]["resultUrls"]) == 1


def test_a_queued_course_strikes_one_order(kie: Client) -> None:
    kie.sandbox.fault("fail_400", path="/api/v1/jobs")

    ends = [kie.ended("market", kie.ordered("market"))["state"] for _ in range(2)]

    assert ends == ["fail", "success"]


# Results


@pytest.mark.parametrize(
    ("fault", "status", "begins"),
    [
        ("result_404", 404, b"<html>"),
        ("result_403", 403, b"<html>"),
        ("result_500", 500, b"<html>"),
        ("result_html", 200, b"<!doctype html>"),
        ("result_svg", 200, b"<svg"),
        ("result_empty", 200, b""),
        ("result_wrong_type", 200, b"\x00\x00\x00"),
        ("result_expired", 403, b"<html>"),
        ("result_moved", 302, b""),
        ("result_moved_inside", 302, b""),
    ],
)
def test_a_download_can_bring_something_else(kie: Client, fault: str, status: int, begins: bytes) -> None:
    answer = fetch(results(kie, fault)[0])

    assert answer.status_code == status
    assert answer.content.startswith(begins)
    assert begins != b"" or answer.content == b""


@pytest.mark.parametrize("fault", ["result_short", "result_cut"])
def test_a_download_can_break_off(kie: Client, fault: str) -> None:
    url = results(kie, f"{fault}=1")[0]

    with pytest.raises(BROKEN):
        fetch(url)

    assert fetch(url).status_code == 200


def test_a_file_can_be_damaged(kie: Client) -> None:
    image = Image.open(io.BytesIO(fetch(results(kie, "result_damaged")[0]).content))

    with pytest.raises(OSError, match="truncated"):
        image.load()


def test_a_download_can_drip(kie: Client) -> None:
    began = time.monotonic()

    assert fetch(results(kie, "result_slow=0.6")[0]).status_code == 200

    assert time.monotonic() - began > 0.5


def test_an_expired_file_comes_with_a_fresh_link(kie: Client) -> None:
    url = results(kie, "result_expired")[0]
    link = kie.post("/api/v1/common/download-url", {"url": url}).json()["data"]

    assert (fetch(url).status_code, fetch(link).status_code) == (403, 200)


def test_a_queued_fault_strikes_the_next_download(kie: Client) -> None:
    url = results(kie, "callback_never")[0]
    kie.sandbox.fault("result_404")

    assert [fetch(url).status_code for _ in range(2)] == [404, 200]


# Uploads


@pytest.mark.parametrize(("fault", "code"), [("upload_401", 401), ("upload_500", 500), ("upload_false", 500)])
def test_an_upload_can_fail(kie: Client, fault: str, code: int) -> None:
    kie.sandbox.fault(fault)

    answer = kie.upload(b"x")

    assert (answer["success"], answer["code"]) == (False, code)
    assert kie.upload(b"x")["success"] is True


def test_an_upload_can_be_cut(kie: Client) -> None:
    kie.sandbox.fault("upload_cut")

    with pytest.raises(BROKEN):
        kie.upload(b"x")


# The doors


def test_the_list_of_faults_says_what_each_one_means(kie: Client) -> None:
    listed = kie.get("/sandbox/faults").json()["faults"]

    assert {fault["name"] for fault in listed} == set(FAULTS)
    assert all(fault["meaning"] for fault in listed)


def test_faults_can_be_queued_and_cleared_over_http(kie: Client) -> None:
    kie.post("/sandbox/faults", {"name": "code_455", "times": 2})
    queued = kie.get("/sandbox/faults").json()["queued"]
    first = kie.create("market")["code"]
    requests.delete(f"{kie.sandbox.url}/sandbox/faults", timeout=5)

    assert (len(queued), first, kie.create("market")["code"]) == (2, 455, 200)


@pytest.mark.parametrize("wrong", [{"name": "nonsense"}, {"times": 0}, {"times": True}, {"value": -1}])
def test_a_wrong_fault_is_refused(kie: Client, wrong: dict[str, Any]) -> None:
    assert kie.post("/sandbox/faults", {"name": "slow", **wrong}).status_code == 400


def test_play_money_can_be_set(kie: Client) -> None:
    before = kie.sandbox.credits
    kie.post("/sandbox/credits", {"credits": 3})
    refused = kie.create("market")["code"]
    kie.post("/sandbox/credits", {"credits": before})

    assert (refused, kie.create("market")["code"]) == (402, 200)
