"""Every model of Kie.ai: the body of its order, its price and what it refuses, against Kie's contract."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from generation.providers.base import InputFile, Request, Status
from generation.providers.errors import Rejected
from generation.providers.kie import KieProvider, catalog
from generation.providers.kie.dialects import DIALECTS
from generation.providers.kie.sandbox.checking import check_order, price_of
from tests.generation.kie_models import Body, Made, Price, Refused, collected
from tests.generation.loopback import Loopback, answer

SPECS = {spec.key: spec for spec in catalog.SPECS}
LIVE = [spec for spec in catalog.SPECS if spec.status == Status.LIVE]
BODIES: list[Body] = collected("BODIES")
PRICES: list[Price] = collected("PRICES")
REFUSED: list[Refused] = collected("REFUSED")
MARKET = [case for case in BODIES if SPECS[case.model].options["dialect"] == "market"]

#: stands in a form where the order carries an address or an earlier task
SOME_ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"


def name(case: Any) -> str:
    return f"{case.model} {json.dumps(case.asked, sort_keys=True)[:80]}"


def file_of(given: str | Made) -> InputFile:
    return (
        InputFile(remote_id=given.remote_id, position=given.position)
        if isinstance(given, Made)
        else InputFile(url=given)
    )


def form_of(case: Any) -> Any:
    top = {path: [SOME_ID] * len(files) for path, files in getattr(case, "files", {}).items() if "-" not in path}
    return SPECS[case.model].params.from_json({**case.asked, **top})


def request_of(case: Body, callback_url: str = "") -> Request:
    files = {path: tuple(file_of(given) for given in found) for path, found in case.files.items()}
    return Request(SPECS[case.model], params_of(case), files, job_id="job", callback_url=callback_url)


def params_of(case: Any) -> dict[str, Any]:
    form = form_of(case)
    assert form.is_valid(), form.problems()
    return {key: value for key, value in form.params().items() if key not in form.references()}


@pytest.mark.parametrize("case", BODIES, ids=name)
def test_an_order_is_sent_exactly_as_the_contract_wants_it(case):
    sent = DIALECTS[SPECS[case.model].options["dialect"]].body(request_of(case))

    # as JSON, so that 5, "5", 5.0 and true differ
    assert json.dumps(sent, sort_keys=True) == json.dumps(case.sent, sort_keys=True)


@pytest.mark.parametrize("key", SPECS)
def test_an_order_goes_to_its_address_with_the_callbacks_beside_it(key):
    case = next(case for case in BODIES if case.model == key)
    dialect = DIALECTS[SPECS[key].options["dialect"]]
    with Loopback([answer(200, {"code": 200, "msg": "success", "data": {"taskId": "t"}})]) as server:
        provider = KieProvider({"api_key": "sk-test", "base_url": server.url})
        provider.submit(request_of(case, callback_url="https://hub.example/cb/abc"))

    seen = server.seen[0]
    if dialect.order_path:
        assert (seen.path, seen.json) == (
            dialect.order_path,
            {**case.sent, "callBackUrl": "https://hub.example/cb/abc"},
        )
    else:
        assert (seen.path, seen.query) == (dialect.status_path, {k: str(v) for k, v in case.sent.items()})


@pytest.mark.parametrize("case", MARKET, ids=name)
def test_the_sandbox_which_read_the_contract_by_itself_takes_the_order(case):
    assert check_order(case.sent["model"], case.sent["input"]) == []


@pytest.mark.parametrize("case", [case for case in MARKET if not case.files], ids=name)
def test_the_sandbox_asks_the_price_that_was_estimated(case):
    estimate = SPECS[case.model].price(params_of(case))
    asked = price_of(case.sent["model"], case.sent["input"])

    # where the contract names no price, the estimate says so; the sandbox has to ask something
    assert estimate is None or float(estimate.credits) == pytest.approx(asked)


def test_a_file_that_was_not_uploaded_stops_the_order():
    request = Request(SPECS["runway"], {"prompt": "x", "duration": 5, "quality": "720p"}, {"image": (InputFile(),)})
    with Loopback() as server, pytest.raises(Rejected) as caught:
        KieProvider({"api_key": "sk-test", "base_url": server.url}).submit(request)
    assert (caught.value.field, server.seen) == ("image", [])


@pytest.mark.parametrize("case", PRICES, ids=name)
def test_an_estimate_is_the_contracts_figure_to_the_cent(case):
    measured = {path: [InputFile(**file) for file in found] for path, found in case.files.items()}

    price = SPECS[case.model].price(params_of(case), None, measured)

    assert (price and price.credits) == (case.credits and Decimal(case.credits))
    assert (price and price.usd) == (case.usd and Decimal(case.usd))


@pytest.mark.parametrize("case", REFUSED, ids=name)
def test_what_kie_would_refuse_is_refused_before_it_costs_anything(case):
    form = form_of(case)

    assert not form.is_valid()
    assert case.words in " ".join(words for field, words in form.problems() if field == case.field)


def test_at_least_a_hundred_models_are_live():
    assert len(LIVE) >= 100


@pytest.mark.parametrize("spec", catalog.SPECS, ids=lambda spec: spec.key)
def test_every_model_has_a_body_written_by_hand(spec):
    assert any(case.model == spec.key for case in BODIES)


@pytest.mark.parametrize("spec", catalog.SPECS, ids=lambda spec: spec.key)
def test_every_row_of_every_price_list_is_checked(spec):
    cases = [case for case in PRICES if case.model == spec.key]
    used = set()
    for case in cases:
        measured = {path: [InputFile(**file) for file in found] for path, found in case.files.items()}
        known = spec.price.known(params_of(case), measured)
        used |= {next((row.label for row in spec.price.rows if row.fits(known)), "")}
    assert {row.label for row in spec.price.rows} <= used


@pytest.mark.parametrize("spec", catalog.SPECS, ids=lambda spec: spec.key)
def test_every_model_says_what_it_is_for_and_where_that_stands(spec):
    assert spec.abilities
    assert spec.docs.startswith("https://docs.kie.ai/") or spec.status != Status.LIVE
    assert spec.vendor
    assert spec.note
    assert spec.status == Status.LIVE or spec.status_note
