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
        named = {spec.outputs} if isinstance(spec.outputs, str) and spec.outputs else set()
        known = set() if spec.price.derive else {name.partition(".")[0] for name in spec.price.fact_names}
        for name in sorted((named | known) - set(spec.params.base_fields)):
            problems.append(
                Error(f"{spec.key} counts or prices by {name}, which its form lacks.", id="generation.E002")
            )
    return problems
