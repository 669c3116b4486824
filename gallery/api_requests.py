"""What the gallery's API is asked for: filters, pages, and bytes whatever the client says that it likes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from drf_spectacular.utils import OpenApiParameter
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from gallery import library, shapes
from gallery.models import MediaType
from gallery.pages import ORDERS, Place
from mediahub.access import whose
from mediahub.errors import ApiError
from mediahub.queries import refuse_unknown_query

_LIMIT, _MOST = 50, 200
_FILTERS = ("type", "model", "q")
_PAGING = ("sort_by", "cursor", "limit")
KEPT_PARAMETER = OpenApiParameter(
    "kept", enum=["yes", "no"], description="`no`: what waits in the tray for somebody to save it. Default: yes."
)
FILTER_PARAMETERS = [
    OpenApiParameter("type", enum=MediaType.values, description="Only images, or only videos."),
    OpenApiParameter("model", description="Only what this model made, by its key."),
    OpenApiParameter("q", description="Only files with this in their prompt or model's name."),
]
PAGE_PARAMETERS = [
    *FILTER_PARAMETERS,
    OpenApiParameter("sort_by", enum=ORDERS, description="By when it came. Default: newest."),
    OpenApiParameter("cursor", description="A page mark, as `next` and `previous` hold it."),
    OpenApiParameter("limit", int, description=f"Files a page, up to {_MOST}. Default: {_LIMIT}."),
]


class AnyAccept(BaseContentNegotiation):
    """Bytes are what they are: no ``Accept`` is refused."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


def filters(request: Request, *others: str) -> dict[str, str]:
    """The filters of the address; raises ``ApiError`` 400 for a name (but ``others``) or value unknown here."""
    given = request.query_params
    refuse_unknown_query(request, *_FILTERS, *others)
    return {
        "media_type": _one_of(request, "type", MediaType.values),
        "model": given.get("model", "").replace("\0", ""),
        "q": given.get("q", "").replace("\0", "").strip(),
    }


def place_of(request: Request) -> Place:
    """Where ``?kept=`` asks to look: the gallery, or the tray. Raises ``ApiError`` 400."""
    return Place.TRAY if _one_of(request, "kept", ("yes", "no")) == "no" else Place.GALLERY


def page_of(request: Request, address: str, shape: type[shapes.MediaItem], *, place: Place | None = None) -> Response:
    """One page of files; ``address``: where the next one is to be asked for. Raises ``ApiError`` 400.

    ``place``: None lets the address choose between the gallery and the tray.
    """
    asked = filters(request, *_PAGING, *(() if place else ("kept",)))
    place = place or place_of(request)
    order = _one_of(request, "sort_by", ORDERS) or ORDERS[0]
    cursor = request.query_params.get("cursor", "")
    try:
        owner = whose(request) if place is Place.GALLERY else request.user
        page = library.page(owner, **asked, sort_by=order, cursor=cursor, limit=_limit(request), place=place)
    except library.BadCursor as error:
        raise ApiError(400, "invalid", str(error), field="cursor") from error
    others = {name: value for name, value in request.query_params.items() if name != "cursor"}
    links = {
        name: f"{address}?{urlencode({**others, 'cursor': mark})}" if mark else None
        for name, mark in (("next", page.next), ("previous", page.previous))
    }
    return Response({"results": shape(page.assets, many=True).data, **links})


def _one_of(request: Request, name: str, allowed: tuple[str, ...] | list[str]) -> str:
    value = request.query_params.get(name, "")
    if value and value not in allowed:
        raise ApiError(400, "invalid", f"{name} is {' or '.join(allowed)}.", field=name)
    return str(value)


def _limit(request: Request) -> int:
    text = request.query_params.get("limit") or str(_LIMIT)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= _MOST):
        raise ApiError(400, "invalid", f"limit is a whole number from 1 to {_MOST}.", field="limit")
    return int(text)
