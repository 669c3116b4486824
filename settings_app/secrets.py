"""Keys of providers, sealed in the database with keys derived from ``SECRET_KEY``.

The first signing key seals, the fallbacks still open, so that a rotation loses nothing. A secret that no key opens
(the data folder moved without its ``secret_key``) counts as empty, and ``problem`` says so in words. Nothing here puts
a secret into a log, a message or a ``repr``; every one that is stored or read is hidden from log lines as well.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils import timezone

from mediahub import prepared
from mediahub.scrub import remember_secrets
from settings_app.models import Secret

_SALT = b"mediahub.settings_app.secrets"
_SEALING = b"sealing 1"
_FINGERPRINTS = b"fingerprints 1"
_NAMED = prepared.Question(lambda: Secret.objects.filter(name=prepared.text()))


def store(name: str, plain: str) -> Secret:
    """Seal ``plain`` under ``name``, in place of what was there."""
    remember_secrets(plain)
    values = {
        "sealed": _box().encrypt(plain.encode()).decode("ascii"),
        "last4": tail(plain),
        "fingerprint": fingerprint(plain),
        "added_at": timezone.now(),
    }
    return Secret.objects.update_or_create(name=name, defaults=values)[0]


def read(name: str) -> str:
    """The secret in plain; "" where there is none or where it does not open."""
    row = _NAMED.first(name)
    plain = _opened(row) if row else None
    if not plain:
        return ""
    remember_secrets(plain)
    return plain


def remove(name: str) -> bool:
    """Forget a secret; whether there was one."""
    deleted, _ = Secret.objects.filter(name=name).delete()
    return deleted > 0


def has_key(name: str) -> bool:
    """Whether a secret is stored under this name, readable or not."""
    return _NAMED.first(name) is not None


def last_four(name: str) -> str:
    """The last four characters, the only part that is ever shown; "" where there is none or it is short."""
    return Secret.objects.filter(name=name).values_list("last4", flat=True).first() or ""


def added_at(name: str) -> datetime | None:
    """When it was stored."""
    return Secret.objects.filter(name=name).values_list("added_at", flat=True).first()


def problem(name: str) -> str:
    """Why a stored secret cannot be used, in a sentence; "" where it can, or where there is none."""
    row = Secret.objects.filter(name=name).first()
    if row is None or _opened(row) is not None:
        return ""
    return (
        "The stored key cannot be opened: MediaHub's own secret key has changed or was lost. It is still there: put "
        "the old secret key back (MEDIAHUB_SECRET_KEY may name several, with commas between), or enter this key again."
    )


def unopened(keys: Sequence[str] = ()) -> list[str]:
    """The names of stored secrets that do not open with ``keys``, or with the configured ones."""
    box = _box(*keys)
    return [row.name for row in Secret.objects.order_by("name") if _opened(row, box) is None]


def reseal() -> tuple[int, list[str]]:
    """Seal everything anew with the first key; how many, and the names of those that no key opens, which stay as is.

    After this the older keys may go out of ``MEDIAHUB_SECRET_KEY``.
    """
    sealed, closed = 0, []
    for row in Secret.objects.order_by("name"):
        plain = _opened(row)
        if plain is None:
            closed.append(row.name)
            continue
        remember_secrets(plain)
        anew = {"sealed": _box().encrypt(plain.encode()).decode("ascii"), "fingerprint": fingerprint(plain)}
        # a key that was entered meanwhile is newer
        sealed += Secret.objects.filter(pk=row.pk, sealed=row.sealed).update(**anew)
    return sealed, closed


def tail(plain: str) -> str:
    """The last four characters; "" of a secret so short that they would give it away."""
    return plain[-4:] if len(plain) >= 12 else ""


def fingerprint(plain: str) -> str:
    """32 hexadecimal digits that stand for a secret: the same for the same one, useless for finding it."""
    return hmac.new(_derived(settings.SECRET_KEY, _FINGERPRINTS), plain.encode(), hashlib.sha256).hexdigest()[:32]


def _opened(row: Secret, box: MultiFernet | None = None) -> str | None:
    try:
        return (box or _box()).decrypt(row.sealed.encode()).decode()
    except (InvalidToken, UnicodeDecodeError):
        return None


def _box(*given: str) -> MultiFernet:
    keys = given or (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key, _SEALING))) for key in keys])


@lru_cache(maxsize=16)
def _derived(key: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=_SALT, info=purpose).derive(key.encode())
