"""People of a hub in login mode, and browsers and programs that ask for them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from settings_app import people, tokens
from settings_app.models import ApiToken, Person, Role, Scope

PASSWORD = "a green lamp at 7"
HOST = "127.0.0.1:8000"


def make_person(name: str, role: str = Role.MEMBER, *, sees: User | None = None) -> User:
    """An account with ``PASSWORD``, made the way the owner makes one."""
    person, link = people.invite(name, role, by=people.house_owner(), sees=sees)
    people.use_link(link, password=PASSWORD)
    return User.objects.get(pk=person.user_id)


def owner_with_password() -> User:
    """The owner, whose account was opened with the link of the first start."""
    return people.use_link(people.owner_link(), password=PASSWORD, name="owner")


def person_of(user: User) -> Person:
    return Person.objects.get(user=user)


def browser(user: User | None = None, **options: Any) -> Client:
    """A browser of this person, or of nobody."""
    client = Client(headers={"host": HOST}, **options)
    if user is not None:
        client.force_login(user)
    return client


def program(token: str, **options: Any) -> Client:
    """A program that shows a token."""
    return Client(headers={"host": HOST, "authorization": f"Bearer {token}"}, **options)


def make_token(user: User, *scopes: str) -> tuple[ApiToken, str]:
    return tokens.make(user, "a program", scopes or Scope.values)
