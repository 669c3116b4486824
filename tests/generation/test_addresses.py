"""Addresses that somebody gave: which lead into a private network, in whatever spelling."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from generation.providers.addresses import check_public
from generation.providers.errors import Rejected

PRIVATE = [
    "http://127.0.0.1/x",
    "http://127.0.0.1:8000/x",
    "http://127.1/x",
    "http://2130706433/x",
    "http://0x7f000001/x",
    "http://0x7f.1/x",
    "http://0177.0.0.1/x",
    "http://017700000001/x",
    "http://127.0.0.1./x",
    "http://127%2e0%2e0%2e1/x",
    "http://１２７.0.0.1/x",
    "http://①②⑦.⓪.⓪.①/x",
    "http://127。0。0。1/x",
    "http://0/x",
    "http://0.0.0.0/x",
    "http://localhost/x",
    "http://LOCALHOST./x",
    "http://ⓛocalhost/x",
    "http://app.localhost/x",
    "http://[::1]/x",
    "http://[::]/x",
    "http://[0:0:0:0:0:0:0:1]/x",
    "http://[::ffff:127.0.0.1]/x",
    "http://[::ffff:7f00:1]/x",
    "http://[::127.0.0.1]/x",
    "http://[64:ff9b::7f00:1]/x",
    "http://[64:ff9b:1::a00:1]/x",
    "http://[2002:7f00:1::]/x",
    "http://[2001:0:7f00:1::]/x",
    "http://[fe80::1]/x",
    "http://[fe80::1%25eth0]/x",
    "http://[fc00::1]/x",
    "http://[fd12:3456::1]/x",
    "http://[ff02::1]/x",
    "http://[5f00::1]/x",
    "http://[3fff::1]/x",
    "http://10.0.0.1/x",
    "http://172.16.5.4/x",
    "http://192.168.1.1/x",
    "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/x",
    "http://192.0.0.170/x",
    "http://192.88.99.1/x",
    "http://198.18.0.1/x",
    "http://203.0.113.5/x",
    "http://224.0.0.1/x",
    "http://255.255.255.255/x",
]

NOT_PLAIN = [
    "ftp://example.org/x",
    "file:///etc/passwd",
    "gopher://example.org/x",
    "//example.org/x",
    "https:///x",
    "https://user@example.org/x",
    "https://user:word@example.org/x",
    "https://example.org\\@127.0.0.1/x",
    "https://example.org/a b",
    "https://example.org/\n",
    "https://example.org:port/x",
    "https://[::1/x",
    "",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_a_private_address_is_refused_in_any_spelling(url: str) -> None:
    with pytest.raises(Rejected) as caught:
        check_public(url)
    assert caught.value.code == "blocked_address"


@pytest.mark.parametrize("url", NOT_PLAIN)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(Rejected) as caught:
        check_public(url)
    assert caught.value.code == "blocked_address"


@pytest.mark.parametrize(
    "url", ["http://8.8.8.8/x", "https://93.184.215.14:8443/x", "https://[2606:2800:21f:cb07::1]/x"]
)
def test_a_public_address_passes(url: str) -> None:
    check_public(url)


def _resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_a_name_that_resolves_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _resolving(monkeypatch, "10.1.2.3")
    with pytest.raises(Rejected):
        check_public("https://innocent.example/x")


def test_a_name_with_one_public_and_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _resolving(monkeypatch, "8.8.8.8", "127.0.0.1")
    with pytest.raises(Rejected):
        check_public("https://innocent.example/x")


def test_a_name_that_resolves_to_public_addresses_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    _resolving(monkeypatch, "8.8.8.8", "8.8.4.4")
    check_public("https://example.org/x")


def test_a_name_that_does_not_resolve_here_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    _resolving(monkeypatch)
    check_public("https://only-the-provider-knows.example/x")


def test_a_name_that_is_no_name_passes_without_an_error() -> None:
    check_public(f"https://{'a' * 64}.example/x")
