"""How a page's form makes one order of however many clicks: the form's own number with what it asks for."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest

from generation.params import ParamsForm
from generation.providers.base import ModelSpec


def content_hash(spec: ModelSpec, form: ParamsForm) -> str:
    """A hash of what a valid form asks for; the same file posted twice is the same upload."""
    return hashlib.sha256(repr((spec.key, sorted(form.params().items()))).encode()).hexdigest()


def order_key(request: HttpRequest, content: str) -> str:
    """The form's own number with its content: however often it is sent, one content of one form is one order."""
    key = request.POST.get("order_key", "")
    return f"page-{key[:64]}-{content}" if key else ""
