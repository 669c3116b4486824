"""Signing in and out, and the browsers in which a person is signed in.

Tries are counted in the database, for several processes share it, and before the password is looked at, so many at once
count as well. A name that is not there costs the same time and gets the same words as a wrong password.
"""

from __future__ import annotations

import ipaddress
import math
from datetime import datetime, timedelta
from typing import Any

from django.contrib import auth
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from settings_app import people, secrets
from settings_app.models import SignIn, SignInTry

#: Tries that fail within this time are counted together.
WINDOW = timedelta(minutes=15)
MOST_BY_NAME, MOST_BY_ADDRESS = 5, 20
#: Between two notes of when a browser was last seen.
_NOTED_EVERY = timedelta(minutes=1)
#: A session that ends sooner than it could by this much is given its whole time again.
_RENEWED_AFTER = timedelta(days=1)
_BACKEND = "django.contrib.auth.backends.ModelBackend"


class Refused(Exception):
    """Nobody is signed in by this; ``message`` says why and what to do."""

    message = "This name and this password do not belong together."

    def __str__(self) -> str:
        return self.message


class TooManyTries(Refused):
    """Too many tries failed under this name from here, or from here at all. ``wait`` in seconds."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        minutes = math.ceil(wait / 60)
        self.message = f"Too many tries. Wait {minutes} minute{'' if minutes == 1 else 's'}."
        super().__init__(self.message)


def sign_in(request: HttpRequest, name: str, password: str) -> User:
    """Sign a person in by name and password, with a new session. Raises ``Refused`` or ``TooManyTries``."""
    name, address = " ".join(name.split()), address_of(request)
    attempt = _count_try(name, address)
    user = _account(name)
    if user is None:
        make_password(password)  # as much work as checking one
        raise Refused
    if not user.check_password(password) or not user.is_active:
        raise Refused
    SignInTry.objects.filter(name=attempt.name, address=attempt.address).delete()
    begin(request, user)
    return user


def begin(request: HttpRequest, user: User) -> None:
    """Sign a person in who has shown who they are (by password or one-time link). The session gets a new key."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    auth.login(request, user, backend=_BACKEND)
    request.session.save()
    _remember(request, user)


def sign_out(request: HttpRequest) -> None:
    """End this browser's session."""
    auth.logout(request)


def change_password(request: HttpRequest, old: str, new: str) -> None:
    """Change the password of the person who asks; every other browser is signed out.

    Raises ``ValidationError`` with ``old`` or ``password``. Wrong old ones count as tries to sign in.
    """
    user = User.objects.get(pk=int(request.user.pk or 0))
    attempt = _count_try(user.username, address_of(request))
    if not user.check_password(old):
        raise ValidationError({"old": "This is not your current password."})
    SignInTry.objects.filter(name=attempt.name, address=attempt.address).delete()
    people.check_password(new, user)
    user.set_password(new)
    user.save(update_fields=["password"])
    people.end_sessions(user, but=str(request.session.session_key))
    auth.update_session_auth_hash(request, user)
    request.session.save()
    _remember(request, user)


def sessions(user: Any) -> QuerySet[SignIn]:
    """The browsers in which a person is signed in, the one that was last seen first.

    The one that asks is the row whose ``session_id`` is ``request.session.session_key``.
    """
    return SignIn.objects.filter(user_id=user.pk, session__expire_date__gt=timezone.now())


def end(user: Any, sign_in_id: int) -> bool:
    """Sign out one of a person's browsers; whether there was one."""
    found = sessions(user).filter(pk=sign_in_id).select_related("session").first()
    if found:
        found.session.delete()
    return found is not None


def end_others(request: HttpRequest) -> int:
    """Sign out every browser but the one that asks; how many it were."""
    return people.end_sessions(request.user, but=str(request.session.session_key))


def seen(request: HttpRequest, user: Any) -> None:
    """Note, at most once a minute, that a browser was here, and give its session its whole time again now and then."""
    key, now = request.session.session_key, timezone.now()
    row = SignIn.objects.filter(session_id=key).select_related("session").first()
    if row is None:
        _remember(request, user)
    elif row.last_seen_at < now - _NOTED_EVERY:
        SignIn.objects.filter(pk=row.pk).update(last_seen_at=now, address=address_of(request))
        if row.session.expire_date < now + timedelta(seconds=request.session.get_expiry_age()) - _RENEWED_AFTER:
            request.session.modified = True


def address_of(request: HttpRequest) -> str:
    """The address of the client; a trusted proxy's word on it was taken in before (``mediahub.proxies``)."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def forget_old_tries(before: datetime | None = None) -> int:
    """Delete tries that no longer count; how many it were."""
    return SignInTry.objects.filter(at__lt=before or timezone.now() - WINDOW).delete()[0]


def _account(name: str) -> User | None:
    exact = User.objects.filter(username=name).first()
    found = exact or User.objects.filter(username__iexact=name).first()
    return found if found is None or found.has_usable_password() else None


def _count_try(name: str, address: str) -> SignInTry:
    """Write the try down, then see whether it is one too many; one that is refused does not count again."""
    forget_old_tries()
    spelt = name.upper().casefold()  # every spelling that a database may take for the same name
    attempt = SignInTry.objects.create(name=secrets.fingerprint(spelt), address=_counted(address))
    since = SignInTry.objects.filter(address=attempt.address, at__gt=attempt.at - WINDOW, pk__lte=attempt.pk)
    for tries, most in ((since.filter(name=attempt.name), MOST_BY_NAME), (since, MOST_BY_ADDRESS)):
        newest = list(tries.order_by("-pk").values_list("at", flat=True)[: most + 1])
        if len(newest) > most:
            attempt.delete()
            raise TooManyTries(max(1, math.ceil((newest[-1] + WINDOW - timezone.now()).total_seconds())))
    return attempt


def _counted(address: str) -> str:
    """An IPv6 client has a network of 2^64 addresses: they count as one."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def _remember(request: HttpRequest, user: Any) -> None:
    """One row for this session, which is in the database already."""
    key = request.session.session_key
    if not Session.objects.filter(pk=key).exists():
        return
    agent = request.headers.get("User-Agent", "")[:200]
    SignIn.objects.get_or_create(
        session_id=key, defaults={"user_id": user.pk, "address": address_of(request), "agent": agent}
    )
