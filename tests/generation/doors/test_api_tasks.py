"""Tasks through the API: what they tell, and what can be done with them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from gallery import library
from generation import jobs
from generation.models import TASK_STATUS, Charged, Job, OutputState, State

pytestmark = pytest.mark.django_db


def read(client, job, more=""):
    return client.get(f"/api/tasks/{job.pk}{more}").json()


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_word(client, a_job, state):
    assert read(client, a_job(state))["status"] == TASK_STATUS[state]


def test_a_new_task_says_what_was_asked_and_what_it_may_cost(client, a_job):
    job = a_job(n_variants=4)

    task = read(client, job)

    assert (task["model"], task["kind"], task["prompt"], task["seed"]) == ("gpt4o-image", "image", "a boat", None)
    assert task["params"]["n_variants"] == 4
    assert task["cost"] == {"usd": 0.12, "credits": 24.0, "state": "estimated"}
    assert (task["progress"], task["result_urls"], task["possible"]) == (None, [], ["cancel"])
    assert "error" not in task


def test_times_are_iso_8601_in_utc(client, a_job):
    assert read(client, a_job())["created_at"].endswith("Z")


def test_results_are_the_addresses_of_files_that_are_here(client, a_job, stored):
    job = a_job(State.SUCCEEDED, n_variants=2)
    asset = stored(job, 0)

    task = read(client, job)

    assert task["result_urls"] == [f"/api/media/{asset.pk}/file"]
    assert [medium["status"] for medium in task["media"]] == ["stored", "expected"]
    assert client.get(task["result_urls"][0]).status_code == 200
    assert client.get(task["media"][0]["thumbnail"]).status_code == 200


def test_a_file_in_the_trash_is_no_result_any_more(client, a_job, stored, owner):
    job = a_job(State.SUCCEEDED)
    library.trash(owner, [stored(job).pk])

    task = read(client, job)

    assert (task["result_urls"], task["media"][0]["status"]) == ([], "deleted")


def test_a_task_with_a_missing_file_is_completed_and_names_it(client, a_job, stored):
    job = a_job(State.SUCCEEDED, n_variants=2, error_code="partial", error_message="1 of 2 were saved.")
    stored(job, 0)
    job.outputs.filter(position=1).update(state=OutputState.MISSING, error_message="The link expired.")

    task = read(client, job)

    assert (task["status"], task["error"]["code"], len(task["result_urls"])) == ("completed", "partial", 1)
    assert task["error"]["missing"] == [task["media_ids"][1]]


def test_a_failed_task_says_what_happened_and_whether_it_was_charged(client, a_job):
    words = {"error_code": "no_credit", "error_message": "No credit.", "error_action": "top_up", "error_detail": "402"}
    job = a_job(State.FAILED, charged=Charged.NO, **words)

    assert read(client, job)["error"] == {
        "code": "no_credit",
        "message": "No credit.",
        "action": "top_up",
        "charged": "no",
        "detail": "402",
    }


def test_what_passes_by_itself_is_a_notice_and_no_error(client, a_job):
    task = read(client, a_job(State.RUNNING, error_code="unavailable", error_message="Busy. It is asked again."))

    assert "error" not in task
    assert task["notice"]["code"] == "unavailable"


@pytest.mark.parametrize("task_id", ["nonsense", "1", "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"])
@pytest.mark.parametrize("more", ["", "/events", "/cancel"])
def test_an_unknown_task_is_a_404_in_json(client, post, owner, task_id, more):
    address = f"/api/tasks/{task_id}{more}"
    answer = post(address.removeprefix("/api/")) if more == "/cancel" else client.get(address)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_another_owners_task_is_not_there(client, post, owner, a_job):
    job = a_job(by=User.objects.create_user("another"))

    assert client.get(f"/api/tasks/{job.pk}").status_code == 404
    assert post(f"tasks/{job.pk}/cancel").status_code == 404
    assert client.get("/api/tasks").json()["results"] == []


def test_events_tell_what_happened_in_order(client, a_job):
    job = a_job()
    jobs.cancel(job)

    events = read(client, job, "/events")

    assert [(event["from"], event["to"]) for event in events] == [("", "queued"), ("queued", "cancelled")]


# -- the list --------------------------------------------------------------------------------------------------------


def test_the_list_leads_through_all_tasks_newest_first(client, a_job):
    made = [str(a_job().pk) for _ in range(5)]
    Job.objects.update(created_at=timezone.now())

    seen, address = [], "/api/tasks?limit=2"
    while address:
        page = client.get(address).json()
        seen += [task["task_id"] for task in page["results"]]
        address = page["next"]

    assert sorted(seen) == sorted(made)


def test_the_list_can_be_narrowed_by_status(client, a_job):
    a_job(State.RUNNING)
    done = a_job(State.SUCCEEDED)

    tasks = client.get("/api/tasks?status=completed").json()["results"]

    assert [task["task_id"] for task in tasks] == [str(done.pk)]


@pytest.mark.parametrize(
    "query", ["status=done", "limit=0", "limit=201", "limit=x", "limit=²", "cursor=x", "cursor=2026~1"]
)
def test_a_wrong_query_names_its_parameter(client, owner, query):
    answer = client.get(f"/api/tasks?{query}")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, query.partition("=")[0])


def test_the_list_takes_a_few_queries_however_long_it_is(client, a_job, django_assert_max_num_queries):
    for _ in range(6):
        a_job()

    with django_assert_max_num_queries(6):
        client.get("/api/tasks")


# -- verbs -----------------------------------------------------------------------------------------------------------


def test_a_queued_task_is_cancelled_and_costs_nothing(post, a_job):
    answer = post(f"tasks/{a_job().pk}/cancel")

    assert (answer.status_code, answer.json()["status"], answer.json()["cost"]["usd"]) == (200, "cancelled", 0.0)


def test_cancelling_twice_is_no_error(post, a_job):
    job = a_job()
    post(f"tasks/{job.pk}/cancel")

    assert post(f"tasks/{job.pk}/cancel").status_code == 200


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        ("cancel", "succeeded"),
        ("retry", "running"),
        ("download", "succeeded"),
        ("look", "running"),
        ("send-again", "failed"),
        ("give-up", "queued"),
        ("allow", "queued"),
        ("hide", "running"),
    ],
)
def test_a_verb_that_does_not_fit_is_refused_with_a_sentence(post, a_job, verb, state):
    answer = post(f"tasks/{a_job(state).pk}/{verb}")

    assert answer.status_code == 409
    assert answer.json()["error"]["message"].endswith(".")


def test_an_unclear_task_can_be_sent_again_given_up_and_looked_at(post, a_job):
    said = {verb: post(f"tasks/{a_job('unclear').pk}/{verb}").json() for verb in ("send-again", "give-up", "look")}

    assert {verb: task["status"] for verb, task in said.items()} == {
        "send-again": "pending",
        "give-up": "failed",
        "look": "unclear",
    }
    assert said["send-again"]["cost"]["usd"] == 0.06


def test_sending_again_with_one_key_counts_once(post, a_job):
    job = a_job("unclear")
    answers = [post(f"tasks/{job.pk}/send-again", idempotency_key="k") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert job.charges.count() == 2


def test_possible_names_the_verbs_as_their_addresses_do(client, a_job):
    job = a_job("unclear")

    for verb in read(client, job)["possible"]:
        assert client.options(f"/api/tasks/{job.pk}/{verb}").status_code == 200


def test_an_unclear_task_is_tied_to_the_id_that_its_owner_found(post, a_job):
    answer = post(f"tasks/{a_job('unclear').pk}/adopt", {"remote_id": " abc123 "})

    assert (answer.json()["status"], answer.json()["remote_id"]) == ("processing", "abc123")


@pytest.mark.parametrize(
    "body", [{}, {"remote_id": ""}, {"remote_id": 5}, {"remote_id": "a b"}, {"remote_id": "a\x00b"}]
)
def test_adopting_needs_an_id(post, a_job, body):
    answer = post(f"tasks/{a_job('unclear').pk}/adopt", body)

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "remote_id")


def test_retry_makes_a_new_task_with_the_same_settings(client, post, a_job):
    job = a_job(State.FAILED, n_variants=2)

    answer = post(f"tasks/{job.pk}/retry")

    again = client.get(f"/api/tasks/{answer.json()['task_id']}").json()
    assert (answer.status_code, len(answer.json()["media_ids"])) == (202, 2)
    assert (again["params"], again["retry_of"]) == (read(client, job)["params"], str(job.pk))


def test_retry_with_a_key_is_done_once(post, a_job):
    job = a_job(State.FAILED)
    first = post(f"tasks/{job.pk}/retry", idempotency_key="again")
    second = post(f"tasks/{job.pk}/retry", idempotency_key="again")

    assert first.json() == second.json()
    assert Job.objects.count() == 2


def test_what_a_verb_does_not_know_is_refused_by_name(post, a_job):
    answer = post(f"tasks/{a_job().pk}/cancel", {"force": True})

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "force")


def test_a_hidden_task_stays_readable(client, post, a_job):
    job = a_job(State.FAILED)

    assert post(f"tasks/{job.pk}/hide").status_code == 200
    assert read(client, job)["status"] == "failed"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00%2B23:59", "9999-12-31T23:59:59-23:59", "2026-11-21T00:00:00"])
def test_a_cursor_at_no_time_is_refused(client, a_job, at):
    answer = client.get(f"/api/tasks?cursor={at}~{a_job().pk}")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "cursor")
