"""API tokens: made once, found by digest, closed by time, revocation and switching off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from settings_app import people, tokens
from settings_app.models import ApiToken, Role, Scope
from tests.login import make_person, make_token, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia(owner: User) -> User:
    return make_person("Mia")


def test_a_token_is_found_by_its_text_alone(mia: User) -> None:
    row, plain = make_token(mia, Scope.READ)
    assert plain.startswith("mh_")
    assert len(plain) >= 3 + 27  # 160 bits in base64
    assert tokens.find(plain) == row
    assert tokens.find(f"{plain}x") is None
    assert tokens.find(row.digest) is None


def test_of_a_token_only_a_digest_and_its_end_are_kept(mia: User) -> None:
    row, plain = make_token(mia)
    assert plain not in str(ApiToken.objects.values_list().get())
    assert row.tail == plain[-4:]
    assert plain not in f"{row}{row!r}"


@pytest.mark.parametrize("end", ["revoked", "expired", "switched off"])
def test_a_token_that_is_closed_opens_nothing(mia: User, end: str) -> None:
    row, plain = make_token(mia)
    match end:
        case "revoked":
            assert tokens.revoke(mia, row.pk)
        case "expired":
            ApiToken.objects.update(expires_at=timezone.now())
        case _:
            people.switch_off(person_of(mia))
    assert tokens.find(plain) is None


def test_nobody_revokes_anothers(owner: User, mia: User) -> None:
    row, plain = make_token(mia)
    assert not tokens.revoke(owner, row.pk)
    assert tokens.find(plain)


def test_when_it_was_used_is_noted_once_a_minute(mia: User) -> None:
    _, plain = make_token(mia)
    tokens.find(plain)
    first = ApiToken.objects.get().last_used_at
    tokens.find(plain)
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    tokens.find(plain)
    assert ApiToken.objects.get().last_used_at >= first


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "expires_at"),
    ],
)
def test_a_wrong_wish_is_refused_by_its_field(mia: User, wrong: dict[str, Any], field: str) -> None:
    wish = {"name": "n8n", "scopes": [Scope.READ], "expires_at": None, **wrong}
    with pytest.raises(ValidationError) as problem:
        tokens.make(mia, wish["name"], wish["scopes"], expires_at=wish["expires_at"])
    assert list(problem.value.message_dict) == [field]
    assert not ApiToken.objects.exists()


def test_a_viewers_token_can_only_read(owner: User) -> None:
    vic = make_person("Vic", Role.VIEWER)
    assert tokens.make(vic, "frame", [Scope.READ])
    with pytest.raises(ValidationError, match="only read"):
        tokens.make(vic, "frame", [Scope.GENERATE])
