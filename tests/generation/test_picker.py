"""The model picker: what it lists, in which order, under which chips, and how little it costs to open."""

from __future__ import annotations

import gzip
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from generation import picker, registry
from generation.models import Job, PriceOverride, State
from mediahub.access import owner as local_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db: Any) -> Any:
    return local_owner()


def keys(found: picker.Picker) -> list[str]:
    return [choice.spec.key for _, choices in found.groups for choice in choices]


def row(owner: Any, kind: str, key: str) -> picker.Choice:
    found = picker.picker(owner, kind)
    return next(choice for _, choices in found.groups for choice in choices if choice.spec.key == key)


def used(owner: Any, model: str) -> None:
    Job.objects.create(
        owner=owner, provider="kie", model=model, kind=registry.spec(model).kind, created_at=timezone.now()
    )


def test_it_lists_every_model_that_is_on_by_vendor(owner):
    found = picker.picker(owner, "video")

    assert sorted(keys(found)) == sorted(spec.key for spec in registry.specs("video"))
    vendors = [name for name, _ in found.groups]
    assert vendors[0] == "Google"
    assert vendors[1:] == sorted(vendors[1:], key=str.lower)


def test_retired_and_experimental_models_show_only_once_they_are_on(owner):
    before = picker.picker(owner, "video")
    registry.switch("sora-2", True)
    after = picker.picker(owner, "video")

    assert "sora-2" not in keys(before)
    assert "sora-2" in keys(after)
    assert after.hidden == before.hidden - 1


def test_the_last_models_of_this_person_come_first(owner, django_user_model):
    used(django_user_model.objects.create_user("other"), "veo3")
    for model in ("runway", "kling-2.5-turbo", "runway"):
        used(owner, model)

    name, choices = picker.picker(owner, "video").groups[0]
    assert (name, [choice.spec.key for choice in choices]) == ("Recent", ["runway", "kling-2.5-turbo"])


@pytest.mark.parametrize(
    ("words", "key"),
    [("veo lite", "veo3_lite"), ("GOOGLE fast", "veo3_fast"), ("kling-2.6/text-to-video", "kling-2.6-text-to-video")],
)
def test_a_search_finds_name_vendor_and_the_providers_own_id(owner, words, key):
    assert key in keys(picker.picker(owner, "video", q=words))
    assert len(keys(picker.picker(owner, "video", q=words))) < 15


@pytest.mark.parametrize("words", ["talking head", "lip sync", "avatar"])
def test_a_search_finds_an_ability_by_what_people_call_it(owner, words):
    assert {"kling-ai-avatar-pro", "infinitalk-from-audio"} <= set(keys(picker.picker(owner, "video", q=words)))


def test_a_chip_narrows_to_what_stands_under_it(owner):
    found = picker.picker(owner, "video", chip="extend")

    assert {spec.key for spec in registry.specs("video") if "extend" in spec.abilities} == set(keys(found))
    assert dict(found.chips)["extend"] == "Extend"


def test_prices_stand_in_the_unit_that_is_billed(owner):
    assert row(owner, "video", "veo3_fast").price == "from $0.30 / video"
    assert row(owner, "video", "grok-imagine-text-to-video").price == "from $0.008 / s"
    assert row(owner, "image", "google-nano-banana").price == "$0.02 / image"


def test_the_owners_own_price_is_shown(owner):
    PriceOverride.objects.create(model="google-nano-banana", row="any", credits=Decimal(10))

    assert row(owner, "image", "google-nano-banana").price == "$0.05 / image"


@pytest.mark.parametrize(("sandbox", "seconds"), [(False, 5.0), (True, registry.spec("runway").usual)])
def test_the_usual_time_is_learned_from_real_runs_alone(owner, monkeypatch, sandbox, seconds):
    monkeypatch.setattr(registry, "_usual", {})
    end = timezone.now()
    times = {"created_at": end, "submitted_at": end - timedelta(seconds=5), "finished_at": end}
    for _ in range(3):
        Job.objects.create(
            owner=owner, provider="kie", model="runway", kind="video", state=State.SUCCEEDED, sandbox=sandbox, **times
        )

    assert registry.usual_seconds(registry.spec("runway")) == seconds


def test_the_models_button_names_the_unit_where_a_second_is_billed(client, owner):
    page = client.post("/generate/switch", {"model": "veo3_fast", "to": "kling-3.0-video"}).content.decode()

    assert "<span>from $0.07 / s</span>" in page


def test_the_page_itself_carries_no_rows(client, owner):
    page = client.get("/?mode=video").content.decode()

    assert "choice-btn" not in page
    assert 'data-from="/generate/picker?mode=video"' in page


def test_the_dialogs_rows_are_a_small_fragment(client, owner):
    answer = client.get("/generate/picker?mode=video")

    assert answer.content.count(b'class="choice-btn"') == len(registry.specs("video"))
    assert len(gzip.compress(answer.content)) < 12_000


def test_it_is_listed_with_a_handful_of_queries(owner, django_assert_max_num_queries):
    picker.picker(owner, "video")  # the usual times are learned once in ten minutes

    with django_assert_max_num_queries(8):
        picker.picker(owner, "video")


def test_without_the_script_it_is_searched_on_a_page_that_keeps_the_form(client, owner):
    told = {"model": "veo3_fast", "prompt": "surf", "q": "runway", "chip": ""}
    page = client.post("/generate/models", told).content.decode()

    assert '<input type="hidden" name="prompt" value="surf">' in page
    assert 'value="runway"' in page
    assert 'value="veo3_lite"' not in page


def test_an_experimental_model_says_what_is_known_of_it(client, owner):
    registry.switch("wan-3-0-video", True)
    page = client.get("/generate/picker?mode=video").content.decode()

    assert "Experimental" in page
    assert registry.spec("wan-3-0-video").status_note.replace("'", "&#x27;") in page


def test_the_way_to_switched_off_models_is_shown(client, owner):
    hidden = sum(spec.kind == "video" for spec in registry.every_spec()) - len(registry.specs("video"))
    page = client.get("/generate/picker?mode=video").content.decode()

    assert f'<a href="/settings#models">Switched off models ({hidden})</a>' in page


def test_a_search_names_what_is_switched_off_or_makes_the_other_kind(client, owner):
    registry.switch("veo3", False)
    found = {each.spec.key: each.why for each in picker.picker(owner, "image", q="veo 3.1").elsewhere}
    assert found["veo3_fast"] == "Veo 3.1 Fast makes videos."
    assert "veo3" not in found

    found = {each.spec.key: each.why for each in picker.picker(owner, "video", q="veo 3.1").elsewhere}
    assert found["veo3"] == "Veo 3.1 is switched off."
    assert "veo3_fast" not in found


def test_without_the_script_a_search_shows_where_else_a_model_is(client, owner):
    page = client.post("/generate/models", {"model": "gpt4o-image", "q": "veo 3.1 fast"}).content.decode()
    assert '<a href="/?mode=video&amp;model=veo3_fast">Veo 3.1 Fast makes videos.</a>' in page
