"""The wells of the form: taking in one file, and the gallery to choose from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gallery import library
from gallery.formats import BadFile
from gallery.models import Asset
from generation import fields, inputs, pictures, registry
from generation.controls import makers
from generation.models import JobOutput
from generation.providers.base import ModelSpec
from generation.providers.errors import Rejected

_MOST_SHOWN = 60


@require_POST
def picture(request: HttpRequest) -> HttpResponse:
    """Take in one file for a field (bytes, an address, a reference) and answer with how it is shown.

    422 with a sentence for one that this model's field cannot take.
    """
    spec, path, field = _field(request.POST.get("model", ""), request.POST.get("field", ""))
    try:
        [reference] = field.to_python([_taken_in(request)])
        inputs.check_one(request.user, spec.params, path, reference)
    except ValidationError as error:
        return _refusal(error.messages[0])
    except inputs.Refused as error:
        return _refusal(error.reason)
    except (BadFile, Rejected) as error:
        return _refusal(str(error))
    shown = pictures.shown(request.user, [reference])[reference]
    context = {"picture": shown, "name": path, "medium": field.medium, "most": field.most}
    return render(request, "params/_picture.html", context)


def _refusal(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")


def _field(model: str, path: str) -> tuple[ModelSpec, str, fields.MediaInput]:
    """The model, the path and the input field that a request names; raises ``Http404``."""
    try:
        spec = registry.spec(model)
    except registry.UnknownModel as error:
        raise Http404(str(error)) from error
    field = spec.params.media_field(path)
    if field is None:
        raise Http404("This model has no such field.")
    return spec, path, field


def _taken_in(request: HttpRequest) -> str:
    """The reference of a posted file; an address that cannot be used is refused here, not when it is ordered."""
    if file := request.FILES.get("file"):
        return pictures.save_upload(request.user, file)
    reference = request.POST.get("reference", "").strip()
    return reference if pictures.is_id(reference) else pictures.check_address(reference)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Files of the gallery that a field takes, the newest first."""
    _, _, field = _field(request.GET.get("model", ""), request.GET.get("field", ""))
    found = _usable(request.user, field).order_by("-created_at", "-pk")[:_MOST_SHOWN]
    return render(request, "generate/_gallery.html", {"assets": found, "field": field, "makers": makers(field)})


def _usable(owner: Any, field: fields.MediaInput) -> QuerySet[Asset]:
    """The files of the right medium; where earlier tasks are wanted, those whose task the provider still knows."""
    found = library.filtered(owner, media_type=field.medium)
    if not isinstance(field, fields.MadeBy):
        return found
    since = timezone.now() - timedelta(days=field.days)
    sandboxes = {registry.using_sandbox(registry.provider_key(registry.spec(key))) for key in field.models}
    known = JobOutput.objects.filter(job__owner=owner, job__created_at__gte=since).exclude(job__remote_id="")
    known = known.filter(job__sandbox__in=sandboxes)
    return found.filter(model__in=field.models, pk__in=known.values("media_id"))
