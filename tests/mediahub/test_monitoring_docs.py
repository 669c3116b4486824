"""docs/monitoring.md says what is there: its names are those of ``/metrics``, its checks those of ``/readyz``."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from generation import figures, health, metrics, tally
from mediahub import env
from mediahub.health import CHECKS

PAGE = (env.BASE_DIR / "docs" / "monitoring.md").read_text(encoding="utf-8")
NAME = re.compile(r"mediahub_[a-z0-9_]+")


def told_names() -> set[str]:
    """Names of the table of metrics."""
    table = PAGE[PAGE.index("| name | labels | is |") : PAGE.index("Orders of the sandbox")]
    return {name for line in table.splitlines() for name in NAME.findall(line.split("|")[1] if "|" in line else "")}


@pytest.fixture
def given_names(db: None) -> set[str]:
    """Names that ``/metrics`` gives, with something of everything in it."""
    health.beat("sweep")
    tally.took("arrival", 1, "image")
    figures.forget()
    found = set()
    for family in metrics.Hub().collect():
        ending = {"counter": "_total", "info": "_info"}.get(family.type, "")
        found.add(f"{family.name}{ending}")
    return found


def test_the_table_names_every_metric_and_no_other(given_names: set[str]) -> None:
    assert told_names() == given_names


def test_the_table_names_the_labels_that_they_have(given_names: set[str]) -> None:
    tally.add("moves", "kie", "queued")
    tally.add("calls", "kie", "poll")
    tally.add("errors", "kie", "poll", "unclear")
    figures.forget()
    rows = {cells[1].strip(" `"): cells[2] for line in PAGE.splitlines() if len(cells := line.split("|")) == 5}
    for family in metrics.Hub().collect():
        if family.samples and family.type in ("counter", "gauge"):
            labels = {label for sample in family.samples for label in sample.labels}
            name = f"{family.name}_total" if family.type == "counter" else family.name
            told = rows.get(name)
            assert told is None or set(re.findall(r"`(\w+)`", told)) == labels, name


def test_alerts_ask_for_metrics_that_there_are(given_names: set[str]) -> None:
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
    rules: list[dict[str, Any]] = next(block for block in blocks if "groups" in block)["groups"][0]["rules"]

    assert len(rules) >= 4
    for rule in rules:
        asked = set(NAME.findall(rule["expr"]))
        assert asked, rule
        assert asked <= given_names, rule


def test_every_check_of_readyz_is_explained() -> None:
    table = PAGE[PAGE.index("| check | is false when |") : PAGE.index("**Workers do not count.**")]
    assert tuple(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == CHECKS
