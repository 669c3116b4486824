"""Whose word on the client, the scheme and the name is believed."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from mediahub.proxies import TrustedProxies


@pytest.fixture(autouse=True)
def _login_mode(settings: Any) -> None:
    settings.AUTH = "login"
    settings.TRUSTED_PROXIES = ("127.0.0.0/8", "::1/128", "10.0.0.0/8")


def after(peer: str, **headers: str) -> HttpRequest:
    """The request as what lies behind the middleware sees it."""
    seen: list[HttpRequest] = []
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=sent)
    TrustedProxies(lambda asked: (seen.append(asked), HttpResponse())[1])(request)
    return seen[0]


@pytest.mark.parametrize(
    ("peer", "told", "client"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("::1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("127.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9, nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.3", "10.0.0.3"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
        ("::ffff:203.0.113.9", "198.51.100.7", "203.0.113.9"),
    ],
)
def test_the_client_is_the_last_one_that_a_trusted_proxy_saw(peer: str, told: str, client: str) -> None:
    assert after(peer, X_Forwarded_For=told).META["REMOTE_ADDR"] == client


@pytest.mark.parametrize(("peer", "scheme"), [("127.0.0.1", "https"), ("203.0.113.9", "http")])
def test_the_scheme_is_a_trusted_proxys_word(peer: str, scheme: str) -> None:
    request = after(peer, X_Forwarded_Proto="https")
    assert (request.scheme, request.is_secure()) == (scheme, scheme == "https")


@pytest.mark.parametrize("told", ["ftp", "", "https; x"])
def test_a_scheme_that_is_none_is_not_taken(told: str) -> None:
    assert after("127.0.0.1", X_Forwarded_Proto=told).scheme == "http"


@pytest.mark.parametrize(("peer", "host"), [("127.0.0.1", "hub.example.org"), ("203.0.113.9", "testserver")])
def test_the_name_is_a_trusted_proxys_word(peer: str, host: str) -> None:
    assert after(peer, X_Forwarded_Host="Hub.Example.org", Host="testserver").get_host() == host


@pytest.mark.parametrize("peer", ["127.0.0.1", "203.0.113.9"])
def test_nothing_behind_it_reads_the_headers(peer: str) -> None:
    request = after(peer, X_Forwarded_For="198.51.100.7", X_Forwarded_Proto="https", X_Forwarded_Host="a.example")
    assert not [name for name in request.headers if name.startswith("X-Forwarded")]


def test_in_local_mode_nothing_is_taken_in(settings: Any) -> None:
    settings.AUTH = "local"
    request = after("127.0.0.1", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="https")
    assert (request.META["REMOTE_ADDR"], request.scheme) == ("127.0.0.1", "http")
    assert request.headers["X-Forwarded-For"] == "203.0.113.9"
