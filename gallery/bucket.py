"""Files in an S3-compatible store, through django-storages: the other way beside ``storage.Folder``.

The settings and the client are django-storages' (``STORAGES["default"]``). Files go up from disk and come down in
blocks, so memory stays flat whatever their size. An object is whole or not there; writing it again replaces it.
"""

from __future__ import annotations

import errno
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError
from botocore.exceptions import ConnectionError as NoConnection
from django.conf import settings
from django.core.files.storage import storages
from urllib3.exceptions import HTTPError

from gallery.storage import BLOCK, Listed, Look, Unreachable
from mediahub.storage_address import StorageAddress

#: how a large file goes up: at most 32 MB of it are in memory
_TRANSFER = TransferConfig(multipart_threshold=16 << 20, multipart_chunksize=8 << 20, max_concurrency=4)
_FOLDERS = ("MEDIA_DIR", "THUMBS_DIR", "UPLOADS_DIR", "QUARANTINE_DIR")
_ABSENT = {"404", "NoSuchKey"}
_FULL = {"QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "507"}
_REFUSED = {"401", "403", "AccessDenied", "AllAccessDisabled", "InvalidAccessKeyId", "SignatureDoesNotMatch"}
_PROBE = "mediahub-check"


class Bucket:
    """One process's connection to the store. Boto's client may be used by many threads at once."""

    @cached_property
    def _client(self) -> Any:
        given: Any = settings.STORAGES["default"]
        made: Any = storages.create_storage(given)
        return made.connection.meta.client

    def put(self, source: Path, place: Path) -> None:
        with _told():
            self._client.upload_file(str(source), _address().bucket, _key(place), Config=_TRANSFER)
        source.unlink(missing_ok=True)

    def put_bytes(self, data: bytes, place: Path) -> None:
        self._ask("put_object", place, Body=data)

    def look(self, place: Path) -> Look:
        found = self._ask("head_object", place)
        return Look(found["ContentLength"], int(found["LastModified"].timestamp() * 1e9))

    def read(self, place: Path, begin: int, end: int) -> Iterator[bytes]:
        if begin >= end:
            return
        body = self._ask("get_object", place, Range=f"bytes={begin}-{end - 1}")["Body"]
        with _told(), body:
            yield from body.iter_chunks(BLOCK)

    @contextmanager
    def local(self, place: Path) -> Iterator[Path]:
        settings.TMP_DIR.mkdir(parents=True, exist_ok=True)
        path = settings.TMP_DIR / f"{uuid.uuid4()}-{place.name}.fetched"
        try:
            self._fetch(place, path)
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _fetch(self, place: Path, path: Path) -> None:
        body = self._ask("get_object", place)["Body"]
        with _told(), body, path.open("wb") as file:
            for block in body.iter_chunks(BLOCK):
                file.write(block)

    def delete(self, place: Path) -> None:
        self._ask("delete_object", place)

    def files(self, folder: Path) -> Iterator[Listed]:
        head = _key(folder / "x").removesuffix("x")
        with _told():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=_address().bucket, Prefix=head)
            for found in (entry for page in pages for entry in page.get("Contents", ())):
                modified = int(found["LastModified"].timestamp() * 1e9)
                yield Listed(found["Key"].removeprefix(head), found["Size"], modified)

    def problem(self, *, writing: bool) -> str:
        try:
            with _told():
                self._client.head_bucket(Bucket=_address().bucket)
            if writing:
                probe = settings.QUARANTINE_DIR / f"{_PROBE}-{uuid.uuid4()}"
                self.put_bytes(b"", probe)
                self.delete(probe)
        except OSError as error:
            named = "there is no such bucket" if isinstance(error, FileNotFoundError) else error.strerror
            return f"MEDIAHUB_STORAGE_URL names {self.where()}, which cannot be used: {named}."
        return ""

    def where(self) -> str:
        return str(_address())

    def _ask(self, verb: str, place: Path, **more: Any) -> Any:
        with _told():
            return getattr(self._client, verb)(Bucket=_address().bucket, Key=_key(place), **more)


def _address() -> StorageAddress:
    assert settings.STORAGE is not None, "files are kept in the data folder"
    return settings.STORAGE


def _key(place: Path) -> str:
    """An object's key: the prefix, the folder's name, the file's. Raises ``LookupError`` for any other path."""
    for name in _FOLDERS:
        if place.parent == getattr(settings, name):
            folder = name.removesuffix("_DIR").lower()
            return "/".join(filter(None, (_address().prefix, folder, place.name)))
    raise LookupError(f"{place} is in none of the folders in which files are kept.")


@contextmanager
def _told() -> Iterator[None]:
    """What the client raises, as an ``OSError`` with words that hold neither a key nor a signed address."""
    try:
        yield
    except ClientError as error:
        raise _refusal(error) from None
    except NoCredentialsError:
        raise Unreachable(errno.EACCES, "no key for the store was given (AWS_ACCESS_KEY_ID)") from None
    except (HTTPClientError, NoConnection, HTTPError):
        raise Unreachable(errno.EHOSTUNREACH, "the store does not answer") from None
    except (BotoCoreError, Boto3Error) as error:
        if isinstance(error.__context__, ClientError):
            raise _refusal(error.__context__) from None
        raise Unreachable(errno.EIO, f"the store could not be used ({type(error).__name__})") from None


def _refusal(error: ClientError) -> OSError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    if code in _ABSENT:
        return FileNotFoundError(errno.ENOENT, "the store does not have this file")
    if code in _FULL:
        return Unreachable(errno.ENOSPC, "the store is full")
    if code == "NoSuchBucket":
        return Unreachable(errno.ENOENT, "there is no such bucket")
    if code in _REFUSED:
        return Unreachable(errno.EACCES, f"the store refuses the key, or the key may not do this ({code})")
    return Unreachable(errno.EIO, f"the store answers {code[:60] or 'with an error'}")
