"""Local only: nothing looks up a name or opens a connection outside, and every door says why."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from generation import jobs, ledger, registry, steps
from generation.models import Job, State
from generation.providers import outside
from generation.providers.downloads import download
from generation.providers.errors import Rejected, Unavailable
from generation.providers.http import Client, check_public
from generation.providers.kie.sandbox.server import Sandbox
from generation.providers.outside import LocalOnly
from mediahub.access import owner as local_owner

SET = "MediaHub is set to local only"

_seen: list[str] | None = None


def _note(event: str, arguments: Any) -> None:
    if _seen is None or not event.startswith("socket."):
        return
    if event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        _seen.append(str(arguments[1][0]))
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        _seen.append(str(arguments[0]))


sys.addaudithook(_note)


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """Every host that this process looks up or connects to."""
    global _seen
    _seen = []
    yield _seen
    _seen = None


@pytest.fixture
def owner(db: Any) -> Any:
    return local_owner()


@pytest.fixture
def closed(settings: Any) -> Any:
    """Local only, with a key, at the real addresses."""
    settings.LOCAL_ONLY, settings.KIE_API_KEY, settings.SANDBOX_URL = True, "sk-test", ""
    return settings


@pytest.fixture
def sandbox(closed: Any) -> Iterator[Sandbox]:
    """Local only, with a provider on this machine."""
    with Sandbox(speed=50) as running:
        closed.KIE_BASE_URL = closed.KIE_UPLOAD_URL = running.url
        closed.KIE_API_KEY = running.key
        yield running


def kie_form(**more: Any) -> Any:
    spec = registry.spec("gpt4o-image")
    form = spec.params.from_json({"prompt": "a boat", **more})
    form.is_valid()
    return spec, form


# -- the way out


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST.", "::1", "[::1]"])
def test_this_machine_is_here(host):
    assert outside.is_here(host)


@pytest.mark.parametrize(
    "host",
    ["", "api.kie.ai", "localhost.example.org", "10.0.0.1", "0.0.0.0", "127.1", "2130706433", "::", "fe80::1%lo"],
)
def test_whatever_else_is_not(host):
    assert not outside.is_here(host)


@pytest.mark.parametrize("host", ["https://api.kie.ai", "http://192.168.1.4:8000", "http://127.1:9"])
@pytest.mark.parametrize("call", ["order", "ask"])
def test_a_call_outside_ends_before_its_name_is_looked_up(closed, watched, host, call):
    with pytest.raises(LocalOnly, match=SET):
        getattr(Client("Elsewhere", host), call)("/path")
    assert watched == []


def test_a_download_outside_ends_before_its_name_is_looked_up(closed, watched):
    with pytest.raises(LocalOnly):
        download("https://example.org/a.png", io.BytesIO(), cap_bytes=9)
    assert watched == []


def test_an_address_that_redirects_outside_is_not_followed(sandbox, watched):
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Away(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", "https://example.org/a.png")
            self.end_headers()

        def log_message(self, *ignored: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Away) as server:
        Thread(target=server.handle_request, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(LocalOnly):
            download(f"{url}/a.png", io.BytesIO(), cap_bytes=9, origins=(url,))
    assert set(watched) == {"127.0.0.1"}


def test_localhost_that_means_another_machine_is_not_asked(closed, monkeypatch):
    import socket

    elsewhere = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: elsewhere)
    with pytest.raises(LocalOnly):
        Client("Here", "http://localhost:80").ask("/")


def test_a_picture_by_address_is_refused_without_looking_it_up(closed, watched):
    with pytest.raises(Rejected, match=SET):
        check_public("https://example.org/a.png")
    assert watched == []


def test_without_local_only_names_are_looked_up(settings, watched):
    """The watch itself: what the other tests do not see, they could have seen."""
    settings.LOCAL_ONLY = False
    check_public("https://nobody.invalid/a.png")
    assert watched == ["nobody.invalid"]


# -- the doors


def test_an_order_for_a_model_outside_is_refused_at_every_door(closed, owner, client, watched):
    spec, form = kie_form()
    with pytest.raises(jobs.Refused, match=SET):
        jobs.create(owner, spec, form)
    answer = client.post("/api/images/generate", {"prompt": "a boat", "model": spec.key}, "application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "local_only")
    assert SET in answer.json()["error"]["message"]
    page = client.post("/?mode=image", {"model": spec.key, "prompt": "a paper boat", "aspect_ratio": "1:1"})
    assert page.status_code == 422
    assert SET in page.content.decode()
    assert ">a paper boat</textarea>" in page.content.decode()
    assert (Job.objects.count(), watched) == (0, [])


def test_a_default_model_outside_is_refused_as_well(closed, owner, client):
    answer = client.post("/api/images/generate", {"prompt": "a boat"}, "application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "local_only")


def test_the_pages_say_so_before_anything_is_pressed(closed, owner, client):
    assert SET in client.get("/?model=gpt4o-image").content.decode()
    assert SET in client.get("/settings").content.decode()
    assert client.get("/api/models/gpt4o-image").json()["readiness"]["state"] == "local_only"


def test_a_test_of_the_key_says_so_and_asks_nobody(closed, owner, client, watched):
    answer = client.post("/settings/providers/kie/test", headers={"HX-Request": "true"})
    assert SET in answer.content.decode()
    assert SET in client.get("/api/credits").json()["error"]["message"]
    assert watched == []


def test_an_order_that_waited_while_it_was_switched_on_stays_and_says_why(settings, owner, work, watched):
    settings.KIE_API_KEY = "sk-test"
    job = jobs.create(owner, *kie_form())
    settings.LOCAL_ONLY = True
    job = work(job)
    assert (job.state, job.error_code) == (State.QUEUED, "local_only")
    assert SET in job.error_message
    assert watched == []


def test_an_order_that_is_out_is_kept_and_not_asked_about(settings, owner, work, watched):
    settings.KIE_API_KEY = "sk-test"
    job = jobs.create(owner, *kie_form())
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, remote_id="r1", submitted_at=job.created_at)
    settings.LOCAL_ONLY = True
    job = work(job)
    assert (job.state, SET in job.error_message, watched) == (State.RUNNING, True, [])


def test_a_provider_on_this_machine_works(sandbox, owner, watched):
    job = jobs.create(owner, *kie_form())
    for _ in range(200):
        time.sleep(0.02)
        Job.objects.filter(pk=job.pk).exclude(due_at=None).update(due_at="2000-01-01T00:00:00Z")
        if claimed := jobs.claim(job.pk):
            steps.take(claimed)
        if (state := Job.objects.get(pk=job.pk).state) in (State.SUCCEEDED, State.FAILED):
            break
    assert state == State.SUCCEEDED
    assert ledger.balance().credits > 0
    assert set(watched) == {"127.0.0.1"}


def test_one_address_outside_is_enough_to_shut_a_provider_out(db, sandbox, settings):
    settings.KIE_UPLOAD_URL = "https://kieai.redpandaai.co"
    assert registry.is_shut_out("kie")


def test_the_sandbox_is_never_shut_out(db, settings):
    settings.LOCAL_ONLY, settings.KIE_API_KEY, settings.SANDBOX_URL = True, "", "http://127.0.0.1:9"
    assert registry.readiness(registry.spec("gpt4o-image")).state == "sandbox"


def test_what_is_refused_is_a_call_that_certainly_was_not_made():
    assert issubclass(LocalOnly, Unavailable)
