"""Asking a whole MediaHub for media over HTTP, and the bill of the provider that it ordered from."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import requests

from generation.providers.kie.sandbox.server import Sandbox
from tests.mediahub.hub import PATIENCE, Hub
from tests.mediahub.services import NONE, Services


def ask(hub: Hub, prompt: str, *, kind: str = "image", **more: Any) -> str:
    """Place an order; returns the task id."""
    reply = requests.post(f"{hub.url}/api/{kind}s/generate", json={"prompt": prompt, **more}, timeout=30)
    assert reply.status_code == 202, reply.text
    return str(reply.json()["task_id"])


def task(hub: Hub, task_id: str) -> dict[str, Any]:
    """The task as the API tells it."""
    reply = requests.get(f"{hub.url}/api/tasks/{task_id}", timeout=30)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def wait_for(hub: Hub, task_id: str, *statuses: str, within: float) -> dict[str, Any]:
    """The task once it has one of these statuses; the last state seen when time is up."""
    deadline = time.monotonic() + within * PATIENCE
    seen = task(hub, task_id)
    while seen["status"] not in statuses and time.monotonic() < deadline:
        time.sleep(0.2)
        seen = task(hub, task_id)
    return seen


def accepted(sandbox: Sandbox) -> Counter[str]:
    """How often each prompt was accepted at the provider."""
    return Counter(
        order["body"].get("prompt") or order["body"]["input"]["prompt"] for order in sandbox.orders if order["accepted"]
    )


def hub_at(sandbox: Sandbox, folder: Any, services: Services = NONE, **more: str) -> Hub:
    """A MediaHub that takes this sandbox for Kie.ai itself: with a key, and the addresses of both hosts."""
    addresses = {"KIE_BASE_URL": sandbox.url, "KIE_UPLOAD_URL": sandbox.url}
    return Hub(folder, services, KIE_API_KEY=sandbox.key, **addresses, **more)
