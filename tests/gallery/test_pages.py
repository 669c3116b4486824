"""Keyset pages: every row once, whatever the times, in both orders and both directions."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from gallery.browse import Filters, neighbours
from gallery.pages import BadCursor, Place, page

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
TIMES = [NOON] * 5 + [NOON + timedelta(microseconds=step) for step in (1, 1, 2, 3)] + [NOON - timedelta(days=1)]


def walk(owner, mark="", direction="next", **options):
    """Ids from page to page, and how many pages it took."""
    ids, pages = [], 0
    while True:
        found = page(owner, cursor=mark, limit=3, **options)
        part = [asset.pk for asset in found.assets]
        ids = ids + part if direction == "next" else part + ids
        pages += 1
        mark = getattr(found, direction)
        if not mark:
            return ids, pages


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_every_file_comes_once_in_order(rows, owner, order):
    made = rows(TIMES)
    ids, pages = walk(owner, sort_by=order)
    expected = sorted(made, key=lambda asset: (asset.created_at, asset.pk.hex), reverse=order == "newest")
    assert ids == [asset.pk for asset in expected]
    assert pages == 4


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_walking_back_gives_the_same_files(rows, owner, order):
    rows(TIMES)
    forth, _ = walk(owner, sort_by=order)
    second = page(owner, cursor=page(owner, sort_by=order, limit=3).next, sort_by=order, limit=3)
    last = page(owner, cursor=second.next, sort_by=order, limit=3)
    back, pages = walk(owner, last.previous, "previous", sort_by=order)
    assert back == forth[:6]
    assert pages == 2


def test_the_first_page_has_nothing_before_it_and_the_last_nothing_after(rows, owner):
    rows(TIMES[:4])
    first = page(owner, limit=3)
    last = page(owner, limit=3, cursor=first.next)
    assert (first.previous, last.next) == ("", "")
    assert page(owner, limit=3, cursor=last.previous).previous == ""


def test_what_comes_meanwhile_neither_repeats_nor_hides_a_file(rows, owner):
    made = rows(TIMES[:4])
    first = page(owner, limit=2)
    rows([NOON + timedelta(days=1)])
    second = page(owner, limit=2, cursor=first.next)
    assert {asset.pk for asset in first.assets + second.assets} == {asset.pk for asset in made}


def test_filters_narrow_the_pages(rows, owner):
    rows([NOON], media_type="video", model="veo3", prompt="A Basalt tower")
    rows([NOON], model="gpt4o-image", model_name="GPT-4o Image")
    assert len(page(owner, media_type="video").assets) == 1
    assert len(page(owner, model="gpt4o-image").assets) == 1
    assert len(page(owner, q="basalt").assets) == 1
    assert len(page(owner, q="gpt-4o").assets) == 1
    assert page(owner, q="nothing like it").assets == []


def test_the_trash_is_ordered_by_when_things_went(rows, owner):
    first, second = rows([NOON, NOON + timedelta(days=1)], deleted_at=NOON + timedelta(days=3))
    type(first).objects.filter(pk=first.pk).update(deleted_at=NOON + timedelta(days=4))
    assert page(owner, place=Place.TRASH).assets == [first, second]


@pytest.mark.parametrize("mark", ["x", "bmE", "%%%", "ä", "bmExMjM", "bmE5OTk5OTk5OTk5OTk5OTk5OTk5LjAw", "a" * 999])
def test_a_page_mark_of_nonsense_is_refused(owner, mark):
    with pytest.raises(BadCursor, match="Start from the first page"):
        page(owner, cursor=mark)


def test_a_page_mark_of_another_order_is_refused(rows, owner):
    rows(TIMES)
    with pytest.raises(BadCursor, match="another order"):
        page(owner, cursor=page(owner, limit=3).next, sort_by="oldest")


def plan(asked):
    """How the database goes about a query; PostgreSQL as if the table were long."""
    sqlite = connection.vendor == "sqlite"
    with transaction.atomic(), connection.cursor() as cursor:
        if not sqlite:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN' if sqlite else ''} {asked}")
        return " ".join(str(row) for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "asset_newest"),
        ({"sort_by": "oldest"}, "asset_newest"),
        ({"media_type": "image"}, "asset_by_type"),
        ({"model": "veo3"}, "asset_by_model"),
        ({"place": Place.TRAY, "sort_by": "oldest"}, "asset_tray"),
        ({"place": Place.TRASH}, "asset_trash"),
    ],
)
@pytest.mark.parametrize("is_deep", [False, True])
def test_every_list_walks_an_index_of_its_own(rows, owner, django_assert_num_queries, asked, index, is_deep):
    for place in ({}, {"keep_until": NOON}, {"deleted_at": NOON}):
        rows(TIMES, model="veo3", **place)
    mark = page(owner, limit=3, **asked).next if is_deep else ""
    with django_assert_num_queries(1) as queries:
        page(owner, cursor=mark, limit=3, **asked)
    found = plan(queries[0]["sql"])
    assert index in found
    assert "TEMP B-TREE" not in found
    assert "Sort" not in found


def test_the_neighbours_of_a_file_are_found_by_the_index(rows, owner, django_assert_num_queries):
    asset = rows(TIMES)[0]
    with django_assert_num_queries(2) as queries:
        neighbours(asset, Filters())
    assert all("asset_newest" in plan(query["sql"]) for query in queries)
