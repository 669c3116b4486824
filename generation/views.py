"""The Generate page: the form, its price, its pictures, the feed."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery import library
from gallery.formats import BadFile
from gallery.models import Asset
from generation import composer, feed, fields, jobs, ledger, opening, pictures, registry
from generation.composer import Composer
from generation.models import Job
from generation.params import ParamsForm
from generation.providers.base import Kind, ModelSpec
from generation.providers.errors import Rejected
from mediahub.htmx import is_htmx

_GALLERY_PICTURES = 48
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
    context |= {"groups": _groups(kind, form), "examples": _EXAMPLES[kind]}
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
    if isinstance(source, Asset) and _is_picture_for(request, kind, source):
        return opening.opened(owner, kind, model=model, pictured=str(source.pk))
    found = pictures.of_recipe(owner, source.recipe) if isinstance(source, Asset) else source.inputs
    given = {**source.params, **found, "prompt": source.prompt}
    opened = opening.opened(owner, kind, model=model or source.model, given=given)
    if not model and opened.spec.key != source.model:
        opened.notice = f"{source.model_name or source.model} is not offered here now. What fits was kept."
    return opened


def _is_picture_for(request: HttpRequest, kind: str, asset: Asset) -> bool:
    """Whether a file is wanted as an input picture, not for how it was made."""
    return asset.media_type == Kind.IMAGE and (request.GET.get("use") == "image" or kind != Kind.IMAGE)


def _groups(kind: str, form: Composer | None) -> list[tuple[str, list[Any]]]:
    """The models of a kind by vendor, as the picker lists them."""
    groups: dict[str, list[Any]] = {}
    for spec in registry.specs(kind) if form else ():
        groups.setdefault(spec.vendor, []).append(_choice(spec))
    return list(groups.items())


def _choice(spec: ModelSpec) -> dict[str, Any]:
    lowest = ledger.lowest(spec)
    return {
        "spec": spec,
        "monogram": composer.monogram(spec.name),
        "lowest": lowest and ledger.dollars(lowest.usd),
        "usual": registry.usual_seconds(spec),
        "readiness": registry.readiness(spec),
    }


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
    content = _content_hash(spec, form)
    key = _order_key(request, content)
    try:
        return jobs.create(request.user, spec, form, idempotency_key=key, request_hash=content if key else "")
    except jobs.Refused as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None


def _order_key(request: HttpRequest, content: str) -> str:
    """The form's own number with its content: however often it is sent, one content of one form is one order."""
    key = request.POST.get("order_key", "")
    return f"page-{key[:64]}-{content}" if key else ""


def _content_hash(spec: ModelSpec, form: ParamsForm) -> str:
    """A hash of what a valid form asks for; the same file posted twice is the same upload."""
    return hashlib.sha256(repr((spec.key, sorted(form.params().items()))).encode()).hexdigest()


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
    own = ("model", "csrfmiddlewaretoken", "to")
    carried = [(name, value) for name, values in form.data.lists() if name not in own for value in values]  # type: ignore[attr-defined]
    opened = Composer(request.user, spec, form)
    context = {"carried": carried, "composer": opened, "groups": _groups(str(spec.kind), opened)}
    return render(request, "generate/models.html", context)


@require_POST
def price(request: HttpRequest) -> HttpResponse:
    """The cost line for what is chosen now."""
    spec = _posted_spec(request)
    opened = Composer(request.user, spec, spec.params.from_post(request.POST))
    return render(request, "generate/_cost.html", {"composer": opened})


@require_POST
def picture(request: HttpRequest) -> HttpResponse:
    """Take in one picture for a field (a file, an address, a reference) and answer with its thumbnail."""
    spec, name = _posted_spec(request), request.POST.get("field", "")
    field = spec.params.base_fields.get(name)
    if not isinstance(field, fields.ImageInput):
        raise Http404("This model has no such field.")
    try:
        shown = pictures.pictures(request.user, field.clean([_taken_in(request)]))
    except (BadFile, Rejected) as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    except ValidationError as error:
        return HttpResponse(error.messages[0], status=422, content_type="text/plain; charset=utf-8")
    return render(request, "params/_picture.html", {"picture": next(iter(shown.values())), "name": name})


def _taken_in(request: HttpRequest) -> str:
    """The reference of a posted picture; an address that cannot be used is refused here, not when it is ordered."""
    if file := request.FILES.get("file"):
        return pictures.save_upload(request.user, file)
    reference = request.POST.get("reference", "").strip()
    return reference if pictures.is_id(reference) else pictures.check_address(reference)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Pictures of the gallery to choose from."""
    found = library.page(request.user, media_type="image", limit=_GALLERY_PICTURES)
    return render(request, "generate/_gallery.html", {"assets": found.assets, "field": request.GET.get("field", "")})


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
