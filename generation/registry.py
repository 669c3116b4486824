"""Which providers and models this installation has, how they are configured, and which are offered."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import F

from generation import fields
from generation.models import Job, ModelSwitch, State
from generation.providers import outside
from generation.providers.base import Kind, ModelSpec, Provider, Status
from generation.providers.kie.adapter import KieProvider
from mediahub import prepared
from settings_app import preferences, secrets

#: Adding a provider is one line here.
PROVIDERS: tuple[type[Provider], ...] = (KieProvider,)

_SWITCHES = prepared.Question(lambda: ModelSwitch.objects.values_list("model", "enabled"))
_SANDBOX_KEY = "sandbox"
#: what a new installation makes when nothing is said, by kind
_FIRST_CHOICE = {Kind.IMAGE: "gpt4o-image", Kind.VIDEO: "veo3_fast"}


class UnknownModel(LookupError):
    """No provider of this installation has a model of this key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"There is no model “{key}” here. GET /api/models lists those that there are.")
        self.key = key


@dataclass(frozen=True)
class Readiness:
    """Whether a model can be used now: ``state`` is ready, sandbox, needs_key, local_only or off.

    ``sentence`` says it in words. ``refused``: the code with which the door refuses an order, "" where it takes it.
    """

    state: str
    sentence: str
    refused: str = ""

    @property
    def usable(self) -> bool:
        return self.state in ("ready", "sandbox")


# -- providers -------------------------------------------------------------------------------------------------------


def provider_class(key: str) -> type[Provider]:
    """The class of a provider by its key; KeyError if this installation lacks it."""
    return {provider.key: provider for provider in PROVIDERS}[key]


def provider(key: str, *, sandbox: bool = False) -> Provider:
    """A configured provider. ``sandbox``: the one that an order was placed with, whatever key there is now."""
    if _kept is not None and (key, sandbox) in _kept:
        return _kept[key, sandbox]
    config = _sandbox_config(key) if sandbox else _config(key)
    built = _built(key, tuple(sorted(config.items())))
    if _kept is not None:
        _kept[key, sandbox] = built
    return built


#: the providers of this moment, where somebody looks at many jobs at once; None where each look reads the settings
_kept: dict[tuple[str, bool], Provider] | None = None


def keep_providers(keep: bool) -> None:
    """Until it is called again, read each provider's settings once; with False, each time."""
    global _kept
    _kept = {} if keep else None


def using_sandbox(key: str = "kie") -> bool:
    """Whether new orders go to the sandbox: there is no key, and one is running."""
    return key_source(key) == "sandbox"


def key_source(key: str) -> str:
    """Where a provider's key comes from: environment, stored, sandbox or none."""
    if getattr(settings, f"{key.upper()}_API_KEY", ""):
        return "environment"
    if secrets.has_key(key):
        return "stored"
    return "sandbox" if settings.SANDBOX_URL else "none"


@lru_cache(maxsize=32)
def _built(key: str, config: tuple[tuple[str, str], ...]) -> Provider:
    return provider_class(key)(dict(config))


def _config(key: str) -> dict[str, str]:
    """Each field of ``Provider.Config`` from the environment (``KIE_API_KEY``), else from the settings page."""
    found = {}
    for name in provider_class(key).Config.base_fields:
        given = getattr(settings, f"{key.upper()}_{name.upper()}", "")
        found[name] = given or (secrets.read(secret_name(key, name)) if name.endswith("_key") else "")
    return found


def is_shut_out(key: str) -> bool:
    """Whether local only keeps MediaHub from a provider: it, or where its inputs go, is not on this machine."""
    if not settings.LOCAL_ONLY or using_sandbox(key):
        return False
    config, declared = _config(key), provider_class(key).Config.base_fields
    return any(outside.leads_out(config[name] or field.initial) for name, field in declared.items() if "_url" in name)


def secret_name(key: str, field: str) -> str:
    """Under which name a provider's secret is stored: ``kie`` for its api_key, ``kie_webhook`` for its webhook_key."""
    return key if field == "api_key" else f"{key}_{field.removesuffix('_key')}"


def _sandbox_config(key: str) -> dict[str, str]:
    config = dict.fromkeys(provider_class(key).Config.base_fields, "")
    return {**config, "api_key": _SANDBOX_KEY, "base_url": settings.SANDBOX_URL, "upload_url": settings.SANDBOX_URL}


# -- models ----------------------------------------------------------------------------------------------------------


def every_spec() -> Iterator[ModelSpec]:
    """Every model of every provider, offered or not."""
    return iter(spec for spec, _ in _catalogue().values())


def spec(key: str) -> ModelSpec:
    """The model of this key or alias; raises ``UnknownModel``."""
    return _entry(key)[0]


def provider_key(model: ModelSpec) -> str:
    """Which provider offers this model."""
    return _entry(model.key)[1]


def _entry(key: str) -> tuple[ModelSpec, str]:
    known = _catalogue()
    try:
        return known[key] if key in known else known[_aliases()[key]]
    except KeyError:
        raise UnknownModel(key) from None


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, tuple[ModelSpec, str]]:
    return {spec.key: (spec, cls.key) for cls in PROVIDERS for spec in cls({}).specs}


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    """Other names of models, such as a provider's own ids, and the keys that they mean."""
    return {alias: spec.key for spec, _ in _catalogue().values() for alias in spec.aliases}


def file_label(model: str, position: int) -> str:
    """What the file at this position of an order is called, "" where its files differ in nothing."""
    try:
        labels = spec(model).output_labels
    except UnknownModel:
        return ""
    return labels[position] if position < len(labels) else ""


def specs(kind: Kind | str | None = None) -> list[ModelSpec]:
    """The models that are offered, of one kind or of all."""
    switches = dict(_SWITCHES.all())
    return [spec for spec in every_spec() if kind in (None, spec.kind) and _offered(spec, switches)]


def is_offered(model: ModelSpec) -> bool:
    """Whether the model may be ordered: live ones unless switched off, others only if switched on."""
    return _offered(model, dict(_SWITCHES.all()))


def _offered(model: ModelSpec, switches: Mapping[str, bool]) -> bool:
    return switches.get(model.key, model.status == Status.LIVE)


def switch(key: str, on: bool) -> None:
    """Offer a model, or stop offering it."""
    ModelSwitch.objects.update_or_create(model=spec(key).key, defaults={"enabled": on})


def readiness(model: ModelSpec) -> Readiness:
    """Whether the model can be used now, and if not, what to do."""
    return _readiness(model, is_offered(model), _way(provider_key(model)))


def readinesses(models: Iterable[ModelSpec]) -> dict[str, Readiness]:
    """``readiness`` of many models by key, with one look at the switches and one at each provider."""
    switches = dict(_SWITCHES.all())
    ways: dict[str, str] = {}
    found = {}
    for model in models:
        key = provider_key(model)
        ways[key] = ways.get(key) or _way(key)
        found[model.key] = _readiness(model, _offered(model, switches), ways[key])
    return found


def _way(key: str) -> str:
    """How a provider can be reached: as ``key_source`` says, or not at all (local_only)."""
    return "local_only" if is_shut_out(key) else key_source(key)


def _readiness(model: ModelSpec, offered: bool, way: str) -> Readiness:
    name = provider_class(provider_key(model)).name
    if not offered:
        words = f"{model.name} is switched off. {model.status_note} Switch it on in the settings."
        return Readiness("off", words.replace("  ", " "), refused="model_off")
    if way == "local_only":
        return Readiness("local_only", outside.refusal(name, model.name), "local_only")
    if way == "none":
        return Readiness("needs_key", f"MediaHub has no key for {name} yet. Add one to use {model.name}.")
    if way == "sandbox":
        return Readiness("sandbox", "Sandbox: pictures are placeholders. Add your key.")
    return Readiness("ready", "Ready")


# -- what the owner usually wants ------------------------------------------------------------------------------------


def default_spec(owner: Any, kind: Kind | str) -> ModelSpec:
    """The owner's default model of a kind, else the first choice, else any that is offered."""
    wanted = getattr(preferences.for_owner(owner), f"default_{kind}_model")
    switches = dict(_SWITCHES.all())
    for key in (wanted, _FIRST_CHOICE[Kind(kind)]):
        found = _catalogue().get(key)
        if found and found[0].kind == kind and _offered(found[0], switches):
            return found[0]
    offered = specs(kind)
    if not offered:
        raise UnknownModel(wanted or _FIRST_CHOICE[Kind(kind)])
    return offered[0]


def first_choice(kind: Kind | str) -> str:
    """Key of the model that a new installation makes this kind with."""
    return _FIRST_CHOICE[Kind(kind)]


def with_defaults(owner: Any, model: ModelSpec, data: Mapping[str, Any]) -> dict[str, Any]:
    """``data`` with the owner's stored defaults laid under it, each only where the model allows its value."""
    stored = preferences.for_owner(owner)
    ratio = stored.image_aspect_ratio if model.kind == Kind.IMAGE else stored.video_aspect_ratio
    wishes = {"aspect_ratio": ratio, "n_variants": stored.n_variants, "duration": stored.duration}
    under = {name: value for name, value in wishes.items() if value and _allows(model, name, value)}
    return {**under, **data}


def _allows(model: ModelSpec, name: str, value: Any) -> bool:
    field = model.params.base_fields.get(name)
    return isinstance(field, fields.Choice) and value in field.values


_usual: dict[str, tuple[float, float]] = {}


def usual_seconds(model: ModelSpec) -> float:
    """Seconds from order to verdict: the median of the last 20 real runs, else the catalogue's.

    Kept for a minute, or for ten where there are too few runs: the picker asks for every model at once.
    """
    known = _usual.get(model.key)
    if known and known[0] > time.monotonic():
        return known[1]
    learned = _learned_seconds(model)
    _usual[model.key] = (time.monotonic() + (60 if learned else 600), learned or model.usual)
    return learned or model.usual


def _learned_seconds(model: ModelSpec) -> float | None:
    runs = (
        Job.objects.filter(
            model=model.key,
            sandbox=False,
            state=State.SUCCEEDED,
            submitted_at__isnull=False,
            finished_at__isnull=False,
        )
        .order_by("-finished_at")
        .annotate(took=F("finished_at") - F("submitted_at"))
        .values_list("took", flat=True)[:20]
    )
    times = [took.total_seconds() for took in runs if took > timedelta(0)]
    return statistics.median(times) if len(times) >= 3 else None
