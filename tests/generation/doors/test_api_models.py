"""Models, prices, queue and credits through the API."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gallery.models import Upload
from generation import health, registry
from generation.models import PriceOverride, State
from settings_app import preferences

pytestmark = pytest.mark.django_db


def test_every_model_is_listed_with_its_price_and_readiness(client, owner):
    models = {model["key"]: model for model in client.get("/api/models").json()["results"]}

    assert set(models) == {spec.key for spec in registry.every_spec()}
    assert models["gpt4o-image"]["price"]["from_usd"] == 0.03
    assert models["gpt4o-image"]["readiness"]["state"] == "needs_key"
    assert (models["sora-2"]["status"], models["sora-2"]["offered"]) == ("retired", False)


def test_models_can_be_narrowed_by_kind(client, owner):
    kinds = {model["kind"] for model in client.get("/api/models?kind=video").json()["results"]}

    assert kinds == {"video"}
    assert client.get("/api/models?kind=sound").json()["error"]["field"] == "kind"


def test_in_the_sandbox_models_say_so(client, owner, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:18500"

    assert client.get("/api/models/veo3").json()["readiness"]["state"] == "sandbox"


def test_a_model_brings_the_schema_and_the_defaults_of_its_body(client, owner):
    model = client.get("/api/models/runway").json()

    assert model["schema"]["properties"]["quality"]["enum"] == ["720p", "1080p"]
    assert model["schema"]["required"] == ["prompt"]
    assert model["defaults"] == {"aspect_ratio": "16:9", "duration": 5, "quality": "720p"}


def test_the_owners_defaults_show_where_the_model_allows_them(client, owner):
    preferences.for_owner(owner)
    type(preferences.for_owner(owner)).objects.update(duration=10)

    defaults = {key: client.get(f"/api/models/{key}").json()["defaults"]["duration"] for key in ("runway", "veo3")}

    assert defaults == {"runway": 10, "veo3": 8}


def test_an_unknown_model_is_a_404(client, post, owner):
    assert client.get("/api/models/nothing").json()["error"]["code"] == "unknown_model"
    assert post("models/nothing/price").status_code == 404


@pytest.mark.parametrize(
    ("key", "body", "usd"),
    [
        ("gpt4o-image", {}, 0.03),
        ("gpt4o-image", {"n_variants": 4}, 0.12),
        ("runway", {"duration": 10}, 0.15),
        ("veo3_fast", {"resolution": "4k", "prompt": "a boat"}, 0.9),
        ("kling-2.5-turbo", {"model": "kling-2.5-turbo", "image": "data:image/png;base64,AAAA"}, 0.21),
    ],
)
def test_a_price_needs_no_prompt(post, owner, key, body, usd):
    answer = post(f"models/{key}/price", body)

    assert (answer.json()["usd"], answer.json()["known"]) == (usd, True)
    assert not Upload.objects.exists()


def test_a_body_that_names_the_model_by_its_other_id_has_a_price(post, owner):
    answer = post("models/google-nano-banana/price", {"model": "google/nano-banana"})
    assert answer.json()["usd"] == 0.02


def test_a_price_that_the_list_does_not_know_is_the_upper_bound(post, owner):
    answer = post("models/sora-2/price", {"duration": 15})

    assert answer.json() == {"usd": 0.3, "credits": 60.0, "known": False}


def test_an_own_figure_counts(client, post, owner):
    PriceOverride.objects.create(model="gpt4o-image", row="any", credits=Decimal(10))

    assert post("models/gpt4o-image/price").json()["usd"] == 0.05
    assert client.get("/api/models/gpt4o-image").json()["price"]["rows"][0]["own"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"duration": 10, "quality": "1080p"}, "quality"), ({"seed": 1}, "seed"), ({"model": "veo3"}, "model")],
)
def test_a_price_is_refused_like_an_order(post, owner, body, field):
    answer = post("models/runway/price", body)

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_the_queue_counts_and_lists_what_is_open(client, a_job):
    a_job(), a_job(State.RUNNING), a_job(State.UNCLEAR), a_job(State.WAITING)
    a_job(State.SUCCEEDED)

    queue = client.get("/api/queue").json()

    counts = {name: queue[name] for name in ("running", "waiting", "needs_you", "finished_today")}
    assert counts == {"running": 1, "waiting": 1, "needs_you": 2, "finished_today": 1}
    assert len(queue["tasks"]) == 4
    assert queue["workers_alive"] is False


def test_the_queue_tells_that_somebody_works(client, owner):
    health.beat("sweep")

    assert client.get("/api/queue").json()["workers_alive"] is True


def test_credits_without_a_key_say_what_to_do(client, owner):
    answer = client.get("/api/credits")

    assert (answer.status_code, answer.json()["error"]["action"]) == (409, "add_key")


def test_a_provider_that_cannot_be_asked_is_a_502_without_the_key(client, owner, settings):
    settings.KIE_API_KEY, settings.KIE_BASE_URL = "sk-very-secret", "http://127.0.0.1:9"

    answer = client.get("/api/credits")

    assert answer.status_code == 502
    assert answer.json()["error"]["code"]
    assert b"very-secret" not in answer.content


def test_credits_of_an_unknown_provider_are_refused(client, owner):
    assert client.get("/api/credits?provider=nobody").json()["error"]["field"] == "provider"


def test_money_carries_no_binary_dust(client, a_job, settings):
    settings.KIE_API_KEY = "sk-test"
    for _ in range(28):
        a_job()

    assert client.get("/api/queue").json()["spent_today_usd"] == 0.84


def test_a_price_is_refused_in_the_names_of_the_body(post, owner):
    answer = post("models/runway/price", {"image_url": "ftp://x"})

    assert answer.json()["error"]["field"] == "image_url"
