"""The API as pages for people."""

from __future__ import annotations

from typing import Any

from rest_framework.renderers import BrowsableAPIRenderer


class BrowsableRenderer(BrowsableAPIRenderer):
    """Django REST Framework's pages without what our Content-Security-Policy forbids (see templates/rest_framework)."""

    def get_context(self, data: Any, accepted_media_type: str | None, renderer_context: Any) -> dict[str, Any]:
        # the style sheet for highlighted code is an inline one; filters bring style attributes
        return {**super().get_context(data, accepted_media_type, renderer_context), "code_style": "", "filter_form": ""}
