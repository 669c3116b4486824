"""What an order is called where nobody typed a prompt."""

from __future__ import annotations

import pytest

from generation import titles
from generation.models import Job
from tests.generation.files import picture

pytestmark = pytest.mark.django_db


def job(**given):
    return Job(**{"model": "topaz-image-upscale", "model_name": "Topaz Image", "kind": "image", **given})


def test_a_prompt_is_the_title(owner):
    assert titles.title(job(owner=owner, prompt="a boat")) == "a boat"


def test_without_one_it_says_what_was_done_and_to_what(owner):
    asset = picture(owner, prompt="a paper boat")
    assert titles.title(job(owner=owner, inputs={"image": [str(asset.pk)]})) == "Upscaled by Topaz Image: a paper boat"


def test_an_input_elsewhere_or_gone_is_left_out(owner):
    gone = {"image": ["6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"]}
    assert titles.title(job(owner=owner, inputs=gone)) == "Upscaled by Topaz Image"
    assert titles.title(job(owner=owner, inputs={"image": ["https://example.org/a.png"]})) == "Upscaled by Topaz Image"


def test_the_input_of_somebody_else_is_not_told(owner, django_user_model):
    asset = picture(django_user_model.objects.create_user("other"), prompt="a secret")
    assert "secret" not in titles.title(job(owner=owner, inputs={"image": [str(asset.pk)]}))


def test_a_model_that_is_gone_keeps_its_name(owner):
    assert titles.title(job(owner=owner, model="no-such-model")) == "Topaz Image"
