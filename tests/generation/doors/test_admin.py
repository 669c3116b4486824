"""The admin: it shows rows as people read them, and acts through the same verbs as every door."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import Any

import pytest

from generation import ledger, registry
from generation.models import Charge, Heartbeat, Job, PriceOverride, State

pytestmark = pytest.mark.django_db

JOBS = "/admin/generation/job/"
MODELS = "/admin/generation/modelswitch/"
PRICES = "/admin/generation/priceoverride/"
RUNWAY_10 = '["runway", "duration=10, quality=720p"]'


@pytest.fixture
def browser_post(client: Any, owner: Any) -> Any:
    """Post a form with the page's token, as a browser does, and follow to the page with the messages."""

    def send(address: str, **values: Any) -> Any:
        client.get(JOBS)
        token = client.cookies["csrftoken"].value
        origin = {"origin": "http://127.0.0.1:8000"}
        return client.post(address, {**values, "csrfmiddlewaretoken": token}, headers=origin, follow=True)

    return send


def act(browser_post: Any, verb: str, *rows: Job, **more: Any) -> str:
    page = browser_post(JOBS, action=verb, _selected_action=[str(row.pk) for row in rows], **more)
    return page.content.decode()


@pytest.mark.parametrize("name", ["job", "charge", "priceoverride", "modelswitch", "heartbeat"])
def test_every_list_opens_without_inline_code(client, a_job, name):
    a_job()
    Heartbeat.objects.create(name="sweep", beat_at="2026-01-01T00:00:00Z")

    page = client.get(f"/admin/generation/{name}/")

    assert page.status_code == 200
    assert not re.search(r"<style|style=|\son\w+=|<script>|javascript:", page.content.decode())


def test_a_job_shows_what_was_asked_by_the_labels_of_the_page(client, a_job, stored):
    job = a_job(State.SUCCEEDED, n_variants=2)
    asset = stored(job)

    page = client.get(f"{JOBS}{job.pk}/change/").content.decode()

    assert "<dt>How many</dt><dd>2</dd>" in page
    assert f'src="/api/media/{asset.pk}/thumbnail"' in page
    assert "Asked for." in page
    assert 'class="badge badge-succeeded"' in page
    assert 'name="_save"' not in page


def test_a_job_of_a_model_that_is_gone_can_still_be_read(client, a_job):
    job = a_job(State.FAILED)
    Job.objects.filter(pk=job.pk).update(model="gone")

    page = client.get(f"{JOBS}{job.pk}/change/").content.decode()

    assert "<dt>n_variants</dt>" in page


def test_what_people_typed_is_shown_as_text(client, a_job):
    job = a_job()
    Job.objects.filter(pk=job.pk).update(params={"prompt": "<script>alert(1)</script>"})

    assert "<script>alert" not in client.get(f"{JOBS}{job.pk}/change/").content.decode()


def test_an_action_says_what_worked_and_what_did_not(browser_post, a_job):
    page = act(browser_post, "cancel", a_job(), a_job(), a_job(State.SUCCEEDED))

    assert "2 cancelled, 1 could not be" in page
    assert "so it cannot cancel now" in page
    assert Job.objects.filter(state=State.CANCELLED).count() == 2


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("allow", State.WAITING, State.QUEUED),
        ("give_up", State.UNCLEAR, State.FAILED),
        ("look_again", State.UNCLEAR, State.UNCLEAR),
    ],
)
def test_actions_call_the_verbs(browser_post, a_job, verb, before, after):
    job = a_job(before)

    assert "1 " in act(browser_post, verb, job)
    assert Job.objects.get(pk=job.pk).state == after


def test_retry_makes_a_new_job(browser_post, a_job):
    job = a_job(State.FAILED)

    act(browser_post, "retry", job)

    assert Job.objects.get(retry_of=job).state == State.QUEUED


def test_sending_again_asks_first_and_names_the_price(browser_post, a_job):
    job = a_job(State.UNCLEAR)

    asked = act(browser_post, "send_again", job)
    still = Job.objects.get(pk=job.pk).state
    done = act(browser_post, "send_again", job, sure="1")

    assert ("$0.03" in asked, still) == (True, State.UNCLEAR)
    assert "1 sent again." in done
    assert Charge.objects.filter(job=job).count() == 2


@pytest.mark.parametrize("state", ["queued", "running", "unclear", "waiting"])
def test_a_job_that_is_not_over_cannot_be_deleted(browser_post, client, a_job, state):
    job = a_job(state)

    act(browser_post, "delete_selected", job, post="yes")
    browser_post(f"{JOBS}{job.pk}/delete/", post="yes")

    assert Job.objects.filter(pk=job.pk).exists()


def test_a_finished_job_can_be_deleted_and_its_file_stays(browser_post, client, a_job, stored):
    job = a_job(State.SUCCEEDED)
    asset = stored(job)

    browser_post(f"{JOBS}{job.pk}/delete/", post="yes")

    assert not Job.objects.filter(pk=job.pk).exists()
    assert client.get(f"/api/media/{asset.pk}/file").status_code == 200


@pytest.mark.parametrize(
    "address", [f"{JOBS}add/", "/admin/generation/charge/add/", "/admin/generation/heartbeat/add/"]
)
def test_nothing_of_the_engine_can_be_added_by_hand(client, owner, address):
    assert client.get(address).status_code == 403


def test_a_charge_can_be_read_but_neither_changed_nor_deleted(client, browser_post, a_job):
    charge = Charge.objects.get(job=a_job())
    address = f"/admin/generation/charge/{charge.pk}"

    assert 'name="_save"' not in client.get(f"{address}/change/").content.decode()
    assert browser_post(f"{address}/delete/", post="yes").status_code == 403


# -- prices ----------------------------------------------------------------------------------------------------------


def test_an_own_price_is_chosen_from_the_list_and_counts(browser_post, owner):
    values = {"line": RUNWAY_10, "credits": "20", "note": "since May"}

    browser_post(f"{PRICES}add/", **values)

    price = ledger.estimate(registry.spec("runway"), {"duration": 10, "quality": "720p"})
    assert price.credits == Decimal(20)


def test_a_browser_sends_the_rows_of_the_price_list_as_they_are(client, owner):
    options = client.get(f"{PRICES}add/").context["adminform"].form.fields["line"].choices
    values = [value for _, group in options if isinstance(group, list) for value, _ in group]

    assert RUNWAY_10 in values
    assert not any("\n" in value or "\r" in value for value in values)


def test_a_row_of_the_price_list_names_its_model(client, owner):
    assert "Runway, duration=10, quality=720p: 30 credits" in client.get(f"{PRICES}add/").content.decode()


def test_an_own_price_opens_with_its_row_chosen(client, owner):
    own = PriceOverride.objects.create(model="runway", row="duration=10, quality=720p", credits=20)

    page = html.unescape(client.get(f"{PRICES}{own.pk}/change/").content.decode())

    assert f'value="{RUNWAY_10}" selected' in page


def test_an_own_price_stands_beside_that_of_the_list(client, owner):
    PriceOverride.objects.create(model="runway", row="duration=10, quality=720p", credits=20)

    page = client.get(PRICES).content.decode()

    assert "30 credits, $0.15 (kie.ai/pricing, 2026-06-30)" in page


@pytest.mark.parametrize(
    "values",
    [
        {"line": '["runway", "duration=99"]', "credits": "20"},
        {"line": RUNWAY_10, "credits": "-1"},
        {"line": '["gpt4o-image", "any"]', "credits": "5"},
    ],
    ids=["no such row", "below zero", "there already"],
)
def test_a_price_that_makes_no_sense_is_refused(browser_post, owner, values):
    PriceOverride.objects.create(model="gpt4o-image", row="any", credits=9)

    assert b"errorlist" in browser_post(f"{PRICES}add/", **values).content
    assert PriceOverride.objects.count() == 1


# -- models ----------------------------------------------------------------------------------------------------------


def test_the_models_page_tells_the_status_with_its_date_and_source(client, owner):
    page = client.get(MODELS).content.decode()

    assert all(spec.key in page for spec in registry.every_spec())
    assert registry.spec("sora-2").status_note.split(";")[0] in page
    assert "kie.ai/pricing, 2026-06-30" in page


def test_a_retired_model_is_switched_on_and_off_there(browser_post, owner):
    said = browser_post(MODELS, model="sora-2", on="1").content.decode()
    on = registry.is_offered(registry.spec("sora-2"))
    browser_post(MODELS, model="sora-2", on="0")

    assert ("Sora 2 is on." in said, on) == (True, True)
    assert not registry.is_offered(registry.spec("sora-2"))


def test_models_are_searched_and_narrowed_to_those_that_are_off(client, owner):
    found = client.get(f"{MODELS}?q=kling+avatar").content.decode()
    off = client.get(f"{MODELS}?offered=off").content.decode()

    assert "kling-ai-avatar-pro" in found
    assert "veo3_fast" not in found
    assert "sora-2" in off
    assert "veo3_fast" not in off
    assert "No model matches." in client.get(f"{MODELS}?q=nothing-of-that-name").content.decode()


def test_switching_a_model_leads_back_to_the_same_search(client, owner):
    answer = client.post(
        f"{MODELS}?q=sora", {"model": "sora-2", "on": "1"}, headers={"origin": "http://127.0.0.1:8000"}
    )

    assert (answer.status_code, answer["Location"]) == (302, f"{MODELS}?q=sora#sora-2")


def test_an_unknown_model_is_not_switched(browser_post, owner):
    assert "There is no model" in browser_post(MODELS, model="nothing", on="1").content.decode()
