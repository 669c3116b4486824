"""What can be done with a finished file, for programs: the models that take it, with the price for this very file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from gallery.models import Asset
from generation import openapi, registry, uses
from generation.api_answers import amount
from generation.api_requests import JsonView, choice
from generation.uses import Use


class MediaUses(JsonView):
    """What can be done with a file: extend it, upscale it, edit it by words… and with which models, at what price.

    To order one of them, send its body to its address with what it asks for. A use that lacks something needs further
    input files first.
    """

    asks = ("verb",)

    @extend_schema(**openapi.MEDIA_USES)
    def get(self, request: Request, media_id: UUID) -> Response:
        asset = get_object_or_404(Asset, owner=request.user, pk=media_id, deleted_at=None, gone_at=None)
        verb = choice(request, "verb", [verb.key for verb in uses.VERBS])
        return Response({"results": [_use(use, asset) for use in uses.uses(asset, verb)]})


def _use(use: Use, asset: Asset) -> dict[str, Any]:
    spec = use.spec
    return {
        "verb": use.verb.key,
        "label": use.verb.label,
        "model": spec.key,
        "name": spec.name,
        "vendor": spec.vendor,
        "kind": spec.kind,
        "field": use.field,
        "price": {"usd": amount(use.price.usd), "credits": amount(use.price.credits), "known": use.price.known},
        "usual_seconds": registry.usual_seconds(spec),
        "asks": list(use.asks),
        "lacks": list(use.lacks),
        "order": f"/api/{spec.kind}s/generate",
        "body": use.body(asset),
    }
