"""``manage.py kie_models``: the catalogue against the list of models that Kie.ai itself gives. It changes nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from generation import registry
from generation.providers import outside
from generation.providers.base import ModelSpec
from generation.providers.errors import ProviderError
from generation.providers.kie.adapter import KieProvider
from generation.providers.kie.discovery import Comparison, Discovery, Listed, compare


class Command(BaseCommand):
    help = "Compare the catalogue with Kie.ai's own list of models: which are new there, gone, or changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sandbox", action="store_true", help="ask the sandbox instead of Kie.ai")
        parser.add_argument("--url", default="", help="where the sandbox listens (default: the one that up started)")
        parser.add_argument("--details", action="store_true", help="ask for fields and price of what is new or changed")
        parser.add_argument("--json", action="store_true", help="print JSON, which --against reads the next time")
        parser.add_argument("--against", type=Path, help="an earlier --json: titles, task types and prices since then")

    def handle(self, *args: Any, **options: Any) -> None:
        before = _earlier(options["against"])
        asked = Discovery(_provider(options).api_client)
        try:
            listed = asked.models()
            found = compare(listed, KieProvider({}).specs, before)
            details = _details(asked, found) if options["details"] else {}
        except ProviderError as error:
            raise CommandError(f"{error.message} Nothing was changed.") from error
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(listed, found, details), indent=2, ensure_ascii=False))
            return
        lines = _report(listed, found, details, compared=options["against"] is not None)
        self.stdout.write("\n".join(lines))


# -- asking ----------------------------------------------------------------------------------------------------------


def _provider(options: dict[str, Any]) -> KieProvider:
    """Kie.ai with the key that is configured, or the sandbox. Raises ``CommandError`` where neither can be asked."""
    if options["sandbox"] or options["url"]:
        return _sandbox(options["url"] or settings.SANDBOX_URL or _running_sandbox())
    if registry.is_shut_out("kie"):
        raise CommandError(outside.refusal(KieProvider.name, "its list of models"))
    if registry.key_source("kie") == "none":
        raise CommandError(
            "There is no key for Kie.ai. Set KIE_API_KEY, or store one in the settings; --sandbox asks the sandbox."
        )
    found = registry.provider("kie", sandbox=registry.using_sandbox("kie"))
    assert isinstance(found, KieProvider)
    return found


def _running_sandbox() -> str:
    """The address of the sandbox that ``up`` starts beside the hub, "" where it never did."""
    noted = settings.DATA_DIR / "sandbox_port"
    port = noted.read_text().strip() if noted.is_file() else ""
    return f"http://127.0.0.1:{port}" if port.isdecimal() else ""


def _sandbox(address: str) -> KieProvider:
    if not address:
        raise CommandError("No sandbox is known. Start one with: python manage.py sandbox, and name it with --url.")
    if outside.leads_out(address):
        raise CommandError(f"{address} is not on this machine. --url is for a sandbox; leave it out to ask Kie.ai.")
    return KieProvider({"api_key": "sandbox", "base_url": address, "upload_url": address})


def _details(asked: Discovery, found: Comparison) -> dict[str, dict[str, Any]]:
    """Fields and price by id, of what is new or changed: two calls each, one a second."""
    ids = [*(model.id for model in found.new), *found.changed]
    return {name: {"fields": asked.fields(name), "price": asked.price(name)} for name in ids}


def _earlier(path: Path | None) -> list[Listed]:
    if path is None:
        return []
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["models"]
        return [Listed(**{**row, "does": tuple(row["does"])}) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path} cannot be read as an earlier answer of this command with --json.") from error


# -- telling ---------------------------------------------------------------------------------------------------------


def _as_json(listed: list[Listed], found: Comparison, details: dict[str, Any]) -> dict[str, Any]:
    return {
        "new": [{**asdict(model), **details.get(model.id, {})} for model in found.new],
        "gone": [{"key": spec.key, "ids": list(spec.aliases), "status": spec.status} for spec in found.gone],
        "changed": {
            name: {
                "changes": [{"what": what, "before": old, "now": new} for what, old, new in changes],
                **details.get(name, {}),
            }
            for name, changes in found.changed.items()
        },
        "models": [asdict(model) for model in listed],
    }


def _report(listed: list[Listed], found: Comparison, details: dict[str, Any], *, compared: bool) -> list[str]:
    told = f", {len(found.changed)} changed since the earlier list" if compared else ""
    lines = [f"Kie.ai lists {len(listed)} models: {len(found.new)} new, {len(found.gone)} gone{told}."]
    lines += _part("New: listed, and not in the catalogue", [_new(model, details) for model in found.new])
    lines += _part("Gone: in the catalogue, and not listed", [_gone(spec) for spec in found.gone])
    changes = [
        f"{name}: {what} was “{old}”, is “{new}”" for name, all_of in found.changed.items() for what, old, new in all_of
    ]
    return lines + _part("Changed", changes)


def _part(title: str, rows: list[str]) -> list[str]:
    return ["", title, *(f"  {row}" for row in rows)] if rows else []


def _new(model: Listed, details: dict[str, Any]) -> str:
    told = details.get(model.id, {})
    parts = [f"{model.id:<48} {', '.join(model.does):<28} {told.get('price') or model.price}".rstrip()]
    if told.get("fields"):
        parts.append(f"    fields: {', '.join(told['fields'])}")
    return "\n  ".join(parts)


def _gone(spec: ModelSpec) -> str:
    return f"{spec.key:<48} {spec.status:<14} {spec.name}"
