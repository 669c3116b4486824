"""What every page shows beside its own content. Nothing is looked up until a template asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mediahub import access
from settings_app.people import person_of


@dataclass(frozen=True)
class Section:
    """One entry of the main navigation."""

    label: str
    address: str
    icon: str
    #: further addresses that belong to it
    also: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        roots = (self.address, *self.also)
        return any(path == root or (root != "/" and path.startswith(f"{root}/")) for root in roots)


SECTIONS = (
    Section("Generate", "/", "sparkles", ("/generate",)),
    Section("Gallery", "/gallery", "images", ("/asset",)),
    Section("Queue", "/queue", "list-ordered", ("/jobs", "/spend")),
    Section("Settings", "/settings", "settings"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: navigation, theme, version, and (lazily, two small queries) the state of the queue.

    ``person``: who is signed in, None in local mode; ``can``: what the page may offer them.
    """
    theme = request.COOKIES.get("theme", "")
    return {
        "sections": SimpleLazyObject(lambda: _sections(request)),
        "login_mode": settings.AUTH == "login",
        "person": SimpleLazyObject(lambda: _person(request)),
        "can": SimpleLazyObject(lambda: access.abilities(request)),
        "theme": theme if theme in ("light", "dark") else "",
        "version": getattr(settings, "VERSION", ""),
        "queue_state": SimpleLazyObject(lambda: _queue_state(request)),
        "last_worker": SimpleLazyObject(_last_worker),
        "in_sandbox": SimpleLazyObject(_in_sandbox),
    }


def _sections(request: HttpRequest) -> list[tuple[Section, bool]]:
    """What whoever asks may open, and which of them they are in."""
    return [
        (section, section.holds(request.path)) for section in SECTIONS if access.may(request, "GET", section.address)
    ]


def _person(request: HttpRequest) -> Any:
    return person_of(request.user) if settings.AUTH == "login" and request.user.is_authenticated else None


def _queue_state(request: HttpRequest) -> Any:
    from generation import feed  # the shell holds no domain code; this reads it when a page asks

    return feed.queue_state(request.user if access.abilities(request).order else AnonymousUser())


def _last_worker() -> str:
    from generation import health

    return health.last_heard_of()


def _in_sandbox() -> bool:
    from generation import registry

    return registry.using_sandbox()
