"""The admin's list of tables in the owner's words: what tells of the machine's health stands by itself."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()

#: class names of the tables under "Health", in their order
_HEALTH = ("Heartbeat", "Failure")


@register.filter
def with_health(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The admin's ``app_list`` with the tables of ``_HEALTH`` in a last section of that name."""
    found = {table["object_name"]: table for section in sections for table in section["models"]}
    health = [found[name] for name in _HEALTH if name in found]
    rest = [{**section, "models": _without_health(section)} for section in sections]
    kept = [section for section in rest if section["models"]]
    return [*kept, {"name": "Health", "app_label": "health", "models": health}] if health else kept


def _without_health(section: dict[str, Any]) -> list[dict[str, Any]]:
    return [table for table in section["models"] if table["object_name"] not in _HEALTH]
