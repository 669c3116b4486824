"""The tray's page: finished files that nobody has saved yet, what goes next first."""

from __future__ import annotations

import json
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from gallery import library, tray
from gallery.browse import TRAY_ORDER, Filters, files
from gallery.models import Asset
from gallery.pages import Place
from gallery.viewer import view
from generation.models import JobOutput
from mediahub.htmx import is_htmx
from settings_app import preferences

_PAGE = 60
_UNTIL_THEN = "They can be taken out again until their 24 hours are over."
_SAVED = "Saved. It is in the gallery now."
_BACK = {"settings": "/settings#storage"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What waits to be saved; for the script the part that changes."""
    return _shown(request)


@require_POST
def save_all(request: HttpRequest) -> HttpResponse:
    """Save everything that waits."""
    count = tray.save_all(request.user)
    where = "It is" if count == 1 else "They are"
    words = f"Saved {files(count)}. {where} in the gallery now." if count else "The tray is empty: nothing to save."
    if is_htmx(request):
        return _shown(request, words)
    messages.success(request, words)
    return redirect(_BACK.get(request.POST.get("back", ""), "/gallery/tray"))


@require_POST
def discard_all(request: HttpRequest) -> HttpResponse:
    """Move everything that waits to the trash, once the owner said so."""
    if "sure" not in request.POST:
        waiting = files(library.count(request.user, place=Place.TRAY))
        text = f"This moves {waiting} to the trash. {_UNTIL_THEN}"
        question = {"title": "Discard all?", "text": text, "yes": "Discard all", "back": "/gallery/tray"}
        return render(request, "confirm.html", {"action": request.get_full_path(), "danger": True, **question})
    count = library.trash_all(request.user, place=Place.TRAY)
    words = f"Moved {files(count)} to the trash. {_UNTIL_THEN}" if count else "The tray is empty: nothing to discard."
    messages.success(request, words)
    return redirect("/gallery/tray")


@require_POST
def save_asset(request: HttpRequest, asset_id: uuid.UUID) -> HttpResponse:
    """Save one file, from the tray's page or from the viewer. What went meanwhile is told."""
    is_saved = tray.save(request.user, [asset_id])
    found = library.filtered(request.user).filter(pk=asset_id).first()
    words = _SAVED if is_saved else "It was saved already." if found else _gone(request, asset_id)
    if in_tray(request):
        return answer(request, words, good=found is not None)
    if not is_htmx(request):
        (messages.success if found else messages.error)(request, words)
        return redirect(f"/asset/{asset_id}{Filters.of(request.GET).query()}" if found else "/gallery/tray")
    if found is None:
        return HttpResponse(headers={"HX-Reswap": "none", **_toast(words)})
    context = {"view": view(found, Filters.of(request.GET)), "in_dialog": True}
    return HttpResponse(render_to_string("gallery/_viewer.html", context, request), headers=_toast(words))


def in_tray(request: HttpRequest) -> bool:
    """Whether a form was posted from the tray's page."""
    return request.POST.get("in") == "tray"


def answer(request: HttpRequest, words: str, *, undo: str = "", good: bool = True) -> HttpResponse:
    """What a form of the tray's page gets: the page anew, and ``words`` about what was done."""
    if is_htmx(request):
        return _shown(request, words, undo)
    (messages.success if good else messages.error)(request, words)
    return redirect("/gallery/tray")


def _shown(request: HttpRequest, words: str = "", undo: str = "") -> HttpResponse:
    cursor = request.GET.get("cursor", "")
    try:
        found = library.page(request.user, place=Place.TRAY, sort_by=TRAY_ORDER, cursor=cursor, limit=_PAGE)
    except ValueError:  # a page mark that nobody here wrote
        return redirect("/gallery/tray")
    context = {
        "assets": found.assets,
        "more": f"/gallery/tray?cursor={found.next}" if found.next else "",
        "unsaved": library.count(request.user, place=Place.TRAY),
        "asks_to_save": preferences.asks_to_save(request.user.pk),
    }
    template = "gallery/_tray.html" if is_htmx(request) else "gallery/tray.html"
    return HttpResponse(render_to_string(template, context, request), headers=_toast(words, undo) if words else None)


def _toast(text: str, undo: str = "") -> dict[str, str]:
    return {"HX-Trigger": json.dumps({"toast": {"text": text, **({"undo": undo} if undo else {})}})}


def _gone(request: HttpRequest, asset_id: uuid.UUID) -> str:
    """What became of a file that is not here; raises ``Http404`` where it never was."""
    output = JobOutput.objects.filter(media_id=asset_id, job__owner_id=request.user.pk).first()
    if output and output.unsaved_at:
        return tray.gone_words(output.unsaved_at)
    if Asset.objects.filter(pk=asset_id, owner_id=request.user.pk).exists():
        return "This file was discarded. Take it out of the trash first."
    raise Http404("There is no such file.")
