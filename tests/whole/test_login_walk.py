"""Login mode in real browsers: an owner, a member and a viewer, from the printed link to a session that is ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect

from tests.mediahub.hub import Hub, eventually
from tests.whole.browsing import (
    LARGE,
    PHONE,
    choose,
    expect_done,
    expect_drawn,
    page_at,
    send,
    task_of,
    visiting,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "nine blue herons"
NOWHERE = {"KIE_BASE_URL": "http://127.0.0.1:9", "KIE_UPLOAD_URL": "http://127.0.0.1:9"}


@dataclass(frozen=True)
class House:
    """A running MediaHub in login mode with everybody's browser, each at home in it."""

    hub: Hub
    owner: BrowserContext
    member: BrowserContext
    viewer: BrowserContext

    def picture_of(self, who: BrowserContext, prompt: str) -> str:
        """Let somebody make a picture on the page; its media id."""
        page = page_at(who, "/")
        choose(page, "How many", "1")
        card = send(page, prompt)
        expect_done(card)
        media_id = str(card.locator("[data-media]").first.get_attribute("data-media"))
        page.close()
        return media_id


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with Hub(tmp_path_factory.mktemp("house"), MEDIAHUB_AUTH="login", **NOWHERE) as running:
        yield running


def printed_link(hub: Hub) -> str:
    assert hub.says("/welcome/", within=20), hub.output()
    return urlsplit(re.findall(r"http://\S+/welcome/\S+", hub.output())[-1]).path


def set_password(page: Page, path: str, *, name: str = "") -> None:
    """Open a one-time link and go through it."""
    page.goto(path)
    if name:
        page.get_by_label("Name").fill(name)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.locator("form button").click()
    expect(page.locator("#account-menu")).to_be_visible()


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#account-menu")).to_be_visible()
    page.wait_for_load_state()


def invite(owner: BrowserContext, name: str, role: str) -> str:
    """Invite somebody on the page; the path of the link."""
    page = page_at(owner, "/settings/people")
    page.get_by_label("Name").fill(name)
    page.get_by_role("radio", name=role).check()
    page.get_by_role("button", name="Make the link").click()
    path = urlsplit(page.locator("#once").inner_text()).path
    page.close()
    return path


@pytest.fixture(scope="module")
def house(browser: Any, hub: Hub) -> Iterator[House]:
    """The owner comes in by the printed link and invites the others; the viewer is on a phone."""
    with (
        visiting(browser, hub) as owner,
        visiting(browser, hub, ignore=("401",)) as member,
        visiting(browser, hub, viewport=PHONE) as viewer,
    ):
        set_password(owner.new_page(), printed_link(hub), name="Ada")
        set_password(member.new_page(), invite(owner, "Grace", "Member"))
        set_password(viewer.new_page(), invite(owner, "Alan", "Viewer"))
        yield House(hub, owner, member, viewer)


def test_the_printed_link_works_once(browser, house):
    with visiting(browser, house.hub, ignore=("410",)) as stranger:
        page = page_at(stranger, printed_link(house.hub))

        expect(page.locator("h1")).to_have_text("This link does not work any more.")


def test_a_later_start_prints_no_link_once_the_owner_has_a_password(house):
    assert house.hub.output().count("/welcome/") == 1


@pytest.fixture(scope="module")
def members_picture(house):
    return house.picture_of(house.member, "A kite over dunes")


@pytest.fixture(scope="module")
def owners_picture(house):
    return house.picture_of(house.owner, "A heron in blue mist")


def test_the_members_picture_is_the_members_alone(house, members_picture):
    expect_drawn(page_at(house.member, "/gallery").locator(f"#tile-{members_picture} img[data-picture]"))
    expect(page_at(house.owner, "/gallery").locator(f"#tile-{members_picture}")).to_have_count(0)
    expect(page_at(house.owner, "/").locator("article", has_text="A kite over dunes")).to_have_count(0)


@pytest.mark.parametrize("path", ["/asset/{}", "/api/media/{}", "/api/media/{}/file", "/api/media/{}/thumbnail"])
def test_the_owners_picture_is_not_there_for_the_member(house, owners_picture, path):
    answer = house.member.request.get(path.format(owners_picture))

    assert answer.status == 404


def test_nor_is_the_members_for_the_owner(house, members_picture):
    assert house.owner.request.get(f"/asset/{members_picture}").status == 404


def test_the_viewer_sees_the_owners_gallery_and_nothing_to_press(house, owners_picture, members_picture):
    page = page_at(house.viewer, "/")
    expect(page).to_have_url(f"{house.hub.url}/gallery")
    expect(page.locator(f"#tile-{members_picture}")).to_have_count(0)
    expect(page.locator(".dock a")).to_have_text(["Gallery"])
    page.locator(f"#tile-{owners_picture} a[data-asset]").click()
    expect_drawn(page.locator("#viewer .stage-media"))

    expect(page.locator("#viewer").get_by_role("link", name="Download")).to_be_visible()
    expect(page.locator("[data-use]")).to_have_count(0)
    for words in ("Delete", "Edit and run again", "Clear all", "Trash"):
        expect(page.get_by_text(words, exact=True)).to_have_count(0)


@pytest.mark.parametrize("path", ["/queue", "/gallery/trash", "/settings/people", "/admin/", "/api/tasks"])
def test_the_viewer_is_refused_everywhere_else(house, path):
    assert house.viewer.request.get(path).status == 403


@pytest.mark.parametrize("path", ["/settings/people", "/admin/", "/api/people", "/metrics"])
def test_the_member_is_refused_what_is_the_owners(house, path):
    assert house.member.request.get(path).status == 403


def test_a_token_made_on_the_page_orders_over_the_api(house):
    page = page_at(house.member, "/settings/tokens")
    page.get_by_label("Name").fill("Script")
    page.get_by_role("button", name="Make the token").click()
    headers = {"Authorization": f"Bearer {page.locator('#once').inner_text()}"}
    order = {"prompt": "A boat made of paper"}
    reply = requests.post(f"{house.hub.url}/api/images/generate", json=order, headers=headers, timeout=30)

    assert reply.status_code == 202, reply.text
    page.goto("/")
    card = page.locator(f"#job-{reply.json()['task_id']}")
    expect_done(card)
    assert task_of(card) == reply.json()["task_id"]
    assert requests.get(f"{house.hub.url}/api/tasks", timeout=30).status_code == 401
    assert requests.get(f"{house.hub.url}/api/people", headers=headers, timeout=30).status_code == 403


@pytest.mark.parametrize("size", [LARGE, PHONE], ids=["large", "phone"])
def test_a_session_ended_from_another_device_is_out_at_once_and_comes_back_to_its_page(browser, house, size):
    device = f"Pocket {size['width']}"
    with visiting(browser, house.hub, viewport=size, user_agent=f"{device}/1.0") as other:
        page = page_at(other, "/gallery?type=image")
        sign_in(page, "Grace")
        expect(page).to_have_url(f"{house.hub.url}/gallery?type=image")
        account = page_at(house.member, "/settings/account")
        account.locator("li", has_text=device).get_by_role("button", name="Sign out").click()
        expect(account.locator("li", has_text=device)).to_have_count(0)
        page.reload()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

        sign_in(page, "Grace")
        expect(page).to_have_url(f"{house.hub.url}/gallery?type=image")


def test_an_open_page_whose_session_has_ended_leads_to_the_door(browser, house):
    with visiting(browser, house.hub, user_agent="Kiosk/1.0", ignore=("401",)) as other:
        page = page_at(other, "/queue")
        sign_in(page, "Grace")
        account = page_at(house.member, "/settings/account")
        account.locator("li", has_text="Kiosk").get_by_role("button", name="Sign out").click()
        expect(account.locator(".messages")).to_contain_text("signed out")
        page.evaluate("document.dispatchEvent(new CustomEvent('feed:now'))")

        expect(page).to_have_url(f"{house.hub.url}/sign-in/?next=%2Fqueue")


def test_signing_out_leaves_no_draft_for_the_next_person(browser, house):
    # the old page may still ask for its queue when it is signed out
    with visiting(browser, house.hub, ignore=("401",)) as shared:
        page = page_at(shared, "/")
        sign_in(page, "Grace")
        page.locator("textarea.prompt").fill("A secret garden")
        assert eventually(lambda: "secret" in page.evaluate("JSON.stringify(localStorage)"), within=10)
        page.locator("#account-menu summary").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator(".note")).to_have_text("You are signed out.")
        assert "secret" not in page.evaluate("JSON.stringify(localStorage)")
        sign_in(page, "Ada")

        expect(page.locator("textarea.prompt")).to_have_value("")


def test_a_deleted_member_is_out_and_the_files_are_the_owners(house, members_picture):
    page = page_at(house.owner, "/settings/people")
    page.locator("li", has_text="Grace").get_by_role("link", name="Change").click()
    page.get_by_role("button", name="Delete the account").first.click()
    page.locator("#confirm [data-confirm-yes]").click()
    expect(page.locator(".messages")).to_contain_text("The account of Grace is deleted.")

    expect_drawn(page_at(house.owner, "/gallery").locator(f"#tile-{members_picture} img[data-picture]"))
    expect(page_at(house.member, "/").get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("size", [LARGE, PHONE], ids=["large", "phone"])
@pytest.mark.parametrize("path", ["/settings/people", "/settings/tokens", "/settings/account", "/settings", "/"])
def test_the_pages_of_the_house_fit(house, path, size):
    page = house.owner.new_page()
    page.set_viewport_size(size)
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
