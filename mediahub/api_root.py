"""The page that lists the API's addresses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils.cache import get_conditional_response
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation import registry


class Root(APIView):
    """Every address under /api. Those with an id in them are shown by their pattern."""

    def get_view_name(self) -> str:
        return "MediaHub API"

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The addresses, by name."""
        return Response({name: _address(request, name, route) for name, route in _routes(get_resolver())})


class Schema(SpectacularAPIView):
    """The OpenAPI document. It is the same for everybody while the process lives, so it is written once."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """The document in the form that the caller asks for; 304 for one that has it."""
        renderer: Any = request.accepted_renderer
        text, mark = _written(renderer.format, tuple(spec.key for spec in registry.every_spec()))
        found = get_conditional_response(request, etag=mark)
        answer = found or HttpResponse(text, content_type=f"{renderer.media_type}; charset=utf-8")
        answer["ETag"], answer["Cache-Control"] = mark, "private, no-cache"
        return answer


@lru_cache(maxsize=8)
def _written(form: str, models: tuple[str, ...]) -> tuple[bytes, str]:
    """The document in one form, and its ETag. ``models``: all that the document may differ by."""
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    if form.endswith("json"):
        text = json.dumps(document, separators=(",", ":"), ensure_ascii=False, default=str).encode()
    else:
        text = OpenApiYamlRenderer().render(document, renderer_context={})  # type: ignore[no-untyped-call]
    return text, f'"{hashlib.sha256(text).hexdigest()[:32]}"'


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI. What is no page here (``OPTIONS``, an error) is JSON as everywhere else."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        if request.method in ("GET", "HEAD"):
            return super().perform_content_negotiation(request, force)
        return JSONRenderer(), JSONRenderer.media_type


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of every named pattern under /api, in their order."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver) and not route.startswith("admin/"):
            yield from _routes(entry, route)
        elif isinstance(entry, URLPattern) and entry.name and route.startswith("api/") and route != "api/":
            yield entry.name, route


def _address(request: Request, name: str, route: str) -> str:
    try:
        return request.build_absolute_uri(reverse(name))
    except NoReverseMatch:
        return f"/{route}"
