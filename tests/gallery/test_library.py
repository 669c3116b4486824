"""Keeping files, and letting them go."""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from gallery import library, recipes, thumbnails
from gallery.media import BadFile
from gallery.models import Asset
from tests.gallery import samples
from tests.gallery.conftest import RECIPE

MADE_AT = datetime(2026, 11, 3, 9, 5, 7, tzinfo=UTC)


def prepare(path, media_id=None, media_type="image"):
    return library.prepare(
        path, media_id=media_id or uuid.uuid4(), media_type=media_type, made_at=MADE_AT, recipe=RECIPE
    )


def test_a_file_is_named_by_its_type_time_and_id(write, settings):
    media_id = uuid.uuid4()
    prepared = prepare(write(samples.picture()), media_id)
    assert prepared.filename == f"image_20261103090507_{media_id}.png"
    assert [path.name for path in settings.MEDIA_DIR.iterdir()] == [prepared.filename]
    assert list(settings.TMP_DIR.iterdir()) == []


def test_a_video_is_named_by_its_own_format(write):
    assert prepare(write(samples.video("webm")), media_type="video").filename.endswith(".webm")


def test_hashes_tell_the_file_as_it_came_and_as_it_is_kept(write, settings):
    data = samples.picture()
    prepared = prepare(write(data))
    kept = (settings.MEDIA_DIR / prepared.filename).read_bytes()
    assert prepared.sha256_received == hashlib.sha256(data).hexdigest()
    assert prepared.sha256 == hashlib.sha256(kept).hexdigest() != prepared.sha256_received
    assert prepared.bytes == len(kept)


def test_a_kept_file_tells_how_it_was_made(keep):
    asset = keep()
    assert recipes.extract(library.path(asset)) == asset.recipe == RECIPE


def test_keeping_twice_makes_one_file_and_one_row(keep, settings):
    media_id = uuid.uuid4()
    first = keep(media_id=media_id)
    again = keep(media_id=media_id)
    assert (first.pk, first.filename, first.created_at) == (again.pk, again.filename, again.created_at)
    assert Asset.objects.count() == len(list(settings.MEDIA_DIR.iterdir())) == 1


def test_keeping_again_what_came_differently_renews_the_facts(keep):
    media_id = uuid.uuid4()
    keep(media_id=media_id)
    again = keep(samples.picture(size=(60, 60)), media_id=media_id, prompt="other words")
    assert (again.width, again.prompt) == (60, "a lighthouse")
    assert library.sha256_of(library.path(again)) == again.sha256


def test_a_bad_file_stays_where_it_is(write, settings):
    path = write(samples.HTML)
    with pytest.raises(BadFile):
        prepare(path)
    assert path.read_bytes() == samples.HTML
    assert list(settings.MEDIA_DIR.iterdir()) == []


def test_a_bad_file_is_kept_for_inspection_with_its_reason(write, settings):
    place = library.quarantine(write(samples.HTML), "It is a web page.")
    assert place.parent == settings.QUARANTINE_DIR
    assert place.read_bytes() == samples.HTML
    assert place.with_suffix(".txt").read_text() == "It is a web page.\n"


def test_a_kept_file_opens(keep):
    with library.open_file(keep()) as file:
        assert file.read(4) == b"\x89PNG"


def test_the_trash_takes_and_gives_back(keep, owner):
    asset = keep()
    assert library.trash(owner, [asset.pk]) == 1
    assert library.page(owner).assets == []
    assert [found.pk for found in library.page(owner, place=library.Place.TRASH).assets] == [asset.pk]
    assert library.restore(owner, [asset.pk]) == 1
    assert library.path(asset).is_file()


def test_nobody_trashes_or_restores_what_belongs_to_another(keep, django_user_model):
    asset, other = keep(), django_user_model.objects.create(username="other")
    assert library.trash(other, [asset.pk]) == 0
    assert library.trash_all(other) == 0
    assert library.page(other).assets == []


def test_clearing_goes_by_the_filters(rows, owner):
    rows([MADE_AT] * 2, media_type="video")
    rows([MADE_AT] * 3, model="veo3")
    assert library.count(owner, media_type="video") == 2
    assert library.trash_all(owner, media_type="video") == 2
    assert library.trash_all(owner, model="veo3") == 3


def test_what_lies_in_the_trash_for_thirty_days_goes_with_its_files(keep):
    old, young, kept = keep(), keep(), keep()
    Asset.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    Asset.objects.filter(pk=young.pk).update(deleted_at=timezone.now() - timedelta(days=29))
    assert library.purge() == 1
    assert not library.path(old).exists()
    assert not thumbnails.path(old.thumbnail).exists()
    assert set(Asset.objects.all()) == {young, kept}
    assert library.path(young).exists()


def test_a_purge_goes_through_all_batches_and_missing_files_do_not_stop_it(rows, owner):
    rows([MADE_AT] * 120, deleted_at=timezone.now() - timedelta(days=40))
    assert library.purge() == 120


def test_emptying_the_trash_leaves_other_owners_alone(rows, owner, django_user_model):
    rows([MADE_AT], deleted_at=timezone.now())
    rows([MADE_AT], deleted_at=timezone.now(), owner=django_user_model.objects.create(username="other"))
    assert library.empty_trash(owner) == 1
    assert Asset.objects.count() == 1
