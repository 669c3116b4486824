"""Who has an account here: people and their roles, and the one-time links by which they set a password.

The verbs of pages, API, admin and commands. What cannot be done is a ``ValidationError`` whose keys are the names of a
form's fields (``name``, ``password``, ``role``, ``sees``), so that ``form.add_error(None, problem)`` shows it in place.
A link's token is returned once, by the verb that makes it; the database holds its digest.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from mediahub import prepared
from settings_app import preferences
from settings_app.models import LinkKind, OneTimeLink, Person, Role, SignIn

#: How the owner's account is called until its owner says otherwise.
OWNER = "owner"

_LIFETIMES = {
    LinkKind.OWNER: timedelta(hours=24),
    LinkKind.INVITATION: timedelta(days=7),
    LinkKind.PASSWORD: timedelta(days=7),
}
_LONGEST_NAME = 60

_OWNERS = prepared.Question(
    lambda: (
        User.objects.select_related("person").filter(person__role=Role.OWNER).order_by("-is_active", "person__pk")[:1]
    )
)


def house_owner() -> User:
    """The owner, who is also the one person of local mode; made on first use, two first uses at once end with one."""
    found = _OWNERS.first()
    if found is not None:
        return found
    rights = {"is_staff": True, "is_superuser": True, "password": make_password(None)}
    user = User.objects.filter(is_superuser=True).order_by("pk").first()
    user = user or User.objects.get_or_create(username=OWNER, defaults=rights)[0]
    Person.objects.update_or_create(user=user, defaults={"role": Role.OWNER})
    return User.objects.select_related("person").get(pk=user.pk)


def person_of(user: Any) -> Person:
    """What this account may do. One that was made without us gets its row now: a superuser as an owner."""
    try:
        return user.person
    except Person.DoesNotExist:
        role = Role.OWNER if user.is_superuser else Role.MEMBER
        return Person.objects.get_or_create(user_id=user.pk, defaults={"role": role})[0]


def everyone() -> QuerySet[Person]:
    """All people, the eldest first."""
    return Person.objects.select_related("user", "sees").order_by("pk")


def shown_to(user: Any) -> User:
    """Whose rows a person reads: their own, or, for a viewer, those of the one whose guest they are."""
    person = person_of(user)
    if person.role != Role.VIEWER:
        return user
    return person.sees or house_owner()


def invite(name: str, role: str, *, by: Any, sees: User | None = None) -> tuple[Person, str]:
    """Make an account without a password; the token of the link by which its person sets one."""
    _check_role(role)
    try:
        with transaction.atomic():
            user = User.objects.create(username=_free_name(name), password=make_password(None), **_rights(role))
            person = Person.objects.create(user=user, role=role, sees=_host(role, sees), made_by=by)
            preferences.for_owner(user)
            return person, _make_link(LinkKind.INVITATION, user)
    except IntegrityError as problem:
        raise ValidationError({"name": _taken(name)}) from problem


def rename(user: User, name: str) -> None:
    """Give an account another name to sign in with."""
    user.username = _free_name(name, but=user)
    try:
        with transaction.atomic():
            user.save(update_fields=["username"])
    except IntegrityError as problem:
        raise ValidationError({"name": _taken(name)}) from problem


def set_role(person: Person, role: str, *, sees: User | None = None) -> None:
    """Change what a person may do; ``sees`` counts for a viewer only. Never takes the last owner away."""
    _check_role(role)
    if role == Role.VIEWER and sees is not None and sees.pk == person.user_id:
        raise ValidationError({"sees": "A viewer sees somebody else's gallery: choose another person."})
    with transaction.atomic():
        if role != Role.OWNER:
            _keep_an_owner_beside(person)
        Person.objects.filter(pk=person.pk).update(role=role)
        Person.objects.filter(pk=person.pk).update(sees=_host(role, sees))  # the owner of then, not this person
        User.objects.filter(pk=person.user_id).update(**_rights(role))
    person.refresh_from_db()


def switch_off(person: Person) -> None:
    """Let nobody in with this account until it is switched on again; whoever is in is out at once, tokens too."""
    with transaction.atomic():
        _keep_an_owner_beside(person)
        User.objects.filter(pk=person.user_id).update(is_active=False)
        end_sessions(person.user)
        OneTimeLink.objects.filter(user=person.user_id, used_at=None).delete()
    person.refresh_from_db()


def switch_on(person: Person) -> None:
    """Let a person in again, with the password and the tokens that they had."""
    User.objects.filter(pk=person.user_id).update(is_active=True)
    person.refresh_from_db()


def check_may_go(person: Person) -> None:
    """Refuse to take the last owner away. Call it inside the transaction that does it."""
    _keep_an_owner_beside(person)


def check_has_no_guests(person: Person) -> None:
    """Refuse to take a host away from viewers: what they would see in its place, nobody has chosen to show them."""
    guests = [guest.name for guest in everyone().filter(role=Role.VIEWER, sees=person.user_id)]
    if guests:
        words = f"The gallery of {person.name} is shown to {', '.join(guests)}. Choose another gallery for them first."
        raise ValidationError(words, code="has_guests")


def end_sessions(user: Any, *, but: str = "") -> int:
    """Sign a person out everywhere, except in the session with the key ``but``; how many it were."""
    sessions = [row.session for row in SignIn.objects.filter(user_id=user.pk).select_related("session")]
    ended = [session for session in sessions if session.pk != but]
    for session in ended:
        session.delete()
    return len(ended)


# One-time links -------------------------------------------------------------------------------------------------------


def new_link(person: Person) -> str:
    """A new link for this person, in place of an older one; its token. It resets a password that is there."""
    if not person.user.is_active:
        raise ValidationError("This account is switched off. Switch it on first.")
    kind = LinkKind.PASSWORD if person.user.has_usable_password() else LinkKind.INVITATION
    return _make_link(kind, person.user)


def owner_link() -> str:
    """A new link for the owner, in place of an older one; its token. Works also where the owner was switched off."""
    owner = house_owner()
    User.objects.filter(pk=owner.pk).update(is_active=True)
    return _make_link(LinkKind.OWNER, owner)


def owner_has_password() -> bool:
    """Whether some owner can sign in."""
    owners = User.objects.filter(person__role=Role.OWNER, is_active=True)
    return any(owner.has_usable_password() for owner in owners)


def link_address(token: str) -> str:
    """The path under which a link is opened."""
    return reverse("one-time-link", args=[token])


def open_link(token: str) -> OneTimeLink | None:
    """The link of this token while it can be used, else None."""
    links = OneTimeLink.objects.select_related("user").filter(digest=_digest(token), used_at=None)
    return links.filter(expires_at__gt=timezone.now(), user__is_active=True).first()


def use_link(token: str, *, password: str, name: str = "") -> User:
    """Set the password, and another name where one is given, of the link's person. A link works once.

    A password that is refused leaves the link as it was. Whoever was signed in with the old one is signed out.
    """
    link = open_link(token)
    if link is None:
        raise ValidationError("This link was used already, or is too old. Ask for a new one.", code="used")
    user = link.user
    user.username = _free_name(name, but=user) if name else user.username
    check_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        if not OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()):
            raise ValidationError("This link was used already, or is too old. Ask for a new one.", code="used")
        user.save(update_fields=["username", "password"])
        end_sessions(user)
    return user


def check_password(password: str, user: User) -> None:
    """Refuse a password that breaks a rule."""
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise ValidationError({"password": problem.messages}) from problem


def _make_link(kind: LinkKind, user: User) -> str:
    token = secrets.token_urlsafe(24)  # 192 bits
    with transaction.atomic():
        OneTimeLink.objects.filter(user=user, used_at=None).delete()
        OneTimeLink.objects.create(
            kind=kind, user=user, digest=_digest(token), expires_at=timezone.now() + _LIFETIMES[kind]
        )
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _rights(role: str) -> dict[str, bool]:
    """What Django's admin asks for."""
    return {"is_staff": role == Role.OWNER, "is_superuser": role == Role.OWNER}


def _host(role: str, sees: User | None) -> User | None:
    """Whose gallery a viewer is shown. Written down also for the owner's: another owner's would be another gallery."""
    return (sees or house_owner()) if role == Role.VIEWER else None


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise ValidationError({"role": f"There is no role “{role}”. There are: {', '.join(Role.values)}."})


def _free_name(name: str, *, but: User | None = None) -> str:
    """The name as it is kept: one spelling, and nobody else's in any case of letters."""
    kept = " ".join(unicodedata.normalize("NFKC", name).split())
    if not kept or len(kept) > _LONGEST_NAME or not kept.isprintable():
        raise ValidationError({"name": f"Give a name of 1 to {_LONGEST_NAME} letters."})
    others = User.objects.filter(username__iexact=kept)
    if others.filter(~Q(pk=but.pk if but else None)).exists():
        raise ValidationError({"name": _taken(kept)})
    return kept


def _taken(name: str) -> str:
    return f"There is a person called “{name}” already. Choose another name."


def _keep_an_owner_beside(person: Person) -> None:
    """Refuse where nobody else could keep the house. The rows are locked, so two owners cannot send each other away."""
    owners = Person.objects.select_for_update().filter(role=Role.OWNER, user__is_active=True)
    found = list(owners.select_related("user").order_by("pk"))
    # who was invited and has no password yet cannot come in, and so keeps nothing
    others = [row for row in found if row.pk != person.pk and row.user.has_usable_password()]
    if not others and any(row.pk == person.pk for row in found):
        raise ValidationError("This is the only owner. Make another person an owner first.", code="last_owner")
