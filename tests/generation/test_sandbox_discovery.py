"""The sandbox's list of models, and what it tells of each."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from generation.providers.kie.sandbox import Sandbox
from generation.providers.kie.sandbox.market import MARKET
from tests.generation.sandbox_client import Client

KLING = "/api/v1/models/kling-2.6/text-to-video"


@pytest.fixture(scope="module")
def kie() -> Iterator[Client]:
    with Sandbox(limits=False) as sandbox:
        yield Client(sandbox)


def test_every_model_is_listed(kie: Client) -> None:
    data = kie.get("/api/v1/models").json()["data"]

    assert (data["total"], len(data["models"])) == (len(MARKET), len(MARKET))
    assert set(data["models"][0]) == {
        *("model", "slug", "title", "provider", "taskType", "description", "pricingDesc"),
    }


@pytest.mark.parametrize(
    ("query", "model"),
    [
        ({"provider": "hailuo", "taskType": "text-to-video"}, "hailuo/02-text-to-video-pro"),
        ({"q": "Z-Image"}, "z-image"),
    ],
)
def test_the_list_can_be_narrowed(kie: Client, query: dict[str, str], model: str) -> None:
    data = kie.get("/api/v1/models", **query).json()["data"]

    assert 1 <= data["total"] <= 3
    assert model in {entry["model"] for entry in data["models"]}


def test_a_schema_names_the_fields(kie: Client) -> None:
    data = kie.get(f"{KLING}/schema").json()["data"]

    post = data["openapi"]["paths"]["/api/v1/jobs/createTask"]["post"]
    body = post["requestBody"]["content"]["application/json"]["schema"]
    given = body["properties"]["input"]
    assert body["properties"]["model"]["enum"] == ["kling-2.6/text-to-video"]
    assert given["properties"]["duration"] == {"default": "5", "enum": ["5", "10"]}
    assert given["required"] == ["prompt", "sound", "duration", "aspect_ratio"]


@pytest.mark.parametrize("model", MARKET)
def test_every_schema_can_be_told(kie: Client, model: str) -> None:
    assert kie.get(f"/api/v1/models/{model}/schema").json()["data"]["model"] == model


def test_a_price_is_told_in_words(kie: Client) -> None:
    words = kie.get("/api/v1/models/z-image/price").json()["data"]["pricingDesc"]

    assert words == "from 0.8 credits ($0.004)"


def test_a_price_that_no_page_names_is_null(kie: Client) -> None:
    assert kie.get("/api/v1/models/veo-3-1/price").json()["data"]["pricingDesc"] is None


def test_the_rate_of_success_is_told_by_the_hour(kie: Client) -> None:
    points = kie.get(f"{KLING}/success-rate").json()["data"]["points"]

    assert {set(point) == {"start", "end", "successRate", "errorRate", "isNormal"} for point in points} == {True}
    assert points[-1]["end"] <= time.time() * 1000


@pytest.mark.parametrize("path", ["kling-9/price", "z-image/colour", "z-image"])
def test_what_is_not_there_is_told(kie: Client, path: str) -> None:
    assert kie.get(f"/api/v1/models/{path}").json()["code"] == 404


def test_one_call_a_second_is_answered() -> None:
    with Sandbox() as sandbox:
        kie = Client(sandbox)
        statuses = [kie.get(path).status_code for path in ("/api/v1/models", f"{KLING}/price")]

    assert statuses == [200, 429]
