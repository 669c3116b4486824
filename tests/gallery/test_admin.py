"""The gallery in the admin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gallery import uploads
from gallery.models import Asset
from tests.gallery import samples


@pytest.fixture
def page(client, owner):
    def get(address):
        response = client.get(f"/admin/gallery/{address}")
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_the_list_shows_pictures(page, keep):
    asset = keep()
    assert f'src="/api/media/{asset.pk}/thumbnail"' in page("asset/")


def test_one_asset_shows_its_recipe_and_leads_to_its_file(page, keep):
    asset = keep(prompt="<b>sea</b>")
    text = page(f"asset/{asset.pk}/change/")
    assert f'href="/api/media/{asset.pk}/file"' in text
    assert "&quot;version&quot;: 1" in text
    assert "<b>sea</b>" not in text


def test_the_list_can_be_searched_and_filtered(page, keep):
    asset = keep()
    for query in ("q=lighthouse", "place=gallery", "media_type__exact=image", "model=gpt4o-image"):
        assert str(asset.pk) in page(f"asset/?{query}")


def test_assets_go_to_the_trash_and_not_away(client, page, keep):
    asset = keep()
    chosen = {"action": "to_trash", "_selected_action": [str(asset.pk)]}
    client.post("/admin/gallery/asset/", chosen)
    assert Asset.objects.get().deleted_at
    assert f"/api/trash/{asset.pk}/thumbnail" in page("asset/?place=trash")


def test_the_tray_can_be_looked_at_and_saved(client, page, keep):
    asset = keep(keep_until=timezone.now() + timedelta(hours=3))
    assert str(asset.pk) in page("asset/?place=tray")
    assert str(asset.pk) not in page("asset/?place=gallery")
    client.post("/admin/gallery/asset/", {"action": "save_for_good", "_selected_action": [str(asset.pk)]})
    assert str(asset.pk) in page("asset/?place=gallery")


def test_a_rating_given_there_saves(client, keep, owner):
    asset = keep(keep_until=timezone.now() + timedelta(hours=3))
    said = {"rating": "4", "tags": "[]", "notes": ""}
    assert client.post(f"/admin/gallery/asset/{asset.pk}/change/", said).status_code == 302
    asset.refresh_from_db()
    assert (asset.rating, asset.keep_until) == (4, None)


def test_what_is_being_removed_cannot_be_taken_out_of_the_trash(client, keep, owner):
    asset = keep()
    Asset.objects.update(deleted_at=timezone.now(), gone_at=timezone.now())
    client.post("/admin/gallery/asset/", {"action": "out_of_trash", "_selected_action": [str(asset.pk)]})
    assert Asset.objects.get().deleted_at


def test_uploads_are_shown(page, owner):
    upload = uploads.save(samples.picture(), "boat.png", owner)
    assert f"/api/uploads/{upload.pk}/file" in page("upload/")
    assert "boat.png" in page(f"upload/{upload.pk}/change/")
