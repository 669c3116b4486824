"""The settings over the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from generation import registry
from settings_app import preferences, secrets

pytestmark = pytest.mark.django_db
PLAIN = "kie-abcdefgh-12345678-4f2c"


def put(client: Any, **data: Any) -> Any:
    return client.put("/api/settings", data, content_type="application/json")


def test_it_tells_the_models_that_count_where_none_was_chosen(client: Any) -> None:
    told = client.get("/api/settings").json()
    assert told["default_image_model"] == "gpt4o-image"
    assert told["default_video_model"] == "veo3_fast"


def test_it_tells_every_preference(client: Any, owner: Any) -> None:
    told = client.get("/api/settings").json()
    assert {"image_aspect_ratio", "video_aspect_ratio", "n_variants", "duration", "keep_prompt"} <= set(told)
    assert told["budget_day_usd"] is None


def test_any_part_can_be_changed(client: Any, owner: Any) -> None:
    answer = put(client, n_variants=4, budget_day_usd=2.5)
    assert (answer.status_code, answer.json()["n_variants"], answer.json()["budget_day_usd"]) == (200, 4, 2.5)
    assert preferences.for_owner(owner).budget_day_usd == Decimal("2.50")


def test_what_is_left_out_stays(client: Any, owner: Any) -> None:
    put(client, keep_prompt=True, image_aspect_ratio="3:2")
    told = put(client, n_variants=2).json()
    assert (told["keep_prompt"], told["image_aspect_ratio"]) == (True, "3:2")


def test_patch_does_the_same(client: Any) -> None:
    answer = client.patch("/api/settings", {"duration": 10}, content_type="application/json")
    assert answer.json()["duration"] == 10


def test_null_puts_a_value_back_to_its_default(client: Any) -> None:
    put(client, duration=10, budget_day_usd=5, default_image_model="nano-banana-2", n_variants=4)
    told = put(client, duration=None, budget_day_usd=None, default_image_model=None, n_variants=None).json()
    assert (told["duration"], told["budget_day_usd"], told["n_variants"]) == (None, None, 1)
    assert told["default_image_model"] == "gpt4o-image"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("default_image_model", "veo3_fast"),
        ("default_image_model", "no-such-model"),
        ("default_video_model", "gpt4o-image"),
        ("image_aspect_ratio", "7:5"),
        ("n_variants", 99),
        ("n_variants", "2"),
        ("n_variants", True),
        ("duration", 77),
        ("duration", [8]),
        ("keep_prompt", "yes"),
        ("keep_prompt", None),
        ("budget_day_usd", "five"),
        ("budget_day_usd", -1),
        ("ask_above_usd", 0.001),
        ("image_aspect_ratio", 1),
        ("kie_api_key", 5),
        ("kie_api_key", "two words"),
    ],
)
def test_a_wrong_value_is_refused_by_name(client: Any, name: str, value: Any) -> None:
    answer = put(client, **{name: value})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, name)
    assert answer.json()["error"]["message"]


def test_an_unknown_name_is_refused_by_name(client: Any) -> None:
    answer = put(client, theme="dark")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["field"]) == (400, "unknown_field", "theme")
    assert "There is no setting “theme”." in error["message"]


def test_nothing_is_saved_where_anything_is_refused(client: Any, owner: Any) -> None:
    put(client, n_variants=4, duration=77, kie_api_key=PLAIN)
    assert preferences.for_owner(owner).n_variants == 1
    assert not secrets.has_key("kie")


def test_a_body_that_is_no_object_is_refused(client: Any) -> None:
    answer = client.put("/api/settings", [1], content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_body")


def test_a_key_goes_in_and_never_comes_out(client: Any) -> None:
    answer = put(client, kie_api_key=f"  {PLAIN} ")
    told = answer.json()["providers"]["kie"]["key"]
    assert secrets.read("kie") == PLAIN
    assert (told["set"], told["last_four"], told["source"]) == (True, "4f2c", "stored")
    assert PLAIN not in answer.content.decode() + client.get("/api/settings").content.decode()


def test_an_empty_key_removes_it(client: Any) -> None:
    secrets.store("kie", PLAIN)
    told = put(client, kie_api_key="").json()["providers"]["kie"]["key"]
    assert (told["set"], told["source"]) == (False, "none")


def test_the_webhook_key_is_apart(client: Any) -> None:
    told = put(client, kie_webhook_key=PLAIN).json()["providers"]["kie"]
    assert (told["webhook_key"]["set"], told["key"]["set"]) == (True, False)
    assert secrets.read("kie_webhook") == PLAIN


def test_a_key_from_the_environment_wins_and_cannot_be_changed_here(client: Any, settings: Any) -> None:
    settings.KIE_API_KEY = "kie-from-the-environment-9a9a"
    answer = put(client, kie_api_key=PLAIN)
    assert answer.json()["error"]["message"] == "Set by the server's environment. Change it there."
    told = client.get("/api/settings").json()["providers"]["kie"]["key"]
    assert (told["source"], told["last_four"]) == ("environment", "9a9a")


def test_the_sandbox_is_told_as_the_source(client: Any, settings: Any) -> None:
    settings.SANDBOX_URL = "http://127.0.0.1:1"
    told = client.get("/api/settings").json()["providers"]["kie"]["key"]
    assert (told["set"], told["source"]) == (False, "sandbox")


def test_a_switched_off_model_cannot_be_the_default(client: Any) -> None:
    registry.switch("nano-banana-2", False)
    answer = put(client, default_image_model="nano-banana-2")
    assert answer.status_code == 400
    assert "No model of this kind and key is on offer." in answer.json()["error"]["message"]
