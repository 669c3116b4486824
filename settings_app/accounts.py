"""The owner's accounts at the providers: which keys are set and from where, and whether they work.

What a test found out is remembered for an hour, under the key's fingerprint, so that another key starts afresh.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from generation import fields, ledger, registry
from generation.providers.base import Provider
from generation.providers.errors import AccountProblem, ProviderError, RateLimited, Unavailable
from generation.providers.outside import LocalOnly, refusal
from settings_app import secrets

_REMEMBERED = 3600  # seconds

#: state → (word, class of the badge, icon)
_STATES = {
    "ready": ("Ready", "done", "circle-check"),
    "sandbox": ("Sandbox", "info", "info"),
    "no_key": ("No key", "warning", "key-round"),
    "unreadable": ("Key cannot be opened", "danger", "circle-alert"),
    "bad_key": ("Key refused", "danger", "circle-x"),
    "no_credit": ("No credit", "warning", "wallet"),
    "trouble": ("Unreachable", "warning", "wifi-off"),
    "local_only": ("Local only", "warning", "lock"),
}


@dataclass(frozen=True)
class Key:
    """One secret of a provider. ``source``: environment, stored or none. ``main``: the one that orders need."""

    provider: str
    field: str
    label: str
    hint: str
    source: str
    last_four: str = ""
    added_at: datetime | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        """Its name in the API: ``kie_api_key``."""
        return f"{self.provider}_{self.field}"

    @property
    def main(self) -> bool:
        return self.field == "api_key"


@dataclass(frozen=True)
class Verdict:
    """What a test of a key found out."""

    state: str
    sentence: str
    detail: str = ""
    at: datetime | None = None

    @property
    def good(self) -> bool:
        return self.state in ("ready", "sandbox")


@dataclass(frozen=True)
class Account:
    """What the settings page shows of a provider."""

    provider: type[Provider]
    keys: tuple[Key, ...]
    state: str
    sentence: str
    verdict: Verdict | None
    models: int
    spent_this_month: Decimal

    # a template would call the class itself, so it is told by its facts

    @property
    def key(self) -> str:
        return self.provider.key

    @property
    def name(self) -> str:
        return self.provider.name

    @property
    def links(self) -> list[tuple[str, str]]:
        """What to open at the provider, and where."""
        known = (
            ("Get a key", self.provider.key_url),
            ("Buy credit", self.provider.billing_url),
            ("Its own log", self.provider.log_url),
        )
        return [(words, address) for words, address in known if address]

    @property
    def spent(self) -> str:
        return ledger.dollars(self.spent_this_month)

    @property
    def can_be_tested(self) -> bool:
        return self.state not in ("no_key", "unreadable", "local_only") and hasattr(self.provider, "balance")

    @property
    def word(self) -> str:
        return _STATES[self.state][0]

    @property
    def look(self) -> str:
        return _STATES[self.state][1]

    @property
    def icon(self) -> str:
        return _STATES[self.state][2]


def every_account(owner: Any) -> list[Account]:
    """One for each provider of this installation."""
    month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return [_account(provider, ledger.spent(owner, month, provider=provider.key)) for provider in registry.PROVIDERS]


def keys_of(provider: type[Provider]) -> Iterator[Key]:
    """The secrets that a provider's ``Config`` declares, the main one first."""
    for field, declared in provider.Config.base_fields.items():
        if isinstance(declared, fields.Secret):
            yield _key(provider, field, declared)


def every_key() -> dict[str, Key]:
    """All secrets of all providers by their names in the API."""
    return {key.name: key for provider in registry.PROVIDERS for key in keys_of(provider)}


def store_key(key: Key, plain: str) -> None:
    """Seal a key in place of what was there; "" removes it. What a test of it once found out is forgotten."""
    name = registry.secret_name(key.provider, key.field)
    if plain:
        secrets.store(name, plain)
    else:
        secrets.remove(name)
    cache.delete(_remembered_under(key.provider))


def check(provider: str) -> Verdict:
    """Read the balance, which is free, and say in words what came of it."""
    try:
        balance = ledger.balance(provider)
    except AccountProblem as problem:
        state = problem.code if problem.code in _STATES else "bad_key"
        verdict = Verdict(state, problem.message, problem.detail, timezone.now())
    except ProviderError as problem:
        verdict = Verdict("trouble", _bad_news(provider, problem), problem.detail, timezone.now())
    else:
        verdict = _good_news(balance)
    cache.set(_remembered_under(provider), verdict, _REMEMBERED)
    return verdict


def _bad_news(provider: str, problem: ProviderError) -> str:
    """Why a test came to nothing. An order is sent again by itself, a test is not."""
    name = registry.provider_class(provider).name
    if isinstance(problem, RateLimited):
        return f"{name} asks for a pause. Test again in a minute."
    if isinstance(problem, LocalOnly):
        return problem.message
    if isinstance(problem, Unavailable) and problem.code == "maintenance":
        return f"{name} is being maintained. Test again later."
    if isinstance(problem, Unavailable):
        return f"{name} gave no answer. Check this computer's connection, then test again."
    return problem.message


def _good_news(balance: ledger.Balance) -> Verdict:
    credits = f"{balance.credits.normalize():,f} credits"
    if balance.sandbox:
        return Verdict("sandbox", f"Works. {credits} in the sandbox, which costs nothing.", at=balance.checked_at)
    if balance.credits <= 0:
        return Verdict("no_credit", "The key works, but the account has no credit left.", at=balance.checked_at)
    about = f" (about {ledger.dollars(balance.usd.quantize(Decimal('0.01')))})" if balance.usd else ""
    return Verdict("ready", f"Works. {credits}{about}.", at=balance.checked_at)


def _account(provider: type[Provider], spent: Decimal) -> Account:
    keys = tuple(keys_of(provider))
    verdict = cache.get(_remembered_under(provider.key))
    state, sentence = _state(provider, keys, verdict)
    models = sum(1 for spec in registry.specs() if registry.provider_key(spec) == provider.key)
    return Account(provider, keys, state, sentence, verdict, models, spent)


def _state(provider: type[Provider], keys: tuple[Key, ...], verdict: Verdict | None) -> tuple[str, str]:
    for key in keys:
        if key.main and key.problem:
            return "unreadable", key.problem
    if registry.is_shut_out(provider.key):
        return "local_only", refusal(provider.name, "it")
    source = registry.key_source(provider.key)
    if source == "none":
        return "no_key", f"MediaHub has no key for {provider.name} yet. Add one to use its models."
    if verdict and not verdict.good:
        return verdict.state, ""
    if source == "sandbox":
        return "sandbox", "Pictures are placeholders and nothing is charged. Add your key to make real ones."
    return "ready", "" if verdict else "The key is set. Test it to see what is left on the account."


def _key(provider: type[Provider], field: str, declared: fields.Secret) -> Key:
    label, hint = str(declared.label), str(declared.help_text)
    given = getattr(settings, f"{provider.key.upper()}_{field.upper()}", "")
    if given:
        return Key(provider.key, field, label, hint, "environment", secrets.tail(given))
    name = registry.secret_name(provider.key, field)
    if not secrets.has_key(name):
        return Key(provider.key, field, label, hint, "none")
    return Key(
        provider.key,
        field,
        label,
        hint,
        "stored",
        last_four=secrets.last_four(name),
        added_at=secrets.added_at(name),
        problem=secrets.problem(name),
    )


def _remembered_under(provider: str) -> str:
    given = getattr(settings, f"{provider.upper()}_API_KEY", "") or secrets.read(
        registry.secret_name(provider, "api_key")
    )
    return f"account:{provider}:{secrets.fingerprint(given)}"
