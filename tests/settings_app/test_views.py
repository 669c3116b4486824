"""The settings page: each group saves by itself, and works without the script."""

from __future__ import annotations

import html
from decimal import Decimal
from typing import Any

import pytest

from generation import registry
from generation.providers.kie.adapter import KieProvider
from settings_app import preferences, secrets
from tests.settings_app.conftest import AccountServer

pytestmark = pytest.mark.django_db
PLAIN = "kie-abcdefgh-12345678-4f2c"
HTMX = {"HX-Request": "true"}
DEFAULTS = {"default_image_model": "nano-banana-2", "n_variants": "2", "duration": "8", "image_aspect_ratio": "3:2"}


def shown(client: Any) -> str:
    return html.unescape(client.get("/settings").content.decode())


def test_the_page_shows_every_group(client: Any) -> None:
    page = shown(client)
    for group in ("providers", "defaults", "budgets", "models", "appearance", "health"):
        assert f'id="{group}"' in page


def test_a_provider_is_named_with_its_links(client: Any) -> None:
    page = shown(client)
    assert "<h3>Kie.ai</h3>" in page
    assert all(f'href="{address}"' in page for address in (KieProvider.key_url, KieProvider.billing_url))


def test_the_page_has_no_inline_style_or_script(client: Any) -> None:
    page = shown(client)
    assert " style=" not in page
    assert "<script>" not in page


def test_defaults_are_saved_and_told(client: Any, owner: Any) -> None:
    answer = client.post("/settings/defaults", DEFAULTS, follow=True)
    row = preferences.for_owner(owner)
    assert (row.default_image_model, row.n_variants, row.duration, row.keep_prompt) == ("nano-banana-2", 2, 8, False)
    assert "Saved." in answer.content.decode()


def test_saving_one_group_leaves_the_others(client: Any, owner: Any) -> None:
    client.post("/settings/budgets", {"budget_day_usd": "$5"})
    client.post("/settings/defaults", DEFAULTS)
    assert preferences.for_owner(owner).budget_day_usd == Decimal("5.00")


def test_the_script_gets_the_group_and_a_toast(client: Any) -> None:
    answer = client.post("/settings/defaults", DEFAULTS, headers=HTMX)
    assert answer.content.decode().strip().startswith('<section class="settings-group" id="defaults"')
    assert answer["HX-Trigger"] == '{"toast": {"text": "Saved."}}'


def test_a_refused_group_keeps_its_text_and_says_why(client: Any, owner: Any) -> None:
    answer = client.post("/settings/budgets", {"budget_day_usd": "five", "ask_above_usd": "2"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="five"' in page
    assert "Give an amount in dollars, such as 5 or 0.50, or leave it empty." in page
    assert preferences.for_owner(owner).ask_above_usd is None


def test_a_refused_field_points_at_its_error(client: Any) -> None:
    page = client.post("/settings/budgets", {"budget_day_usd": "five"}, headers=HTMX).content.decode()
    assert 'aria-invalid="true"' in page
    assert 'id="setting-budget_day_usd_error"' in page
    assert "setting-budget_day_usd_error" in page.partition('<input type="text"')[2].partition(">")[0]


def test_an_empty_budget_means_none(client: Any, owner: Any) -> None:
    client.post("/settings/budgets", {"budget_day_usd": "5"})
    client.post("/settings/budgets", {"budget_day_usd": ""})
    assert preferences.for_owner(owner).budget_day_usd is None


def test_a_default_that_no_model_has_is_refused(client: Any) -> None:
    answer = client.post("/settings/defaults", {**DEFAULTS, "image_aspect_ratio": "7:5"})
    assert answer.status_code == 422
    assert "Choose one of:" in answer.content.decode()


def test_a_key_is_stored_and_only_its_end_is_shown(client: Any) -> None:
    page = client.post("/settings/providers/kie/api_key", {"key": PLAIN}, follow=True).content.decode()
    assert secrets.read("kie") == PLAIN
    assert "Set · ends in 4f2c · added" in page
    assert PLAIN not in page


def test_an_impossible_key_is_refused_without_repeating_it(client: Any) -> None:
    answer = client.post("/settings/providers/kie/api_key", {"key": "secret with spaces"})
    assert answer.status_code == 422
    assert "This does not look like a key" in answer.content.decode()
    assert "secret with spaces" not in answer.content.decode()


def test_removing_a_key_asks_first(client: Any) -> None:
    secrets.store("kie", PLAIN)
    asked = client.post("/settings/providers/kie/api_key/remove").content.decode()
    assert 'name="sure"' in asked
    assert secrets.has_key("kie")


def test_a_key_is_removed_once_sure(client: Any) -> None:
    secrets.store("kie", PLAIN)
    client.post("/settings/providers/kie/api_key/remove", {"sure": "1"})
    assert not secrets.has_key("kie")


def test_a_key_from_the_environment_is_read_only(client: Any, settings: Any) -> None:
    settings.KIE_API_KEY = PLAIN
    page = shown(client)
    assert "Set by the server's environment. Change it there." in page
    assert client.post("/settings/providers/kie/api_key", {"key": "another-key-123456"}).status_code == 422
    assert PLAIN not in page


def test_a_stored_key_that_does_not_open_is_told(client: Any, settings: Any) -> None:
    secrets.store("kie", PLAIN)
    settings.SECRET_KEY = "another"
    assert "The stored key cannot be opened" in shown(client)


def test_an_unknown_key_is_not_found(client: Any) -> None:
    assert client.post("/settings/providers/kie/base_url", {"key": PLAIN}).status_code == 404
    assert client.post("/settings/providers/nobody/test").status_code == 404


def test_testing_reads_the_balance(client: Any, account: AccountServer) -> None:
    secrets.store("kie", PLAIN)
    page = client.post("/settings/providers/kie/test", headers=HTMX).content.decode()
    assert "Works. 5,916.25 credits (about $29.58)." in page
    assert account.authorisation == f"Bearer {PLAIN}"


def test_testing_says_what_the_provider_said(client: Any, account: AccountServer) -> None:
    secrets.store("kie", PLAIN)
    account.reply = (401, {"code": 401, "msg": "You do not have access permissions"})
    page = client.post("/settings/providers/kie/test", headers=HTMX).content.decode()
    assert "Key refused" in page
    assert "Works." not in page


@pytest.mark.parametrize(
    ("code", "words"),
    [(429, "Test again in a minute."), (455, "Test again later."), (500, "then test again.")],
)
def test_a_test_that_gets_no_answer_promises_no_second_one(
    client: Any, account: AccountServer, code: int, words: str
) -> None:
    secrets.store("kie", PLAIN)
    account.reply = (200, {"code": code, "msg": "no"})
    page = html.unescape(client.post("/settings/providers/kie/test", headers=HTMX).content.decode())
    assert words in page
    assert "by itself" not in page
    assert "asks again" not in page


def test_a_test_without_a_network_says_what_to_do(client: Any, account: AccountServer, settings: Any) -> None:
    secrets.store("kie", PLAIN)
    settings.KIE_BASE_URL = "http://127.0.0.1:9"
    page = html.unescape(client.post("/settings/providers/kie/test", headers=HTMX).content.decode())
    assert "Kie.ai gave no answer. Check this computer's connection, then test again." in page


def test_a_key_that_is_saved_again_starts_without_a_verdict(client: Any, account: AccountServer) -> None:
    account.reply = (401, {"code": 401, "msg": "You do not have access permissions"})
    client.post("/settings/providers/kie/api_key", {"key": PLAIN})
    client.post("/settings/providers/kie/test")
    page = client.post("/settings/providers/kie/api_key", {"key": PLAIN}, follow=True).content.decode()
    assert "saved." in page
    assert "Key refused" not in page


def test_an_empty_account_is_told(client: Any, account: AccountServer) -> None:
    secrets.store("kie", PLAIN)
    account.reply = (200, {"code": 200, "msg": "success", "data": 0})
    assert "No credit" in client.post("/settings/providers/kie/test", headers=HTMX).content.decode()


def test_another_key_starts_without_a_verdict(client: Any, account: AccountServer) -> None:
    secrets.store("kie", PLAIN)
    client.post("/settings/providers/kie/test")
    secrets.store("kie", "kie-another-key-87654321")
    assert "Test it to see what is left on the account." in shown(client)


def test_without_a_key_the_sandbox_is_named(client: Any, settings: Any) -> None:
    settings.SANDBOX_URL = "http://127.0.0.1:1"
    assert "Pictures are placeholders and nothing is charged." in shown(client)


def test_the_budgets_say_that_the_sandbox_does_not_count(client: Any, settings: Any) -> None:
    words = "Sandbox orders cost nothing and do not count."
    before = shown(client)
    settings.SANDBOX_URL = "http://127.0.0.1:1"
    assert (words in before, words in shown(client)) == (False, True)


def test_a_retired_model_is_listed_with_its_reason_and_can_be_switched_on(client: Any) -> None:
    retired = next(spec for spec in registry.every_spec() if spec.status == "retired")
    assert retired.status_note in shown(client)
    client.post("/settings/models", {"offered": [*(spec.key for spec in registry.specs()), retired.key]})
    assert registry.is_offered(retired)


def test_what_is_off_stands_open_before_the_vendors(client: Any) -> None:
    page = shown(client)
    off = page.index('<details class="model-group" open><summary><b>Switched off</b>')

    assert (
        off
        < page.index('name="offered" value="sora-2"')
        < page.index("<b>Alibaba</b>")
        < page.index('name="offered" value="veo3_fast"')
    )
    assert page.count('name="offered"') == len(list(registry.every_spec()))


def test_the_models_are_listed_with_a_handful_of_queries(client: Any, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(60):
        shown(client)


def test_a_model_can_be_switched_off(client: Any) -> None:
    rest = [spec.key for spec in registry.specs() if spec.key != "nano-banana-2"]
    client.post("/settings/models", {"offered": rest})
    assert [spec.key for spec in registry.specs()] == rest


def test_the_last_model_of_a_kind_stays(client: Any) -> None:
    before = registry.specs()
    answer = client.post("/settings/models", {"offered": ["gpt4o-image"]})
    assert answer.status_code == 422
    assert "Keep at least one video model switched on." in answer.content.decode()
    assert registry.specs() == before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_is_kept_in_a_cookie(client: Any, theme: str) -> None:
    page = client.post("/settings/appearance", {"theme": theme}, follow=True).content.decode()
    assert client.cookies["theme"].value == theme
    assert f'data-theme="{theme}"' in page


def test_following_the_system_drops_the_cookie(client: Any) -> None:
    client.post("/settings/appearance", {"theme": "dark"})
    page = client.post("/settings/appearance", {"theme": ""}, follow=True).content.decode()
    assert "data-theme" not in page.partition("<head>")[0]


def test_reset_asks_first(client: Any, owner: Any) -> None:
    client.post("/settings/defaults", DEFAULTS)
    assert 'name="sure"' in client.post("/settings/reset").content.decode()
    assert preferences.for_owner(owner).n_variants == 2


def test_reset_keeps_the_keys(client: Any, owner: Any) -> None:
    client.post("/settings/defaults", DEFAULTS)
    secrets.store("kie", PLAIN)
    client.post("/settings/reset", {"sure": "1"})
    assert preferences.for_owner(owner).n_variants == 1
    assert secrets.has_key("kie")


def test_the_page_tells_how_to_start_the_worker(client: Any) -> None:
    page = shown(client)
    assert "The worker is not running." in page
    assert "make run" in page
