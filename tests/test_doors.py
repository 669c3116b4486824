"""Every address of the hub, tried with every method by everybody: the table of who may do what.

A row says, for reading (GET, HEAD, OPTIONS) and for changing (POST, PUT, PATCH, DELETE), what nobody, a viewer who is
the owner's guest, another member and the owner meet there, where the address names something of the owner's:

``+`` it answers; ``s`` sign in first (302 to the sign-in, 401 for programs); ``-`` refused (403); ``0`` not there
(404); ``g`` led to what is theirs. Then the scopes of a token that may read and that may change; "" for none.

An address that has no row here fails.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from gallery.models import Asset, Upload
from generation.models import Job, JobOutput, OutputState, State
from settings_app.models import ApiToken, Person, Role, Scope, SignIn
from tests.gallery import samples
from tests.login import HOST, browser, make_person, make_token, person_of, program

pytestmark = pytest.mark.django_db

READS, CHANGES = ("GET", "HEAD", "OPTIONS"), ("POST", "PUT", "PATCH", "DELETE")
PICTURE = samples.picture()
VISITORS = ("nobody", "viewer", "member", "owner")


class Door(NamedTuple):
    """What is met there by ``VISITORS``, and the scopes of tokens."""

    read: str
    change: str
    read_scope: str = ""
    change_scope: str = ""

    @property
    def is_open(self) -> bool:
        return self.read == "++++"


OPEN = Door("++++", "++++")
GALLERY_PAGE = Door("s+++", "s-++")
OWN_PAGE = Door("s-++", "s-++")
OWN_ROW = Door("s-0+", "s-0+")
ACCOUNT = Door("s+++", "s+++")
HOUSE = Door("s--+", "s--+")
DESCRIPTION = Door("s+++", "s+++", "read")
ORDERS = Door("s-++", "s-++", "read", "generate")
ORDER = Door("s-0+", "s-0+", "read", "generate")
VERB = Door("s-++", "s-0+", "read", "generate")
FACTS = Door("s-++", "s-++", "read", "read")
FILES = Door("s+++", "s-++", "read", "manage")
FILE = Door("s+0+", "s-++", "read", "manage")

DOORS: dict[str, Door] = {
    "healthz": OPEN,
    "readyz": OPEN,
    "favicon.ico": OPEN,
    "callbacks/<slug:provider>/<str:token>": Door("++++", "0000"),  # nobody's token
    "sign-in/": OPEN,
    "welcome/<str:token>": OPEN,
    "sign-out/": ACCOUNT,
    "metrics": Door("s--+", "s--+", "read"),
    # asking for media
    "": Door("sg++", "s-++"),
    "generate/switch": OWN_PAGE,
    "generate/models": OWN_PAGE,
    "generate/picker": OWN_PAGE,
    "generate/rows": OWN_PAGE,
    "generate/uses/<uuid:asset_id>": Door("s-0+", "s-++"),
    "generate/uses/<uuid:asset_id>/<slug:verb>": OWN_ROW,
    "generate/uses/<uuid:asset_id>/<slug:verb>/price": Door("s-++", "s-0+"),
    "generate/price": OWN_PAGE,
    "generate/picture": OWN_PAGE,
    "generate/gallery": OWN_PAGE,
    "generate/older": OWN_PAGE,
    "generate/feed": OWN_PAGE,
    "queue": OWN_PAGE,
    "queue/clear": OWN_PAGE,
    "spend": OWN_PAGE,
    "spend.csv": OWN_PAGE,
    "jobs/<uuid:job_id>": Door("s-0+", "s-++"),
    "jobs/<uuid:job_id>/files/<int:position>/save": Door("s-++", "s-0+"),
    "jobs/<uuid:job_id>/files/<int:position>/trash": Door("s-++", "s-0+"),
    "jobs/<uuid:job_id>/files/<int:position>/restore": Door("s-++", "s-0+"),
    "jobs/<uuid:job_id>/<slug:verb>": Door("s-++", "s-0+"),
    "api/images/generate": ORDERS,
    "api/videos/generate": ORDERS,
    "api/tasks": ORDERS,
    "api/tasks/<str:task_id>": Door("s-0+", "s-++", "read", "generate"),
    "api/tasks/<str:task_id>/events": Door("s-0+", "s-++", "read", "generate"),
    "api/tasks/<str:task_id>/cancel": VERB,
    "api/tasks/<str:task_id>/retry": VERB,
    "api/tasks/<str:task_id>/download": VERB,
    "api/tasks/<str:task_id>/look": VERB,
    "api/tasks/<str:task_id>/send-again": VERB,
    "api/tasks/<str:task_id>/give-up": VERB,
    "api/tasks/<str:task_id>/adopt": VERB,
    "api/tasks/<str:task_id>/allow": VERB,
    "api/tasks/<str:task_id>/hide": VERB,
    "api/models": FACTS,
    "api/models/<path:key>": FACTS,
    "api/models/<path:key>/price": FACTS,
    "api/queue": FACTS,
    "api/credits": FACTS,
    "api/spend": FACTS,
    # the gallery, where a viewer is a guest
    "gallery": GALLERY_PAGE,
    "gallery/clear": OWN_PAGE,
    "gallery/trash": OWN_PAGE,
    "gallery/trash/restore": OWN_PAGE,
    "gallery/trash/empty": OWN_PAGE,
    "gallery/tray": OWN_PAGE,
    "gallery/tray/save": OWN_PAGE,
    "gallery/tray/discard": OWN_PAGE,
    "asset/<uuid:asset_id>": Door("s+0+", "s-++"),
    "asset/<uuid:asset_id>/save": Door("s+++", "s-0+"),
    "asset/<uuid:asset_id>/trash": Door("s+++", "s-0+"),
    "asset/<uuid:asset_id>/restore": Door("s+++", "s-0+"),
    "api/media": FILES,
    "api/media/all": FILES,
    "api/media/save": FILES,
    "api/media/<uuid:media_id>": Door("s+0+", "s-0+", "read", "manage"),
    "api/media/<uuid:media_id>/file": FILE,
    "api/media/<uuid:media_id>/thumbnail": FILE,
    "api/media/<uuid:media_id>/uses": Door("s-0+", "s-++", "read", "read"),
    "api/media/<uuid:media_id>/save": Door("s+++", "s-0+", "read", "manage"),
    "api/media/<uuid:media_id>/restore": Door("s+++", "s-0+", "read", "manage"),
    "api/trash": Door("s-++", "s-++", "read", "manage"),
    "api/trash/<uuid:media_id>/thumbnail": Door("s-0+", "s-++", "read", "manage"),
    "api/uploads": ORDERS,
    "api/uploads/<uuid:upload_id>": Door("s-0+", "s-++", "read", "generate"),
    "api/uploads/<uuid:upload_id>/file": FILE,
    # one's own preferences, account and ways in
    "settings": Door("sg++", "s-++"),
    "settings/defaults": OWN_PAGE,
    "settings/storage": OWN_PAGE,
    "settings/budgets": OWN_PAGE,
    "settings/reset": OWN_PAGE,
    "settings/appearance": ACCOUNT,
    "settings/account": ACCOUNT,
    "settings/account/password": ACCOUNT,
    "settings/account/devices/end": ACCOUNT,
    "settings/account/devices/<int:device_id>/end": Door("s+++", "s00+"),
    "settings/tokens": ACCOUNT,
    "settings/tokens/<int:token_id>/revoke": Door("s+++", "s00+"),
    "api/settings": Door("s-++", "s-++", "read", "manage"),
    "api/me": Door("s+++", "s+++", "read"),
    "api/tokens": ACCOUNT,
    "api/tokens/<int:token_id>": Door("s00+", "s00+"),
    # the house
    "settings/models": HOUSE,
    "settings/providers/<slug:provider>/test": HOUSE,
    "settings/providers/<slug:provider>/<slug:field>": HOUSE,
    "settings/providers/<slug:provider>/<slug:field>/remove": HOUSE,
    "settings/people": HOUSE,
    "settings/people/<int:person_id>": HOUSE,
    "settings/people/<int:person_id>/link": HOUSE,
    "settings/people/<int:person_id>/switch": HOUSE,
    "settings/people/<int:person_id>/delete": HOUSE,
    "api/people": HOUSE,
    "api/people/<int:person_id>": HOUSE,
    "api/people/<int:person_id>/link": HOUSE,
    # what the API is like
    "api/": DESCRIPTION,
    "api/schema/": DESCRIPTION,
    "api/docs/": DESCRIPTION,
}


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Every route, as the resolver writes it."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


ROUTES = list(routes(get_resolver()))
ADMIN = [route for route in ROUTES if route.startswith("admin/")]


@dataclass
class House:
    """An owner with something of everything, a viewer who is the owner's guest, and a member with nothing."""

    owner: User
    viewer: User
    member: User
    values: dict[str, Any]
    trashed: Asset

    def address(self, route: str) -> str:
        """A route with the owner's rows in it; those of the trash where it is about the trash."""
        path = route.replace("<slug:verb>", "animate") if route.startswith("generate/uses/") else route
        for name, value in self.values.items():
            for converter in ("uuid", "int", "slug", "str", "path"):
                path = path.replace(f"<{converter}:{name}>", str(value))
        is_trash = route.startswith("api/trash/") or route.endswith("/restore")
        for live in (self.values["asset_id"],) if is_trash and "jobs/" not in route else ():
            path = path.replace(str(live), str(self.trashed.pk))
        return f"/{path}{QUERIES.get(route, '')}"

    def visitor(self, name: str) -> Client:
        return browser(None if name == "nobody" else getattr(self, name), raise_request_exception=False)


@pytest.fixture
def house(owner: User, settings: Any, tmp_path: Any) -> House:
    settings.AUTH = "login"
    for name in ("MEDIA", "THUMBS", "UPLOADS", "TMP"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        setattr(settings, f"{name}_DIR", folder)
    member, viewer = _person("Mia", Role.MEMBER), _person("Vic", Role.VIEWER)
    asset, trashed, upload = _asset(owner, tmp_path), _asset(owner, tmp_path, in_trash=True), _upload(owner, tmp_path)
    job = _job(owner, asset)
    elsewhere = Session.objects.create(pk="elsewhere", expire_date=timezone.now() + timedelta(days=1))
    values = {
        "asset_id": asset.pk, "media_id": asset.pk, "upload_id": upload.pk, "job_id": job.pk, "task_id": job.pk,
        "position": 0, "verb": "hide", "provider": "kie", "field": "api_key", "key": "veo3_fast", "token": "x",
        "person_id": person_of(member).pk, "token_id": make_token(owner)[0].pk,
        "device_id": SignIn.objects.create(user=owner, session=elsewhere).pk,
    }  # fmt: skip
    return House(owner, viewer, member, values, trashed)


def _person(name: str, role: str) -> User:
    user = User.objects.create(username=name)
    Person.objects.create(user=user, role=role)
    return user


def _asset(owner: User, folder: Any, *, in_trash: bool = False) -> Asset:
    key = uuid.uuid4()
    for place in ("media", "thumbs"):
        (folder / place / f"{key}.png").write_bytes(PICTURE)
    return Asset.objects.create(
        id=key, owner=owner, media_type="image", filename=f"{key}.png", thumbnail=f"{key}.png", mime="image/png",
        bytes=1, sha256="0" * 64, width=48, height=32, deleted_at=timezone.now() if in_trash else None,
    )  # fmt: skip


def _upload(owner: User, folder: Any) -> Upload:
    upload = Upload.objects.create(
        owner=owner, name="a.png", mime="image/png", extension="png", sha256="1" * 64, bytes=1, width=48, height=32
    )
    (folder / "uploads" / f"{upload.pk}.png").write_bytes(PICTURE)
    return upload


def _job(owner: User, asset: Asset) -> Job:
    job = Job(
        owner=owner, provider="kie", model="gpt4o-image", model_name="GPT-4o Image", kind="image", sandbox=True,
        state=State.FAILED, prompt="a lighthouse", params={"prompt": "a lighthouse"}, finished_at=timezone.now(),
    )  # fmt: skip
    Job.objects.bulk_create([job])
    JobOutput.objects.create(job=job, position=0, media_id=asset.pk, asset=asset, state=OutputState.STORED)
    return job


#: What an address asks for, where it would look at nothing else without it.
QUERIES = {"generate/gallery": "?model=gpt4o-image&field=images"}
BODIES = {
    "/generate/rows": b"model=gpt4o-image",
    "/generate/switch": b"model=gpt4o-image&to=veo3_fast",
    "/generate/models": b"model=gpt4o-image",
    "/generate/price": b"model=gpt4o-image",
    "/generate/picture": b"model=gpt4o-image&field=images",
}


def tried(client: Client, method: str, path: str) -> Any:
    """The answer to a request that leaves nothing behind in the database."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with contextlib.ExitStack() as undone:
        undone.enter_context(transaction.atomic())
        undone.callback(transaction.set_rollback, True)
        kind = "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
        body = BODIES.get(path, b"{}" if kind == "application/json" else b"") if method in CHANGES else b""
        answer = client.generic(method, path, body, content_type=kind)
        b"".join(getattr(answer, "streaming_content", ()))
    client.cookies.clear()
    client.cookies.load(cookies)
    return answer


def met(answer: Any) -> str:
    """The sign of the table for an answer."""
    place = answer.headers.get("Location", "")
    if answer.status_code == 401 or place.startswith("/sign-in/?next=") or place == "/sign-in/":
        return "s"
    if place in ("/gallery", "/settings/account") and answer.request["REQUEST_METHOD"] in READS:
        return "g"
    return {403: "-", 404: "0"}.get(answer.status_code, "+" if answer.status_code < 500 else str(answer.status_code))


def fits(signs: dict[str, str], expected: str) -> bool:
    """Whether what each method met is what the table says; a method that is none there (405) answers, in its way."""
    found = set(signs.values())
    match expected:
        case "0":  # among several methods, one at least has looked for the row
            return found <= {"0", "+"} and "0" in found
        case "g":
            return found <= {"g", "-"} and "g" in found
    return found == {expected}


def test_every_address_has_its_row() -> None:
    assert set(DOORS) == set(ROUTES) - set(ADMIN)


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("route", DOORS)
def test_each_address_lets_in_whom_the_table_names(house: House, route: str, visitor: str) -> None:
    client, path, at = house.visitor(visitor), house.address(route), VISITORS.index(visitor)
    door = DOORS[route]
    for methods, expected in ((READS, door.read[at]), (CHANGES, door.change[at])):
        answers = {method: tried(client, method, path) for method in methods}
        signs = {method: "+" if _signed_out(route, answer) else met(answer) for method, answer in answers.items()}
        assert fits(signs, expected), (path, expected, signs, [answer.status_code for answer in answers.values()])


def _signed_out(route: str, answer: Any) -> bool:
    """Signing out leads to the sign-in as well; of who was let in it takes the session."""
    return route == "sign-out/" and (answer.status_code == 405 or "sessionid" in answer.cookies)


@pytest.mark.parametrize("scope", Scope.values)
@pytest.mark.parametrize("route", DOORS)
def test_a_token_opens_what_its_scope_names(house: House, route: str, scope: str) -> None:
    """The owner's token: what it may not do, it may not for want of a scope alone."""
    try_token(house, route, "owner", [scope])


@pytest.mark.parametrize("visitor", ["viewer", "member"])
@pytest.mark.parametrize("route", DOORS)
def test_a_token_with_every_scope_goes_no_further_than_its_person(house: House, route: str, visitor: str) -> None:
    try_token(house, route, visitor, Scope.values)


def try_token(house: House, route: str, visitor: str, scopes: list[str]) -> None:
    row, token = make_token(getattr(house, visitor), Scope.READ)
    ApiToken.objects.filter(pk=row.pk).update(scopes=scopes)
    client, at, door = program(token, raise_request_exception=False), VISITORS.index(visitor), DOORS[route]
    for methods, needed, expected in (
        (READS, door.read_scope, door.read[at]),
        (CHANGES, door.change_scope, door.change[at]),
    ):
        signs = {method: met(tried(client, method, house.address(route))) for method in methods}
        assert fits(signs, expected if door.is_open or needed in scopes else "-"), (route, needed, expected, signs)


@pytest.mark.parametrize("route", ADMIN)
def test_the_admin_is_the_owners(house: House, route: str) -> None:
    path = f"/{route}"
    for old, new in (
        ("<path:object_id>", "1"),
        ("<int:content_type_id>/<path:object_id>", "1/1"),
        ("(?P<url>.*)$", "x"),
    ):
        path = path.replace(old, new)
    path = (
        path.replace("^(?P<app_label>", "").replace("<id>", "1") if "(?P<app_label>" not in path else "/admin/gallery/"
    )
    token = program(make_token(house.owner)[1], raise_request_exception=False)
    for method in ("GET", "POST"):
        assert met(tried(house.visitor("nobody"), method, path)) == "s"
        assert met(tried(house.visitor("member"), method, path)) == "-"
        assert met(tried(house.visitor("viewer"), method, path)) == "-"
        assert met(tried(token, method, path)) == "-"


@pytest.mark.parametrize(
    "route",
    [
        *("gallery", "asset/<uuid:asset_id>", "api/media/<uuid:media_id>", "api/media/<uuid:media_id>/file"),
        *("api/tasks/<str:task_id>", "jobs/<uuid:job_id>", "api/uploads/<uuid:upload_id>", "api/tasks", "api/media"),
    ],
)
def test_a_members_rows_are_not_the_owners(house: House, route: str) -> None:
    """The other way round: an owner keeps the house, and looks into nobody's drawers but through the admin."""
    for rows in (Asset, Upload, Job):
        rows.objects.update(owner=house.member)
    answer = tried(house.visitor("owner"), "GET", house.address(route))
    theirs = tried(house.visitor("member"), "GET", house.address(route))
    assert theirs.status_code == 200
    if "<" in route:
        assert answer.status_code == 404
    else:
        mark = str(house.values["task_id" if "task" in route else "asset_id"]).encode()
        assert mark in theirs.content
        assert mark not in answer.content


def test_a_guest_sees_no_trash_and_no_orders_of_the_host(house: House) -> None:
    client = house.visitor("viewer")
    assert client.get(f"/asset/{house.trashed.pk}").status_code == 404
    assert client.get(f"/api/media/{house.trashed.pk}").status_code == 404
    page = client.get("/gallery").content.decode()
    assert str(house.values["asset_id"]) in page
    assert str(house.trashed.pk) not in page


def test_a_guest_sees_only_what_the_host_has_kept(house: House) -> None:
    unsaved = house.values["asset_id"]
    Asset.objects.filter(pk=unsaved).update(keep_until=timezone.now() + timedelta(days=1))
    for address in (f"/asset/{unsaved}", f"/api/media/{unsaved}", f"/api/media/{unsaved}/file"):
        assert house.visitor("owner").get(address).status_code == 200
        assert house.visitor("viewer").get(address).status_code == 404
    assert house.visitor("viewer").get("/api/media?kept=no").json()["results"] == []
    assert house.visitor("viewer").get("/api/media").json()["results"] == []


def test_a_guest_is_not_told_what_a_file_cost_nor_the_hosts_notes(house: House) -> None:
    Asset.objects.filter(pk=house.values["asset_id"]).update(cost_usd=Decimal("0.3"), notes="for mother")
    told = {who: house.visitor(who).get(f"/api/media/{house.values['asset_id']}").json() for who in ("owner", "viewer")}
    assert (told["owner"]["cost_usd"], told["owner"]["notes"]) == (0.3, "for mother")
    assert (told["viewer"]["cost_usd"], told["viewer"]["notes"]) == (None, "")


def test_a_guest_of_a_member_sees_nothing_of_the_owner(house: House) -> None:
    guest = make_person("Vera", Role.VIEWER, sees=house.member)
    client = browser(guest)
    assert client.get("/api/media").json()["results"] == []
    assert client.get(f"/api/media/{house.values['asset_id']}/file").status_code == 404


@pytest.mark.parametrize("route", ROUTES)
def test_in_local_mode_a_tunnel_reaches_callbacks_alone(settings: Any, route: str) -> None:
    settings.PUBLIC_URL = "https://hub.example.org"
    expected = {200, 202, 404, 405} if route.startswith("callbacks/") else {404}
    path = "/callbacks/nobody/x" if route.startswith("callbacks/") else f"/{route}"
    for method in (*READS, *CHANGES):
        client = Client(raise_request_exception=False)
        for headers in ({"host": "hub.example.org"}, {"host": HOST, "x-forwarded-for": "203.0.113.9"}):
            assert client.generic(method, path, headers=headers).status_code in expected, (method, headers)
