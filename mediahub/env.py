"""What the environment says: every variable MediaHub reads, checked once, as one typed value.

The environment wins over the ``.env`` file beside ``manage.py`` (``MEDIAHUB_ENV_FILE`` names another file). A wrong
value raises ``BadSetting``, whose message names the variable, what it holds and what it may hold, and never a secret.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values

from mediahub import storage_address
from mediahub.storage_address import StorageAddress

BASE_DIR = Path(__file__).resolve().parent.parent

_YES = {"1", "true", "yes", "on"}
_NO = {"", "0", "false", "no", "off"}
_DATABASES = ("sqlite", "postgres", "postgresql")


class BadSetting(ImproperlyConfigured):
    """A variable holds something that MediaHub cannot start with; the message is one sentence for the person."""


@dataclass(frozen=True)
class Environment:
    """The checked environment. Addresses carry no trailing slash; an empty string means "not given"."""

    data_dir: Path
    auth: str
    host: str
    port: int
    public_url: str
    trusted_proxies: tuple[str, ...]
    secret_keys: tuple[str, ...]
    database_url: str
    redis_url: str
    storage: StorageAddress | None
    kie_api_key: str
    kie_base_url: str
    kie_upload_url: str
    kie_webhook_key: str
    sandbox_url: str
    local_only: bool
    log_format: str
    access_log: bool


@cache
def load() -> Environment:
    """The environment of this process, read once. Raises ``BadSetting``."""
    path = Path(os.environ.get("MEDIAHUB_ENV_FILE") or BASE_DIR / ".env")
    given = {name: value for name, value in dotenv_values(path).items() if value is not None}
    return read({**given, **os.environ})


def read(names: Mapping[str, str]) -> Environment:
    """Check the variables in ``names``. Raises ``BadSetting`` for the first wrong one."""
    return Environment(
        data_dir=_folder(names, "MEDIAHUB_DATA_DIR", "data"),
        auth=_auth(names),
        host=_host(names),
        port=_port(names, "MEDIAHUB_PORT", 8000),
        public_url=_address(names, "MEDIAHUB_PUBLIC_URL"),
        trusted_proxies=_networks(names, "MEDIAHUB_TRUSTED_PROXIES", "127.0.0.0/8, ::1"),
        secret_keys=tuple(key.strip() for key in _text(names, "MEDIAHUB_SECRET_KEY").split(",") if key.strip()),
        database_url=_database(names),
        redis_url=_redis(names),
        storage=_storage(names),
        kie_api_key=_secret(names, "KIE_API_KEY"),
        kie_base_url=_address(names, "KIE_BASE_URL", "https://api.kie.ai"),
        kie_upload_url=_address(names, "KIE_UPLOAD_URL", "https://kieai.redpandaai.co"),
        kie_webhook_key=_secret(names, "KIE_WEBHOOK_KEY"),
        sandbox_url=_sandbox(names),
        local_only=_flag(names, "MEDIAHUB_LOCAL_ONLY"),
        log_format=_log_format(names),
        access_log=_flag(names, "MEDIAHUB_ACCESS_LOG"),
    )


def is_loopback(host: str) -> bool:
    """Whether a host name or a literal address (brackets allowed) can only mean this machine."""
    bare = host.strip("[]").lower()
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def _text(names: Mapping[str, str], name: str, default: str = "") -> str:
    return names.get(name, "").strip() or default


def _storage(names: Mapping[str, str]) -> StorageAddress | None:
    """Where files are kept if not in the data folder. Its keys are never told."""
    held = _text(names, "MEDIAHUB_STORAGE_URL")
    if not held:
        return None
    key, secret, token = (
        _secret(names, f"AWS_{name}") for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")
    )
    region = _text(names, "AWS_REGION", _text(names, "AWS_DEFAULT_REGION"))
    endpoint = _text(names, "AWS_ENDPOINT_URL_S3", _text(names, "AWS_ENDPOINT_URL"))
    try:
        return storage_address.parse(held, region=region, keys=(key, secret, token), endpoint=endpoint)
    except storage_address.BadAddress as problem:
        raise BadSetting(f"MEDIAHUB_STORAGE_URL {problem}") from None


def _folder(names: Mapping[str, str], name: str, default: str) -> Path:
    """An absolute path; a relative one starts at the project's folder, whatever the working directory is."""
    path = BASE_DIR / Path(_text(names, name, default)).expanduser()
    if path.exists() and not path.is_dir():
        raise BadSetting(f"{name} is {str(path)!r}, which is a file: it must name a folder.")
    return path.resolve()


def _auth(names: Mapping[str, str]) -> str:
    """``local`` or ``login``. Where other machines can reach it, everybody signs in, whatever was asked for."""
    mode = _text(names, "MEDIAHUB_AUTH", "local")
    if mode not in ("local", "login"):
        raise BadSetting(f"MEDIAHUB_AUTH is {mode!r}: it may be local or login.")
    return mode if is_loopback(_host(names)) else "login"


def _log_format(names: Mapping[str, str]) -> str:
    held = _text(names, "MEDIAHUB_LOG_FORMAT", "lines")
    if held not in ("lines", "json"):
        raise BadSetting(f"MEDIAHUB_LOG_FORMAT is {held!r}: it may be lines or json.")
    return held


def _host(names: Mapping[str, str]) -> str:
    """An address of this machine to listen on: ``0.0.0.0`` and ``::`` are all of them."""
    held = _text(names, "MEDIAHUB_HOST", "127.0.0.1")
    host = held.strip("[]").lower()
    try:
        return host if is_loopback(host) else str(ipaddress.ip_address(host))
    except ValueError as problem:
        raise BadSetting(
            f"MEDIAHUB_HOST is {held!r}: it may be an address of this machine, like 127.0.0.1, or 0.0.0.0 for all."
        ) from problem


def _networks(names: Mapping[str, str], name: str, default: str) -> tuple[str, ...]:
    """Addresses and networks, comma-separated, each written as a network."""
    given = [part.strip() for part in _text(names, name, default).split(",") if part.strip()]
    try:
        return tuple(str(ipaddress.ip_network(part)) for part in given)
    except ValueError as problem:
        raise BadSetting(f"{name}: {problem}. It may be like 127.0.0.1, 10.0.0.0/8.") from problem


def _port(names: Mapping[str, str], name: str, default: int) -> int:
    held = _text(names, name, str(default))
    if not (held.isascii() and held.isdigit() and 1 <= int(held) <= 65535):
        raise BadSetting(f"{name} is {held!r}: it may be a whole number from 1 to 65535.")
    return int(held)


def _flag(names: Mapping[str, str], name: str) -> bool:
    held = _text(names, name).lower()
    if held not in _YES | _NO:
        raise BadSetting(f"{name} is {held!r}: it may be on or off.")
    return held in _YES


def _address(names: Mapping[str, str], name: str, default: str = "") -> str:
    """An http(s) address without user name, query or fragment. Never shown when it might hold a password."""
    held = _text(names, name, default)
    if not held:
        return ""
    try:
        parts = urlsplit(held)
        well_formed = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        well_formed = False
    if "@" in held:
        raise BadSetting(f"{name} holds a user name or password: give the plain address, like https://example.org.")
    if not well_formed or parts.query or parts.fragment or " " in held:
        raise BadSetting(f"{name} is {held!r}: it may be a plain address like https://example.org.")
    return held.rstrip("/")


def _sandbox(names: Mapping[str, str]) -> str:
    held = _address(names, "MEDIAHUB_SANDBOX_URL")
    if held and not is_loopback(urlsplit(held).hostname or ""):
        raise BadSetting(f"MEDIAHUB_SANDBOX_URL is {held!r}: the sandbox may only be on this machine.")
    return held


def _database(names: Mapping[str, str]) -> str:
    held = _text(names, "DATABASE_URL")
    scheme = held.partition(":")[0]
    if held and (scheme not in _DATABASES or "://" not in held):
        raise BadSetting(f"DATABASE_URL starts with {scheme[:20]!r}: it may start with postgres:// or sqlite:///.")
    if not _has_readable_port(held):
        raise BadSetting("DATABASE_URL has a port that is no number: it may look like postgres://user@host:5432/name.")
    if scheme == "sqlite":
        _check_folder_of(Path(str(dj_database_url.parse(held)["NAME"])), names)
    return held


def _check_folder_of(file: Path, names: Mapping[str, str]) -> None:
    """SQLite makes its file, never the folder; the data folder is made by ``up``."""
    folder = file.absolute().parent
    if not folder.is_dir() and folder != _folder(names, "MEDIAHUB_DATA_DIR", "data"):
        raise BadSetting(f"DATABASE_URL is a file in {str(folder)!r}, and there is no such folder: make it first.")


def _has_readable_port(address: str) -> bool:
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def _redis(names: Mapping[str, str]) -> str:
    held = _text(names, "REDIS_URL")
    if held and not held.startswith(("redis://", "rediss://", "unix://")):
        raise BadSetting(f"REDIS_URL starts with {held.partition(':')[0][:20]!r}: it may start with redis://.")
    if not _has_readable_port(held):
        raise BadSetting("REDIS_URL has a port that is no number: it may look like redis://host:6379/0.")
    return held


def _secret(names: Mapping[str, str], name: str) -> str:
    """A key that fits into a header line. What it holds is never told."""
    held = _text(names, name)
    if not held.isascii() or not held.isprintable() or " " in held:
        raise BadSetting(f"{name} holds spaces or characters that no key has: paste the key alone.")
    return held
