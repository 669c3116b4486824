"""Task records of every family, as documented and as recorded, with all their spellings."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from generation.providers.base import Kind, Phase
from generation.providers.kie import records
from generation.providers.kie.dialects import DIALECTS

U1, U2 = "https://tempfile.aiquickdraw.com/x/1.png", "https://tempfile.aiquickdraw.com/x/2.png"


@pytest.mark.parametrize(
    ("data", "phase"),
    [
        *[({"state": word}, Phase.WAITING) for word in ("wait", "waiting", "queueing", "queuing")],
        *[({"state": word}, Phase.RUNNING) for word in ("generating", "polishing", "", None)],
        ({"state": "success"}, Phase.SUCCEEDED),
        ({"state": "fail"}, Phase.FAILED),
        ({"successFlag": 0, "status": "GENERATING"}, Phase.RUNNING),
        ({"successFlag": 1, "status": "SUCCESS"}, Phase.SUCCEEDED),
        ({"successFlag": 2, "status": "CREATE_TASK_FAILED"}, Phase.FAILED),
        ({"successFlag": 2, "status": "GENERATE_FAILED"}, Phase.FAILED),
        ({"successFlag": 1}, Phase.SUCCEEDED),
        ({"successFlag": "1"}, Phase.SUCCEEDED),
        ({"successFlag": 2}, Phase.FAILED),
        ({"successFlag": 3}, Phase.FAILED),
        ({"successFlag": None}, Phase.RUNNING),
        ({"successFlag": 9}, Phase.RUNNING),
        ({}, Phase.RUNNING),
    ],
)
def test_every_vocabulary_of_states_is_understood(data: dict[str, Any], phase: Phase) -> None:
    assert records.read(data).phase == phase


@pytest.mark.parametrize(
    ("data", "urls"),
    [
        ({"resultJson": json.dumps({"resultUrls": [U1, U2]})}, [U1, U2]),
        ({"resultJson": {"resultUrls": [U1]}}, [U1]),
        ({"resultJson": "", "response": {"resultUrls": [U1]}}, [U1]),
        ({"resultJson": json.dumps({"resultUrls": [U1], "resultWaterMarkUrls": [U2]})}, [U1]),
        ({"resultJson": json.dumps({"resultObject": {"resultUrls": [U1]}})}, [U1]),
        ({"resultJson": json.dumps({"resultObject": {"mask_urls": [U1, U2]}})}, [U1, U2]),
        ({"response": {"resultUrls": [U1]}}, [U1]),
        ({"response": {"result_urls": [U1, U2]}}, [U1, U2]),
        ({"response": json.dumps({"result_urls": [U1]})}, [U1]),
        ({"response": {"resultUrls": json.dumps([U1])}}, [U1]),
        ({"response": {"resultUrls": f"[{U1}, {U2}]"}}, [U1, U2]),
        ({"response": {"resultUrls": U1}}, [U1]),
        ({"resultUrls": [U1]}, [U1]),
        ({"resultUrls": json.dumps([U1])}, [U1]),
        ({"info": {"result_urls": [U1]}}, [U1]),
        ({"response": {"resultUrls": [U1], "originUrls": [U2]}}, [U1]),
        ({"response": {"resultUrls": [U1], "fullResultUrls": [U2]}}, [U2, U1]),
        ({"response": {"fullResultUrls": [U2]}}, [U2]),
        ({"response": {"resultImageUrl": U1, "originImageUrl": U2}}, [U1]),
        ({"response": {"resultVideoUrl": U1}}, [U1]),
        ({"videoInfo": {"videoUrl": U1, "imageUrl": U2}}, [U1]),
        ({"video_url": U1, "image_url": U2}, [U1]),
        ({"response": {"resultUrls": [U1, U1]}}, [U1]),
        ({"response": {"resultUrls": []}}, []),
        ({"response": None, "resultJson": None}, []),
        ({"resultJson": "{broken"}, []),
        ({"response": {"resultUrls": [None, 5, "ftp://x/y"]}}, []),
        ({"param": json.dumps({"resultUrls": [U2]}), "paramJson": json.dumps({"videoUrl": U2})}, []),
        ({"generateParam": {"imageUrl": U2, "videoUrl": U2}}, []),
    ],
)
def test_result_addresses_are_found_wherever_they_are(data: dict[str, Any], urls: list[str]) -> None:
    update = records.read({"state": "success", **data})
    assert [output.url for output in update.outputs] == urls


def test_a_result_is_counted_on_for_a_day() -> None:
    output = records.read({"state": "success", "resultUrls": [U1]}).outputs[0]
    assert output.expires_at is not None
    assert abs(output.expires_at - datetime.now(UTC) - timedelta(hours=24)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("dialect", "given", "progress"),
    [
        *[("4o", "0.00", 0.0), ("4o", "0.25", 0.25), ("4o", "1.00", 1.0), ("4o", "", None), ("4o", None, None)],
        *[("market", 40, 0.4), ("market", 1, 0.01), ("market", 100, 1.0), ("market", 250, 1.0), ("market", "x", None)],
        *[("veo", None, None), ("runway", None, None)],
    ],
)
def test_progress_is_a_fraction_whatever_the_family_counts(dialect: str, given: Any, progress: float | None) -> None:
    assert DIALECTS[dialect].read({"state": "generating", "progress": given}).progress == progress


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"state": "fail", "failCode": "400", "failMsg": "Output flagged as sensitive"}, "moderation"),
        ({"state": "fail", "failCode": "500", "failMsg": "Internal server error"}, "failed"),
        ({"state": "fail", "failCode": 400, "failMsg": "Unsupported image format"}, "bad_input"),
        ({"state": "fail", "failCode": "451", "failMsg": "could not be read"}, "bad_input"),
        ({"state": "fail", "failCode": "", "failMsg": None}, "failed"),
        ({"state": "fail", "failCode": "ERR_X", "failMsg": "?"}, "failed"),
        ({"successFlag": 2, "errorCode": 400, "errorMessage": "violates content policies"}, "moderation"),
        ({"successFlag": 3, "errorCode": 501, "errorMessage": "image generation failed"}, "failed"),
        ({"successFlag": 2, "errorCode": 451, "errorMessage": "cannot fetch"}, "bad_input"),
    ],
)
def test_a_failure_is_told_in_the_terms_of_the_person(data: dict[str, Any], code: str) -> None:
    error = records.read(data).error
    assert error is not None
    assert error.code == code
    assert "Nothing was charged." in error.message


def test_a_failure_that_was_charged_says_so() -> None:
    error = records.read({"state": "fail", "failMsg": "late", "creditsConsumed": 12.5}).error
    assert error is not None
    assert "12.5 credits" in error.message


@pytest.mark.parametrize(
    ("data", "credits"),
    [
        ({"creditsConsumed": 8}, Decimal(8)),
        ({"creditsConsumed": 5.5}, Decimal("5.5")),
        ({"consumeCredits": 100}, Decimal(100)),
        ({"creditsConsumed": 0}, Decimal(0)),
        ({"creditsConsumed": "x"}, None),
        ({}, None),
    ],
)
def test_the_cost_is_read_where_the_record_names_it(data: dict[str, Any], credits: Decimal | None) -> None:
    assert records.read({"state": "success", **data}).credits == credits


@pytest.mark.parametrize(("seeds", "seed"), [([12345], 12345), ([1, 2], None), (None, None), ([], None)])
def test_a_single_seed_is_kept(seeds: Any, seed: int | None) -> None:
    assert records.read({"successFlag": 1, "response": {"resultUrls": [U1], "seeds": seeds}}).seed == seed


def test_the_raw_record_is_kept_short() -> None:
    assert len(records.read({"state": "generating", "param": "x" * 9000}).raw) == 2000


def test_the_last_frame_that_comes_with_a_film_is_a_picture() -> None:
    result = json.dumps({"resultUrls": [U1], "lastFrameUrl": U2})
    update = records.read({"taskId": "t", "state": "success", "resultJson": result})
    assert [(output.url, output.kind) for output in update.outputs] == [(U1, None), (U2, Kind.IMAGE)]


@pytest.mark.parametrize(
    ("told", "made_at"),
    [
        (1767225660000, datetime(2026, 1, 1, 0, 1, tzinfo=UTC)),
        ("2026-01-01T00:05:00Z", datetime(2026, 1, 1, 0, 5, tzinfo=UTC)),
        ("2026-01-01 00:05:00", None),
        ("soon", None),
        (10**30, None),
        (True, None),
        (None, None),
    ],
    ids=["milliseconds", "with its zone", "without a zone", "words", "beyond all years", "a flag", "nothing"],
)
def test_the_time_of_completion_is_read_where_it_leaves_no_doubt(told: Any, made_at: datetime | None) -> None:
    assert records.read({"successFlag": 1, "completeTime": told}).made_at == made_at
    assert records.read({"successFlag": 2, "completeTime": told}).made_at is None
