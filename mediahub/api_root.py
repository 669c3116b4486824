"""The page that lists the API's addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class Root(APIView):
    """Every address under /api. Those with an id in them are shown by their pattern."""

    def get_view_name(self) -> str:
        return "MediaHub API"

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The addresses, by name."""
        return Response({name: _address(request, name, route) for name, route in _routes(get_resolver())})


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
