"""A store that speaks S3, in this process, for tests of what is kept there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from gallery import storage
from mediahub import storage_address

BUCKET = "pictures"
KEYS = {"aws_access_key_id": "planted-access-key", "aws_secret_access_key": "planted-secret-key"}


class Store:
    """One running store with one bucket. ``port`` may be free again: then nobody answers there."""

    def __init__(self, port: int) -> None:
        self.endpoint = f"http://127.0.0.1:{port}"
        self.client: Any = boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1", **KEYS)

    @property
    def url(self) -> str:
        key, secret = KEYS.values()
        return f"s3://{key}:{secret}@{BUCKET}/hub?endpoint_url={self.endpoint}"

    def names(self) -> list[str]:
        return sorted(found["Key"] for found in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", ()))


@contextmanager
def running() -> Iterator[Store]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        store = Store(server.get_host_and_port()[1])
        store.client.create_bucket(Bucket=BUCKET)
        yield store
    finally:
        server.stop()


def use(settings: Any, url: str, **more: Any) -> None:
    """Let this test keep its files there; without a second try, so that a test does not wait."""
    address = storage_address.parse(url)
    options = address.options()
    options["client_config"] = options["client_config"].merge(_impatient())
    settings.STORAGE = address
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**options, **more}},
    }
    storage._bucket.cache_clear()


def _impatient() -> Any:
    from botocore.config import Config

    return Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})
