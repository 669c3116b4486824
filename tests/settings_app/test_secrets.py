"""Keys go in sealed, and only their last four characters come out."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.management import call_command

from mediahub.scrub import scrub
from settings_app import secrets
from settings_app.models import Secret

pytestmark = pytest.mark.django_db
PLAIN = "kie-abcdefgh-12345678-4f2c"


def test_a_stored_secret_comes_back() -> None:
    secrets.store("kie", PLAIN)
    assert secrets.read("kie") == PLAIN


def test_it_is_sealed_in_the_database() -> None:
    row = secrets.store("kie", PLAIN)
    assert PLAIN not in row.sealed
    assert PLAIN[:-4] not in "".join(str(value) for value in Secret.objects.values_list().get())


def test_only_the_last_four_characters_are_told() -> None:
    secrets.store("kie", PLAIN)
    assert secrets.last_four("kie") == "4f2c"


def test_a_short_secret_tells_nothing() -> None:
    secrets.store("kie", "short")
    assert secrets.last_four("kie") == ""


def test_what_is_missing_is_empty() -> None:
    assert secrets.read("kie") == ""
    assert not secrets.has_key("kie")
    assert secrets.last_four("kie") == ""
    assert secrets.added_at("kie") is None


def test_removing_forgets_it() -> None:
    secrets.store("kie", PLAIN)
    assert secrets.remove("kie")
    assert not secrets.has_key("kie")
    assert not secrets.remove("kie")


def test_a_rotated_signing_key_still_opens_it(settings: Any) -> None:
    secrets.store("kie", PLAIN)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"
    assert secrets.read("kie") == PLAIN


def test_new_secrets_are_sealed_with_the_first_key(settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    secrets.store("kie", PLAIN)
    settings.SECRET_KEY_FALLBACKS = []
    assert secrets.read("kie") == PLAIN


def test_a_lost_signing_key_is_told_in_a_sentence(settings: Any) -> None:
    secrets.store("kie", PLAIN)
    settings.SECRET_KEY = "another"
    assert secrets.read("kie") == ""
    assert secrets.has_key("kie")
    assert secrets.problem("kie").endswith("or enter this key again.")


def test_with_the_old_signing_key_back_it_opens_again(settings: Any) -> None:
    secrets.store("kie", PLAIN)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    assert secrets.read("kie") == ""
    assert secrets.reseal() == (0, ["kie"])
    settings.SECRET_KEY = old
    assert secrets.read("kie") == PLAIN


def test_after_sealing_anew_the_old_signing_key_may_go(settings: Any) -> None:
    secrets.store("kie", PLAIN)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    assert secrets.reseal() == (1, [])
    settings.SECRET_KEY_FALLBACKS = []
    assert secrets.read("kie") == PLAIN
    assert Secret.objects.get().fingerprint == secrets.fingerprint(PLAIN)
    assert secrets.unopened() == []


def test_the_command_says_which_keys_stay_closed(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    secrets.store("kie", PLAIN)
    settings.SECRET_KEY = "another"
    with pytest.raises(SystemExit):
        call_command("reseal")
    assert "No key opens: kie" in capsys.readouterr().out


def test_a_damaged_row_does_not_crash() -> None:
    secrets.store("kie", PLAIN)
    Secret.objects.update(sealed="nonsense")
    assert secrets.read("kie") == ""
    assert secrets.problem("kie")


def test_a_working_secret_has_no_problem() -> None:
    secrets.store("kie", PLAIN)
    assert secrets.problem("kie") == ""


def test_the_fingerprint_tells_keys_apart_and_nothing_else() -> None:
    assert secrets.fingerprint(PLAIN) == secrets.fingerprint(PLAIN)
    assert secrets.fingerprint(PLAIN) != secrets.fingerprint(PLAIN + "x")
    assert "4f2c" not in secrets.fingerprint(PLAIN)


def test_neither_text_nor_repr_shows_it() -> None:
    row = secrets.store("kie", PLAIN)
    assert PLAIN not in f"{row} {row!r}"
    assert row.sealed not in f"{row} {row!r}"


def test_a_secret_that_was_read_is_hidden_from_logs(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        secrets.store("kie", "another-secret-000000")
        secrets.read("kie")
    assert "another-secret-000000" not in caplog.text
    assert "another-secret-000000" not in scrub("sent another-secret-000000 to it")
