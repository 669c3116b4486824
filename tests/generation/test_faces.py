"""What a card says in each state of a job."""

from datetime import timedelta

import pytest
from django.utils import timezone

from generation import faces, jobs
from generation.models import Charged, Job, JobOutput, OutputState, State


@pytest.fixture
def job(order):
    """A job of two pictures, as asked for."""
    return order(n_variants=2)


def seen(job, **changes):
    """The job's face after these columns were written."""
    Job.objects.filter(pk=job.pk).update(**changes)
    return faces.face(Job.objects.get(pk=job.pk))


def verbs(face):
    return [action.verb for action in face.actions if not action.outside]


@pytest.mark.parametrize(
    ("changes", "status", "badge"),
    [
        ({"state": State.QUEUED}, "queued", "Waiting"),
        ({"state": State.SUBMITTING}, "queued", "Sending"),
        ({"state": State.RUNNING, "progress": 0.42}, "running", "42 %"),
        ({"state": State.RUNNING, "progress": None}, "running", "Running"),
        ({"state": State.STORING}, "running", "Saving"),
        ({"state": State.WAITING, "error_code": "budget"}, "waiting", "Needs your yes"),
        ({"state": State.FAILED}, "failed", "Failed"),
        ({"state": State.FAILED, "error_code": "no_credit"}, "failed", "No credit"),
        ({"state": State.FAILED, "error_code": "bad_key"}, "failed", "Needs key"),
        ({"state": State.UNCLEAR}, "unclear", "Unclear"),
        ({"state": State.CANCELLED}, "cancelled", "Cancelled"),
    ],
)
def test_every_state_has_its_face(job, changes, status, badge):
    face = seen(job, **changes)
    assert (face.status, face.badge) == (status, badge)


def test_a_finished_job_with_every_file_is_done(job):
    job.outputs.update(state=OutputState.STORED)
    assert seen(job, state=State.SUCCEEDED).status == "done"


def test_a_finished_job_that_lacks_a_file_is_partial_and_says_why(job):
    job.outputs.update(state=OutputState.STORED)
    missing = {"state": OutputState.MISSING, "error_message": "It was blocked by a filter."}
    JobOutput.objects.filter(job=job, position=1).update(**missing)
    face = seen(job, state=State.SUCCEEDED)
    assert (face.status, face.badge, face.line) == ("partial", "1 of 2", "It was blocked by a filter.")


def test_a_job_that_nobody_looked_at_is_stalled(job):
    face = seen(job, state=State.RUNNING, due_at=timezone.now() - timedelta(minutes=3))
    assert face.status == "stalled"
    assert "3 minutes" in face.line


def test_a_job_that_a_worker_holds_is_not_stalled(job):
    now = timezone.now()
    face = seen(job, state=State.STORING, due_at=now - timedelta(minutes=3), claimed_until=now + timedelta(seconds=20))
    assert face.status == "running"


def test_a_video_may_lie_longer_than_a_picture(job):
    face = seen(job, kind="video", state=State.RUNNING, due_at=timezone.now() - timedelta(minutes=3))
    assert face.status == "running"


def test_a_failure_says_whether_it_was_charged(job):
    face = seen(job, state=State.FAILED, error_message="It broke.", charged=Charged.NO)
    assert face.line == "It broke. Nothing was charged."


def test_the_charge_is_not_said_twice(job):
    face = seen(job, state=State.FAILED, error_message="It broke. Nothing was charged.", charged=Charged.NO)
    assert face.line == "It broke. Nothing was charged."


def test_the_providers_own_words_are_kept_beside_ours(job):
    assert seen(job, state=State.FAILED, error_message="It broke.", error_detail="code 501").detail == "code 501"


def test_a_declined_prompt_offers_to_edit_it_first(job):
    first = seen(job, state=State.FAILED, error_action="edit_prompt").actions[0]
    assert first.main
    assert first.address == f"/?mode=image&job={job.pk}"


def test_a_missing_key_leads_to_the_settings(job):
    first = seen(job, state=State.FAILED, error_code="no_key", error_action="check_key").actions[0]
    assert (first.label, first.address) == ("Add a key", "/settings")


def test_sending_again_names_the_price_and_asks_first(job):
    again = next(action for action in seen(job, state=State.UNCLEAR).actions if action.verb == "send-again")
    assert "$" in again.question
    assert "$" in again.yes


def test_an_unclear_job_is_never_simply_retried(job):
    assert verbs(seen(job, state=State.UNCLEAR)) == ["look-again", "send-again", "give-up", "adopt"]


def test_an_unclear_order_says_where_and_when_to_look_for_it(job):
    actions = seen(job, state=State.UNCLEAR, sandbox=False, submitted_at=timezone.now()).actions
    look = next(action for action in actions if action.outside)
    adopt = next(action for action in actions if action.verb == "adopt")
    assert (look.label, look.address) == ("Look at Scripted", "https://example.org/log")
    assert f"{timezone.localtime():%d %b %Y}" in adopt.hint


def test_stopping_what_was_ordered_is_asked_first(job):
    cancel = next(action for action in seen(job, state=State.RUNNING).actions if action.verb == "cancel")
    assert "may still charge" in cancel.question


def test_stopping_what_was_never_sent_is_not_asked(job):
    cancel = next(action for action in seen(job, state=State.QUEUED).actions if action.verb == "cancel")
    assert cancel.question == ""


def test_a_setback_is_told_with_its_next_try(job):
    soon = timezone.now() + timedelta(seconds=25)
    face = seen(job, state=State.QUEUED, error_message="It asked us to slow down.", due_at=soon)
    assert (face.line_tone, face.until) == ("warning", soon)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "Maintenance. Nothing was charged; MediaHub tries again in some minutes.",
            "Maintenance. Nothing was charged.",
        ),
        ("It did not take the picture for now. MediaHub tries again.", "It did not take the picture for now."),
    ],
)
def test_beside_the_countdown_no_other_time_is_named(job, said, shown):
    soon = timezone.now() + timedelta(seconds=25)
    assert seen(job, state=State.QUEUED, error_message=said, due_at=soon).line == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("No answer came. It may have been charged. Look first.", "No answer came. Look first."),
        (
            "Given up. It was sent, but no answer came: it may have been charged.",
            "Given up. It was sent, but no answer came.",
        ),
        ("Done, but no file. It may have been charged: ask Kie.ai.", "Done, but no file."),
    ],
)
def test_a_sandbox_job_never_may_have_been_charged(job, said, shown):
    face = seen(job, state=State.UNCLEAR, sandbox=True, error_message=said, charged=Charged.MAYBE)
    assert face.line == shown
    assert not any("may have been charged" in action.question for action in face.actions)


def test_a_film_made_from_a_picture_has_the_pictures_ratio():
    assert faces.named_ratio(1080, 1440, "16:9") == "3:4"
    assert faces.named_ratio(1280, 704, "16:9") == "16:9"
    assert faces.named_ratio(1000, 220) == "4.55:1"


def test_quiet_saving_offers_nothing_to_press(job):
    assert verbs(seen(job, state=State.STORING, due_at=timezone.now())) == []


def test_broken_saving_says_until_when_the_result_is_there(job):
    until = timezone.now() + timedelta(hours=2)
    face = seen(
        job,
        state=State.STORING,
        error_message="It could not be downloaded.",
        results_expire_at=until,
        due_at=timezone.now(),
    )
    assert f"until {until:%H:%M}" in face.line
    assert verbs(face) == ["download-again"]


def test_a_cancelled_order_that_is_out_says_that_a_result_is_kept(job):
    face = seen(job, state=State.RUNNING, cancel_requested_at=timezone.now())
    assert (face.badge, verbs(face)) == ("Stopping", [])


@pytest.mark.parametrize("state", list(State))
def test_every_verb_that_is_possible_is_drawn(job, state):
    face = seen(job, state=state, error_message="Something.", due_at=timezone.now())
    drawn = {verb.replace("-", "_") for verb in verbs(face) if verb}
    assert drawn == set(jobs.possible(Job.objects.get(pk=job.pk)))


def test_a_sandbox_job_says_that_nothing_was_charged(job):
    assert "Sandbox, nothing charged" in seen(job, sandbox=True).facts


@pytest.mark.parametrize("state", list(State))
def test_every_icon_of_a_face_is_in_the_sprite(job, state, settings):
    sprite = (settings.BASE_DIR / "static/icons.svg").read_text()
    face = seen(job, state=state, error_message="Something.", due_at=timezone.now())
    assert all(f'id="{icon}"' in sprite for icon in (face.icon, *(action.icon for action in face.actions)))


def test_the_files_that_came_are_counted_by_what_they_are(job):
    JobOutput.objects.filter(job=job, position=1).update(kind="video")
    assert "1 image, 1 video" in seen(job, state=State.SUCCEEDED).facts
