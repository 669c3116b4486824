"""The layers of docs/architecture: who may import whom, read from the sources."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("mediahub", "generation", "gallery", "settings_app")
FACES = {
    *("views", "job_views", "page_urls", "urls", "page", "forms", "accounts", "browse", "viewer", "pictures"),
    "tray_views",
    *("well_views", "controls", "rowposts", "asked"),
    *("people_views", "api_people", "admin_status"),
    *("picker", "use_views", "api_uses", "openapi_bodies", "order_keys", "model_table"),
    *("faces", "actions", "costs", "feed", "metrics", "admin", "admin_forms", "checks", "tasks", "callbacks", "schema"),
    *(
        "api",
        "api_tasks",
        "api_urls",
        "api_answers",
        "api_inputs",
        "api_models",
        "api_requests",
        "api_shapes",
        "openapi",
        "composer",
        "opening",
        "api_spend",
        "spend_csv",
        "spend_form",
        "spend_page",
        "spend_views",
    ),
}


def imports(path: Path) -> set[str]:
    """Dotted names that a module imports, ``from a import b`` as both ``a`` and ``a.b``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def sources(*patterns: str) -> list[Path]:
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return sorted(path for path in found if "migrations" not in path.parts)


def begins(name: str, *prefixes: str) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


@pytest.mark.parametrize("path", sources("generation/params.py", "generation/fields/*.py"), ids=lambda path: path.name)
def test_the_form_vocabulary_imports_nothing_of_ours(path):
    ours = {
        name for name in imports(path) if begins(name, *OURS) and not begins(name, "generation.fields", "generation")
    }
    assert ours == set()
    assert not {
        name for name in imports(path) if begins(name, "generation") and name.split(".")[1:2] not in ([], ["fields"])
    }


@pytest.mark.parametrize("path", sources("generation/providers/**/*.py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_providers_know_no_database_no_settings_and_no_other_module_of_ours(path):
    allowed = ("generation.params", "generation.fields", "generation.providers")
    names = imports(path)
    assert not {name for name in names if begins(name, *OURS) and name != "generation" and not begins(name, *allowed)}
    assert not {
        name for name in names if begins(name, "django.db", "django.conf", "django.http", "django_q", "rest_framework")
    }
    if path.name != "http.py":
        assert not {name for name in names if begins(name, "requests", "httpx", "aiohttp")}


@pytest.mark.parametrize("path", sources("generation/providers/kie/sandbox/**/*.py"), ids=lambda path: path.name)
def test_the_sandbox_shares_nothing_with_the_adapter(path):
    assert not {
        name for name in imports(path) if begins(name, *OURS) and not begins(name, "generation.providers.kie.sandbox")
    } - {"generation", "generation.providers", "generation.providers.kie"}


@pytest.mark.parametrize(
    "path", sources("gallery/*.py", "settings_app/*.py"), ids=lambda path: str(path.relative_to(ROOT))
)
def test_gallery_and_settings_know_nothing_of_jobs(path):
    if path.stem in FACES:
        pytest.skip("a face may import everything below it")
    assert not {name for name in imports(path) if begins(name, "generation")}


ENGINE = (
    *"models registry ledger spending local_day slots health inputs tokens pace steps storing sweep leases".split(),  # noqa: SIM905
    *("tally", "figures"),
    *(f"jobs/{name}" for name in ("moves", "orders", "releases", "together", "verbs", "waking")),
)


@pytest.mark.parametrize("name", ENGINE)
def test_the_engine_knows_no_views(name):
    names = imports(ROOT / "generation" / f"{name}.py")
    assert not {found for found in names if begins(found, "django.http", "django.shortcuts", "rest_framework")}
    faces = {f"{app}.{face}" for app in OURS for face in FACES}
    assert not {found for found in names if begins(found, *faces)}


def _writes_jobs(path: Path) -> list[int]:
    """Lines in which ``Job`` rows are written: Job(…).save, Job.objects…update/create/delete and the like."""
    verbs = {"create", "bulk_create", "update", "bulk_update", "update_or_create", "get_or_create", "delete", "raw"}
    lines = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in verbs:
            inner = ast.unparse(node.func.value)
            if inner.startswith("Job.objects"):
                lines.append(node.lineno)
        saves = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "save"
        if saves and ast.unparse(node.func.value) in {"job", "self.job"}:
            lines.append(node.lineno)
    return lines


@pytest.mark.parametrize(
    "path",
    [path for path in sources(*(f"{app}/**/*.py" for app in OURS)) if path.parent != ROOT / "generation" / "jobs"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_only_the_job_service_writes_jobs(path):
    assert _writes_jobs(path) == []
