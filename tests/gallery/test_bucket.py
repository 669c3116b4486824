"""Files kept in an S3-compatible store: the same promises as on disk."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gallery import library, storage, thumbnails, uploads
from gallery.models import Asset
from generation import inputs
from generation.providers.base import InputFile
from generation.providers.errors import Rejected, Unavailable
from mediahub import diagnosis
from tests.gallery import s3, samples
from tests.mediahub.hub import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running() -> Any:
    with s3.running() as store:
        yield store


@pytest.fixture
def store(running: s3.Store, settings: Any) -> Any:
    for name in running.names():
        running.client.delete_object(Bucket=s3.BUCKET, Key=name)
    s3.use(settings, running.url)
    yield running
    storage._bucket.cache_clear()


@pytest.fixture
def down(settings: Any) -> Any:
    """A store at a port where nobody answers."""
    s3.use(settings, s3.Store(free_port()).url)
    yield
    storage._bucket.cache_clear()


def on_disk(folders: Path) -> list[str]:
    return [str(path.relative_to(folders)) for path in folders.rglob("*") if path.is_file()]


def whole(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_file_and_its_thumbnail_are_in_the_store_and_nothing_stays_on_disk(store, keep, folders):
    asset = keep()
    assert store.names() == [f"hub/media/{asset.filename}", f"hub/thumbs/{asset.thumbnail}"]
    assert on_disk(folders) == []


def test_what_is_in_the_store_is_what_the_row_says(store, keep):
    asset = keep()
    with library.open_file(asset) as file, storage.local(library.path(asset)) as path:
        assert len(file.read()) == asset.bytes
        assert library.sha256_of(path) == asset.sha256


def test_a_whole_file_is_served(store, keep, client: Client):
    asset = keep()
    response = client.get(asset.file_address)
    assert (response.status_code, int(response["Content-Length"])) == (200, asset.bytes)
    assert len(whole(response)) == asset.bytes


@pytest.mark.parametrize(
    ("asked", "status", "begin", "end"),
    [("bytes=0-9", 206, 0, 10), ("bytes=10-", 206, 10, None), ("bytes=-7", 206, -7, None)],
    ids=["first", "rest", "last"],
)
def test_a_part_is_served(store, keep, client: Client, asked, status, begin, end):
    asset = keep()
    data = whole(client.get(asset.file_address))
    response = client.get(asset.file_address, headers={"Range": asked})
    assert (response.status_code, whole(response)) == (status, data[begin:end])


def test_a_part_of_another_content_or_behind_the_end_is_not(store, keep, client: Client):
    asset = keep()
    other = client.get(asset.file_address, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (other.status_code, len(whole(other))) == (200, asset.bytes)
    assert client.get(asset.file_address, headers={"Range": f"bytes={asset.bytes}-"}).status_code == 416


def test_a_thumbnail_is_served(store, keep, client: Client):
    assert whole(client.get(keep().thumbnail_address))[8:12] == b"WEBP"


def test_deleting_from_the_trash_deletes_the_objects(store, keep, owner):
    asset = keep()
    library.trash(owner, [asset.pk])
    assert library.purge(timedelta(0)) == 1
    assert store.names() == []


def test_a_file_that_cannot_be_deleted_keeps_its_row_for_next_time(store, keep, owner, settings):
    asset, url = keep(), store.url
    library.trash(owner, [asset.pk])
    s3.use(settings, s3.Store(free_port()).url)
    library.purge(timedelta(0))
    assert Asset.objects.filter(pk=asset.pk).exists()
    s3.use(settings, url)
    library.purge(timedelta(0))
    assert (Asset.objects.filter(pk=asset.pk).exists(), store.names()) == (False, [])


def test_a_crash_between_file_and_row_is_mended_by_repeating(store, write, keep, monkeypatch):
    media_id = "8d6f8a52-8f3c-4c6e-9a57-0d9b8b3a6f10"
    with monkeypatch.context() as patch:
        patch.setattr(Asset.objects, "get_or_create", lambda **given: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            keep(media_id=media_id)
    left = store.names()
    asset = keep(media_id=media_id)
    assert store.names() == left == [f"hub/media/{asset.filename}", f"hub/thumbs/{asset.thumbnail}"]


def test_an_upload_goes_there_and_is_mended_where_it_was_lost(store, owner, folders):
    picture = samples.picture()
    upload = uploads.save(picture, "boat.png", owner)
    storage.delete(uploads.path(upload))
    again = uploads.save(picture, "boat.png", owner)
    assert (again, store.names()) == (upload, [f"hub/uploads/{upload.pk}.png"])
    assert on_disk(folders) == []


def test_a_bad_file_is_kept_there_for_inspection(store, write):
    place = library.quarantine(write(samples.HTML), "It is a web page.")
    assert f"hub/quarantine/{place.name}" in store.names()
    assert b"".join(storage.read(place.with_suffix(".txt"), 0, 100)) == b"It is a web page.\n"


def test_an_input_is_at_hand_while_it_is_needed_and_gone_afterwards(store, owner, folders):
    picture = samples.picture()
    upload = uploads.save(picture, "boat.png", owner)
    given = {"image": (InputFile(path=uploads.path(upload), name="boat.png"),)}
    with inputs.at_hand(given) as found:
        path = found["image"][0].path
        assert path.read_bytes() == picture
    assert not path.exists()
    storage.delete(uploads.path(upload))
    with pytest.raises(Rejected, match="missing"), inputs.at_hand(given):
        pass


def test_a_folder_is_listed_with_sizes(store, keep, settings):
    asset = keep()
    [listed] = storage.files(settings.MEDIA_DIR)
    assert (listed.name, listed.bytes) == (asset.filename, asset.bytes)


def test_a_large_file_goes_up_in_parts_and_comes_down_in_blocks(store, settings, write):
    data = bytes(range(256)) * (20 << 12)
    storage.put(write(data), settings.MEDIA_DIR / "film.mp4")
    blocks = list(storage.read(settings.MEDIA_DIR / "film.mp4", 0, len(data)))
    assert b"".join(blocks) == data
    assert max(map(len, blocks)) <= storage.BLOCK


# -- a store that does not work --------------------------------------------------------------------------------------


def test_a_file_that_the_store_does_not_take_stays_where_it_is(down, write, settings):
    source = write(b"film")
    with pytest.raises(storage.Unreachable, match="does not answer"):
        storage.put(source, settings.MEDIA_DIR / "film.mp4")
    assert source.read_bytes() == b"film"


def test_an_input_that_cannot_be_fetched_is_fetched_later(down, settings):
    given = {"image": (InputFile(path=settings.UPLOADS_DIR / "a.png", name="a.png"),)}
    with pytest.raises(Unavailable, match="Media storage could not be read"), inputs.at_hand(given):
        pass


def test_asking_for_a_file_says_that_the_store_is_away(down, rows, client: Client):
    from django.utils import timezone

    [asset] = rows([timezone.now()])
    client.raise_request_exception = False
    response = client.get(asset.file_address)
    assert (response.status_code, response.json()["error"]["code"]) == (503, "no_storage")


def test_the_viewer_opens_without_the_store(down, rows, client: Client):
    from django.utils import timezone

    [asset] = rows([timezone.now()])
    assert client.get(f"/asset/{asset.pk}").status_code == 200


def test_readyz_and_the_doctor_say_that_it_is_down(down, client: Client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["storage"]) == (503, False)
    found = next(each for each in diagnosis.findings() if each.subject == "Storage")
    assert (found.ok, "does not answer" in found.says) == (False, True)


def test_a_wrong_bucket_is_named(store, settings):
    s3.use(settings, store.url.replace("@pictures", "@nowhere"))
    assert "names s3://nowhere/hub at http://127.0.0.1" in storage.problem()
    assert "no such bucket" in storage.problem(writing=True)


def test_a_working_store_has_no_problem_and_nothing_is_left_of_the_look(store):
    assert (storage.problem(writing=True), store.names()) == ("", [])


def test_no_key_is_ever_told(down, caplog, settings, write):
    caplog.set_level(logging.DEBUG, logger="mediahub")
    told = [storage.problem(writing=True), storage.where(), repr(settings.STORAGE), str(diagnosis.findings())]
    with pytest.raises(storage.Unreachable) as refused:
        storage.put(write(b"film"), settings.MEDIA_DIR / "film.mp4")
    told += [str(refused.value), repr(refused.value.__cause__), caplog.text]
    assert not [each for each in told if "planted" in each]


def test_a_path_that_is_no_place_is_refused(store, tmp_path):
    with pytest.raises(LookupError):
        storage.look(tmp_path / "elsewhere" / "file")


def test_a_thumbnail_waits_with_its_file_for_the_store(down, write):
    from gallery.media import examine

    path = write(samples.picture())
    with pytest.raises(storage.Unreachable):
        thumbnails.make(path, examine(path), "8d6f8a52-8f3c-4c6e-9a57-0d9b8b3a6f10")
