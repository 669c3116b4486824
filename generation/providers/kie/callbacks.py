"""Callbacks of Kie.ai: which task they speak of, and whether Kie signed them.

The signature covers the task id and a time, not the body, so a callback is never more than a reason to ask.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from generation.providers.errors import Rejected

#: seconds that a signed callback's time may differ from ours
_TOLERANCE = 300


def read(headers: Mapping[str, str], body: bytes, webhook_key: str) -> str:
    """The task id. With a webhook key the signature must be right. Raises ``Rejected``."""
    task_id = _task_id(body)
    if webhook_key:
        _check_signature({name.lower(): value for name, value in headers.items()}, task_id, webhook_key)
    return task_id


def signature(task_id: str, timestamp: str, webhook_key: str) -> str:
    """Base64 of the HMAC-SHA256 of ``<task id>.<timestamp>``."""
    digest = hmac.new(webhook_key.encode(), f"{task_id}.{timestamp}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def _check_signature(headers: Mapping[str, str], task_id: str, webhook_key: str) -> None:
    timestamp, given = headers.get("x-webhook-timestamp", ""), headers.get("x-webhook-signature", "")
    expected = signature(task_id, timestamp, webhook_key)
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape")):
        raise Rejected("The callback does not carry Kie.ai's signature.", code="bad_signature")
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(time.time() - int(timestamp)) > _TOLERANCE:
        raise Rejected("The callback's time is too far from ours.", code="bad_signature")


def _task_id(body: bytes) -> str:
    """Families put it in different places (docs.kie.ai, 2026): look in order."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Rejected("The callback is not JSON.", code="bad_callback") from error
    root: dict[str, Any] = message if isinstance(message, dict) else {}
    data: dict[str, Any] = root["data"] if isinstance(root.get("data"), dict) else {}
    for place, name in ((data, "taskId"), (data, "task_id"), (root, "taskId"), (root, "task_id")):
        if isinstance(place.get(name), str) and place[name]:
            return str(place[name])
    raise Rejected("The callback names no task.", code="bad_callback")
