"""Signing in: what it counts, what it says, and the browsers that it remembers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone

from settings_app import people, sign_in
from settings_app.models import SignIn, SignInTry
from tests.login import PASSWORD, browser, make_person, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _login_mode(settings: Any, owner: User) -> None:
    settings.AUTH = "login"


@pytest.fixture
def mia() -> User:
    return make_person("Mia")


def asked(address: str = "10.0.0.9", user: Any = None) -> Any:
    """A request of a browser at this address."""
    request = RequestFactory().get("/", REMOTE_ADDR=address, headers={"user-agent": "Firefox"})
    request.session, request.user = SessionStore(), user or AnonymousUser()
    return request


def fail(name: str = "Mia", address: str = "10.0.0.9") -> None:
    with pytest.raises(sign_in.Refused) as problem:
        sign_in.sign_in(asked(address), name, "wrong")
    assert type(problem.value) is sign_in.Refused


def wait_for(name: str = "Mia", password: str = PASSWORD, address: str = "10.0.0.9") -> int:
    with pytest.raises(sign_in.TooManyTries) as problem:
        sign_in.sign_in(asked(address), name, password)
    return problem.value.wait


@pytest.mark.parametrize("name", ["Mia", "mia", "  MIA "])
def test_name_and_password_sign_in(mia: User, name: str) -> None:
    request = asked()
    assert sign_in.sign_in(request, name, PASSWORD) == mia
    assert auth.get_user(request) == mia


def test_a_session_gets_a_new_key(mia: User) -> None:
    request = asked()
    request.session["theme"] = "dark"
    request.session.create()
    before = request.session.session_key
    sign_in.sign_in(request, "Mia", PASSWORD)
    assert request.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


@pytest.mark.parametrize(
    ("name", "password"), [("Mia", "wrong"), ("Nobody", "wrong"), ("Mia", ""), ("", PASSWORD), ("owner", "")]
)
def test_wrong_names_and_wrong_passwords_get_the_same_words(mia: User, name: str, password: str) -> None:
    with pytest.raises(sign_in.Refused, match=r"^This name and this password do not belong together\.$"):
        sign_in.sign_in(asked(), name, password)


def test_an_unknown_name_costs_as_much_work_as_a_known_one(mia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    hasher = auth.hashers.get_hasher()
    encode = type(hasher).encode
    monkeypatch.setattr(type(hasher), "encode", lambda *given: (hashed.append("once"), encode(*given))[1])
    for name in ("Mia", "Nobody", "owner"):
        hashed.clear()
        fail(name)
        assert hashed == ["once"], name


def test_an_account_that_is_switched_off_stays_out(mia: User) -> None:
    people.switch_off(person_of(mia))
    with pytest.raises(sign_in.Refused):
        sign_in.sign_in(asked(), "Mia", PASSWORD)


@pytest.mark.parametrize("name", ["Mia", "Nobody"])
def test_the_sixth_try_has_to_wait_whoever_it_is(mia: User, name: str) -> None:
    for _ in range(5):
        fail(name)
    assert 0 < wait_for(name) <= 900


def test_other_spellings_of_a_name_give_no_more_tries(mia: User) -> None:
    for name in ("Mia", "MIA", " mia ", "m\u0131a", "M\u0131a"):  # PostgreSQL takes a dotless i for an i
        fail(name)
    assert wait_for("mia") > 0


def test_even_the_right_password_has_to_wait(mia: User) -> None:
    for _ in range(5):
        fail()
    wait_for(password=PASSWORD)


def test_waiting_does_not_begin_again_with_every_try(mia: User) -> None:
    for _ in range(5):
        fail()
    SignInTry.objects.update(at=timezone.now() - timedelta(minutes=14))
    assert wait_for() <= 60
    assert wait_for() <= 60
    SignInTry.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert sign_in.sign_in(asked(), "Mia", PASSWORD)


def test_the_words_say_how_long_to_wait(mia: User) -> None:
    assert sign_in.TooManyTries(30).message == "Too many tries. Wait 1 minute."
    assert sign_in.TooManyTries(61).message == "Too many tries. Wait 2 minutes."


def test_others_elsewhere_do_not_have_to_wait(mia: User) -> None:
    for _ in range(5):
        fail()
    assert sign_in.sign_in(asked("10.0.0.10"), "Mia", PASSWORD)


def test_many_names_from_one_address_are_too_many(mia: User) -> None:
    for number in range(20):
        fail(f"name {number}")
    wait_for()


@pytest.mark.parametrize(
    ("address", "same"),
    [("2001:db8::1", "2001:db8::ffff:1"), ("::ffff:10.0.0.9", "10.0.0.9"), ("fe80::1%eth0", "fe80::2")],
)
def test_an_ipv6_network_counts_as_one_address(mia: User, address: str, same: str) -> None:
    for _ in range(5):
        fail(address=address)
    wait_for(address=same)


def test_success_forgets_the_failures_before(mia: User) -> None:
    for _ in range(4):
        fail()
    sign_in.sign_in(asked(), "Mia", PASSWORD)
    assert not SignInTry.objects.exists()


def test_what_was_typed_as_a_name_is_not_kept(mia: User) -> None:
    fail("my password by mistake")
    assert "mistake" not in str(SignInTry.objects.values_list().get())


def test_old_tries_are_forgotten(mia: User) -> None:
    fail()
    SignInTry.objects.update(at=timezone.now() - timedelta(hours=1))
    fail("other")
    assert SignInTry.objects.count() == 1


def test_a_browser_is_listed_with_where_it_was_seen(mia: User) -> None:
    sign_in.sign_in(asked("10.0.0.7"), "Mia", PASSWORD)
    row = sign_in.sessions(mia).get()
    assert (row.address, row.agent) == ("10.0.0.7", "Firefox")


def test_a_browser_that_is_signed_out_is_out_at_its_next_request(mia: User) -> None:
    here, there = browser(mia), browser(mia)
    here.get("/gallery"), there.get("/gallery")
    doomed = SignIn.objects.get(session_id=there.session.session_key)
    assert sign_in.end(mia, doomed.pk)
    assert there.get("/gallery").status_code == 302
    assert here.get("/gallery").status_code == 200


def test_nobody_signs_out_anothers_browser(owner: User, mia: User) -> None:
    client = browser(mia)
    client.get("/gallery")
    assert not sign_in.end(owner, SignIn.objects.get().pk)
    assert client.get("/gallery").status_code == 200


def test_a_new_password_keeps_this_browser_and_ends_the_others(mia: User) -> None:
    other = browser(mia)
    other.get("/gallery")
    request = asked()
    sign_in.begin(request, mia)
    request.user = mia
    sign_in.change_password(request, PASSWORD, "another good one 8")
    assert other.get("/gallery").status_code == 302
    assert auth.get_user(request) == mia
    assert [row.session_id for row in sign_in.sessions(mia)] == [request.session.session_key]


@pytest.mark.parametrize(
    ("old", "new", "field"), [("wrong", "another good one 8", "old"), (PASSWORD, "short", "password")]
)
def test_a_refused_new_password_changes_nothing(mia: User, old: str, new: str, field: str) -> None:
    request = asked(user=mia)
    with pytest.raises(ValidationError) as problem:
        sign_in.change_password(request, old, new)
    assert list(problem.value.message_dict) == [field]
    assert User.objects.get(pk=mia.pk).check_password(PASSWORD)


def test_when_a_browser_was_seen_is_noted_once_a_minute(mia: User, django_assert_num_queries: Any) -> None:
    client = browser(mia)
    client.get("/gallery")
    first = SignIn.objects.get().last_seen_at
    client.get("/gallery")
    assert SignIn.objects.get().last_seen_at == first
    SignIn.objects.update(last_seen_at=timezone.now() - timedelta(minutes=2))
    client.get("/gallery")
    assert SignIn.objects.get().last_seen_at >= first


def test_a_session_in_use_does_not_end(mia: User) -> None:
    client = browser(mia)
    client.get("/gallery")
    Session.objects.update(expire_date=timezone.now() + timedelta(days=2))
    SignIn.objects.update(last_seen_at=timezone.now() - timedelta(minutes=2))
    answer = client.get("/gallery")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(days=13)
    assert answer.cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    assert answer.cookies["sessionid"]["httponly"]
    assert answer.cookies["sessionid"]["samesite"] == "Lax"


def test_a_session_whose_time_is_over_is_nobodys(mia: User) -> None:
    client = browser(mia)
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/gallery").status_code == 302
