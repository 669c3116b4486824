"""The page that lists the API's addresses."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from drf_spectacular.utils import extend_schema
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
