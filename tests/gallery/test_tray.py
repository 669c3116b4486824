"""The tray: what nobody saved goes in time, and what anybody wants stays."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from gallery import library, thumbnails, tray
from gallery.models import Asset
from gallery.pages import Place
from gallery.signals import gone, saved
from tests.mediahub.hub import eventually

PAST, SOON = timedelta(seconds=-1), timedelta(hours=3)


@pytest.fixture
def unsaved(keep):
    """A file in the tray that goes after this time."""

    def make(left=SOON, **changes):
        return keep(keep_until=timezone.now() + left, **changes)

    return make


@pytest.fixture
def told():
    """What the gallery told of, as (signal, what)."""
    heard = []

    def hear(sender, signal, **kwargs):
        heard.append((signal, kwargs))

    for signal in (saved, gone):
        signal.connect(hear)
    yield heard
    for signal in (saved, gone):
        signal.disconnect(hear)


def there(asset):
    return Asset.objects.filter(pk=asset.pk).exists(), library.path(asset).exists()


def ids(owner, place):
    return [asset.pk for asset in library.page(owner, place=place).assets]


def test_an_unsaved_file_is_in_the_tray_alone(unsaved, keep, owner):
    waiting, kept = unsaved(), keep()
    assert (ids(owner, Place.GALLERY), ids(owner, Place.TRAY)) == ([kept.pk], [waiting.pk])
    assert (library.count(owner), library.count(owner, place=Place.TRAY)) == (1, 1)


def test_saving_moves_it_into_the_gallery(unsaved, owner):
    asset = unsaved()
    assert tray.save(owner, [asset.pk]) == 1
    assert (ids(owner, Place.GALLERY), ids(owner, Place.TRAY)) == ([asset.pk], [])


def test_saving_twice_does_nothing_more(unsaved, owner):
    asset = unsaved()
    tray.save(owner, [asset.pk])
    assert tray.save(owner, [asset.pk]) == 0
    assert ids(owner, Place.GALLERY) == [asset.pk]


def test_saving_all_leaves_other_people_alone(unsaved, owner, django_user_model):
    unsaved(), unsaved()
    foreign = unsaved(owner_id=django_user_model.objects.create(username="other").pk)
    assert tray.save_all(owner) == 2
    assert tray.save(owner, [foreign.pk]) == 0
    assert ids(foreign.owner, Place.TRAY) == [foreign.pk]


def test_storing_again_what_was_saved_meanwhile_leaves_it_saved(unsaved, keep, owner):
    asset = unsaved()
    tray.save(owner, [asset.pk])
    keep(media_id=asset.pk, keep_until=timezone.now() + SOON)
    assert ids(owner, Place.GALLERY) == [asset.pk]


def test_what_nobody_saved_in_time_goes_with_its_files(unsaved, keep):
    late, early, kept = unsaved(PAST), unsaved(), keep()
    assert library.purge_tray() == 1
    assert there(late) == (False, False)
    assert not thumbnails.path(late.thumbnail).exists()
    assert there(early) == there(kept) == (True, True)


def test_it_is_told_which_files_went_and_since_when(unsaved, told):
    late = unsaved(PAST)
    library.purge_tray()
    (_, said) = next(item for item in told if item[0] is gone)
    assert said["ids"] == [late.pk]
    assert abs(said["at"] - timezone.now()) < timedelta(seconds=20)


def test_what_was_discarded_goes_when_its_time_is_over_and_is_not_told_as_unsaved(unsaved, owner, told):
    asset = unsaved(PAST)
    library.trash(owner, [asset.pk])
    assert library.purge_tray() == 1
    assert there(asset) == (False, False)
    assert told == []


def test_discarding_can_be_undone(unsaved, owner):
    asset = unsaved()
    library.trash(owner, [asset.pk])
    assert (ids(owner, Place.TRAY), ids(owner, Place.TRASH)) == ([], [asset.pk])
    library.restore(owner, [asset.pk])
    assert ids(owner, Place.TRAY) == [asset.pk]


def test_what_is_restored_at_the_last_moment_stays_a_while(unsaved, owner):
    asset = unsaved(PAST)
    library.trash(owner, [asset.pk])
    library.restore(owner, [asset.pk])
    assert library.purge_tray() == 0
    assert there(asset) == (True, True)


def test_what_is_being_removed_can_be_neither_saved_nor_restored(unsaved, owner):
    asset = unsaved(PAST)
    Asset.objects.filter(pk=asset.pk).update(gone_at=timezone.now(), deleted_at=timezone.now())
    assert tray.save(owner, [asset.pk]) == library.restore(owner, [asset.pk]) == 0
    assert ids(owner, Place.TRAY) == ids(owner, Place.TRASH) == []


@pytest.mark.parametrize("is_file_left", [True, False])
def test_a_removal_that_was_killed_is_finished_by_the_next(unsaved, is_file_left, told):
    asset, now = unsaved(PAST), timezone.now()
    Asset.objects.filter(pk=asset.pk).update(gone_at=now, deleted_at=now)
    if not is_file_left:
        library.path(asset).unlink()
    library.purge_tray()
    assert there(asset) == (False, False)
    assert told[0][1]["ids"] == [asset.pk]


def test_a_file_that_cannot_be_removed_keeps_its_row_and_does_not_hold_up_the_others(unsaved):
    stuck, other = unsaved(PAST), unsaved(PAST)
    library.path(stuck).unlink()
    library.path(stuck).mkdir()  # unlink refuses a folder
    library.purge_tray()
    assert (there(stuck)[0], there(other)) == (True, (False, False))
    library.path(stuck).rmdir()
    library.purge_tray()
    assert there(stuck) == (False, False)


def test_the_trash_of_others_is_not_finished_as_unsaved(keep, owner, told):
    asset = keep()
    library.trash(owner, [asset.pk])
    library.empty_trash(owner)
    assert (there(asset), told) == ((False, False), [])


def test_many_go_in_batches(rows):
    rows([timezone.now()] * 120, keep_until=timezone.now() - timedelta(hours=1))
    assert library.purge_tray() == 120


@pytest.mark.parametrize("change", [{"favourite": True}, {"rating": 1}, {"tags": ["sea"]}, {"notes": "for later"}])
def test_whoever_says_anything_of_a_file_saves_it(unsaved, owner, change):
    asset = unsaved()
    assert tray.describe(asset, change)
    assert asset.keep_until is None
    assert ids(owner, Place.GALLERY) == [asset.pk]


def test_taking_a_word_back_saves_nothing(unsaved, owner):
    assert tray.describe(asset := unsaved(), {"favourite": False, "rating": 0, "tags": [], "notes": ""})
    assert ids(owner, Place.TRAY) == [asset.pk]


def test_nothing_can_be_said_of_what_is_gone(unsaved):
    asset = unsaved(PAST)
    library.purge_tray()
    assert not tray.describe(asset, {"rating": 5})
    assert not tray.describe(asset, {})


def test_a_hold_puts_the_end_off_and_never_brings_it_forward(unsaved, keep):
    late, early, kept = unsaved(PAST), unsaved(SOON), keep()
    before = early.keep_until
    tray.hold([late.pk, early.pk, kept.pk])
    late, early, kept = (Asset.objects.get(pk=asset.pk) for asset in (late, early, kept))
    assert late.keep_until > timezone.now()
    assert (early.keep_until, kept.keep_until) == (before, None)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=24), "24 h"),
        (timedelta(hours=20, minutes=40), "21 h"),
        (timedelta(minutes=89), "89 min"),
        (timedelta(minutes=-5), "1 min"),
    ],
)
def test_the_time_left_is_in_words(left, words):
    assert Asset(keep_until=timezone.now() + left).goes_in == words


def test_a_kept_file_has_no_end():
    assert Asset().goes_in == ""


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_saved_while_the_tray_is_cleared_is_whole_or_gone(rows, owner):
    made = rows([timezone.now()] * 400)
    for number, asset in enumerate(made):
        asset.keep_until = timezone.now() - timedelta(hours=1) + timedelta(seconds=number)
        library.path(asset).touch()
    Asset.objects.bulk_update(made, ["keep_until"])
    kept, both_ready = {}, threading.Barrier(2)

    def save_each():
        kept[made[-1].pk] = tray.save(owner, [made[-1].pk])
        both_ready.wait()
        assert eventually(lambda: not library.path(made[0]).exists(), within=10)
        for asset in reversed(made[:-1]):  # the two meet somewhere
            kept[asset.pk] = tray.save(owner, [asset.pk])
        connection.close()

    other_tab = threading.Thread(target=save_each)
    other_tab.start()
    both_ready.wait()
    library.purge_tray()
    other_tab.join()
    assert all(there(asset) == (bool(kept[asset.pk]),) * 2 for asset in made)
    assert 0 < library.count(owner) == sum(kept.values()) < 400
