"""compose.yaml, read as a program would: it names only what there is."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from mediahub import env, storage_address
from mediahub.env import BASE_DIR
from mediahub.management.commands.up import Command

TEXT = (BASE_DIR / "compose.yaml").read_text()


@pytest.fixture
def services() -> dict[str, Any]:
    return dict(yaml.safe_load(TEXT)["services"])


def filled(text: str) -> str:
    """With the defaults of its variables, and a word for those that must be given."""
    return re.sub(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}", lambda found: found[2] or "https://hub.example.org", text)


@pytest.mark.parametrize("name", ["web", "workers"])
def test_a_hub_is_given_an_environment_that_it_takes(services: dict[str, Any], name: str) -> None:
    given = {key: filled(str(held)) for key, held in services[name]["environment"].items()}
    given["DATABASE_URL"] = re.sub(r":https://[^@]*@", ":secret@", given["DATABASE_URL"])
    taken = env.read(given)
    assert (taken.auth, taken.host) == ("login", "0.0.0.0")
    assert taken.storage == storage_address.parse(
        given["MEDIAHUB_STORAGE_URL"], keys=("mediahub", given["AWS_SECRET_ACCESS_KEY"], "")
    )


@pytest.mark.parametrize("name", ["web", "workers"])
def test_a_hub_is_started_with_options_that_there_are(services: dict[str, Any], name: str) -> None:
    up, *options = services[name]["command"]
    assert up == "up"
    assert Command().create_parser("manage.py", "up").parse_args(options).only == name


def test_whom_a_service_waits_for_is_there_and_can_tell(services: dict[str, Any]) -> None:
    for service in services.values():
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or "healthcheck" in services[other]


def test_addresses_name_services(services: dict[str, Any]) -> None:
    held = services["web"]["environment"]
    assert "@database:" in held["DATABASE_URL"]
    assert "//queue:" in held["REDIS_URL"]
    assert "//store:" in held["MEDIAHUB_STORAGE_URL"]
    assert {"database", "queue", "store"} <= set(services)


def test_no_secret_stands_in_it() -> None:
    for line in TEXT.splitlines():
        if re.search(r"PASSWORD|SECRET|API_KEY", line) and ": " in line:
            assert "${" in line or "$$" in line


def test_kept_data_has_a_volume(services: dict[str, Any]) -> None:
    volumes = set(yaml.safe_load(TEXT)["volumes"])
    assert {services[name]["volumes"][0].partition(":")[0] for name in ("database", "queue", "store")} == volumes
