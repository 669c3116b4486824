"""The Generate page: the form, its price, its pictures, the feed."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery.models import Asset
from generation import composer, feed, jobs, opening, picker, pictures, registry, uses
from generation.composer import Composer
from generation.models import Job
from generation.order_keys import content_hash, order_key
from generation.params import ParamsForm
from generation.providers.base import Kind, ModelSpec
from mediahub.htmx import is_htmx

_EXAMPLES = {
    "image": (
        "A lighthouse on a basalt cliff at dusk, long exposure, low fog over the sea",
        "Isometric cutaway of a tiny ceramic studio, warm lamps, shelves of glazed bowls",
        "Still life of blood oranges on linen, hard morning light, 85 mm",
    ),
    "video": (
        "Aerial over salt flats at sunrise, slow push forward, long shadows",
        "A paper boat drifts down a rainy gutter, camera low and close to the water",
        "Hands shape a clay bowl on a spinning wheel, shallow focus, soft window light",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def generate(request: HttpRequest) -> HttpResponse:
    """The page, and the order that its form posts."""
    if request.method == "POST":
        return _order(request)
    source = _source(request)
    kind = _kind(request.GET.get("mode") or getattr(source, "media_type", "") or getattr(source, "kind", ""))
    try:
        form = _opened(request, kind, source)
    except registry.UnknownModel:
        form = None
    return _page(request, kind, form)


def _kind(text: str | None) -> str:
    return text if text in list(Kind) else str(Kind.IMAGE)


def _page(request: HttpRequest, kind: str, form: Composer | None, status: int = 200) -> HttpResponse:
    asked_at = timezone.now()
    cards, older = feed.page(request.user, kind, request.GET.get("before", ""))
    context: dict[str, Any] = {
        "kind": kind,
        "composer": form,
        "cards": cards,
        "older": older,
        "cursor": asked_at.isoformat(),
    }
    context["examples"] = _EXAMPLES[kind]
    return render(request, "generate/page.html", context, status=status)


def _source(request: HttpRequest) -> Asset | Job | None:
    """What the address takes the form's contents from: a file of the gallery, or a job."""
    return _own(Asset, request, request.GET.get("from")) or _own(Job, request, request.GET.get("job"))


def _own(rows: Any, request: HttpRequest, key: str | None) -> Any:
    try:
        return rows.objects.filter(owner=request.user, pk=uuid.UUID(key)).first() if key else None
    except ValueError:
        return None


def _opened(request: HttpRequest, kind: str, source: Asset | Job | None) -> Composer:
    """The form as the address asks for it: plain, as a file was made, as a job was asked, or with a picture."""
    owner, model = request.user, request.GET.get("model", "")
    if source is None:
        return opening.opened(owner, kind, model=model)
    if given := _input_with_settings(request, source):
        return opening.opened(owner, kind, model=model, given=given)
    if isinstance(source, Asset) and _is_input(request, kind, source):
        return opening.opened(owner, kind, model=model, pictured=str(source.pk))
    found = pictures.of_recipe(owner, source.recipe) if isinstance(source, Asset) else source.inputs
    given = {**source.params, **found, "prompt": source.prompt}
    opened = opening.opened(owner, kind, model=model or source.model, given=given)
    if not model and opened.spec.key != source.model:
        opened.notice = f"{source.model_name or source.model} is not offered here now. What fits was kept."
    return opened


def _input_with_settings(request: HttpRequest, source: Asset | Job) -> dict[str, Any]:
    """What the sheet of a file's uses had, for the whole form of the same model; {} where it did not lead here."""
    if not isinstance(source, Asset) or request.GET.get("use") != "input":
        return {}
    return uses.given(source, request.GET.get("model", ""), request.GET)


def _is_input(request: HttpRequest, kind: str, asset: Asset) -> bool:
    """Whether a file is wanted as an input, not for how it was made: the address says so, or a picture shall move.

    So it is where the address names another model than its own, which can start from it.
    """
    use, model = request.GET.get("use", ""), request.GET.get("model", "")
    if use or (asset.media_type, kind) == (Kind.IMAGE, Kind.VIDEO):
        return use != "recipe"
    if not model or model == asset.model:
        return False
    try:
        return opening.takes(registry.spec(model), pictures.shown(request.user, [str(asset.pk)])[str(asset.pk)])
    except registry.UnknownModel:
        return False


# -- ordering --------------------------------------------------------------------------------------------------------


def _order(request: HttpRequest) -> HttpResponse:
    try:
        spec = registry.spec(request.POST.get("model", ""))
    except registry.UnknownModel:
        return _refused(request, _with_default_model(request))
    form = composer.read(request, spec)
    if form.is_valid() and _placed(request, spec, form):
        composer.remember(request.user, spec, form)
        return _ordered(request, spec, form)
    return _refused(request, Composer(request.user, spec, form))


def _refused(request: HttpRequest, form: Composer) -> HttpResponse:
    if is_htmx(request):
        return render(request, "generate/_composer.html", {"composer": form}, status=422)
    return _page(request, form.kind, form, status=422)


def _with_default_model(request: HttpRequest) -> Composer:
    """The form of the default model with what fits of a post that names no known model. 404 where no model is on."""
    try:
        new = registry.default_spec(request.user, _kind(request.GET.get("mode")))
    except registry.UnknownModel as error:
        raise Http404(str(error)) from error
    old = opening.most_alike(new.kind, [*request.POST, *request.FILES])
    form = opening.switched(request.user, old, new, composer.read(request, old).data)  # type: ignore[arg-type]
    form.model_problem = f"That model is not offered here. {new.name} is chosen instead, with all of yours that fits."
    return form


def _posted_spec(request: HttpRequest, name: str = "model") -> ModelSpec:
    try:
        return registry.spec(request.POST.get(name, ""))
    except registry.UnknownModel as error:
        raise Http404(str(error)) from error


def _placed(request: HttpRequest, spec: ModelSpec, form: ParamsForm) -> Job | None:
    """The job of a valid form; None when it is refused after all, and the form says why."""
    content = content_hash(spec, form)
    key = order_key(request, content)
    try:
        return jobs.create(request.user, spec, form, idempotency_key=key, request_hash=content if key else "")
    except jobs.Refused as error:
        form.refuse(error.path, error.reason)
        return None


def _ordered(request: HttpRequest, spec: ModelSpec, form: ParamsForm) -> HttpResponse:
    if not is_htmx(request):
        return redirect(f"/?mode={spec.kind}")
    answer = render(request, "generate/_composer.html", {"composer": opening.after(request.user, spec, form)})
    answer["HX-Trigger"] = '{"feed:now": {}, "ordered": {}}'
    return answer


# -- the form's parts ------------------------------------------------------------------------------------------------


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Another model in the same form, with what still fits; files that came along are kept as uploads."""
    old, new = _posted_spec(request), _posted_spec(request, "to")
    form = composer.read(request, old)
    switched = opening.switched(request.user, old, new, form.data)  # type: ignore[arg-type]
    if is_htmx(request):
        return render(request, "generate/_composer.html", {"composer": switched})
    return _page(request, str(new.kind), switched)


@require_POST
def models(request: HttpRequest) -> HttpResponse:
    """The picker as a page, for browsers without the script; the form so far travels along."""
    spec = _posted_spec(request)
    form = composer.read(request, spec)
    own = ("model", "csrfmiddlewaretoken", "to", "q", "chip")
    carried = [(name, value) for name, values in form.data.lists() if name not in own for value in values]  # type: ignore[attr-defined]
    asked = {name: request.POST.get(name, "") for name in ("q", "chip")}
    listed = picker.picker(request.user, str(spec.kind), **asked)
    return render(request, "generate/models.html", {"carried": carried, "current": spec.key, "picker": listed, **asked})


@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    """What the picker's dialog lists, fetched when it is first opened."""
    listed = picker.picker(request.user, _kind(request.GET.get("mode")))
    return render(request, "generate/_choices.html", {"picker": listed})


@require_POST
def price(request: HttpRequest) -> HttpResponse:
    """The cost line for what is chosen now."""
    spec = _posted_spec(request)
    opened = Composer(request.user, spec, spec.params.from_post(request.POST))
    return render(request, "generate/_cost.html", {"composer": opened})


@require_POST
def rows(request: HttpRequest) -> HttpResponse:
    """The same form with a row added, removed or moved, as the pressed button (``rows``) says."""
    spec = _posted_spec(request)
    form = composer.read(request, spec)
    opened = opening.relisted(request.user, spec, form, request.POST.get("rows", ""))
    if is_htmx(request):
        return render(request, "generate/_composer.html", {"composer": opened})
    return _page(request, str(spec.kind), opened)


# -- the feed --------------------------------------------------------------------------------------------------------


@require_safe
def older(request: HttpRequest) -> HttpResponse:
    """The next cards of the feed, and the link to those after them."""
    kind = _kind(request.GET.get("mode"))
    cards, place = feed.page(request.user, kind, request.GET.get("before", ""))
    return render(request, "generate/_older.html", {"cards": cards, "older": place, "kind": kind})


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What changed since ``since``: the pill, the banner, and each changed card; 204 when nothing did."""
    asked_at = timezone.now()
    state = feed.queue_state(request.user)
    since = feed.parse_moment(request.GET.get("since", "")) or asked_at
    view = request.GET.get("view", "")
    cards = feed.changed(request.user, since, _view_kind(view)) if view else []
    if not cards and state.signature == request.GET.get("sig"):
        return HttpResponse(status=204)
    context = {"cards": cards, "view": view, "cursor": asked_at.isoformat(), "queue_state": state}
    if view == "queue":
        context["today"] = feed.today(request.user)
    answer = render(request, "generate/_feed.html", context)
    answer["X-Version"] = asked_at.isoformat()
    return answer


def _view_kind(view: str) -> str:
    return view if view in list(Kind) else ""
