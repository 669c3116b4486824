"""No door takes an address that leads into a private network: no spelling, no redirect, no name that turns around."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from gallery.models import Asset, Upload
from generation import registry
from generation.fields import MadeBy, MediaInput
from generation.models import Job
from generation.providers.addresses import check_public
from generation.providers.downloads import download
from generation.providers.errors import ProviderError, Rejected, Unavailable
from tests.generation.hostile_addresses import EVERY, PRIVATE, SPELT, TWISTED
from tests.generation.loopback import Loopback, answer

REFUSED = "This address cannot be used: "


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every socket that was opened to anywhere."""
    opened: list[Any] = []
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def noting(self: socket.socket, address: Any, original: Any = original) -> Any:
            if self.family != socket.AF_UNIX:
                opened.append(address)
            return original(self, address)

        monkeypatch.setattr(socket.socket, name, noting)
    return opened


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What names resolve to: a list of answers each, given in turn, the last one for ever. Other names are unknown."""
    known: dict[str, list[list[str]]] = {}

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name not in known and not name.replace(".", "").isdigit():
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        answers = known.get(name, [[name]])
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(family[":" in number], socket.SOCK_STREAM, 6, "", (number, port)) for number in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def taken(try_one: Any, addresses: list[str]) -> list[str]:
    """Those of the addresses that were not refused with a sentence of ours."""
    through = []
    for url in addresses:
        try:
            try_one(url)
        except ProviderError as error:
            if getattr(error, "code", "") == "blocked_address" and error.message.startswith(REFUSED):
                continue
        through.append(url)
    return through


def test_there_are_enough_spellings() -> None:
    assert len(set(EVERY)) == len(EVERY) > 140


def test_no_spelling_is_passed_on(names: Any, connections: list[Any]) -> None:
    assert taken(check_public, EVERY) == []
    assert connections == []


def test_no_spelling_is_fetched(names: Any, connections: list[Any]) -> None:
    assert taken(lambda url: download(url, io.BytesIO(), cap_bytes=10), EVERY) == []
    assert connections == []


# -- the doors of the API and the pages --------------------------------------------------------------------------------


def _media_fields() -> list[tuple[str, str, str, int]]:
    """(model, its kind, field, how many files it needs): the first model of each set of fields."""
    found: dict[tuple[str, ...], list[tuple[str, str, str, int]]] = {}
    for spec in registry.every_spec():
        fields = {
            name: field
            for name, field in spec.params.base_fields.items()
            if isinstance(field, MediaInput) and not isinstance(field, MadeBy)
        }
        rows = [(spec.key, str(spec.kind), name, max(field.least, 1)) for name, field in fields.items()]
        found.setdefault((str(spec.kind), *fields), rows)
    return [row for rows in found.values() for row in rows]


FIELDS = _media_fields()
#: forms take away what is blank around a text, and with it the harm
POSTED = [url for url in EVERY if url == url.strip()]


def _refusal(response: Any, *expected: int) -> str:
    """ "" for a refusal in a sentence, else what came."""
    message = response.json().get("error", {}).get("message", "") if "json" in response["Content-Type"] else ""
    message = message or response.content.decode()
    is_sentence = response.status_code in expected and message.endswith(".") and "Traceback" not in message
    return "" if is_sentence else f"{response.status_code} {message[:200]}"


@pytest.mark.parametrize(("model", "kind", "field", "least"), FIELDS, ids=[f"{row[0]}-{row[2]}" for row in FIELDS])
def test_every_field_of_an_order_refuses(
    client: Any, owner: Any, names: Any, connections: list[Any], model: str, kind: str, field: str, least: int
) -> None:
    registry.switch(model, True)
    for url in ("http://169.254.169.254/x.png", "http://0x7f.1/x.png", "http://example.org:6379/x.png"):
        body = {"model": model, "prompt": "a boat", field: url if least == 1 else [url] * least}
        response = client.post(f"/api/{kind}s/generate", body, content_type="application/json")
        assert _refusal(response, 400, 404) == "", url
    assert (Job.objects.count(), Upload.objects.count(), connections) == (0, 0, [])


@pytest.mark.parametrize("name", ["image_url", "image", "image_urls", "images"])
def test_the_api_refuses_every_spelling(client: Any, owner: Any, names: Any, connections: list[Any], name: str) -> None:
    through = []
    for url in POSTED:
        value: Any = [url] if name.endswith("s") else url
        body = {"model": "gpt4o-image", "prompt": "a boat", name: value}
        response = client.post("/api/images/generate", body, content_type="application/json")
        if problem := _refusal(response, 400):
            through.append((url, problem))
    assert through == []
    assert (Job.objects.count(), Upload.objects.count(), connections) == (0, 0, [])


def test_the_pages_well_refuses_every_spelling(client: Any, owner: Any, names: Any, connections: list[Any]) -> None:
    through = []
    for url in POSTED:
        given = {"model": "gpt4o-image", "field": "images", "reference": url}
        if problem := _refusal(client.post("/generate/picture", given), 422):
            through.append((url, problem))
    assert through == []
    assert (Upload.objects.count(), connections) == (0, [])


def test_the_page_orders_nothing_with_such_an_address(
    client: Any, owner: Any, names: Any, connections: list[Any]
) -> None:
    for url in POSTED:
        client.post("/", {"model": "gpt4o-image", "prompt": "a boat", "aspect_ratio": "1:1", "images": url})
    assert (Job.objects.count(), Asset.objects.count(), connections) == (0, 0, [])


# -- what a provider answers -------------------------------------------------------------------------------------------

REDIRECTS = (301, 302, 303, 307, 308)


def _can_be_a_header(url: str) -> bool:
    return url.isascii() and url.isprintable()


@pytest.mark.parametrize("status", REDIRECTS)
def test_no_redirect_leads_inside(server: Loopback, names: Any, connections: list[Any], status: int) -> None:
    def follow(url: str) -> None:
        server.will(answer(status, "", Location=url))
        download(f"{server.url}/x", io.BytesIO(), cap_bytes=10, origins=(server.url,))

    hostile = [url for url in (*PRIVATE, *SPELT, *TWISTED) if _can_be_a_header(url) and "://" in url]
    relative = [url for url in hostile if url.startswith(("http:\\", "http:///"))]
    assert taken(follow, [url for url in hostile if url not in relative]) == []
    own = int(server.url.rpartition(":")[2])
    assert {address[1] for address in connections} == {own}


@pytest.mark.parametrize("location", ["//169.254.169.254/x", "//127.1/x", "///169.254.169.254/x", "\\\\127.0.0.1\\x"])
def test_a_redirect_without_a_scheme_is_judged_too(
    server: Loopback, names: Any, connections: list[Any], location: str
) -> None:
    server.will(answer(302, "", Location=location), answer(404))
    with pytest.raises((Rejected, Unavailable)):
        download(f"{server.url}/x", io.BytesIO(), cap_bytes=10, origins=(server.url,))
    own = int(server.url.rpartition(":")[2])
    assert {address[1] for address in connections} == {own}


def test_a_chain_of_redirects_is_judged_at_every_step(server: Loopback, connections: list[Any]) -> None:
    with Loopback() as elsewhere:
        server.will(answer(302, "", Location="/b"), answer(307, "", Location=f"{elsewhere.url}/secret"))
        with pytest.raises(Rejected):
            download(f"{server.url}/a", io.BytesIO(), cap_bytes=10, origins=(server.url,))
        assert elsewhere.seen == []


def test_another_port_scheme_or_spelling_of_a_vouched_origin_is_not_vouched_for(server: Loopback) -> None:
    port = server.url.rpartition(":")[2]
    others = [
        f"https://127.0.0.1:{port}/x",
        f"http://127.1:{port}/x",
        f"http://localhost:{port}/x",
        "http://127.0.0.1/x",
    ]
    assert taken(lambda url: download(url, io.BytesIO(), cap_bytes=10, origins=(server.url,)), others) == []
    assert server.seen == []


# -- names that turn around --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"])
def test_a_name_that_turns_around_between_check_and_use_is_not_reached(
    names: Any, connections: list[Any], inner: str
) -> None:
    names["turncoat.example"] = [["8.8.8.8"], [inner]]
    check_public("http://turncoat.example/x")
    with pytest.raises(Rejected, match="private network"):
        download("http://turncoat.example/x", io.BytesIO(), cap_bytes=10)
    assert connections == []


@pytest.mark.parametrize(
    "found", [["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"], ["2606:4700::1", "::1"]], ids=["last", "first", "six"]
)
def test_a_name_with_one_private_address_among_public_ones_is_refused(
    names: Any, connections: list[Any], found: list[str]
) -> None:
    names["mixed.example"] = [found]
    assert taken(check_public, ["https://mixed.example/x"]) == []
    assert taken(lambda url: download(url, io.BytesIO(), cap_bytes=10), ["http://mixed.example/x"]) == []
    assert connections == []


@pytest.mark.parametrize("name", ["127.0.0.1.nip.example", "xn--lcalhost-n4a.example", "localtest.example"])
def test_a_public_name_of_a_private_address_is_refused(names: Any, connections: list[Any], name: str) -> None:
    names[name] = [["127.0.0.1"]]
    assert taken(check_public, [f"https://{name}/x"]) == []
    assert connections == []


def test_a_callbacks_address_leads_nowhere(client: Any, owner: Any, connections: list[Any]) -> None:
    body = {"code": 200, "data": {"taskId": "t", "info": {"resultUrls": ["http://169.254.169.254/x"]}}}
    client.post("/callbacks/kie/forged", body, content_type="application/json")
    assert (Job.objects.count(), connections) == (0, [])
