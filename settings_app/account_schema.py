"""People and tokens in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from settings_app.models import Role, Scope

_TIME = {"type": "string", "format": "date-time"}
_TIME_OR_NULL = {"type": ["string", "null"], "format": "date-time"}
_ROLE = {"type": "string", "enum": Role.values}
_SCOPES = {"type": "array", "items": {"type": "string", "enum": Scope.values}}
_SEES = {"type": ["string", "null"], "description": "For a viewer: the name of the person whose gallery is shown."}
_LINK = {"type": "string", "format": "uri", "description": "Works once, for 7 days. It is not shown again."}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return _object({"results": {"type": "array", "items": item}})


TOKEN = _object(
    {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "scopes": _SCOPES,
        "last_four": {"type": "string"},
        "made_at": _TIME,
        "expires_at": _TIME_OR_NULL,
        "last_used_at": _TIME_OR_NULL,
        "live": {"type": "boolean", "description": "False once it has expired."},
    }
)
TOKENS = _list(TOKEN)
TOKEN_MADE = _object({**TOKEN["properties"], "token": {"type": "string", "description": "Shown this once."}})
TOKEN_NEW = _object(
    {
        "name": {"type": "string", "maxLength": 80},
        "scopes": _SCOPES,
        "expires_in": {"type": ["integer", "null"], "enum": [30, 90, 365, None], "description": "Days; null: never."},
    },
    "name",
    "scopes",
)
ME = _object(
    {
        "name": {"type": "string"},
        "role": _ROLE,
        "sees": _SEES,
        "mode": {"type": "string", "enum": ["local", "login"]},
        "token": {**TOKEN, "type": ["object", "null"], "description": "The token that asks; null for a session."},
    }
)
PERSON = _object(
    {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "role": _ROLE,
        "sees": _SEES,
        "active": {"type": "boolean"},
        "has_password": {"type": "boolean", "description": "False until the invitation was used."},
        "made_at": _TIME,
    }
)
PEOPLE = _list(PERSON)
PERSON_INVITED = _object({**PERSON["properties"], "link": _LINK})
LINK = _object({"link": _LINK})
_SEES_ID = {"type": ["integer", "null"], "description": "For a viewer: the id of a person. Null: the owner."}
PERSON_NEW = _object({"name": {"type": "string"}, "role": _ROLE, "sees": _SEES_ID}, "name", "role")
PERSON_CHANGE = _object({"role": _ROLE, "sees": _SEES_ID, "active": {"type": "boolean"}})
