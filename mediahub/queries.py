"""Query parameters: an address of the API says which ones it knows, and a misspelt one is refused by its name."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.settings import api_settings

from mediahub.errors import ApiError


def refuse_unknown_query(request: Request, *known: str) -> None:
    """Raise ``ApiError`` 400 for the first query parameter that is neither ``known`` nor ``format``."""
    for name in request.query_params:
        if name not in (*known, api_settings.URL_FORMAT_OVERRIDE):
            takes = f"What can be asked for: {', '.join(known)}." if known else "It takes none."
            raise ApiError(400, "unknown_field", f"There is no “{name}” here. {takes}", field=name)
