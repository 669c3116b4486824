"""The sheet of a finished file: what it offers, what it orders, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generation import registry
from generation.models import Job, ModelSwitch
from mediahub.access import owner as local_owner
from settings_app import preferences
from settings_app.models import Preferences
from tests.generation.files import film, made_by, picture

HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner(db: Any) -> Any:
    return local_owner()


@pytest.fixture(autouse=True)
def key(settings: Any) -> None:
    settings.KIE_API_KEY = "sk-real"


def body(answer: Any) -> str:
    return answer.content.decode()


def test_the_overview_names_each_verb_with_its_price(client, owner):
    asset = made_by(owner, "veo3_fast")
    page = body(client.get(f"/generate/uses/{asset.pk}"))

    assert "<title>" in page
    assert f'href="/generate/uses/{asset.pk}/extend"' in page
    assert "from $0.025" in page


def test_for_the_script_it_is_a_fragment(client, owner):
    page = body(client.get(f"/generate/uses/{made_by(owner, 'veo3').pk}", headers=HTMX))

    assert page.startswith('<div class="use" id="use-body">')


def test_a_sheet_lists_the_models_and_its_button_names_the_price(client, owner):
    page = body(client.get(f"/generate/uses/{made_by(owner, 'veo3_fast').pk}/upscale"))

    assert page.index("Veo 3.1 in 1080p") < page.index("Veo 3.1 in 4K") < page.index("Topaz Video Upscale")
    assert "Generate for $0.025" in page


def test_another_model_shows_its_own_fields_and_price_and_keeps_the_prompt(client, owner):
    asset = picture(owner)
    headers = {**HTMX, "HX-Target": "use-chosen"}
    page = body(
        client.get(f"/generate/uses/{asset.pk}/edit?model=flux-2-pro-image-to-image&prompt=Snow", headers=headers)
    )

    assert page.startswith('<form class="use-chosen"')
    assert ">Snow</textarea>" in page
    assert 'name="resolution"' in page


def test_what_is_chosen_changes_the_price_on_the_button(client, owner):
    asset = made_by(owner, "veo3")
    page = body(client.post(f"/generate/uses/{asset.pk}/extend/price", {"model": "veo3-extend", "tier": "quality"}))

    assert "Generate for $1.25" in page
    assert not Job.objects.filter(model="veo3-extend").exists()


def test_looking_orders_nothing(client, owner):
    asset = made_by(owner, "veo3")
    before = Job.objects.count()
    for address in ("", "/upscale", "/upscale?model=veo3-4k"):
        client.get(f"/generate/uses/{asset.pk}{address}")

    assert Job.objects.count() == before


def test_the_button_orders_through_the_ordinary_verb(client, owner):
    asset = made_by(owner, "veo3_fast")
    told = {"model": "veo3-extend", "prompt": "It rains", "tier": "lite", "order_key": "k"}
    answers = [client.post(f"/generate/uses/{asset.pk}/extend", told, headers=HTMX) for _ in range(2)]

    job = Job.objects.get(model="veo3-extend")
    assert (job.inputs, job.params["tier"], job.prompt) == ({"video": [str(asset.pk)]}, "lite", "It rains")
    assert [answer.status_code for answer in answers] == [204, 204]
    assert json.loads(answers[0]["HX-Trigger"])["used"]["job"] == str(job.pk)


def test_without_the_script_it_leads_to_the_results(client, owner):
    asset = made_by(owner, "veo3")
    answer = client.post(f"/generate/uses/{asset.pk}/upscale", {"model": "veo3-1080p"})

    assert (answer.status_code, answer["Location"]) == (302, "/?mode=video")


def test_a_refusal_keeps_what_was_typed(client, owner):
    asset = made_by(owner, "veo3")
    told = {"model": "veo3-extend", "prompt": "x" * 5001, "tier": "lite"}
    answer = client.post(f"/generate/uses/{asset.pk}/extend", told, headers=HTMX)

    assert answer.status_code == 422
    assert "This model takes up to 5,000 characters. Yours has 5,001." in body(answer)
    assert "x" * 5001 in body(answer)
    assert 'value="lite" checked' in body(answer)


def test_a_model_that_was_switched_off_meanwhile_is_not_replaced_by_a_dearer_one_unasked(client, owner):
    asset = made_by(owner, "veo3")
    registry.switch("veo3-1080p", False)
    answer = client.post(f"/generate/uses/{asset.pk}/upscale", {"model": "veo3-1080p"}, headers=HTMX)

    assert answer.status_code == 422
    assert "That model cannot be used here now. Veo 3.1 in 4K is chosen instead." in body(answer)
    assert Job.objects.filter(model__in=("veo3-1080p", "veo3-4k", "topaz-video-upscale")).count() == 0


def test_what_needs_another_file_is_sent_to_the_whole_form(client, owner):
    asset = picture(owner)
    page = body(client.get(f"/generate/uses/{asset.pk}/talk?model=kling-ai-avatar-standard"))
    answer = client.post(f"/generate/uses/{asset.pk}/talk", {"model": "kling-ai-avatar-standard", "prompt": "a"})

    assert "Add it on Generate" in page
    assert "data-use-order" not in page
    assert answer.status_code == 422
    assert "needs more than this file: Voice" in body(answer)


def test_more_options_opens_the_whole_form_filled_in(client, owner):
    asset = made_by(owner, "veo3")
    address = f"/?mode=video&model=veo3-extend&from={asset.pk}&use=input&verb=extend&prompt=It+rains&tier=quality"
    page = body(client.get(address))

    assert ">It rains</textarea>" in page
    assert 'value="quality" checked' in page
    assert f'value="{asset.pk}"' in page


def test_above_the_limit_it_says_that_it_will_wait(client, owner):
    Preferences.objects.filter(pk=preferences.for_owner(owner).pk).update(ask_above_usd="0.10")
    asset = made_by(owner, "veo3")

    assert "it will wait for your yes" in body(client.get(f"/generate/uses/{asset.pk}/upscale?model=veo3-4k"))
    assert "it will wait for your yes" not in body(client.get(f"/generate/uses/{asset.pk}/upscale?model=veo3-1080p"))


def test_without_a_key_it_says_so(client, owner, settings):
    settings.KIE_API_KEY = ""
    page = body(client.get(f"/generate/uses/{film(owner).pk}/upscale"))

    assert "Add a key" in page
    assert "data-use-order" not in page


def test_another_persons_file_and_an_unknown_verb_are_404(client, owner, django_user_model):
    theirs = picture(django_user_model.objects.create_user("other"))

    assert client.get(f"/generate/uses/{theirs.pk}").status_code == 404
    assert client.post(f"/generate/uses/{theirs.pk}/edit", {"model": "gpt4o-image"}).status_code == 404
    assert client.get(f"/generate/uses/{picture(owner).pk}/explode").status_code == 404
    assert client.get(f"/generate/uses/{picture(owner).pk}/extend").status_code == 404


def test_with_every_model_off_the_overview_says_so(client, owner):
    off = [ModelSwitch(model=spec.key, enabled=False) for spec in registry.every_spec()]
    ModelSwitch.objects.bulk_create(off)

    assert "No model that is switched on takes this file." in body(client.get(f"/generate/uses/{film(owner).pk}"))


def test_the_viewer_offers_them_with_their_prices(client, owner):
    asset = made_by(owner, "veo3")
    page = body(client.get(f"/asset/{asset.pk}"))

    assert f'href="/generate/uses/{asset.pk}/extend"' in page
    assert '<span class="use-price num">from $0.025</span>' in page
