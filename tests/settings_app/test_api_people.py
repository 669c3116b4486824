"""/api/me, /api/tokens, /api/people: the pages' words and verbs, in a session alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from settings_app import people, tokens
from settings_app.models import ApiToken, Person
from tests.settings_app.conftest import PASSWORD, signed_in

pytestmark = pytest.mark.django_db
JSON = "application/json"


def send(client: Client, path: str, method: str = "POST", **body: Any) -> Any:
    return client.generic(method, path, json.dumps(body), content_type=JSON)


def path_of(user: User, rest: str = "") -> str:
    return f"/api/people/{people.person_of(user).pk}{rest}"


def error(answer: Any) -> tuple[int, str, str]:
    told = answer.json()["error"]
    return answer.status_code, told["code"], told.get("field", "")


# -- me


def test_me_says_who_asks(ada: Client, arrive: Any) -> None:
    assert ada.get("/api/me").json() == {"name": "ada", "role": "owner", "sees": None, "mode": "login", "token": None}
    alan = signed_in(arrive("alan", "viewer"))
    assert alan.get("/api/me").json()["sees"] == "ada"


def test_me_in_local_mode_is_the_owner(client: Client) -> None:
    told = client.get("/api/me").json()
    assert (told["role"], told["mode"]) == ("owner", "local")


# -- tokens


def test_a_token_is_made_listed_and_revoked(ada: Client) -> None:
    made = send(ada, "/api/tokens", name="Backup", scopes=["read"], expires_in=30)
    assert made.status_code == 201
    assert tokens.find(made.json()["token"])
    (listed,) = ada.get("/api/tokens").json()["results"]
    assert listed["last_four"] == made.json()["token"][-4:]
    assert "token" not in listed
    assert ada.delete(f"/api/tokens/{listed['id']}").status_code == 204
    assert ada.get(f"/api/tokens/{listed['id']}").status_code == 404
    assert tokens.find(made.json()["token"]) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"scopes": ["read"]}, (400, "invalid", "name")),
        ({"name": "x"}, (400, "invalid", "scopes")),
        ({"name": "x", "scopes": "read"}, (400, "invalid", "scopes")),
        ({"name": "x", "scopes": ["admin"]}, (400, "invalid", "scopes")),
        ({"name": True, "scopes": ["read"]}, (400, "invalid", "name")),
        ({"name": "x", "scopes": ["read"], "expires_in": 5}, (400, "invalid", "expires_in")),
        ({"name": "x", "scopes": ["read"], "expires_at": "2030-01-01"}, (400, "unknown_field", "expires_at")),
    ],
)
def test_a_refused_token_names_the_field(ada: Client, body: dict[str, Any], expected: tuple[int, str, str]) -> None:
    assert error(send(ada, "/api/tokens", **body)) == expected
    assert not ApiToken.objects.exists()


def test_a_token_makes_no_tokens(house: Any) -> None:
    _, plain = tokens.make(house, "All", ["read", "generate", "manage"])
    program = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {plain}"})
    for path in ("/api/tokens", "/api/people"):
        assert error(program.get(path))[:2] == (403, "token_scope")
        assert error(send(program, path, name="x", scopes=["read"], role="member"))[0] == 403


# -- people


def test_an_invitation_answers_with_the_link(ada: Client, client: Client) -> None:
    answer = send(ada, "/api/people", name="grace", role="member")
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    path = answer.json()["link"].removeprefix("http://127.0.0.1:8000")
    assert client.post(path, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert [person["name"] for person in ada.get("/api/people").json()["results"]] == ["ada", "grace"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": "Ada", "role": "member"}, (400, "invalid", "name")),
        ({"role": "member"}, (400, "invalid", "name")),
        ({"name": "grace", "role": "king"}, (400, "invalid", "role")),
        ({"name": "grace", "role": "viewer", "sees": 999}, (400, "invalid", "sees")),
        ({"name": "grace", "role": "member", "password": "x"}, (400, "unknown_field", "password")),
    ],
)
def test_a_refused_invitation_names_the_field(
    ada: Client, body: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    assert error(send(ada, "/api/people", **body)) == expected
    assert Person.objects.count() == 1


def test_a_person_is_changed_by_parts(ada: Client, arrive: Any) -> None:
    grace, alan = arrive("grace"), arrive("alan")
    changed = send(ada, path_of(alan), "PATCH", role="viewer", sees=people.person_of(grace).pk).json()
    assert (changed["role"], changed["sees"], changed["active"]) == ("viewer", "grace", True)
    changed = send(ada, path_of(alan), "PATCH", active=False).json()
    assert (changed["role"], changed["sees"], changed["active"]) == ("viewer", "grace", False)


def test_the_last_owner_cannot_go(ada: Client, house: Any) -> None:
    assert send(ada, path_of(house), "PATCH", role="member").status_code == 400
    assert error(send(ada, path_of(house), "PATCH", active=False))[:2] == (409, "not_possible")
    assert error(ada.delete(path_of(house, "?files=keep")))[:2] == (409, "not_possible")
    assert people.person_of(User.objects.get(pk=house.pk)).is_owner


def test_deleting_wants_to_know_about_the_files(ada: Client, arrive: Any) -> None:
    grace = arrive("grace")
    path = path_of(grace)
    assert error(ada.delete(path)) == (400, "invalid", "files")
    assert ada.delete(f"{path}?files=keep").status_code == 204
    assert ada.get(path).status_code == 404


def test_a_new_link_takes_the_place_of_the_old_one(ada: Client, house: Any, client: Client) -> None:
    _, old = people.invite("grace", "member", by=house)
    grace = User.objects.get(username="grace")
    answer = ada.post(path_of(grace, "/link"))
    assert answer.status_code == 201
    assert people.open_link(old) is None
    assert people.open_link(answer.json()["link"].rpartition("/")[2])


def test_local_mode_says_why_there_is_nothing(client: Client) -> None:
    for path in ("/api/tokens", "/api/people", "/api/people/1", "/api/tokens/1"):
        assert error(client.get(path))[:2] == (409, "local_mode")
    assert error(send(client, "/api/people", name="grace", role="member"))[:2] == (409, "local_mode")
