"""``MEDIAHUB_STORAGE_URL``: ``s3://[key:secret@]bucket[/prefix][?endpoint_url=…&region=…&addressing=…]``, read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[\w!'()*./-]{0,200}", re.ASCII)
_OPTIONS = ("endpoint_url", "region", "addressing")
_EXAMPLE = "s3://bucket/prefix?endpoint_url=https://s3.example.org&region=eu-1"


class BadAddress(ValueError):
    """The message goes on where ``MEDIAHUB_STORAGE_URL`` is named, and tells no secret."""


@dataclass(frozen=True)
class StorageAddress:
    """Which store. As text it is what people may see: without its keys. ``addressing``: "path" or "virtual"."""

    bucket: str
    prefix: str = ""
    endpoint_url: str = ""
    region: str = ""
    addressing: str = "auto"
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    session_token: str = field(default="", repr=False)

    def __str__(self) -> str:
        place = f"s3://{self.bucket}/{self.prefix}".rstrip("/")
        return f"{place} at {self.endpoint_url}" if self.endpoint_url else place

    def options(self) -> dict[str, Any]:
        """What django-storages' ``S3Storage`` is made with; what is not given comes from boto3's usual places."""
        from botocore.config import Config  # only where files are kept in a store

        client = Config(
            s3={"addressing_style": self.addressing},
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "total_max_attempts": 3},
            max_pool_connections=64,
            # newer check sums are refused by many stores that are not Amazon's
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        given = {
            "access_key": self.access_key,
            "secret_key": self.secret_key,
            "security_token": self.session_token,
            "endpoint_url": self.endpoint_url,
            "region_name": self.region,
            "location": self.prefix,
        }
        return {"bucket_name": self.bucket, "client_config": client} | {
            name: held for name, held in given.items() if held
        }


def parse(
    held: str, *, region: str = "", keys: tuple[str, str, str] = ("", "", ""), endpoint: str = ""
) -> StorageAddress:
    """The address; ``keys`` (access key, secret, token), ``region`` and ``endpoint`` are used where it has none.

    Raises ``BadAddress``.
    """
    try:
        parts = urlsplit(held)
    except ValueError:
        raise BadAddress(f"cannot be read: it may look like {_EXAMPLE}.") from None
    if parts.scheme != "s3" or parts.fragment:
        raise BadAddress(f"must start with s3://, like {_EXAMPLE}.")
    options = dict(parse_qsl(parts.query))
    if unknown := next((name for name in options if name not in _OPTIONS), ""):
        raise BadAddress(f"has an option {unknown[:30]!r}: it may have {', '.join(_OPTIONS)}.")
    access_key, secret_key, token = _keys(parts, keys)
    found = _endpoint(options.get("endpoint_url", endpoint))
    return StorageAddress(
        bucket=_bucket(parts),
        prefix=_prefix(parts),
        endpoint_url=found,
        region=options.get("region", region) or ("us-east-1" if found else ""),
        addressing=_addressing(options.get("addressing", ""), found),
        access_key=access_key,
        secret_key=secret_key,
        session_token=token,
    )


def _bucket(parts: SplitResult) -> str:
    name = parts.netloc.rpartition("@")[2]
    if not _BUCKET.fullmatch(name):
        raise BadAddress(f"names no bucket (3 to 63 small letters, digits, dots, hyphens): write it like {_EXAMPLE}.")
    return name


def _prefix(parts: SplitResult) -> str:
    prefix = parts.path.strip("/")
    if not _PREFIX.fullmatch(prefix) or ".." in prefix.split("/") or "//" in prefix:
        raise BadAddress("has a prefix that is no plain path: letters, digits, - _ . and / only.")
    return prefix


def _keys(parts: SplitResult, others: tuple[str, str, str]) -> tuple[str, str, str]:
    if "@" not in parts.netloc:
        return others
    access_key, secret_key = unquote(parts.username or ""), unquote(parts.password or "")
    if not (access_key and secret_key):
        raise BadAddress("has half a key: write s3://key:secret@bucket, or set AWS_ACCESS_KEY_ID and its secret.")
    return access_key, secret_key, ""


def _endpoint(address: str) -> str:
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query:
        raise BadAddress("has an endpoint_url that is no plain address like https://s3.example.org.")
    return address.rstrip("/")


def _addressing(asked: str, endpoint: str) -> str:
    """Stores at an address of their own seldom have a name for each bucket."""
    if asked not in ("", "path", "virtual"):
        raise BadAddress("has an addressing that is neither path nor virtual.")
    return asked or ("path" if endpoint and ".amazonaws.com" not in endpoint else "auto")
