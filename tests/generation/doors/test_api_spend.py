"""``/api/spend``: the same figures as the page, as JSON and as CSV."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from generation.models import Charge
from tests.generation.doors.test_openapi import document, problems  # noqa: F401 - a fixture


@pytest.fixture
def spent(a_job: Any) -> Any:
    def make(state: str = "actual", usd: str = "0.04", estimate: str = "0.03", **more: Any) -> Charge:
        row = Charge.objects.get(job=a_job())
        values = {"state": state, "usd": Decimal(usd), "estimate_usd": Decimal(estimate), "sandbox": False, **more}
        Charge.objects.filter(pk=row.pk).update(**values)
        return row

    return make


def test_it_tells_estimate_against_actual_by_day_model_and_state(client, spent):
    spent(usd="1.25", estimate="1.00")
    spent("unknown", "2")
    found = client.get("/api/spend").json()
    total = found["total"]
    assert (total["spent_usd"], total["actual_usd"], total["expected_usd"]) == (3.25, 1.25, 1.0)
    assert (total["difference_usd"], total["difference_percent"], total["uncertain_usd"]) == (0.25, 25.0, 2.0)
    assert [line["orders"] for line in found["by_day"]] == [2]
    assert [line["model"] for line in found["by_model"]] == ["gpt4o-image"]
    assert [line["state"] for line in found["by_state"]] == ["actual", "unknown"]


def test_its_answer_is_as_the_document_says(client, spent, document):  # noqa: F811
    spent()
    assert problems(document, "Spending", client.get("/api/spend").json()) == []


@pytest.mark.parametrize("how", ["format", "accept"])
def test_it_comes_as_csv(client, spent, how):
    row = spent()
    asked = {"format": ("/api/spend?format=csv", {}), "accept": ("/api/spend", {"accept": "text/csv"})}[how]
    answer = client.get(asked[0], headers=asked[1])
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert str(row.job_id) in answer.getvalue().decode()


@pytest.mark.parametrize("query", ["from=yesterday", "state=paid", "period=1", "from=2026-02-02&to=2026-02-01"])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_refusal_is_json_and_names_the_filter(client, owner, query, form):
    answer = client.get(f"/api/spend?{query}&format={form}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert answer.json()["error"]["field"] in query


def test_a_misspelt_filter_is_refused_by_name(client, owner):
    answer = client.get("/api/spend?perod=7")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "perod")


def test_an_unknown_format_is_refused(client, owner):
    assert client.get("/api/spend?format=xml").status_code == 404


def test_it_can_be_opened_in_a_browser(client, spent):
    spent()
    answer = client.get("/api/spend", headers={"accept": "text/html"})
    assert (answer.status_code, "by_model" in answer.content.decode()) == (200, True)


def test_anothers_charges_need_the_hubs_owner(client, owner, spent, django_user_model):
    ann = django_user_model.objects.create_user("ann")
    spent(owner=ann)
    assert client.get("/api/spend").json()["total"]["orders"] == 0
    assert client.get("/api/spend?person=ann").json()["total"]["orders"] == 1
    django_user_model.objects.filter(pk=owner.pk).update(is_superuser=False)
    refused = client.get("/api/spend?person=ann")
    assert (refused.status_code, refused.json()["error"]["field"]) == (400, "person")
