"""Start-up checks of the catalogue: a wrong declaration stops the start with its reason."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.checks import CheckMessage, Error, register

from generation import registry


@register()
def check_catalogue(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every model key exists once, and every declared count and price names a declared field."""
    specs = list(registry.every_spec())
    twice = [key for key, times in Counter(spec.key for spec in specs).items() if times > 1]
    problems: list[CheckMessage] = [Error(f"Two models have the key {key}.", id="generation.E001") for key in twice]
    for spec in specs:
        named = {spec.outputs, spec.price.times, *(name for row in spec.price.rows for name in row.when)} - {""}
        for name in sorted(named - set(spec.params.base_fields)):
            problems.append(
                Error(f"{spec.key} counts or prices by {name}, which its form lacks.", id="generation.E002")
            )
    return problems
