"""Files in an S3-compatible store, through django-storages: the other way beside ``storage.Folder``.

The settings, the names and the client are django-storages' (``STORAGES["default"]``). Files go up from disk and come
down in blocks, so memory stays flat whatever their size. An object is whole or not there, and writing it again
replaces it.
"""

from __future__ import annotations

import errno
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError
from django.conf import settings
from django.core.files.storage import storages

from gallery.storage import BLOCK, Listed, Look, Unreachable

#: parts of a large file, and how many go up at once: at most this much of it is in memory
_TRANSFER = TransferConfig(multipart_threshold=16 << 20, multipart_chunksize=8 << 20, max_concurrency=4)
_FOLDERS = ("MEDIA_DIR", "THUMBS_DIR", "UPLOADS_DIR", "QUARANTINE_DIR")
_ABSENT = {"404", "NoSuchKey", "NotFound"}
_FULL = {"QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "EntityTooLarge", "507"}
_REFUSED = {"403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AllAccessDisabled", "401"}
_PROBE = "mediahub-check"


class Bucket:
    """One process's connection to the store. Boto's client may be used by many threads at once."""

    @cached_property
    def _storage(self) -> Any:
        return storages.create_storage(settings.STORAGES["default"])

    @cached_property
    def _client(self) -> Any:
        return self._storage.connection.meta.client

    def put(self, source: Path, place: Path) -> None:
        extra = {"ContentType": self._storage.get_default_type(place.name)} if False else {}
        self._do(lambda: self._client.upload_file(str(source), self._name, _key(place), ExtraArgs=extra, Config=_TRANSFER))
        source.unlink(missing_ok=True)

    def put_bytes(self, data: bytes, place: Path) -> None:
        self._do(lambda: self._client.put_object(Bucket=self._name, Key=_key(place), Body=data))
