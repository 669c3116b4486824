"""The gallery's pages: what they show, what they refuse, and that they work without the script."""

from __future__ import annotations

import html
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gallery import library
from gallery.models import Asset
from generation.models import Job, JobOutput, State, media_id

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def asset(owner: Any) -> Callable[..., Asset]:
    """Write a row, each a minute younger than the one before."""
    made = iter(range(10_000))

    def write(**given: Any) -> Asset:
        pk, number = uuid.uuid4(), next(made)
        extension = "mp4" if given.get("media_type") == "video" else "png"
        values = {
            "media_type": "image",
            "mime": f"{given.get('media_type', 'image')}/{extension}",
            "model": "gpt4o-image",
            "model_name": "GPT-4o Image",
            "provider": "kie",
            "prompt": f"picture number {number}",
            "filename": f"image_20261101000000_{pk}.{extension}",
            "bytes": 1000,
            "sha256": "0" * 64,
            "sha256_received": "1" * 64,
            "width": 640,
            "height": 360,
            "created_at": START + timedelta(minutes=number),
        }
        return Asset.objects.create(id=pk, owner=owner, **{**values, **given})

    return write


@pytest.fixture
def kept(owner: Any, tmp_path: Path) -> Asset:
    """A real picture, kept the way a job keeps it."""
    source = tmp_path / "received.png"
    Image.new("RGB", (96, 64), "teal").save(source)
    recipe = {"model": "gpt4o-image", "prompt": "a teal wall"}
    prepared = library.prepare(source, media_id=uuid.uuid4(), media_type="image", made_at=START, recipe=recipe)
    origin = library.Origin(
        owner_id=owner.pk,
        provider="kie",
        model="gpt4o-image",
        model_name="GPT-4o Image",
        prompt="a teal wall",
        params={"aspect_ratio": "3:2", "is_enhance": True},
        seed=7,
        aspect_ratio="3:2",
        sandbox=True,
    )
    return library.add(prepared, origin)


def shown(client: Any, address: str, **more: Any) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200, answer
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/gallery", "Nothing here yet."),
        ("/gallery?type=video", "No videos yet."),
        ("/gallery?type=image", "No pictures yet."),
        ("/gallery?model=sora-2", "Nothing matches these filters."),
        ("/gallery?q=sea", "Nothing matches these filters."),
        ("/gallery/trash", "The trash is empty."),
    ],
)
def test_what_is_empty_says_so(client: Any, address: str, words: str) -> None:
    assert words in shown(client, address)


def test_the_newest_comes_first(client: Any, asset: Callable[..., Asset]) -> None:
    first, second = asset(), asset()
    page = shown(client, "/gallery")
    assert page.index(str(second.pk)) < page.index(str(first.pk))


def test_the_oldest_comes_first_where_asked(client: Any, asset: Callable[..., Asset]) -> None:
    first, second = asset(), asset()
    page = shown(client, "/gallery?sort=oldest")
    assert page.index(str(first.pk)) < page.index(str(second.pk))


def test_tabs_show_one_kind(client: Any, asset: Callable[..., Asset]) -> None:
    picture, film = asset(), asset(media_type="video", duration=8.0)
    page = shown(client, "/gallery?type=video")
    assert f"tile-{film.pk}" in page
    assert f"tile-{picture.pk}" not in page
    assert "0:08" in page


def test_models_that_have_files_can_be_chosen(client: Any, asset: Callable[..., Asset]) -> None:
    asset()
    asset(model="veo3_fast", model_name="Veo 3.1 Fast", media_type="video")
    page = shown(client, "/gallery?model=veo3_fast")
    assert '<option value="veo3_fast" selected>Veo 3.1 Fast</option>' in page
    assert page.count('class="tile ') == 1


def test_unknown_filters_count_as_not_given(client: Any, asset: Callable[..., Asset]) -> None:
    asset()
    assert 'class="tile ' in shown(client, "/gallery?type=sound&sort=sideways")


def test_a_tile_carries_its_words(client: Any, asset: Callable[..., Asset]) -> None:
    asset(prompt="a lighthouse on a basalt cliff at dawn with many birds", sandbox=True)
    page = shown(client, "/gallery")
    assert 'aria-label="a lighthouse on a basalt cliff at dawn with …, GPT-4o Image"' in page
    assert "a16x9" in page
    assert '<span class="badge on-media">Sandbox</span>' in page


def test_the_count_is_in_words(client: Any, asset: Callable[..., Asset]) -> None:
    asset()
    assert "1 file<" in shown(client, "/gallery")
    asset()
    assert "2 pictures<" in shown(client, "/gallery?type=image")


def test_more_pages_follow_without_the_script(client: Any, asset: Callable[..., Asset]) -> None:
    all_of_them = [asset() for _ in range(35)]
    page = shown(client, "/gallery")
    more = page.partition('class="btn" href="')[2].partition('"')[0]
    rest = shown(client, more)
    assert (page.count('class="tile '), rest.count('class="tile ')) == (30, 5)
    assert f"tile-{all_of_them[0].pk}" in rest
    assert "Back a page" in rest


def test_the_script_gets_only_the_tiles(client: Any, asset: Callable[..., Asset]) -> None:
    for _ in range(31):
        asset()
    more = shown(client, "/gallery").partition('hx-get="')[2].partition('"')[0]
    tiles = shown(client, more, headers=HTMX)
    assert "<html" not in tiles
    assert tiles.count('class="tile ') == 1


def test_a_broken_cursor_leads_to_the_first_page(client: Any) -> None:
    answer = client.get("/gallery?type=image&cursor=nonsense")
    assert (answer.status_code, answer["Location"]) == (302, "/gallery?type=image")


def test_the_number_of_queries_does_not_grow_with_the_files(
    client: Any, asset: Callable[..., Asset], django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        asset()
    client.get("/gallery")
    with django_assert_max_num_queries(12):
        client.get("/gallery")


def test_the_viewer_shows_the_file_and_its_facts(client: Any, kept: Asset) -> None:
    page = shown(client, f"/asset/{kept.pk}")
    for words in ("a teal wall", "96 × 64", "3:2", kept.filename, kept.sha256[:12], "Nothing: sandbox", ">7<"):
        assert words in page
    assert f'src="/api/media/{kept.pk}/file"' in page


def test_settings_are_shown_by_their_labels(client: Any, kept: Asset) -> None:
    page = shown(client, f"/asset/{kept.pk}")
    settings = page.partition(">Settings</h2>")[2]
    assert "is_enhance" not in settings.partition("</section>")[0]
    assert '<dd class="pre">On</dd>' in settings


def test_the_viewer_offers_what_comes_next(client: Any, kept: Asset) -> None:
    page = shown(client, f"/asset/{kept.pk}")
    for address in (
        f"/?mode=image&from={kept.pk}&use=recipe",
        f"/generate/uses/{kept.pk}/animate",
        f"/generate/uses/{kept.pk}/reference",
        f"/api/media/{kept.pk}/file?download=1",
    ):
        assert f'href="{address}"' in page


def test_the_viewer_steps_within_the_filters(client: Any, asset: Callable[..., Asset]) -> None:
    first, film, second = asset(), asset(media_type="video"), asset()
    page = shown(client, f"/asset/{second.pk}?type=image")
    assert f'href="/asset/{first.pk}?type=image" data-asset="{first.pk}" data-step="after"' in page
    assert str(film.pk) not in page


def test_steps_follow_the_order_of_the_page(client: Any, asset: Callable[..., Asset]) -> None:
    first, second, third = asset(), asset(), asset()
    page = shown(client, f"/asset/{second.pk}?sort=oldest")
    assert f'data-asset="{first.pk}" data-step="before"' in page
    assert f'data-asset="{third.pk}" data-step="after"' in page


def test_files_of_the_same_moment_are_all_reached(client: Any, asset: Callable[..., Asset]) -> None:
    for _ in range(5):
        asset(created_at=START)
    at = Asset.objects.order_by("-id").first()
    seen = []
    while at:
        seen.append(at.pk)
        page = shown(client, f"/asset/{at.pk}")
        following = page.partition('data-step="after"')[0].rpartition('data-asset="')[2].partition('"')[0]
        at = Asset.objects.get(pk=following) if 'data-step="after"' in page else None
    assert len(set(seen)) == 5


def test_the_script_gets_the_viewer_alone(client: Any, kept: Asset) -> None:
    part = shown(client, f"/asset/{kept.pk}", headers=HTMX)
    assert part.strip().startswith('<article class="viewer"')


def test_a_missing_file_is_told(client: Any, kept: Asset) -> None:
    library.path(kept).unlink()
    page = shown(client, f"/asset/{kept.pk}")
    assert "The file is missing on disk." in page
    assert "Remove entry" in page


def test_before_the_file_exists_its_job_is_shown(client: Any, owner: Any) -> None:
    job = Job.objects.create(owner=owner, provider="kie", model="gpt4o-image", kind="image", state=State.RUNNING)
    JobOutput.objects.create(job=job, position=0, media_id=media_id(job.pk, 0))
    answer = client.get(f"/asset/{media_id(job.pk, 0)}")
    assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.pk}")


def test_another_owners_file_is_not_found(client: Any, kept: Asset, django_user_model: Any) -> None:
    Asset.objects.update(owner=django_user_model.objects.create_user("somebody else"))
    assert client.get(f"/asset/{kept.pk}").status_code == 404
    assert client.post(f"/asset/{kept.pk}/trash").status_code == 404


def test_deleting_moves_to_the_trash(client: Any, kept: Asset) -> None:
    answer = client.post(f"/asset/{kept.pk}/trash?type=image")
    assert (answer.status_code, answer["Location"]) == (302, "/gallery?type=image")
    assert str(kept.pk) not in shown(client, "/gallery")
    assert str(kept.pk) in shown(client, "/gallery/trash")


def test_deleting_with_the_script_offers_undo(client: Any, kept: Asset) -> None:
    answer = client.post(f"/asset/{kept.pk}/trash", headers=HTMX)
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert toast == {"text": "Moved to the trash.", "undo": f"/asset/{kept.pk}/restore"}
    client.post(toast["undo"], headers=HTMX)
    assert str(kept.pk) in shown(client, "/gallery")


def test_a_file_in_the_trash_can_be_looked_at_and_restored(client: Any, kept: Asset) -> None:
    client.post(f"/asset/{kept.pk}/trash")
    assert "This file is in the trash." in shown(client, f"/asset/{kept.pk}")
    client.post(f"/asset/{kept.pk}/restore")
    assert str(kept.pk) in shown(client, "/gallery")


def test_clearing_asks_and_says_how_many_of_what(client: Any, asset: Callable[..., Asset]) -> None:
    asset(media_type="video", model="veo3_fast", model_name="Veo 3.1 Fast")
    asset()
    answer = client.post("/gallery/clear?type=video&model=veo3_fast")
    assert "This moves 1 video by Veo 3.1 Fast to the trash." in answer.content.decode()
    assert Asset.objects.filter(deleted_at=None).count() == 2


def test_clearing_takes_only_what_the_filters_show(client: Any, asset: Callable[..., Asset]) -> None:
    film, picture = asset(media_type="video"), asset()
    client.post("/gallery/clear?type=video", {"sure": "1"})
    assert [left.pk for left in Asset.objects.filter(deleted_at=None)] == [picture.pk]
    assert str(film.pk) in shown(client, "/gallery/trash")


def test_emptying_the_trash_asks_first(client: Any, kept: Asset) -> None:
    client.post(f"/asset/{kept.pk}/trash")
    assert "This deletes 1 file for good." in client.post("/gallery/trash/empty").content.decode()
    assert library.path(kept).exists()


def test_emptying_the_trash_removes_rows_and_files(client: Any, kept: Asset) -> None:
    client.post(f"/asset/{kept.pk}/trash")
    client.post("/gallery/trash/empty", {"sure": "1"})
    assert not Asset.objects.exists()
    assert not library.path(kept).exists()


def test_nothing_changes_by_looking(client: Any, kept: Asset) -> None:
    for address in (f"/asset/{kept.pk}/trash", f"/asset/{kept.pk}/restore", "/gallery/clear", "/gallery/trash/empty"):
        assert client.get(address).status_code == 405


def test_pages_have_no_inline_style_or_script(client: Any, kept: Asset) -> None:
    for address in ("/gallery", f"/asset/{kept.pk}", "/gallery/trash"):
        page = shown(client, address)
        assert " style=" not in page
        assert "<script>" not in page


def test_deleting_and_undoing_say_how_many_are_left(client: Any, asset: Callable[..., Asset]) -> None:
    first, _, film = asset(), asset(), asset(media_type="video")
    gone = client.post(f"/asset/{first.pk}/trash?type=image", headers=HTMX)
    undo = json.loads(gone["HX-Trigger"])["toast"]["undo"]
    assert gone["X-Count"] == "1 picture"
    assert client.post(undo, headers=HTMX)["X-Count"] == "2 pictures"
    assert client.post(f"/asset/{film.pk}/trash", headers=HTMX)["X-Count"] == "2 files"


def test_everything_comes_out_of_the_trash_at_once(client: Any, asset: Callable[..., Asset], owner: Any) -> None:
    library.trash(owner, [asset().pk, asset().pk])
    assert "Restore all" in shown(client, "/gallery/trash")
    client.post("/gallery/trash/restore")
    assert library.count(owner) == 2


def test_the_viewer_shows_the_pictures_that_a_file_was_made_from(client: Any, asset: Callable[..., Asset]) -> None:
    source = asset(sha256="5" * 64)
    made = asset(recipe={"inputs": {"images": ["5" * 64, "https://example.com/fox.png"]}})
    page = shown(client, f"/asset/{made.pk}")
    assert f'href="/asset/{source.pk}"' in page
    assert 'href="https://example.com/fox.png"' in page


def test_the_viewer_names_the_files_own_ratio(client: Any, asset: Callable[..., Asset]) -> None:
    film = asset(media_type="video", width=1080, height=1440, aspect_ratio="16:9")
    assert "<dt>Ratio</dt><dd>3:4</dd>" in shown(client, f"/asset/{film.pk}")
