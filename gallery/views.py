"""The gallery, one file in it, the trash. Every view is an address; the script only opens them more quickly."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gallery import browse, library, tray_views, viewer
from gallery.browse import Filters, files
from gallery.models import Asset, MediaType
from gallery.pages import Place, filtered
from generation.models import JobOutput
from mediahub.access import whose
from mediahub.htmx import is_htmx
from settings_app import preferences

_FIRST_PAGE, _NEXT_PAGES = 30, 60
#: files after which loading on approach stops, so that the foot of the page can be reached
_AUTOMATIC = 600
#: ids that one statement names
_AT_ONCE = 500
_RESTORABLE = "Files can be restored from there for 30 days."
_TABS = (("All", ""), ("Images", MediaType.IMAGE), ("Videos", MediaType.VIDEO))


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """The files under the filters of the address: a page, or for the script the tiles that come next."""
    filters = Filters.of(request.GET)
    try:
        shown = max(0, int(request.GET.get("shown", "0")))
        found = _page(request, filters, limit=_NEXT_PAGES if shown else _FIRST_PAGE)
    except ValueError:  # a cursor or a number that nobody here wrote
        return redirect(f"/gallery{filters.query()}")
    context = {"filters": filters, "assets": found.assets, **_paging(filters, found, shown)}
    if is_htmx(request):
        return render(request, "gallery/_tiles.html", context)
    return render(request, "gallery/page.html", {**context, **_head(request, filters)})


def _page(request: HttpRequest, filters: Filters, limit: int) -> library.Page:
    cursor = request.GET.get("cursor", "")
    return library.page(whose(request), **filters.criteria, sort_by=filters.sort_by, cursor=cursor, limit=limit)


def _paging(filters: Filters, found: library.Page, shown: int) -> dict[str, Any]:
    """Where the next and the previous page are, and whether the next comes by itself."""
    total = shown + len(found.assets)
    return {
        "more": f"/gallery{filters.query(cursor=found.next, shown=str(total))}" if found.next else "",
        "newer": f"/gallery{filters.query(cursor=found.previous)}" if found.previous else "",
        "automatic": total < _AUTOMATIC,
    }


def _head(request: HttpRequest, filters: Filters) -> dict[str, Any]:
    """Tabs, filters and the count above the tiles."""
    models = browse.models(whose(request))
    return {
        "unsaved": library.count(request.user, place=Place.TRAY),
        "asks_to_save": preferences.asks_to_save(request.user.pk),
        "tabs": [
            (words, f"/gallery{filters.but(media_type=kind).query()}", kind == filters.media_type)
            for words, kind in _TABS
        ],
        "sorts": [
            (words, f"/gallery{filters.but(sort_by=sort).query()}", sort == filters.sort_by)
            for words, sort in (("Newest", "newest"), ("Oldest", "oldest"))
        ],
        "models": models,
        "model_name": dict(models).get(filters.model, filters.model),
        "count": browse.count_words(whose(request), filters),
        "without_model": filters.but(model="").query(),
        "without_q": filters.but(q="").query(),
        "only": browse.only(whose(request), filters),
    }


@require_safe
def asset(request: HttpRequest, asset_id: uuid.UUID) -> HttpResponse:
    """One file: a page, or for the script what its dialog shows. Before the file exists, its job's page."""
    found = Asset.objects.filter(owner=whose(request), pk=asset_id).first()
    if found and (found.deleted_at or found.keep_until) and found.owner_id != request.user.pk:
        raise Http404
    if found is None:
        output = get_object_or_404(JobOutput, media_id=asset_id, job__owner=request.user)
        is_deleted = output.asset_id or output.job.state == "succeeded"
        if is_deleted and not output.unsaved_at:
            raise Http404("This file was deleted.")
        return redirect(f"/jobs/{output.job_id}")
    in_dialog = is_htmx(request)
    context = {"view": viewer.view(found, Filters.of(request.GET)), "in_dialog": in_dialog}
    return render(request, "gallery/_viewer.html" if in_dialog else "gallery/asset.html", context)


@require_POST
def trash_asset(request: HttpRequest, asset_id: uuid.UUID) -> HttpResponse:
    """Move one file to the trash."""
    filters = Filters.of(request.GET)
    found = get_object_or_404(Asset, owner=request.user, pk=asset_id)
    library.trash(request.user, [found.pk])
    words = "Discarded." if found.keep_until else "Moved to the trash."
    told = f"{words} {_stays(found)}"
    undo = f"/asset/{found.pk}/restore{filters.query()}"
    if tray_views.in_tray(request):
        return tray_views.answer(request, words if is_htmx(request) else told, undo=undo)
    if is_htmx(request):
        return _toast(request, words, undo=undo)
    messages.success(request, told)
    return redirect(f"/gallery{filters.query()}")


def _stays(deleted: Asset) -> str:
    """How long a deleted file can be had back, as a sentence."""
    if deleted.keep_until:
        return f"It can be taken out of the trash for another {deleted.goes_in}."
    return "It stays there for 30 days."


@require_POST
def restore_asset(request: HttpRequest, asset_id: uuid.UUID) -> HttpResponse:
    """Take one file out of the trash again."""
    found = get_object_or_404(Asset, owner=request.user, pk=asset_id)
    if not library.restore(request.user, [found.pk]) and found.gone_at:
        raise Http404("This file was deleted for good.")
    if is_htmx(request):
        return _toast(request, "Restored.")
    messages.success(request, f"Restored. It is in the {'tray' if found.keep_until else 'gallery'} again.")
    return redirect("/gallery/trash")


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Move all that the filters let through to the trash, once the owner said so."""
    filters = Filters.of(request.GET)
    back = f"/gallery{filters.query()}"
    if "sure" not in request.POST:
        text = f"This moves {browse.described(request.user, filters)} to the trash. {_RESTORABLE}"
        return _ask(request, title="Clear the gallery?", text=text, yes="Move to the trash", back=back)
    count = library.trash_all(request.user, **filters.criteria)
    messages.success(request, f"Moved {files(count)} to the trash. {_RESTORABLE}")
    return redirect("/gallery")


@require_safe
def trash(request: HttpRequest) -> HttpResponse:
    """What was deleted and is still there."""
    try:
        found = library.page(request.user, place=Place.TRASH, cursor=request.GET.get("cursor", ""), limit=_NEXT_PAGES)
    except ValueError:
        return redirect("/gallery/trash")
    more = f"/gallery/trash?cursor={found.next}" if found.next else ""
    count = library.count(request.user, place=Place.TRASH)
    return render(request, "gallery/trash.html", {"assets": found.assets, "more": more, "count": files(count)})


@require_POST
def restore_all(request: HttpRequest) -> HttpResponse:
    """Take everything out of the trash again."""
    ids = list(filtered(request.user, place=Place.TRASH).values_list("pk", flat=True))
    count = sum(library.restore(request.user, ids[at : at + _AT_ONCE]) for at in range(0, len(ids), _AT_ONCE))
    messages.success(request, f"Restored {files(count)}. They are where they were.")
    return redirect("/gallery/trash")


@require_POST
def empty_trash(request: HttpRequest) -> HttpResponse:
    """Delete what is in the trash for good, once the owner said so."""
    if "sure" not in request.POST:
        lost = files(library.count(request.user, place=Place.TRASH))
        text = f"This deletes {lost} for good. They cannot be brought back."
        return _ask(request, title="Empty the trash?", text=text, yes="Delete for good", back="/gallery/trash")
    count = library.purge(timedelta(0), owner=request.user)
    left = library.count(request.user, place=Place.TRASH)
    held = f" Kept for now: {files(left)} that an unfinished order uses." if left else ""
    messages.success(request, f"Deleted {files(count)} for good.{held}")
    return redirect("/gallery/trash")


def _ask(request: HttpRequest, **words: str) -> HttpResponse:
    """The question of a form that was posted without the script's dialog."""
    return render(request, "confirm.html", {"action": request.get_full_path(), "danger": True, **words})


def _toast(request: HttpRequest, text: str, undo: str = "") -> HttpResponse:
    """Nothing to swap, something to say, and how many files the filters let through now."""
    toast = {"text": text, **({"undo": undo} if undo else {})}
    count = browse.count_words(request.user, Filters.of(request.GET))
    return HttpResponse(headers={"HX-Trigger": json.dumps({"toast": toast}), "X-Count": count})
