"""What can be done with a finished file: which models take it, through which field, at what price."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from generation import registry, uses
from generation.models import Job, PriceOverride, State
from generation.providers.base import Status
from tests.generation.files import film, made_by, picture

pytestmark = pytest.mark.django_db


def models(asset: Any, verb: str) -> list[str]:
    return [use.spec.key for use in uses.uses(asset, verb)]


def the(asset: Any, verb: str, model: str) -> uses.Use:
    return next(use for use in uses.uses(asset, verb) if use.spec.key == model)


def test_a_film_is_extended_by_the_one_that_made_it_first(owner):
    assert models(made_by(owner, "veo3_fast"), "extend")[0] == "veo3-extend"
    assert "veo3-extend" not in models(made_by(owner, "runway"), "extend")


def test_a_film_that_its_maker_has_forgotten_is_not_offered_to_it(owner):
    assert "veo3-extend" not in models(made_by(owner, "veo3_fast", days_ago=15), "extend")


def test_a_film_of_the_sandbox_is_not_offered_to_the_account(owner, settings):
    asset = made_by(owner, "veo3_fast", sandbox=True)
    settings.KIE_API_KEY = "sk-real"

    assert "veo3-1080p" not in models(asset, "upscale")
    assert "topaz-video-upscale" in models(asset, "upscale")


def test_only_what_fits_the_medium_is_offered(owner):
    assert {use.verb.key for use in uses.uses(picture(owner))} == {
        *("animate", "edit", "upscale", "background", "talk", "reference"),
    }
    assert {use.verb.key for use in uses.uses(film(owner))} == {"extend", "change", "upscale", "talk", "reference"}


def test_a_file_that_a_model_cannot_read_is_not_offered_to_it(owner):
    small, large = picture(owner, width=200, height=200), picture(owner)

    assert "recraft-remove-background" in models(large, "background")
    assert "recraft-remove-background" not in models(small, "background")


def test_nothing_is_offered_for_a_file_in_the_trash(owner):
    assert uses.uses(picture(owner, deleted_at=timezone.now())) == []


def test_models_that_are_off_are_not_offered(owner):
    registry.switch("veo3-extend", False)
    offered = {use.spec.key for use in uses.uses(made_by(owner, "veo3_fast"))}

    assert "veo3-extend" not in offered
    assert {registry.spec(key).status for key in offered} == {Status.LIVE}


def test_the_price_is_for_this_very_file(owner):
    short, long = film(owner, duration=4.0), film(owner, duration=8.0)
    prices = [the(asset, "upscale", "topaz-video-upscale").price.usd for asset in (short, long)]

    assert prices == [Decimal("0.16"), Decimal("0.32")]


def test_the_owners_own_prices_count(owner):
    PriceOverride.objects.create(model="veo3-1080p", row="any", credits=Decimal(100))

    assert the(made_by(owner, "veo3"), "upscale", "veo3-1080p").price.usd == Decimal("0.5")


def test_what_needs_more_files_says_so_and_comes_last(owner):
    talking = uses.uses(picture(owner), "talk")
    change = uses.uses(film(owner), "change")

    assert all(use.lacks for use in talking)
    assert [bool(use.lacks) for use in change] == sorted(bool(use.lacks) for use in change)


def test_an_edit_keeps_the_shape_of_the_picture(owner):
    tall = picture(owner, width=720, height=1280)

    assert the(tall, "edit", "google-nano-banana-edit").params["aspect_ratio"] == "auto"
    assert the(tall, "animate", "veo3_fast").params["aspect_ratio"] == "Auto"
    assert the(tall, "animate", "runway").params["aspect_ratio"] == "9:16"


def test_a_sheet_asks_for_the_prompt_and_for_what_decides_the_price(owner):
    assert the(made_by(owner, "veo3"), "extend", "veo3-extend").asks == ("prompt", "tier")
    assert the(picture(owner), "upscale", "recraft-crisp-upscale").asks == ()


def test_the_form_holds_the_file_what_was_posted_and_defaults(owner):
    asset = made_by(owner, "veo3")
    use = the(asset, "extend", "veo3-extend")
    form = uses.form(use, asset, QueryDict("prompt=It+rains&tier=quality&seed=12345"))

    assert form.is_valid(), form.errors
    assert form.params() == {"prompt": "It rains", "video": [str(asset.pk)], "tier": "quality"}
    assert uses.price(use, asset, form).usd == Decimal("1.25")


def test_a_switch_that_is_not_posted_is_off(owner):
    asset = picture(owner)
    use = the(asset, "animate", "kling-2.6-image-to-video")

    on, off = (uses.form(use, asset, QueryDict(text)) for text in ("prompt=a&sound=on", "prompt=a"))
    assert (on.is_valid(), off.is_valid()) == (True, True)
    assert (on.cleaned_data["sound"], off.cleaned_data["sound"]) == (True, False)


def test_the_whole_form_opens_with_what_the_sheet_had(owner):
    asset = made_by(owner, "veo3")

    given = uses.given(asset, "veo3-extend", {"prompt": "It rains", "tier": "lite", "verb": "extend"})
    assert (given["video"], given["prompt"], given["tier"]) == ([str(asset.pk)], "It rains", "lite")
    assert uses.given(asset, "gpt4o-image", {}) == {}


def test_every_verb_is_looked_up_with_a_handful_of_queries(owner, django_assert_max_num_queries):
    asset = made_by(owner, "grok-imagine-text-to-video")

    with django_assert_max_num_queries(30):
        assert len(uses.uses(asset)) > 15


def test_a_film_that_was_enlarged_to_1080p_is_not_offered_to_be_extended(owner):
    asset = made_by(owner, "veo3_fast")
    later = {"provider": "kie", "model": "veo3-1080p", "kind": "video", "state": State.SUCCEEDED}
    Job.objects.create(owner=owner, inputs={"video": [str(asset.pk)]}, **later)

    assert "veo3-extend" not in models(asset, "extend")
    assert "veo3-4k" in models(asset, "upscale")


def test_a_verb_whose_price_waits_for_a_sound_file_says_what_a_second_costs(owner):
    found = uses.uses(picture(owner), "talk")
    [(verb, words, _)] = uses.verb_rows(found)
    assert (verb.key, words) == ("talk", "from $0.015 / s")
    assert all(use.lacks for use in found)
