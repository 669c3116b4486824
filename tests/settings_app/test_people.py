"""Accounts, roles and one-time links."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from mediahub import access
from settings_app import people
from settings_app.models import LinkKind, OneTimeLink, Person, Preferences, Role, SignIn
from tests.login import PASSWORD, browser, make_person, owner_with_password, person_of

pytestmark = pytest.mark.django_db


def refused(problem: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(problem.value.messages)


def test_the_owner_of_local_mode_is_the_owner_of_login_mode(owner: User) -> None:
    assert person_of(owner).role == Role.OWNER
    assert people.use_link(people.owner_link(), password=PASSWORD, name="Ada").pk == owner.pk
    assert access.owner().pk == owner.pk
    assert access.owner().username == "Ada"


def test_an_owner_from_before_there_were_people_becomes_a_person() -> None:
    old = User.objects.create(username="owner", is_staff=True, is_superuser=True)
    assert people.house_owner().pk == old.pk
    assert person_of(old).role == Role.OWNER


@pytest.mark.parametrize(("superuser", "role"), [(True, Role.OWNER), (False, Role.MEMBER)])
def test_an_account_that_was_made_elsewhere_is_a_person_too(superuser: bool, role: str) -> None:
    made = User.objects.create(username="made elsewhere", is_superuser=superuser)
    assert people.person_of(made).role == role


def test_an_invited_person_sets_a_password_and_comes_in(owner: User) -> None:
    person, token = people.invite("  Mia  Berg ", Role.MEMBER, by=owner)
    user = people.use_link(token, password=PASSWORD)
    assert (user.username, person.role, user.is_staff, user.is_superuser) == ("Mia Berg", "member", False, False)
    assert user.check_password(PASSWORD)
    assert Preferences.objects.filter(owner=user).exists()


@pytest.mark.parametrize("name", ["mia", "MIA", " Mia ", "\uff2dia"])
def test_a_name_is_somebodys_in_whatever_letters(owner: User, name: str) -> None:
    people.invite("Mia", Role.MEMBER, by=owner)
    with pytest.raises(ValidationError, match="already") as problem:
        people.invite(name, Role.MEMBER, by=owner)
    assert list(problem.value.message_dict) == ["name"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b", "a\u202eb"])
def test_a_name_must_be_one(owner: User, name: str) -> None:
    with pytest.raises(ValidationError, match="1 to 60"):
        people.invite(name, Role.MEMBER, by=owner)


def test_an_unknown_role_is_refused_by_name(owner: User) -> None:
    with pytest.raises(ValidationError, match="no role “king”"):
        people.invite("Mia", "king", by=owner)


def test_a_link_works_once(owner: User) -> None:
    _, token = people.invite("Mia", Role.MEMBER, by=owner)
    people.use_link(token, password=PASSWORD)
    assert people.open_link(token) is None
    with pytest.raises(ValidationError, match="used already"):
        people.use_link(token, password="another good one 8")


@pytest.mark.django_db(transaction=True)
def test_a_link_that_two_open_at_once_is_one_persons(owner: User) -> None:
    token = people.invite("Mia", Role.MEMBER, by=owner)[1]
    barrier, worked = threading.Barrier(2), []

    def use(password: str) -> None:
        barrier.wait()
        try:
            people.use_link(token, password=password)
            worked.append(password)
        except ValidationError:
            pass
        connection.close()

    threads = [threading.Thread(target=use, args=(f"{PASSWORD} {number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(worked) == 1
    assert User.objects.get(username="Mia").check_password(worked[0])


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "at least 10"),
        ("1234567890987", "entirely numeric"),
        ("password1234", "too common"),
        ("miabergman1", "too similar"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_stays(owner: User, password: str, says: str) -> None:
    _, token = people.invite("MiaBergman", Role.MEMBER, by=owner)
    with pytest.raises(ValidationError) as problem:
        people.use_link(token, password=password)
    assert says in refused(problem)
    assert list(problem.value.message_dict) == ["password"]
    assert people.open_link(token) is not None


@pytest.mark.parametrize(
    ("kind", "hours"), [(LinkKind.OWNER, 24), (LinkKind.INVITATION, 7 * 24), (LinkKind.PASSWORD, 7 * 24)]
)
def test_a_link_is_good_for_its_time_and_no_longer(owner: User, kind: str, hours: int) -> None:
    token = people._make_link(LinkKind(kind), owner)
    link = OneTimeLink.objects.get()
    assert link.expires_at - link.made_at == pytest.approx(timedelta(hours=hours), abs=timedelta(seconds=5))
    OneTimeLink.objects.update(expires_at=timezone.now())
    assert people.open_link(token) is None


def test_a_new_link_ends_the_one_before(owner: User) -> None:
    first, second = people.owner_link(), people.owner_link()
    assert people.open_link(first) is None
    assert people.open_link(second) is not None


def test_of_a_link_only_a_digest_is_kept(owner: User) -> None:
    token = people.owner_link()
    row = OneTimeLink.objects.get()
    assert len(token) >= 22  # 128 bits in base64
    assert token not in str(OneTimeLink.objects.values_list().get())
    assert token not in f"{row!r}{row}"


def test_a_new_password_by_link_signs_out_everywhere(settings: Any, owner: User) -> None:
    settings.AUTH = "login"
    mia = make_person("Mia")
    signed_in = browser(mia)
    assert signed_in.get("/gallery").status_code == 200
    people.use_link(people.new_link(person_of(mia)), password="another good one 8")
    assert signed_in.get("/gallery").status_code == 302
    assert not SignIn.objects.filter(user=mia).exists()


@pytest.mark.parametrize("act", ["demote", "switch off"])
def test_the_last_owner_stays(owner: User, act: str) -> None:
    with pytest.raises(ValidationError, match="only owner"):
        people.set_role(person_of(owner), Role.MEMBER) if act == "demote" else people.switch_off(person_of(owner))
    assert person_of(owner).is_owner
    assert User.objects.get(pk=owner.pk).is_active


def test_an_invited_owner_who_has_no_password_yet_keeps_no_house(owner: User) -> None:
    people.invite("Ida", Role.OWNER, by=owner)
    with pytest.raises(ValidationError, match="only owner"):
        people.set_role(person_of(owner), Role.MEMBER)


def test_an_owner_who_is_switched_off_keeps_no_house(owner: User) -> None:
    second = make_person("Ida", Role.OWNER)
    people.switch_off(person_of(owner))
    assert people.house_owner().pk == second.pk
    with pytest.raises(ValidationError, match="only owner"):
        people.set_role(person_of(second), Role.VIEWER)


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_send_each_other_away_at_once(owner: User) -> None:
    both = [person_of(owner), person_of(make_person("Ida", Role.OWNER))]
    barrier = threading.Barrier(2)

    def demote(person: Person) -> None:
        barrier.wait()
        try:
            people.set_role(person, Role.MEMBER)
        except ValidationError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=demote, args=(person,)) for person in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Person.objects.filter(role=Role.OWNER).count() == 1


def test_a_role_carries_the_rights_of_the_admin(owner: User) -> None:
    owner.set_password("a long enough one")
    owner.save()
    ida = make_person("Ida", Role.OWNER)
    assert ida.is_staff
    assert ida.is_superuser
    people.set_role(person_of(ida), Role.MEMBER)
    ida.refresh_from_db()
    assert not ida.is_staff
    assert not ida.is_superuser


def test_a_viewer_sees_the_owners_gallery_or_anothers(owner: User) -> None:
    mia = make_person("Mia")
    assert people.shown_to(make_person("Vic", Role.VIEWER)) == owner
    assert people.shown_to(make_person("Vera", Role.VIEWER, sees=mia)) == mia
    assert people.shown_to(mia) == mia


def test_a_guest_of_the_owner_is_shown_no_other_owners_gallery(owner: User) -> None:
    vic, ida = make_person("Vic", Role.VIEWER), make_person("Ida", Role.OWNER)
    people.set_role(person_of(owner), Role.MEMBER)
    assert people.house_owner() == ida
    assert people.shown_to(User.objects.get(pk=vic.pk)) == owner


def test_an_owner_who_becomes_a_viewer_is_shown_the_other_owners_gallery(owner: User) -> None:
    ida = make_person("Ida", Role.OWNER)
    people.set_role(person_of(owner), Role.VIEWER)
    assert people.shown_to(User.objects.get(pk=owner.pk)) == ida


def test_a_viewer_is_nobodys_own_guest(owner: User) -> None:
    vic = make_person("Vic", Role.VIEWER)
    with pytest.raises(ValidationError, match="another person"):
        people.set_role(person_of(vic), Role.VIEWER, sees=vic)


def test_a_host_who_is_gone_leaves_the_guest_with_the_owner(owner: User) -> None:
    mia = make_person("Mia")
    vic = make_person("Vic", Role.VIEWER, sees=mia)
    mia.delete()
    assert people.shown_to(User.objects.get(pk=vic.pk)) == owner


def test_an_account_that_is_switched_off_gets_no_link(owner: User) -> None:
    mia = person_of(make_person("Mia"))
    people.switch_off(mia)
    with pytest.raises(ValidationError, match="Switch it on"):
        people.new_link(mia)


def test_switching_off_closes_open_links(owner: User) -> None:
    person, token = people.invite("Mia", Role.MEMBER, by=owner)
    people.switch_off(person)
    people.switch_on(person)
    assert people.open_link(token) is None


def test_there_is_an_owner_who_can_sign_in_once_the_link_was_used(owner: User) -> None:
    assert not people.owner_has_password()
    owner_with_password()
    assert people.owner_has_password()
