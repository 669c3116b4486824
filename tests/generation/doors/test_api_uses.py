"""What can be done with a file, through the API; and the filters of the list of models."""

from __future__ import annotations

import pytest

from generation import registry
from generation.models import Job
from tests.generation.files import film, made_by, picture

pytestmark = pytest.mark.django_db


def test_uses_are_listed_with_the_price_for_this_file_and_a_body_that_orders(client, post, owner):
    asset = made_by(owner, "veo3_fast")
    first = client.get(f"/api/media/{asset.pk}/uses?verb=upscale").json()["results"][0]

    assert (first["model"], first["price"]["usd"], first["field"], first["lacks"]) == ("veo3-1080p", 0.025, "video", [])
    assert post(first["order"].removeprefix("/api/"), first["body"]).status_code == 202
    assert Job.objects.get(model="veo3-1080p").inputs == {"video": [str(asset.pk)]}


def test_every_use_that_lacks_nothing_can_be_ordered_with_a_prompt(client, post, owner):
    uses = client.get(f"/api/media/{picture(owner).pk}/uses").json()["results"]
    bodies = [(use, {**use["body"], **({"prompt": "Snow"} if "prompt" in use["asks"] else {})}) for use in uses]
    whole = [(use["model"], post(use["order"].removeprefix("/api/"), body)) for use, body in bodies if not use["lacks"]]

    assert len(whole) > 60
    assert [(model, answer.json()) for model, answer in whole if answer.status_code != 202] == []


def test_a_films_uses_can_be_ordered_too(client, post, owner):
    uses = client.get(f"/api/media/{film(owner).pk}/uses").json()["results"]
    bodies = [(use, {**use["body"], **({"prompt": "Snow"} if "prompt" in use["asks"] else {})}) for use in uses]
    whole = [(use["model"], post(use["order"].removeprefix("/api/"), body)) for use, body in bodies if not use["lacks"]]

    assert [(model, answer.json()) for model, answer in whole if answer.status_code != 202] == []


def test_an_unknown_verb_is_refused_and_an_unknown_file_is_404(client, owner):
    asset = picture(owner)

    assert client.get(f"/api/media/{asset.pk}/uses?verb=explode").json()["error"]["field"] == "verb"
    assert client.get("/api/media/00000000-0000-0000-0000-000000000000/uses").status_code == 404


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("ability=extend", lambda spec: "extend" in spec.abilities),
        ("vendor=kuaishou&kind=video", lambda spec: spec.vendor == "Kuaishou"),
        ("status=retired", lambda spec: spec.status == "retired"),
        ("q=kling-2.6/motion-control", lambda spec: spec.key == "kling-2.6-motion-control"),
    ],
)
def test_models_are_narrowed(client, owner, query, fits):
    found = {model["key"] for model in client.get(f"/api/models?{query}").json()["results"]}

    assert found == {spec.key for spec in registry.every_spec() if fits(spec)}
    assert found


def test_a_model_tells_what_it_is_for_and_its_other_ids(client, owner):
    model = client.get("/api/models/kling-2.6-text-to-video").json()

    assert (model["abilities"], model["aliases"]) == (["text-to-video"], ["kling-2.6/text-to-video"])


def test_the_whole_list_is_a_handful_of_queries(client, owner, django_assert_max_num_queries):
    client.get("/api/models")  # the usual times are learned once in ten minutes

    with django_assert_max_num_queries(10):
        assert len(client.get("/api/models").json()["results"]) > 150
