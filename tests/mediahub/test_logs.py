"""The log: what each line is about, in both forms, and files that do not grow without end."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from gunicorn.config import Config

from generation import steps, tasks
from mediahub import env, log_files, logs, scrub, web_log


def record(message: str, *values: Any, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord("a.logger", logging.INFO, "", 0, message, values, None)
    made.__dict__.update(more)
    return made


def test_a_line_says_what_it_is_about_and_no_longer_than_it_is() -> None:
    with logs.about(lambda: {"job": "j1"}), logs.about(lambda: {"state": "running", "model": ""}):
        within = logs.Lines().format(record("asked"))
    after = logs.Lines().format(record("asked"))

    assert within.endswith("INFO a.logger [job=j1 state=running]: asked")
    assert after.endswith("INFO a.logger: asked")


def test_json_is_one_object_a_line_with_the_traceback_in_it() -> None:
    try:
        raise KeyError("x")
    except KeyError:
        broken = record("it\nbroke", exc_info=sys.exc_info())
    with logs.about(lambda: {"job": "j1"}):
        written = logs.Json().format(broken)

    assert "\n" not in written
    line = json.loads(written)
    assert (line["message"], line["level"], line["logger"], line["job"]) == ("it\nbroke", "INFO", "a.logger", "j1")
    assert "KeyError: 'x'" in line["exception"]


def test_what_somebody_sent_cannot_look_like_a_line_of_its_own() -> None:
    written = logs.Lines().format(record("name %s", "x\n2026-01-01 ERROR forged", about={"request": "a\r\nb"}))

    assert len(written.splitlines()) == 1


def test_what_a_line_is_about_is_scrubbed_too() -> None:
    scrub.remember_secrets("swordfish-9")
    with logs.about(lambda: {"request": "swordfish-9"}):
        both = [form().format(record("x")) for form in (logs.Lines, logs.Json)]

    assert not [line for line in both if "swordfish" in line]


def test_threads_do_not_mix_up_what_they_are_about() -> None:
    written: list[str] = []
    with logs.about(lambda: {"job": "mine"}):
        other = threading.Thread(target=lambda: written.append(logs.Lines().format(record("x"))))
        other.start()
        other.join()

    assert "mine" not in written[0]


@pytest.mark.django_db
def test_every_line_of_a_workers_step_names_the_job(
    client: Client, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"X-Request-ID": "request-7"}
    answer = client.post("/api/images/generate", {"prompt": "x"}, "application/json", headers=headers)
    job_id = answer.json()["task_id"]
    written: list[str] = []

    def step(held: Any) -> None:
        held.state = "submitting"
        written.append(logs.Json().format(record("a step")))

    monkeypatch.setattr(steps, "take", step)
    tasks.work(job_id)

    line = json.loads(written[0])
    assert (line["job"], line["provider"], line["model"]) == (job_id, "kie", "gpt4o-image")
    assert (line["state"], line["request"]) == ("submitting", "request-7")


# -- requests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "taken"),
    [("a-proxy.gave_it-1", True), ("short", False), ("x" * 65, False), ("with a space", False), ("ünïcödé99", False)],
    ids=["good", "short", "long", "space", "letters"],
)
def test_a_request_has_the_id_that_it_came_with_or_one_of_ours(client: Client, given: str, taken: bool) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": given})

    assert (answer.headers["X-Request-ID"] == given) is taken
    assert len(answer.headers["X-Request-ID"]) >= 8
    assert logs.request_id.get() == ""


@pytest.mark.django_db
def test_a_job_remembers_the_request_that_asked_for_it(client: Client, owner: Any) -> None:
    headers = {"X-Request-ID": "order-number-1"}
    answer = client.post("/api/images/generate", {"prompt": "x"}, "application/json", headers=headers)

    from generation.models import Job

    assert Job.objects.get(pk=answer.json()["task_id"]).request_id == "order-number-1"


def test_the_access_log_is_off_unless_asked_for(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/healthz")
    assert not [line for line in caplog.records if line.name == "mediahub.access_log"]


def test_the_access_log_tells_of_each_request_without_its_query(
    client: Client, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.ACCESS_LOG = True
    with caplog.at_level(logging.INFO):
        client.get("/healthz?key=hunter2hunter2")

    (line,) = [line for line in caplog.records if line.name == "mediahub.access_log"]
    assert line.getMessage() == "GET /healthz 200"
    assert line.about["status"] == "200"
    assert "hunter2" not in str(line.__dict__)


# -- files ------------------------------------------------------------------------------------------------------------


def test_a_log_that_has_become_too_large_moves_on_while_its_process_writes(tmp_path: Path) -> None:
    path = log_files.fresh(tmp_path, "web")
    with path.open("ab", buffering=0) as held_open:
        for number in range(6):
            held_open.write(f"{number}".encode() * 100)
            log_files.bound(path, most=50)
        held_open.write(b"last")

    assert path.read_text() == "last"
    kept = [path.with_name(f"web.{number}.log").read_text()[0] for number in (1, 2, 3)]
    assert kept == ["5", "4", "3"]
    assert len(list(tmp_path.iterdir())) == 1 + log_files.OLD_LOGS


def test_a_log_that_is_not_too_large_stays(tmp_path: Path) -> None:
    path = log_files.fresh(tmp_path, "web")
    path.write_text("a line")
    log_files.bound(path, most=50)

    assert path.read_text() == "a line"
    assert list(tmp_path.iterdir()) == [path]


def test_a_start_begins_a_new_log_and_keeps_the_last_ones(tmp_path: Path) -> None:
    for number in range(6):
        log_files.fresh(tmp_path, "web").write_text(str(number))

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "web.log": "5", "web.1.log": "4", "web.2.log": "3", "web.3.log": "2"
    }  # fmt: skip


def test_the_format_is_chosen_in_the_environment(tmp_path: Path) -> None:
    from tests.conftest import plain_environment

    show = "import django, logging; django.setup(); logging.getLogger('x').info('hello')"
    environment = plain_environment(tmp_path, DJANGO_SETTINGS_MODULE="mediahub.settings", MEDIAHUB_LOG_FORMAT="json")
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", show], env=environment, capture_output=True, check=True, cwd=root)

    assert json.loads(told.stderr)["message"] == "hello"
    assert os.linesep.encode() not in told.stderr.rstrip()


@pytest.mark.parametrize(("form", "is_json"), [("lines", False), ("json", True)])
def test_gunicorn_writes_in_the_same_form_and_without_secrets(
    form: str, is_json: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    environment = env.read({"MEDIAHUB_LOG_FORMAT": form})
    monkeypatch.setattr(env, "load", lambda: environment)
    logger = web_log.Logger(Config())
    logger.error("Error handling request /welcome/hunter2hunter2")

    written = capfd.readouterr().err
    assert "hunter2" not in written
    assert written.startswith("{") is is_json
    logging.getLogger("gunicorn.error").handlers.clear()
