"""Statements that are written once say the same as the ORM's."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.db.models.functions import Now

from generation.models import Charge, Job, JobEvent, ModelSwitch, PriceOverride, State
from mediahub import prepared
from settings_app.models import Preferences, Secret

pytestmark = pytest.mark.django_db


def test_a_question_reads_the_database_every_time(owner):
    question = prepared.Question(lambda: ModelSwitch.objects.values_list("model", "enabled"))
    assert question.all() == []
    ModelSwitch.objects.create(model="veo3", enabled=False)
    assert [tuple(row) for row in question.all()] == [("veo3", False)]


def test_values_go_where_the_blanks_are(owner):
    row = Preferences.objects.create(owner=owner, budget_day_usd=Decimal("2.50"), last_choices={"image": {"a": 1}})
    question = prepared.Question(lambda: Preferences.objects.filter(owner_id=prepared.number()))
    found = question.first(owner.pk)
    assert (found.pk, found.budget_day_usd, found.last_choices) == (row.pk, Decimal("2.50"), {"image": {"a": 1}})
    assert question.first(owner.pk + 1) is None


def test_several_blanks_keep_their_places(owner):
    PriceOverride.objects.create(model="a", row="b", credits=3)
    question = prepared.Question(
        lambda: PriceOverride.objects.filter(row=prepared.text(1), model=prepared.text(0)).values_list("credits")
    )
    assert question.all("a", "b") == [(Decimal(3),)]
    assert question.all("b", "a") == []


def test_text_that_looks_like_a_condition_is_only_text(owner):
    question = prepared.Question(lambda: Secret.objects.filter(name=prepared.text()))
    assert question.all("' OR 1=1 --") == []


def test_what_select_related_names_comes_with_the_row(owner, django_assert_num_queries):
    question = prepared.Question(lambda: User.objects.select_related("person").filter(pk=prepared.number()))
    with django_assert_num_queries(1):
        assert question.first(owner.pk).person.role == "owner"


def test_an_inserted_row_is_what_save_would_have_written(owner):
    written, saved = (
        Job(owner=owner, provider="kie", model="m", kind="image", prompt="é", params={"n": [1]}) for _ in "ab"
    )
    prepared.insert(written)
    saved.save(force_insert=True)
    one, other = (Job.objects.filter(pk=job.pk).values().get() for job in (written, saved))
    differing = {name for name in one if one[name] != other[name]}
    assert differing == {"id", "created_at", "updated_at"}


def test_an_inserted_row_can_be_changed_and_saved(owner):
    job = Job(owner=owner, provider="kie", model="m", kind="image")
    prepared.insert(job)
    job.state = State.CANCELLED
    job.save(update_fields=["state"])
    assert Job.objects.get().state == State.CANCELLED


def test_many_rows_go_in_by_one_call_and_none_by_none(owner):
    job = Job(owner=owner, provider="kie", model="m", kind="image")
    prepared.insert(job)
    prepared.insert(*(JobEvent(job=job, message=str(number)) for number in range(3)))
    prepared.insert()
    assert [event.message for event in job.events.all()] == ["0", "1", "2"]


def test_a_default_that_is_told_apart_is_written_apart(owner):
    job = Job(owner=owner, provider="kie", model="m", kind="image")
    prepared.insert(job)
    prepared.insert(Charge(job=job, owner=owner, usd=Decimal("0.25"), exact=False), Charge(job=job, order_number=2))
    assert list(Charge.objects.order_by("order_number").values_list("usd", "exact", "owner_id")) == [
        (Decimal("0.25"), False, owner.pk),
        (Decimal(0), True, None),
    ]


def test_a_change_takes_over_what_is_stored(owner):
    job = Job(owner=owner, provider="kie", model="m", kind="image", params={"n": [1]})
    prepared.insert(job)
    Job.objects.filter(pk=job.pk).update(prompt="written meanwhile")
    assert prepared.change(
        job, {"state": State.QUEUED}, {"state": State.FAILED, "tries": F("tries") + 1, "due_at": Now()}
    )
    assert (job.state, job.prompt, job.tries, job.params) == ("failed", "written meanwhile", 1, {"n": [1]})
    assert job.due_at.tzinfo is not None
    assert job.owner == owner


def test_a_change_of_what_is_no_longer_so_changes_nothing(owner):
    job = Job(owner=owner, provider="kie", model="m", kind="image")
    prepared.insert(job)
    assert not prepared.change(job, {"state": State.RUNNING}, {"state": State.FAILED})
    assert (job.state, Job.objects.get().state) == (State.QUEUED, State.QUEUED)


def test_rows_that_are_taken_come_back_as_they_are_now(owner):
    for number in range(3):
        prepared.insert(Job(owner=owner, provider="kie", model="m", kind="image", polls=number))
    few = Job.objects.filter(polls__gt=0)
    found = prepared.taken(few, {"polls": F("polls") + 10})
    assert {job.polls for job in found} == {11, 12}
    assert {job.pk for job in found} == set(Job.objects.filter(polls__gt=10).values_list("pk", flat=True))
