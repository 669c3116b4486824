"""GET and PUT of the settings: the page's forms, any part of them, and keys that go in and never come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation import registry
from generation.providers.base import Kind
from mediahub.access import abilities
from mediahub.errors import ApiError
from mediahub.queries import refuse_unknown_query
from settings_app import accounts, people, preferences
from settings_app.forms import GROUPS, KeyForm, PreferencesForm
from settings_app.schema import SETTINGS, SETTINGS_CHANGE

_NAMES = tuple(name for form in GROUPS for name in form.base_fields)


class SettingsView(APIView):
    """What the owner has set. PUT and PATCH take any part; what is left out stays as it is."""

    @extend_schema(operation_id="settings_read", summary="Read the settings", responses={200: SETTINGS})
    def get(self, request: Request) -> Response:
        refuse_unknown_query(request)
        return Response(written(request.user))

    @extend_schema(
        operation_id="settings_write",
        summary="Change any part of the settings",
        request={"application/json": SETTINGS_CHANGE},
        responses={200: SETTINGS},
    )
    def put(self, request: Request) -> Response:
        return _changed(request)

    @extend_schema(
        operation_id="settings_change",
        summary="Change any part of the settings",
        request={"application/json": SETTINGS_CHANGE},
        responses={200: SETTINGS},
    )
    def patch(self, request: Request) -> Response:
        return _changed(request)


def written(owner: User | Any) -> dict[str, Any]:
    """The settings as JSON. The default models are those that count now, also where none was chosen."""
    stored = preferences.for_owner(owner)
    values = {name: getattr(stored, name) for name in _NAMES}
    amounts = {name: amount for name, amount in values.items() if name.endswith("_usd") and amount is not None}
    values.update({name: round(float(amount), 5) for name, amount in amounts.items()})
    values.update({f"default_{kind}_model": _default_model(owner, kind) for kind in Kind})
    shows_tails = people.person_of(owner).is_owner
    return {**values, "providers": {provider.key: _keys(provider, shows_tails) for provider in registry.PROVIDERS}}


def _changed(request: Request) -> Response:
    """All of it, or, where anything is refused, nothing."""
    data = request.data
    if not isinstance(data, Mapping):
        raise ApiError(400, "bad_body", "Send a JSON object with the settings to change.")
    stored = preferences.for_owner(request.user)
    _refuse_keys_of_the_house(request, data)
    forms = [form.from_json(data, stored) for form in GROUPS]
    secrets, problems = _read_keys(data)
    unknown = _unknown(data)
    problems = [*unknown, *(problem for form in forms for problem in _problems(form)), *problems]
    if problems:
        first = problems[0]
        code = "unknown_field" if unknown else "invalid"
        raise ApiError(400, code, first["message"], first["field"], errors=problems)
    for form in forms:
        form.save()
    for key, plain in secrets:
        accounts.store_key(key, plain)
    return Response(written(request.user))


def _refuse_keys_of_the_house(request: Request, data: Mapping[str, Any]) -> None:
    """Providers' keys are the owner's, in a browser: no token of theirs may change one."""
    named = next((name for name in accounts.every_key() if name in data), "")
    if named and not abilities(request).keep_house:
        raise ApiError(403, "owner_only", "Only the owner may change keys, signed in, in a browser.", field=named)


def _unknown(data: Mapping[str, Any]) -> list[dict[str, str]]:
    known = (*_NAMES, *accounts.every_key())
    words = "There is no setting “{}”. There are: " + ", ".join(known) + "."
    return [{"field": str(name), "message": words.format(name)} for name in data if name not in known]


def _problems(form: PreferencesForm) -> list[dict[str, str]]:
    return [{"field": name, "message": str(text)} for name, messages in form.errors.items() for text in messages]


def _read_keys(data: Mapping[str, Any]) -> tuple[list[tuple[accounts.Key, str]], list[dict[str, str]]]:
    """The keys to store ("" to remove), and what is wrong with the others."""
    good, problems = [], []
    for name, key in accounts.every_key().items():
        if name not in data:
            continue
        if problem := _key_problem(key, data[name]):
            problems.append({"field": name, "message": problem})
        else:
            good.append((key, data[name].strip()))
    return good, problems


def _key_problem(key: accounts.Key, value: Any) -> str:
    if not isinstance(value, str):
        return "This must be text."
    if key.source == "environment":
        return "Set by the server's environment. Change it there."
    form = KeyForm({"key": value})
    return "" if not value.strip() or form.is_valid() else str(form.errors["key"][0])


def _default_model(owner: Any, kind: Kind) -> str:
    try:
        return registry.default_spec(owner, kind).key
    except registry.UnknownModel:
        return ""


def _keys(provider: Any, shows_tails: bool) -> dict[str, Any]:
    """``{"key": {"set", "last_four", "source"}, "webhook_key": …}``; the main key's source may be the sandbox."""
    found = {}
    for key in accounts.keys_of(provider):
        source = registry.key_source(provider.key) if key.main else key.source
        added_at = key.added_at.isoformat().replace("+00:00", "Z") if key.added_at else None
        is_set = key.source != "none"
        found["key" if key.main else key.field] = {
            "set": is_set,
            "last_four": (shows_tails and key.last_four) or None,
            "source": source,
            "added_at": added_at,
        }
    return found
