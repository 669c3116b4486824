"""Kie's own list of models against the catalogue, and ``manage.py kie_models``."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from generation import registry
from generation.providers.errors import RateLimited, UnexpectedReply
from generation.providers.http import Client
from generation.providers.kie.catalog import SPECS
from generation.providers.kie.discovery import Discovery, Listed, compare
from generation.providers.kie.sandbox import Sandbox
from tests.generation.loopback import Loopback, answer

CARD = {
    "model": "z-image",
    "title": "Z-Image",
    "provider": "z",
    "taskType": ["text-to-image"],
    "pricingDesc": "1 credit",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=False) as running:
        yield running


@pytest.fixture
def kie() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def says(data: Any, code: int = 200) -> Any:
    return answer(200, {"code": code, "msg": "success", "data": data})


def asking(kie: Loopback, pause: float = 0) -> Discovery:
    return Discovery(Client("Kie.ai", kie.url), pause=pause)


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("kie_models", *arguments, stdout=out)
    return out.getvalue()


def listed() -> list[Listed]:
    """What Kie would list were it just the catalogue's Market models."""
    return [Listed(spec.aliases[0] if spec.aliases else spec.key) for spec in SPECS]


def test_the_list_is_read(kie):
    kie.answers = [says({"total": 1, "models": [CARD, {"title": "without an id"}]})]

    assert asking(kie).models() == [Listed("z-image", "Z-Image", "z", ("text-to-image",), "1 credit")]
    assert kie.seen[0].path == "/api/v1/models"


def test_the_fields_of_a_model_are_found_wherever_its_document_has_them(kie):
    own = {"properties": {"model": {}, "input": {"properties": {"prompt ": {}, "image_url": {}}}}}
    content = {"application/json": {"schema": own}}
    paths = {"/api/v1/jobs/createTask": {"post": {"requestBody": {"content": content}}}}
    kie.answers = [says({"model": "a/b", "openapi": {"paths": paths}})]

    assert asking(kie).fields("a/b") == ["image_url", "prompt"]
    assert kie.seen[0].path == "/api/v1/models/a/b/schema"


def test_it_asks_once_a_second_at_most(kie):
    kie.answers = [says({"pricingDesc": "4 credits"})]
    patient, started = asking(kie, pause=0.2), time.monotonic()

    assert [patient.price("a"), patient.price("b"), patient.price("c")] == ["4 credits"] * 3
    assert time.monotonic() - started >= 0.4


def test_an_answer_that_it_asks_too_often_is_asked_again_and_then_told(kie):
    kie.answers = [says(None, 429), says({"models": [CARD]}), says(None, 429)]

    assert len(asking(kie).models()) == 1
    with pytest.raises(RateLimited):
        asking(kie).models()


@pytest.mark.parametrize("odd", [5, {"a": 1}, None, ["text-to-image", None, {}]])
def test_a_strange_card_is_read_as_far_as_it_can_be(kie, odd):
    kie.answers = [
        says({"models": [{"model": "a/b", "taskType": odd, "title": odd, "pricingDesc": odd}, {"model": {}}]})
    ]
    assert [model.id for model in asking(kie).models()] == ["a/b"]


def test_no_text_of_theirs_moves_the_cursor_of_a_terminal(kie):
    kie.answers = [says({"models": [{**CARD, "model": "evil\x1b[2J", "pricingDesc": "1\r\nGone: all"}]})]
    model = asking(kie).models()[0]
    assert (model.id, model.price) == ("evil [2J", "1  Gone: all")


def test_an_answer_without_a_list_is_not_taken_for_an_empty_one(kie):
    kie.answers = [says({"total": 0})]

    with pytest.raises(UnexpectedReply):
        asking(kie).models()


def test_the_same_models_on_both_sides_are_no_news():
    found = compare(listed(), SPECS)

    assert (found.new, found.gone, found.changed) == ((), (), {})


def test_what_only_kie_has_is_new_and_what_it_lacks_is_gone():
    without = [model for model in listed() if model.id != "kling-2.6/text-to-video"]
    found = compare([*without, Listed("kling/9", "Kling 9")], SPECS)

    assert [model.title for model in found.new] == ["Kling 9"]
    assert [spec.key for spec in found.gone] == ["kling-2.6-text-to-video"]


def test_models_with_addresses_of_their_own_are_not_missed():
    market = [model for model in listed() if not model.id.startswith(("veo3", "runway", "gpt4o", "flux-kontext"))]

    assert compare(market, SPECS).gone == ()


def test_title_task_type_and_price_are_compared_with_the_earlier_list():
    old = Listed("a", "A", "a", ("text-to-image",), "4 credits")
    new = Listed("a", "A", "a", ("text-to-image", "image-to-image"), "5 credits")

    assert compare([new], [], [old]).changed == {
        "a": [("task type", "text-to-image", "text-to-image, image-to-image"), ("price", "4 credits", "5 credits")]
    }


@pytest.mark.django_db
def test_what_the_sandbox_lists_is_in_the_catalogue(sandbox):
    text = told("--url", sandbox.url)

    assert text.startswith("Kie.ai lists ")
    assert " 0 gone." in text.splitlines()[0]


@pytest.mark.django_db
def test_what_is_new_is_told_with_its_fields(kie):
    own = {"properties": {"input": {"properties": {"prompt": {}}}}}
    card = {**CARD, "model": "kling/9", "pricingDesc": None}
    market = [{"model": model.id} for model in listed()]
    kie.answers = [says({"models": [*market, card]}), says({"openapi": own}), says({"pricingDesc": "9 credits"})]
    text = told("--url", kie.url, "--details")

    assert " 1 new, 0 gone." in text
    assert "9 credits" in text
    assert "fields: prompt" in text


@pytest.mark.django_db
def test_json_can_be_compared_with_later(sandbox, tmp_path: Path):
    first = json.loads(told("--url", sandbox.url, "--json"))
    first["models"][0]["price"] = "1 credit"
    (tmp_path / "before.json").write_text(json.dumps(first))
    text = told("--url", sandbox.url, "--against", str(tmp_path / "before.json"))

    assert "1 changed since the earlier list" in text
    assert f"{first['models'][0]['id']}: price was “1 credit”" in text


@pytest.mark.django_db
def test_without_a_key_it_says_what_to_do(settings):
    settings.KIE_API_KEY, settings.SANDBOX_URL = "", ""

    with pytest.raises(CommandError, match="Set KIE_API_KEY"):
        told()


@pytest.mark.django_db
def test_local_only_keeps_it_from_asking(settings):
    settings.KIE_API_KEY, settings.LOCAL_ONLY = "sk-real", True

    with pytest.raises(CommandError, match="local only"):
        told()


@pytest.mark.django_db
def test_the_address_of_the_sandbox_must_be_on_this_machine():
    with pytest.raises(CommandError, match="is not on this machine"):
        told("--url", "https://api.kie.ai")


@pytest.mark.django_db
def test_an_unreadable_earlier_list_is_refused_before_anything_is_asked(tmp_path: Path):
    (tmp_path / "before.json").write_text("[]")

    with pytest.raises(CommandError, match="cannot be read"):
        told("--sandbox", "--against", str(tmp_path / "before.json"))


@pytest.mark.django_db
def test_it_changes_nothing(sandbox):
    before = [(spec.key, registry.is_offered(spec)) for spec in registry.every_spec()]
    told("--url", sandbox.url)

    assert [(spec.key, registry.is_offered(spec)) for spec in registry.every_spec()] == before
