"""The doors of login mode: names, sessions, tokens, origins, and what each refusal says."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from mediahub import access
from settings_app import people
from settings_app.models import Role, Scope, SignIn
from tests.login import HOST, browser, make_person, make_token, person_of, program

pytestmark = pytest.mark.django_db

JSON = "application/json"


@pytest.fixture(autouse=True)
def _login_mode(settings: Any) -> None:
    settings.AUTH = "login"


@pytest.fixture
def mia(owner: User) -> User:
    return make_person("Mia")


def under(host: str, path: str = "/healthz") -> int:
    return Client().get(path, headers={"host": host}).status_code


# names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "192.168.1.4:8000", "[::1]:8000", "[fd00::1]"])
def test_it_answers_under_every_address_and_localhost(host: str) -> None:
    assert under(host) == 200


def test_it_answers_under_this_machines_name() -> None:
    name = socket.gethostname()
    assert under(f"{name}:8000") == 200
    assert under(f"{name.partition('.')[0].upper()}.local") == 200


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.nip.io", "2130706433", "", "::1", "1.2.3", "[example.org]"])
def test_it_answers_under_no_other_name(host: str) -> None:
    assert under(host) == 400


def test_the_refusal_of_a_name_says_what_to_set() -> None:
    answer = Client().get("/api/media", headers={"host": "example.org"})
    assert "MEDIAHUB_PUBLIC_URL" in answer.json()["error"]["message"]


def test_under_the_public_name_everything_answers(settings: Any, mia: User) -> None:
    settings.PUBLIC_URL = "https://hub.example.org"
    client = browser(mia)
    assert client.get("/gallery", headers={"host": "hub.example.org"}).status_code == 200
    assert under("hub.example.org", "/gallery") == 302


# nobody ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [("/", "/sign-in/"), ("/gallery?type=image&q=a", "/sign-in/?next=%2Fgallery%3Ftype%3Dimage%26q%3Da")],
)
def test_a_page_leads_to_the_sign_in_and_back(owner: User, path: str, leads_to: str) -> None:
    assert browser().get(path).headers["Location"] == leads_to


def test_a_script_on_a_page_is_sent_to_the_sign_in(owner: User) -> None:
    sent = {"HX-Request": "true", "HX-Current-URL": f"http://{HOST}/queue?x=1"}
    answer = browser().get("/generate/feed", headers=sent)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in/?next=%2Fqueue%3Fx%3D1")


def test_a_program_is_told_how_to_come_in(owner: User) -> None:
    answer = browser().get("/api/media")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["error"]["code"] == "not_signed_in"


@pytest.mark.parametrize("token", ["", "mh_unknown-unknown-unknown", "unknown"])
def test_a_token_that_is_none_opens_nothing(owner: User, token: str) -> None:
    assert program(token).get("/api/media").status_code == 401


def test_a_bad_token_is_called_so(owner: User) -> None:
    assert program("mh_unknown-unknown-unknown").get("/api/media").json()["error"]["code"] == "bad_token"


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/gallery/asset/"])
def test_the_admin_has_no_door_of_its_own(mia: User, path: str) -> None:
    for method in ("get", "post"):
        assert getattr(browser(), method)(path).headers["Location"].startswith("/sign-in/")
        assert getattr(browser(mia), method)(path).status_code == 403


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_change/"])
def test_passwords_are_tried_where_tries_are_counted(owner: User, path: str) -> None:
    for method in ("get", "post"):
        assert getattr(browser(owner), method)(path).headers["Location"] == "/settings/account"


# people ---------------------------------------------------------------------------------------------------------------


def test_a_person_sees_rows_of_their_own(owner: User, mia: User) -> None:
    assert browser(mia).get("/api/me").json()["name"] == "Mia"
    assert access.whose(type("Asked", (), {"user": mia})) == mia


def test_a_person_who_is_switched_off_is_out_at_once(mia: User) -> None:
    client = browser(mia)
    assert client.get("/gallery").status_code == 200
    people.switch_off(person_of(mia))
    assert client.get("/gallery").status_code == 302


def test_a_new_role_counts_at_once(owner: User, mia: User) -> None:
    client = browser(mia)
    assert client.get("/queue").status_code == 200
    people.set_role(person_of(mia), Role.VIEWER)
    assert client.get("/queue").status_code == 403


@pytest.mark.parametrize(("path", "leads_to"), [("/", "/gallery"), ("/settings", "/settings/account")])
def test_a_viewer_is_led_to_what_is_theirs(owner: User, path: str, leads_to: str) -> None:
    assert browser(make_person("Vic", Role.VIEWER)).get(path).headers["Location"] == leads_to


def test_only_the_owner_changes_keys_of_providers(owner: User, mia: User) -> None:
    body = {"kie_api_key": "a-key-of-nobody-1234"}
    answer = browser(mia).put("/api/settings", body, content_type=JSON)
    assert (answer.status_code, answer.json()["error"]["field"]) == (403, "kie_api_key")
    assert program(make_token(owner)[1]).put("/api/settings", body, content_type=JSON).status_code == 403
    assert browser(owner).put("/api/settings", body, content_type=JSON).status_code == 200


def test_a_member_does_not_see_the_ends_of_keys(settings: Any, owner: User, mia: User) -> None:
    settings.KIE_API_KEY = "hunter2hunter2-4f2c"
    assert "4f2c" in browser(owner).get("/api/settings").content.decode()
    assert "4f2c" not in browser(mia).get("/api/settings").content.decode()


def test_a_session_that_was_made_elsewhere_is_listed_too(mia: User) -> None:
    client = browser(mia)
    client.get("/gallery")
    assert SignIn.objects.get(user=mia).session_id == client.session.session_key


# tokens, sessions and origins -----------------------------------------------------------------------------------------


def test_a_program_with_a_token_needs_no_other(mia: User) -> None:
    client = program(make_token(mia)[1], enforce_csrf_checks=True)
    assert client.patch("/api/settings", {"keep_prompt": True}, content_type=JSON).status_code == 200
    assert client.post("/api/uploads", {"data": "x"}, content_type="multipart/form-data; boundary=x").status_code == 400


def test_a_session_needs_the_pages_token(mia: User) -> None:
    client = browser(mia, enforce_csrf_checks=True)
    assert client.patch("/api/settings", {"keep_prompt": True}, content_type=JSON).status_code == 403


def test_a_session_beside_a_token_is_a_session(owner: User, mia: User) -> None:
    client = browser(mia, enforce_csrf_checks=True)
    shown = {"authorization": f"Bearer {make_token(owner)[1]}"}
    assert client.get("/api/me", headers=shown).json()["name"] == "Mia"
    assert client.patch("/api/settings", {"keep_prompt": True}, content_type=JSON, headers=shown).status_code == 403


def test_another_sites_page_changes_nothing(mia: User) -> None:
    answer = browser(mia).post("/settings/appearance", {"theme": "dark"}, headers={"origin": "http://evil.example"})
    assert (answer.status_code, "theme" in answer.cookies) == (403, False)


@pytest.mark.parametrize(("origin", "status"), [("https://hub.example.org", 302), ("https://other.example.org", 403)])
def test_a_proxy_that_does_not_name_the_scheme_is_no_other_site(
    settings: Any, mia: User, origin: str, status: int
) -> None:
    settings.PUBLIC_URL = "https://hub.example.org"
    sent = {"origin": origin, "host": "hub.example.org"}
    assert browser(mia).post("/settings/appearance", {"theme": "dark"}, headers=sent).status_code == status


def test_a_token_that_may_not_says_which_scope_is_missing(mia: User) -> None:
    answer = program(make_token(mia, Scope.READ)[1]).delete("/api/media/all")
    assert answer.status_code == 403
    assert answer.json()["error"] == {
        "code": "token_scope",
        "message": "This needs a token with the scope “manage”.",
    }


def test_a_token_goes_no_further_than_its_person_now(mia: User) -> None:
    client = program(make_token(mia)[1])
    assert client.get("/api/tasks").status_code == 200
    people.set_role(person_of(mia), Role.VIEWER)
    assert client.get("/api/tasks").status_code == 403
    assert client.get("/api/media").status_code == 200


def test_local_mode_knows_no_tokens_and_no_sessions(settings: Any, owner: User, mia: User) -> None:
    settings.AUTH = "local"
    for client in (browser(), browser(mia), program(make_token(mia)[1])):
        answer = client.get("/api/settings")
        assert answer.status_code == 200
        assert answer.wsgi_request.user == owner
