"""The API's own document, tried out: what it describes is answered as it says, and nothing ends in a server error.

MEDIAHUB_API_EXAMPLES says how many requests of each kind an operation gets: few by default, more to look closer.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, Verbosity, given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from generation.models import Job
from tests.login import HOST, make_token
from tests.test_doors import House, house

__all__ = ["house"]

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]

EXAMPLES = int(os.environ.get("MEDIAHUB_API_EXAMPLES", "3"))
#: the operations by the first part of their address
GROUPS = ("credits", "images", "me", "media", "models", "people", "queue", "settings", "spend", "tasks", "tokens")
GROUPS = (*GROUPS, "trash", "uploads", "videos")
KEPT = bounds(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
)
CONFORMANCE = [status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def document(client: Any, owner: Any) -> Any:
    with override_settings(AUTH="local"):
        answer = client.get("/api/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
    return answer.json()


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests leave the test's own connection to the database open, as those of Django's test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def operations(document: Any, one_connection: None) -> dict[str, list[Any]]:
    """The document's operations by their group, asked of the hub itself, in this process."""
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    schema.config.update(base_url=f"http://{HOST}")
    found: dict[str, list[Any]] = {}
    for result in schema.get_all_operations():
        operation = result.ok()
        found.setdefault(operation.path.split("/")[2], []).append(operation)
    return found


def breaches(operation: Any, mode: GenerationMode, headers: dict[str, str], known: dict[str, Any]) -> Iterator[str]:
    """What an operation answers that the document does not say. Nothing that was asked for stays in the database."""
    found: list[str] = []

    @KEPT
    @given(case=operation.as_strategy(generation_mode=mode), is_known=st.booleans())
    def ask(case: Any, is_known: bool) -> None:
        if is_known:
            case.path_parameters = {
                name: str(known.get(name, value)) for name, value in (case.path_parameters or {}).items()
            }
        with transaction.atomic():
            response = case.call(headers={**headers, "Accept-Encoding": "identity"})
            transaction.set_rollback(True)
        if response.status_code >= 500 and str(response.status_code) not in operation.definition.raw["responses"]:
            found.append(f"{operation.label} {response.status_code} {case.as_curl_command()[:600]}")
        try:
            case.validate_response(response, checks=CONFORMANCE)
        except FailureGroup as group:
            found.extend(f"{operation.label} {response.status_code} {problem}"[:900] for problem in group.exceptions)

    with contextlib.suppress(Unsatisfiable):  # where an operation takes nothing, nothing can be wrong
        ask()
    yield from dict.fromkeys(found)


def known_of(house: House) -> dict[str, Any]:
    """What stands in addresses, of rows that are there."""
    return {**house.values, "task_id": Job.objects.get().pk}


def tried(house: House, operations: Any, group: str, headers: dict[str, str]) -> list[str]:
    known = known_of(house)
    return [
        breach
        for operation in operations[group]
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for breach in breaches(operation, mode, headers, known)
    ]


@pytest.mark.parametrize("group", GROUPS)
def test_local_mode_answers_as_the_document_says(house: House, operations: Any, settings: Any, group: str) -> None:
    settings.AUTH = "local"
    assert "\n".join(tried(house, operations, group, {})) == ""


@pytest.mark.parametrize("group", GROUPS)
def test_login_mode_answers_a_program_as_the_document_says(house: House, operations: Any, group: str) -> None:
    headers = {"Authorization": f"Bearer {make_token(house.owner)[1]}"}
    assert "\n".join(tried(house, operations, group, headers)) == ""


def test_nobody_gets_anything(house: House, operations: Any) -> None:
    for found in operations.values():
        for operation in found:
            path = {name: str(value) for name, value in known_of(house).items() if f"{{{name}}}" in operation.path}
            assert operation.Case(path_parameters=path).call().status_code == 401, operation.label


def test_every_group_is_tried(operations: Any, owner: User) -> None:
    assert set(operations) == set(GROUPS)
