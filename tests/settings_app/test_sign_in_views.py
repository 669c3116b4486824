"""The door as pages: signing in and out, one-time links, passwords and devices."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from settings_app import people, sign_in
from settings_app.models import OneTimeLink, SignIn
from tests.settings_app.conftest import PASSWORD, signed_in

pytestmark = pytest.mark.django_db
NEW = "seven green kites"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def try_in(client: Client, password: str = "wrong", name: str = "ada", **more: str) -> Any:
    return client.post("/sign-in/", {"name": name, "password": password, **more})


# -- signing in


def test_a_right_password_leads_to_where_one_wanted_to_be(client: Client, house: Any) -> None:
    answer = try_in(client, PASSWORD, next="/gallery?type=image")
    assert (answer.status_code, answer["Location"]) == (302, "/gallery?type=image")
    assert client.get("/queue").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "/sign-out/", "/welcome/x", ""],
)
def test_it_never_leads_elsewhere(client: Client, house: Any, elsewhere: str) -> None:
    assert try_in(client, PASSWORD, next=elsewhere)["Location"] == "/"


def test_the_page_carries_on_where_one_wanted_to_be(client: Client, house: Any) -> None:
    asked = client.get("/queue")
    page = text(client.get(asked["Location"]))
    assert '<input type="hidden" name="next" value="/queue">' in page


def test_a_wrong_password_and_an_unknown_name_get_the_same_page(client: Client, house: Any) -> None:
    wrong, unknown = try_in(client), try_in(client, name="adb")
    assert wrong.status_code == unknown.status_code == 422
    assert shape(wrong) == shape(unknown).replace('value="adb"', 'value="ada"')
    assert "do not belong together" in text(wrong)


def shape(answer: Any) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text(answer))


def test_a_refused_sign_in_keeps_the_name_and_not_the_password(client: Client, house: Any) -> None:
    page = text(try_in(client, "a wrong password", next="/queue"))
    assert 'value="ada"' in page
    assert 'value="/queue"' in page
    assert "a wrong password" not in page


def test_an_empty_form_says_what_is_missing(client: Client, house: Any) -> None:
    page = text(try_in(client, "", name=""))
    assert "Give a name." in page
    assert "Give a password." in page


def test_too_many_tries_are_told_to_wait_even_with_the_right_password(client: Client, house: Any) -> None:
    for _ in range(sign_in.MOST_BY_NAME):
        try_in(client)
    answer = try_in(client, PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 15 * 60
    assert re.search(r"Too many tries\. Wait \d+ minutes?\.", text(answer))


def test_who_is_signed_in_already_is_led_on(ada: Client) -> None:
    answer = ada.get("/sign-in/?next=/queue")
    assert (answer.status_code, answer["Location"]) == (302, "/queue")


def test_a_session_gets_a_new_key_at_sign_in(client: Client, house: Any) -> None:
    client.cookies["sessionid"] = "a" * 32
    try_in(client, PASSWORD)
    assert client.cookies["sessionid"].value != "a" * 32
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_the_door_is_never_kept_and_its_address_goes_nowhere(client: Client, house: Any) -> None:
    for path in ("/sign-in/", f"/welcome/{people.owner_link()}", "/welcome/unknown"):
        answer = client.get(path)
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "strict-origin"


def test_signing_out_takes_a_post_and_ends_the_session(ada: Client) -> None:
    assert ada.get("/sign-out/").status_code == 405
    assert ada.post("/sign-out/")["Location"] == "/sign-in/"
    assert ada.get("/queue").status_code == 302
    assert not Session.objects.exists()


def test_in_local_mode_there_is_no_door(client: Client) -> None:
    for path in ("/sign-in/", "/welcome/anything"):
        assert client.get(path)["Location"] == "/"
    assert client.post("/sign-out/")["Location"] == "/"


def test_in_local_mode_the_pages_of_the_account_say_why_they_are_empty(client: Client) -> None:
    for path in ("/settings/account", "/settings/tokens", "/settings/people"):
        page = text(client.get(path))
        assert "In local mode" in page
        assert "MEDIAHUB_AUTH=login" in page
    assert client.post("/settings/tokens", {"name": "x", "scopes": ["read"]}).status_code == 200
    assert not people.everyone().filter(user__api_tokens__isnull=False).exists()


# -- one-time links


def use(client: Client, token: str, password: str = NEW, again: str = "", **more: str) -> Any:
    return client.post(f"/welcome/{token}", {"password": password, "again": again or password, **more})


def test_the_owner_chooses_name_and_password_and_is_in(client: Client, login_mode: Any) -> None:
    token = people.owner_link()
    assert "Create the owner's account" in text(client.get(f"/welcome/{token}"))
    assert use(client, token, name="Ada")["Location"] == "/"
    assert client.get("/settings/people").status_code == 200
    assert people.house_owner().get_username() == "Ada"


def test_an_invited_person_sets_a_password_and_is_in(client: Client, house: Any) -> None:
    _, token = people.invite("grace", "member", by=house)
    assert "Welcome, grace" in text(client.get(f"/welcome/{token}"))
    use(client, token)
    assert client.get("/queue").status_code == 200


def test_a_link_works_once(client: Client, house: Any) -> None:
    _, token = people.invite("grace", "member", by=house)
    use(client, token)
    answer = use(Client(headers={"host": "127.0.0.1"}), token, password="another password")
    assert answer.status_code == 410
    assert "does not work any more" in text(answer)


def test_a_link_dies_with_its_time(client: Client, house: Any) -> None:
    _, token = people.invite("grace", "member", by=house)
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(f"/welcome/{token}").status_code == 410
    assert use(client, token).status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", "short", "at least 10 characters"),
        ("8675309867", "8675309867", "entirely numeric"),
        ("gracehopper1", "gracehopper1", "too similar"),
        (NEW, "seven green kits", "The two passwords differ."),
        ("", "", "Give a password."),
    ],
)
def test_a_refused_password_leaves_the_link_as_it_was(
    client: Client, house: Any, password: str, again: str, words: str
) -> None:
    _, token = people.invite("gracehopper", "member", by=house)
    answer = client.post(f"/welcome/{token}", {"password": password, "again": again})
    assert answer.status_code == 422
    assert words in text(answer)
    assert use(client, token).status_code == 302


def test_a_name_that_is_taken_is_refused_and_kept(client: Client, arrive: Any) -> None:
    arrive("grace")
    token = people.owner_link()
    answer = use(client, token, name="Grace")
    assert answer.status_code == 422
    assert "There is a person called “Grace” already." in text(answer)
    assert 'value="Grace"' in text(answer)


def test_a_link_opened_by_somebody_who_is_in_changes_who_is_in(ada: Client, house: Any) -> None:
    _, token = people.invite("grace", "member", by=house)
    use(ada, token)
    assert "Account of grace" in text(ada.get("/queue"))


# -- one's own password and devices


def test_changing_the_password_keeps_this_device_alone(ada: Client, house: Any) -> None:
    other = signed_in(house)
    answer = ada.post("/settings/account/password", {"old": PASSWORD, "password": NEW, "again": NEW}, follow=True)
    assert "All other devices are signed out." in text(answer)
    assert ada.get("/queue").status_code == 200
    assert other.get("/queue").status_code == 302


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"old": "wrong", "password": NEW, "again": NEW}, "This is not your current password."),
        ({"old": PASSWORD, "password": "short", "again": "short"}, "at least 10 characters"),
        ({"old": PASSWORD, "password": NEW, "again": "different"}, "The two passwords differ."),
        ({"old": "", "password": NEW, "again": NEW}, "Give your current password."),
    ],
)
def test_a_password_is_not_changed_without_reason(ada: Client, given: dict[str, str], words: str) -> None:
    answer = ada.post("/settings/account/password", given)
    assert answer.status_code == 422
    assert words in text(answer)
    assert NEW not in text(answer)
    assert (
        Client(headers={"host": "127.0.0.1"}).post("/sign-in/", {"name": "ada", "password": PASSWORD}).status_code
        == 302
    )


def test_guessing_the_old_password_is_stopped(ada: Client) -> None:
    wrong = {"old": "wrong", "password": NEW, "again": NEW}
    statuses = [ada.post("/settings/account/password", wrong).status_code for _ in range(sign_in.MOST_BY_NAME + 1)]
    assert statuses == [422] * sign_in.MOST_BY_NAME + [429]


def test_devices_are_named_and_this_one_is_marked(house: Any) -> None:
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
    phone = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
    signed_in(house, **{"user-agent": firefox})
    page = text(signed_in(house, **{"user-agent": phone}).get("/settings/account"))
    assert page.index("Chrome on Android") < page.index("This device") < page.index("Firefox on Linux")


def test_another_device_is_signed_out_at_once(ada: Client, house: Any) -> None:
    other = signed_in(house)
    row = SignIn.objects.get(session_id=other.cookies["sessionid"].value)
    ada.post(f"/settings/account/devices/{row.pk}/end")
    assert other.get("/queue").status_code == 302
    assert ada.get("/queue").status_code == 200


def test_somebody_elses_device_is_not_there(ada: Client, arrive: Any) -> None:
    grace = signed_in(arrive("grace"))
    row = SignIn.objects.get(session_id=grace.cookies["sessionid"].value)
    assert ada.post(f"/settings/account/devices/{row.pk}/end").status_code == 404
    assert grace.get("/queue").status_code == 200


def test_signing_out_everywhere_else_asks_first(ada: Client, house: Any) -> None:
    other = signed_in(house)
    assert 'name="sure"' in text(ada.post("/settings/account/devices/end"))
    assert other.get("/queue").status_code == 200
    ada.post("/settings/account/devices/end", {"sure": "1"})
    assert other.get("/queue").status_code == 302
    assert ada.get("/queue").status_code == 200
