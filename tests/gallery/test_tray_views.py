"""The tray on the pages: what it shows, how a file is saved or discarded, and what is said of one that is gone."""

from __future__ import annotations

import html
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from gallery import library
from gallery.models import Asset
from generation.models import Job, JobOutput, OutputState, State, media_id
from settings_app import preferences

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def unsaved(keep: Any) -> Any:
    return lambda hours=21, **given: keep(keep_until=timezone.now() + timedelta(hours=hours), **given)


@pytest.fixture
def went(owner: Any) -> uuid.UUID:
    """The id of a file that nobody saved in time."""
    what = {"provider": "kie", "model": "gpt4o-image", "kind": "image", "prompt": "a boat"}
    job = Job.objects.create(owner=owner, state=State.SUCCEEDED, **what)
    made = {"position": 0, "media_id": media_id(job.pk, 0), "state": OutputState.STORED}
    return JobOutput.objects.create(job=job, unsaved_at=timezone.now(), **made).media_id


def shown(client: Any, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def said(answer: Any) -> dict[str, str]:
    return json.loads(answer["HX-Trigger"])["toast"]


def test_the_tray_shows_what_goes_next_first_and_when(client: Any, unsaved: Any) -> None:
    first, second = unsaved(3), unsaved(21)
    page = shown(client, "/gallery/tray")
    assert "Goes in 3 h" in page
    assert "Goes in 21 h" in page
    assert page.index(str(first.pk)) < page.index(str(second.pk))


def test_an_empty_tray_says_what_would_be_in_it(client: Any, owner: Any) -> None:
    assert "New files are kept at once." in shown(client, "/gallery/tray")
    preferences.Preferences.objects.update_or_create(owner=owner, defaults={"keep_results": "ask"})
    assert "New files wait here for 24 hours." in shown(client, "/gallery/tray")


def test_the_gallery_leads_to_the_tray_and_shows_nothing_of_it(client: Any, unsaved: Any) -> None:
    asset = unsaved(prompt="a red fox", model="nano", model_name="Nano")
    page = shown(client, "/gallery")
    assert "1 file waits in the tray" in page
    assert 'href="/gallery/tray"' in page
    assert str(asset.pk) not in page
    assert "Nano" not in page


def test_without_unsaved_files_the_gallery_has_no_tray(client: Any, keep: Any) -> None:
    keep()
    assert "/gallery/tray" not in shown(client, "/gallery")


def test_saving_without_the_script_leads_back_to_the_tray(client: Any, unsaved: Any) -> None:
    asset = unsaved()
    answer = client.post(f"/asset/{asset.pk}/save", {"in": "tray"})
    assert (answer.status_code, answer["Location"]) == (302, "/gallery/tray")
    assert f"tile-{asset.pk}" in shown(client, "/gallery")


def test_saving_with_the_script_draws_the_tray_anew(client: Any, unsaved: Any) -> None:
    asset, other = unsaved(), unsaved()
    answer = client.post(f"/asset/{asset.pk}/save", {"in": "tray"}, headers=HTMX)
    page = answer.content.decode()
    assert said(answer) == {"text": "Saved. It is in the gallery now."}
    assert page.strip().startswith('<div class="page page-wide gallery" id="tray"')
    assert (str(asset.pk) in page, str(other.pk) in page) == (False, True)


def test_all_are_saved_at_once(client: Any, unsaved: Any, owner: Any) -> None:
    unsaved(), unsaved()
    answer = client.post("/gallery/tray/save", follow=True)
    assert "Saved 2 files. They are in the gallery now." in answer.content.decode()
    assert library.count(owner) == 2


def test_saving_all_from_the_settings_leads_back_there(client: Any, unsaved: Any) -> None:
    unsaved()
    assert client.post("/gallery/tray/save", {"back": "settings"})["Location"] == "/settings#storage"


def test_discarding_can_be_undone(client: Any, unsaved: Any) -> None:
    asset = unsaved()
    answer = client.post(f"/asset/{asset.pk}/trash", {"in": "tray"}, headers=HTMX)
    assert said(answer)["text"] == "Discarded."
    assert str(asset.pk) not in answer.content.decode()
    client.post(said(answer)["undo"], headers=HTMX)
    assert str(asset.pk) in shown(client, "/gallery/tray")


def test_the_trash_says_when_a_discarded_file_goes(client: Any, unsaved: Any) -> None:
    asset = unsaved()
    answer = client.post(f"/asset/{asset.pk}/trash", {"in": "tray"}, follow=True)
    assert "It can be taken out of the trash for another 21 h." in answer.content.decode()
    assert "Goes in 21 h" in shown(client, "/gallery/trash")


def test_the_viewer_offers_to_save_and_steps_through_the_tray(client: Any, unsaved: Any, keep: Any) -> None:
    first, kept, second = unsaved(3), keep(), unsaved(21)
    page = shown(client, f"/asset/{first.pk}")
    assert f'action="/asset/{first.pk}/save"' in page
    assert f'data-asset="{second.pk}" data-step="after"' in page
    assert str(kept.pk) not in page
    assert 'href="/gallery/tray" data-close-viewer' in page


def test_a_kept_file_has_no_unsaved_neighbours_and_nothing_to_save(client: Any, unsaved: Any, keep: Any) -> None:
    unsaved(), unsaved()
    page = shown(client, f"/asset/{keep().pk}")
    assert "data-step" not in page
    assert "/save" not in page


def test_saving_in_the_viewer_draws_it_anew(client: Any, unsaved: Any) -> None:
    asset = unsaved()
    answer = client.post(f"/asset/{asset.pk}/save", headers=HTMX)
    assert answer.content.decode().strip().startswith(f'<article class="viewer" id="viewer-{asset.pk}"')
    assert "Goes in" not in answer.content.decode()


@pytest.mark.parametrize("posted", [{}, {"in": "tray"}], ids=["viewer", "tray"])
def test_what_went_meanwhile_is_told_and_nothing_breaks(client: Any, went: uuid.UUID, posted: dict[str, str]) -> None:
    answer = client.post(f"/asset/{went}/save", posted, follow=True)
    assert "Nobody saved this file in time. It is gone since" in answer.content.decode()
    answer = client.post(f"/asset/{went}/save", posted, headers=HTMX)
    assert said(answer)["text"].startswith("Nobody saved this file in time.")


def test_what_was_discarded_meanwhile_is_told(client: Any, unsaved: Any) -> None:
    asset = unsaved()
    client.post(f"/asset/{asset.pk}/trash")
    answer = client.post(f"/asset/{asset.pk}/save", {"in": "tray"}, follow=True)
    assert "This file was discarded. Take it out of the trash first." in answer.content.decode()


def test_pressing_save_twice_is_no_mistake(client: Any, unsaved: Any) -> None:
    asset = unsaved()
    client.post(f"/asset/{asset.pk}/save")
    assert "It was saved already." in client.post(f"/asset/{asset.pk}/save", follow=True).content.decode()


def test_the_page_of_a_file_that_went_is_its_jobs(client: Any, went: uuid.UUID) -> None:
    assert "Not saved, gone since" in shown(client, f"/asset/{went}")


def test_nobody_saves_the_files_of_others(client: Any, unsaved: Any, django_user_model: Any, owner: Any) -> None:
    asset = unsaved(owner_id=django_user_model.objects.create(username="other").pk)
    assert client.post(f"/asset/{asset.pk}/save").status_code == 404
    assert Asset.objects.get().keep_until


def test_clearing_the_gallery_leaves_the_tray(client: Any, unsaved: Any, keep: Any) -> None:
    asset, kept = unsaved(), keep()
    client.post("/gallery/clear", {"sure": "1"})
    assert [found.pk for found in Asset.objects.filter(deleted_at=None)] == [asset.pk] != [kept.pk]


def test_nothing_is_saved_by_looking(client: Any, unsaved: Any) -> None:
    asset = unsaved()
    assert {client.get(address).status_code for address in (f"/asset/{asset.pk}/save", "/gallery/tray/save")} == {405}


def test_a_page_mark_of_nonsense_leads_to_the_first_page(client: Any, owner: Any) -> None:
    assert client.get("/gallery/tray?cursor=nonsense")["Location"] == "/gallery/tray"


def test_the_pages_have_no_inline_style_or_script(client: Any, unsaved: Any) -> None:
    asset = unsaved()
    for address in ("/gallery/tray", f"/asset/{asset.pk}"):
        page = shown(client, address)
        assert " style=" not in page
        assert "<script>" not in page


def test_all_is_discarded_once_the_owner_said_so(client: Any, unsaved: Any) -> None:
    unsaved(), unsaved()
    asked = client.post("/gallery/tray/discard").content.decode()
    assert "This moves 2 files to the trash." in asked
    assert Asset.objects.filter(deleted_at=None).count() == 2

    page = html.unescape(client.post("/gallery/tray/discard", {"sure": "1"}, follow=True).content.decode())
    assert "Moved 2 files to the trash. They can be taken out again until their 24 hours are over." in page
    assert not Asset.objects.filter(deleted_at=None).exists()


def test_nothing_that_is_saved_is_discarded_with_the_rest(client: Any, keep: Any, unsaved: Any) -> None:
    kept = keep()
    unsaved()
    client.post("/gallery/tray/discard", {"sure": "1"})
    assert Asset.objects.get(deleted_at=None).pk == kept.pk
