"""Price tables: estimates, bounds and the owner's own prices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from generation.providers.base import InputFile
from generation.providers.kie import catalog
from generation.providers.prices import PriceRow, PriceTable

TABLE = PriceTable(
    rows=(
        PriceRow({"resolution": "720p"}, Decimal(60)),
        PriceRow({"resolution": "4k"}, Decimal(180)),
        PriceRow({"resolution": "8k"}, None),
    ),
    unit="video",
    credit_usd=Decimal("0.005"),
    as_of="2026-06-30",
    source="a price list",
    times="n_variants",
    upper=Decimal(500),
)


def test_the_row_that_fits_gives_credits_and_dollars() -> None:
    price = TABLE({"resolution": "4k"})
    assert price is not None
    assert (price.credits, price.usd) == (Decimal(180), Decimal("0.900"))


def test_the_price_grows_with_the_number_of_files() -> None:
    price = TABLE({"resolution": "720p", "n_variants": 4})
    assert price is not None
    assert price.credits == 240


@pytest.mark.parametrize("resolution", ["8k", "16k"])
def test_a_price_that_nobody_knows_is_none(resolution: str) -> None:
    assert TABLE({"resolution": resolution}) is None


def test_the_upper_bound_is_reserved_for_an_unknown_price() -> None:
    assert TABLE.upper_bound({"resolution": "8k"}).credits == 500


def test_the_owners_price_wins_by_label() -> None:
    price = TABLE({"resolution": "4k"}, {"resolution=4k": Decimal(200)})
    assert price is not None
    assert price.credits == 200


def test_the_lowest_price_is_the_cheapest_row() -> None:
    lowest = TABLE.lowest()
    assert lowest is not None
    assert lowest.credits == 60


@pytest.mark.parametrize(
    ("spec", "params", "credits"),
    [
        (catalog.GPT4O_IMAGE, {"n_variants": 1}, "6"),
        (catalog.GPT4O_IMAGE, {"n_variants": 4}, "24"),
        (catalog.NANO_BANANA_2, {"resolution": "1K"}, "8"),
        (catalog.NANO_BANANA_2, {"resolution": "2K"}, "12"),
        (catalog.NANO_BANANA_2, {"resolution": "4K"}, "18"),
        (catalog.VEO3_FAST, {"resolution": "720p"}, "60"),
        (catalog.VEO3_FAST, {"resolution": "1080p"}, "65"),
        (catalog.VEO3_FAST, {"resolution": "4k"}, "180"),
        (catalog.VEO3, {"resolution": "720p"}, "250"),
        (catalog.VEO3, {"resolution": "1080p"}, "255"),
        (catalog.VEO3, {"resolution": "4k"}, "370"),
        (catalog.VEO3_LITE, {"resolution": "720p"}, "30"),
        (catalog.VEO3_LITE, {"resolution": "1080p"}, "35"),
        (catalog.VEO3_LITE, {"resolution": "4k"}, "150"),
        (catalog.RUNWAY, {"duration": 5, "quality": "720p"}, "12"),
        (catalog.RUNWAY, {"duration": 10, "quality": "720p"}, "30"),
        (catalog.RUNWAY, {"duration": 5, "quality": "1080p"}, "30"),
        (catalog.KLING_25_TURBO, {"duration": 5}, "42"),
        (catalog.KLING_25_TURBO, {"duration": 10}, "84"),
        (catalog.SORA_2, {"duration": 10}, "30"),
    ],
)
def test_kies_prices_are_those_of_its_list(spec, params, credits) -> None:  # type: ignore[no-untyped-def]
    price = spec.price(params)
    assert (price.credits, price.usd) == (Decimal(credits), Decimal(credits) / 200)


def test_a_sora_film_of_fifteen_seconds_has_no_known_price_but_a_bound() -> None:
    assert catalog.SORA_2.price({"duration": 15}) is None
    assert catalog.SORA_2.price.upper_bound({"duration": 15}).credits == 60


def test_every_price_is_dated_and_sourced() -> None:
    for spec in catalog.SPECS:
        assert date.fromisoformat(spec.price.as_of) >= date(2025, 12, 1), spec.key
        assert spec.price.source.startswith(("kie.ai/pricing", "one source, ")), spec.key


BY_LENGTH = replace(
    TABLE,
    rows=(PriceRow({"resolution": "480p"}, Decimal(3)), PriceRow({"resolution": "720p"}, Decimal(12))),
    unit="second",
    seconds=("audio.seconds",),
    longest=15,
    upper=Decimal(0),
)


def test_the_longest_file_is_reserved_where_nobody_knows_the_length() -> None:
    elsewhere = {"audio": [InputFile(url="https://example.org/a.mp3")]}

    assert BY_LENGTH({"resolution": "480p"}, None, elsewhere) is None
    assert BY_LENGTH.upper_bound({"resolution": "480p"}, None, elsewhere).credits == 45
    assert BY_LENGTH.upper_bound({"resolution": "4k"}, None, elsewhere).credits == 180
