"""Settings → People: invited, changed, switched off, deleted; and what of the settings a member is shown."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from settings_app import people
from settings_app.models import Person, Role
from tests.settings_app.conftest import PASSWORD, signed_in

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def link_in(answer: Any) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/welcome/[\w-]+)", text(answer)).group(1)  # type: ignore[union-attr]


def address(user: User, verb: str = "") -> str:
    return f"/settings/people/{people.person_of(user).pk}{verb}"


def test_an_invitation_is_a_link_that_works(ada: Client, client: Client) -> None:
    answer = ada.post("/settings/people", {"name": "grace", "role": "member"})
    client.post(link_in(answer), {"password": PASSWORD, "again": PASSWORD})
    assert "Account of grace" in text(client.get("/gallery"))
    assert answer["Cache-Control"] == "no-store"


def test_an_invitation_says_that_it_opens_on_this_machine_only(ada: Client, settings: Any) -> None:
    assert "opens on this machine only" in text(ada.post("/settings/people", {"name": "grace", "role": "member"}))
    settings.PUBLIC_URL = "https://hub.example.org"
    page = text(ada.post("/settings/people", {"name": "alan", "role": "member"}))
    assert "https://hub.example.org/welcome/" in page
    assert "opens on this machine only" not in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "ADA", "role": "member"}, "There is a person called “ADA” already."),
        ({"name": "", "role": "member"}, "Give a name."),
        ({"name": "grace", "role": "king"}, "There is no such role."),
        ({"name": "grace", "role": "viewer", "sees": "999"}, "Choose somebody who has a gallery"),
    ],
)
def test_a_refused_invitation_says_why_and_invites_nobody(ada: Client, given: dict[str, str], words: str) -> None:
    answer = ada.post("/settings/people", given)
    assert answer.status_code == 422
    assert words in text(answer)
    assert Person.objects.count() == 1


def test_the_list_says_how_everybody_stands(ada: Client, arrive: Any, house: Any) -> None:
    grace = arrive("grace")
    people.invite("alan", "viewer", by=house, sees=grace)
    people.switch_off(people.person_of(arrive("edsger")))
    page = text(ada.get("/settings/people"))
    assert "Sees the gallery of grace" in page
    assert [word in page for word in ("Invited", "Switched off", "Link until")] == [True, True, True]
    assert address(house) not in page


def test_a_guest_is_offered_every_gallery_once_the_house_owners_first(ada: Client, arrive: Any) -> None:
    arrive("grace")
    options = re.findall(r"<option[^>]*>([^<]+)</option>", ada.get("/settings/people").content.decode())
    assert options == ["ada", "grace"]


def test_a_role_is_changed_at_once(ada: Client, arrive: Any) -> None:
    grace = arrive("grace")
    browser = signed_in(grace)
    ada.post(address(grace), {"role": "viewer", "sees": ""})
    assert browser.get("/queue").status_code == 403
    assert people.person_of(User.objects.get(pk=grace.pk)).role == Role.VIEWER


def test_the_last_owner_stays_one(ada: Client, house: Any) -> None:
    for verb, given in (("", {"role": "member"}), ("/switch", {"sure": "1"})):
        answer = ada.post(address(house, verb), given)
        assert answer.status_code == 422
        assert "This is the only owner." in text(answer)
    assert people.person_of(User.objects.get(pk=house.pk)).is_owner


def test_a_new_link_sets_a_new_password(ada: Client, arrive: Any, client: Client) -> None:
    grace = arrive("grace")
    path = link_in(ada.post(address(grace, "/link")))
    assert signed_in(grace)
    client.post(path, {"password": "seven green kites", "again": "seven green kites"})
    assert client.post("/sign-in/", {"name": "grace", "password": PASSWORD}).status_code in (302, 422)
    assert User.objects.get(pk=grace.pk).check_password("seven green kites")


def test_switching_off_asks_and_then_ends_everything(ada: Client, arrive: Any) -> None:
    grace = arrive("grace")
    browser = signed_in(grace)
    assert 'name="sure"' in text(ada.post(address(grace, "/switch")))
    assert browser.get("/queue").status_code == 200
    ada.post(address(grace, "/switch"), {"sure": "1"})
    assert browser.get("/queue").status_code == 302
    ada.post(address(grace, "/switch"), {"on": "1"})
    assert signed_in(User.objects.get(pk=grace.pk)).get("/queue").status_code == 200


def test_no_link_is_made_for_somebody_who_is_switched_off(ada: Client, arrive: Any) -> None:
    grace = arrive("grace")
    people.switch_off(people.person_of(grace))
    answer = ada.post(address(grace, "/link"))
    assert answer.status_code == 422
    assert "Switch it on first." in text(answer)


def test_deleting_asks_and_keeps_what_was_chosen(ada: Client, arrive: Any) -> None:
    grace = arrive("grace")
    asked = text(ada.post(address(grace, "/delete"), {"files": "delete"}))
    assert 'name="sure"' in asked
    assert '<input type="hidden" name="files" value="delete">' in asked
    assert User.objects.filter(pk=grace.pk).exists()


def test_deleting_without_saying_what_becomes_of_the_files_is_refused(ada: Client, arrive: Any) -> None:
    grace = arrive("grace")
    answer = ada.post(address(grace, "/delete"), {"sure": "1"})
    assert answer.status_code == 422
    assert "Say first what becomes of the files." in text(answer)


def test_a_deleted_person_is_gone(ada: Client, arrive: Any) -> None:
    grace = arrive("grace")
    browser = signed_in(grace)
    path = address(grace, "/delete")
    page = text(ada.post(path, {"files": "keep", "sure": "1"}, follow=True))
    assert "The account of grace is deleted." in page
    assert browser.get("/queue").status_code == 302
    assert ada.post(path, {"files": "keep", "sure": "1"}).status_code == 404


def test_an_owner_does_not_delete_themselves(ada: Client, arrive: Any, house: Any) -> None:
    arrive("grace", "owner")
    answer = ada.post(address(house, "/delete"), {"files": "keep", "sure": "1"})
    assert answer.status_code == 422
    assert "You cannot delete your own account." in text(answer)


# -- what the settings show to whom


def test_a_member_sees_the_settings_without_what_is_the_owners(ada: Client, arrive: Any) -> None:
    groups = ("providers", "defaults", "budgets", "models", "appearance", "health")
    member, owner = text(signed_in(arrive("grace")).get("/settings")), text(ada.get("/settings"))
    assert [f'id="{group}"' in member for group in groups] == [False, True, True, False, True, True]
    assert all(f'id="{group}"' in owner for group in groups)
    assert "/admin/" not in member
    assert 'href="/settings/people"' not in member


def test_a_viewer_has_only_their_account(arrive: Any) -> None:
    browser = signed_in(arrive("alan", "viewer"))
    page = text(browser.get("/settings/account"))
    assert "sees the gallery of ada" in page
    links = re.findall(r'<a href="([^"]+)"', page.partition('class="settings-nav"')[2].partition("</nav>")[0])
    assert links == ["/settings/tokens", "/settings/account"]
    assert browser.get("/settings")["Location"] == "/settings/account"


def test_a_viewers_pages_offer_nothing_that_is_refused(arrive: Any) -> None:
    page = text(signed_in(arrive("alan", "viewer")).get("/gallery"))
    for address in ('href="/queue"', 'href="/"', "/gallery/trash", "/gallery/clear", 'id="pill"', "Sandbox"):
        assert address not in page.replace('class="brand" href="/"', "")


def test_a_member_is_told_that_the_owner_adds_the_key(arrive: Any, settings: Any) -> None:
    page = text(signed_in(arrive("grace")).get("/"))
    assert "The owner has to add a key" in page
    assert 'href="/settings">' not in page.partition('id="composer"')[2].partition("</form>")[0]


def test_local_mode_has_no_account_menu(client: Client) -> None:
    page = text(client.get("/settings"))
    assert "account-menu" not in page
    assert "Not needed: whoever sits at this machine is the owner." in page
