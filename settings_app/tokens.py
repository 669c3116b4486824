"""API tokens: a program's way in, for one person, with some of that person's rights and until a day.

A token is ``mh_`` and 256 random bits. It is returned once, by ``make``; the database holds its SHA-256, enough for a
secret that long. It is found by that digest, so nothing can be learned from how long comparing takes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from settings_app.models import ApiToken, Role, Scope
from settings_app.people import person_of

PREFIX = "mh_"
_MOST = 50
_LONGEST_NAME = 80
#: Between two notes of when a token was last used.
_NOTED_EVERY = timedelta(minutes=1)


def make(user: Any, name: str, scopes: Iterable[str], *, expires_at: datetime | None = None) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can show again.

    Raises ``ValidationError`` by field: ``name``, ``scopes``, ``expires_at``.
    """
    wanted = [scope for scope in Scope.values if scope in set(scopes)]
    _check(user, name, wanted, expires_at)
    plain = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, name=name.strip(), digest=_digest(plain), tail=plain[-4:], scopes=wanted, expires_at=expires_at
    )
    return token, plain


def allowed_scopes(user: Any) -> list[Scope]:
    """What a token of this person may be given: a viewer's can only read."""
    return [Scope.READ] if person_of(user).role == Role.VIEWER else list(Scope)


def of(user: Any) -> QuerySet[ApiToken]:
    """A person's tokens that were not revoked, expired ones too, the newest first."""
    return ApiToken.objects.filter(user_id=user.pk, revoked_at=None)


def revoke(user: Any, token_id: int) -> bool:
    """Close a person's token for good; whether there was one."""
    return bool(of(user).filter(pk=token_id).update(revoked_at=timezone.now()))


def find(plain: str) -> ApiToken | None:
    """The live token of this text, its person with it; None where there is none. Notes that it was used."""
    if not plain.startswith(PREFIX):
        return None
    now = timezone.now()
    live = ApiToken.objects.select_related("user__person").filter(digest=_digest(plain), revoked_at=None)
    token = live.filter(Q(expires_at=None) | Q(expires_at__gt=now), user__is_active=True).first()
    if token and (token.last_used_at is None or token.last_used_at < now - _NOTED_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def _check(user: Any, name: str, scopes: list[str], expires_at: datetime | None) -> None:
    problems: dict[str, str] = {}
    if not 1 <= len(name.strip()) <= _LONGEST_NAME or not name.isprintable():
        problems["name"] = f"Give it a name of 1 to {_LONGEST_NAME} letters, such as the program that uses it."
    if not scopes:
        problems["scopes"] = "Choose at least one thing that it may do."
    elif not set(scopes) <= set(allowed_scopes(user)):
        problems["scopes"] = "A viewer's token can only read."
    if expires_at is not None and expires_at <= timezone.now():
        problems["expires_at"] = "Choose a time that is yet to come, or none."
    if problems:
        raise ValidationError(problems)
    if of(user).count() >= _MOST:
        raise ValidationError(f"There are {_MOST} tokens already. Revoke one that is not used any more.")


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
