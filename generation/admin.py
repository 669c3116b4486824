"""Jobs, charges, prices and models in the admin. It reads rows and calls the same verbs as every other door."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from generation import jobs, ledger, picker, registry
from generation.admin_forms import PriceOverrideForm, row_words
from generation.models import (
    Charge,
    Heartbeat,
    Job,
    JobEvent,
    JobOutput,
    ModelSwitch,
    OutputState,
    PriceOverride,
    State,
)

_FINISHED = (State.SUCCEEDED, State.FAILED, State.CANCELLED)
_WRONG = "What went wrong"
_TIMES = ("created_at", "submitted_at", "made_at", "finished_at", "updated_at", "cancel_requested_at", "hidden_at")


class ReadOnly:
    """Rows that the engine writes: people look at them, nothing more."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class _ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0
    can_delete = False
    show_change_link = False


class EventInline(_ReadOnlyInline):
    """What happened to a job, in order."""

    model = JobEvent
    fields = ("moment", "from_state", "to_state", "message", "detail")
    readonly_fields = fields

    @admin.display(description="At")
    def moment(self, event: JobEvent) -> str:
        return f"{timezone.localtime(event.at):%d %b %Y, %H:%M:%S}"


class ChargeInline(_ReadOnlyInline):
    """What each sending of a job cost."""

    model = Charge
    fields = ("order_number", "state", "usd", "credits", "estimate_usd", "exact", "note", "at", "settled_at")
    readonly_fields = fields


class OutputInline(_ReadOnlyInline):
    """The files of a job, as small pictures."""

    model = JobOutput
    fields = ("picture", "position", "state", "media_id", "tries", "error_message")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[JobOutput]:
        return super().get_queryset(request).select_related("asset")

    @admin.display(description="File")
    def picture(self, output: JobOutput) -> str | SafeString:
        asset = output.asset
        if output.state != OutputState.STORED or asset is None:
            return "–"
        if not asset.thumbnail:
            return format_html('<a href="{}">{}</a>', asset.file_address, asset.filename)
        picture = format_html('<img class="thumbnail" src="{}" alt="{}">', asset.thumbnail_address, asset.filename)
        return format_html('<a href="{}">{}</a>', asset.file_address, picture)


# -- jobs ------------------------------------------------------------------------------------------------------------


def _each(request: HttpRequest, queryset: QuerySet[Job], verb: Callable[[Job], Job], done: str) -> None:
    """Call a verb for every job, and say how many it worked for and why it did not for the others."""
    worked, refused = 0, []
    for job in queryset.select_related("owner").prefetch_related("outputs"):
        try:
            verb(job)
        except (jobs.NotPossible, jobs.Refused) as error:
            refused.append(f"{job}: {error.message}")
        except registry.UnknownModel as error:
            refused.append(f"{job}: {error}")
        else:
            worked += 1
    if not refused:
        messages.success(request, f"{worked} {done}.")
        return
    messages.warning(request, f"{worked} {done}, {len(refused)} could not be: {' '.join(refused[:10])}")


@admin.register(Job)
class JobAdmin(ReadOnly, admin.ModelAdmin):
    """Every order. Its state changes only through the actions."""

    list_display = ("created_at", "badge", "prompt_start", "model_name", "cost", "sandbox")
    list_display_links = ("created_at", "prompt_start")
    list_filter = ("state", "kind", "provider", "model_name", "sandbox", "created_at")
    list_select_related = ("owner",)
    list_per_page = 50
    search_fields = ("id", "prompt", "remote_id", "error_message")
    date_hierarchy = "created_at"
    inlines = (OutputInline, EventInline, ChargeInline)
    actions = ("cancel", "retry", "allow", "look_again", "send_again", "give_up", "download_again", "hide")
    fieldsets = (
        (None, {"fields": ("id", "badge", "asked", "cost", "owner")}),
        (_WRONG, {"fields": ("error_message", "error_detail", "error_code", "error_action", "charged")}),
        ("At the provider", {"fields": ("provider", "model", "sandbox", "remote_id", "progress", "results_expire_at")}),
        ("Times", {"fields": _TIMES}),
        (
            "Engine",
            {
                "classes": ("collapse",),
                "fields": (
                    *("due_at", "claim", "claimed_until", "tries", "setbacks", "polls"),
                    *("orders", "retry_of", "request_id"),
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return super().get_queryset(request).prefetch_related("charges")

    # -- what is shown

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What went wrong is left out where nothing did."""
        shown = super().get_fieldsets(request, obj)
        return [part for part in shown if part[0] != _WRONG or (obj and obj.error_message)]

    @admin.display(description="State", ordering="state")
    def badge(self, job: Job) -> SafeString:
        return format_html('<span class="badge badge-{}">{}</span>', job.state, job.get_state_display())

    @admin.display(description="Prompt", ordering="prompt")
    def prompt_start(self, job: Job) -> str:
        return job.prompt if len(job.prompt) <= 80 else f"{job.prompt[:79]}…"

    @admin.display(description="Cost")
    def cost(self, job: Job) -> str:
        charges = list(job.charges.all())
        if not charges:
            return "–"
        last = max(charges, key=lambda charge: charge.order_number)
        total = sum((charge.usd for charge in charges), start=Decimal(0))
        return f"{ledger.dollars(total)} ({last.get_state_display()})"

    @admin.display(description="Asked for")
    def asked(self, job: Job) -> SafeString:
        """Params and inputs by the labels of the model's form, in its order; by their names where the model is gone."""
        labels = _labels(job.model)
        given = {**job.params, **job.inputs}
        order = [*(name for name in labels if name in given), *(name for name in given if name not in labels)]
        lines = [("Model", job.model_name), *((labels.get(name, name), _words(given[name])) for name in order)]
        return format_html('<dl class="asked">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", lines))

    # -- what can be done

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Who may use the verbs: rows stay read-only even then."""
        return request.user.has_perm("generation.change_job")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what is over may go: an open or unclear order may cost money that nothing else would tell of."""
        return obj is None or obj.state in _FINISHED

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        """The confirmation's lists. Charges, events and outputs of a finished job go with it; its files stay."""
        deleted, counts, _, protected = super().get_deleted_objects(objs, request)
        unfinished = [job for job in objs if not self.has_delete_permission(request, job)]
        return deleted, counts, {"unfinished job"} if unfinished else set(), protected

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        queryset.filter(state__in=_FINISHED).delete()

    @admin.action(description="Cancel", permissions=["act"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        _each(request, queryset, jobs.cancel, "cancelled")

    @admin.action(description="Ask for the same again (a new job, paid for again)", permissions=["act"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        _each(request, queryset, jobs.retry, "asked for again")

    @admin.action(description="Allow what a budget holds back", permissions=["act"])
    def allow(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        _each(request, queryset, jobs.allow, "allowed")

    @admin.action(description="Look at the provider again", permissions=["act"])
    def look_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        _each(request, queryset, jobs.look_again, "looked at again")

    @admin.action(description="Send again (asks first)", permissions=["act"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> HttpResponse | None:
        if request.POST.get("sure"):
            _each(request, queryset, jobs.send_again, "sent again")
            return None
        rows = [(job, _price(job)) for job in queryset.filter(state=State.UNCLEAR)]
        context = {**self.admin_site.each_context(request), "title": "Send again", "rows": rows, "opts": self.opts}
        return TemplateResponse(request, "admin/generation/job/send_again.html", context)

    @admin.action(description="Give up (close unclear ones as failed)", permissions=["act"])
    def give_up(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        _each(request, queryset, jobs.give_up, "given up")

    @admin.action(description="Download again", permissions=["act"])
    def download_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        _each(request, queryset, jobs.download_again, "being downloaded again")

    @admin.action(description="Clear from the feed", permissions=["act"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        _each(request, queryset, jobs.hide, "cleared from the feed")


def _labels(model: str) -> dict[str, str]:
    """Field name → its words on the page, in the form's order; {} where the model is gone."""
    try:
        fields = registry.spec(model).params.base_fields
    except registry.UnknownModel:
        return {}
    return {name: str(field.label or name) for name, field in fields.items()}


def _price(job: Job) -> str:
    """What sending a job again would cost, in words."""
    try:
        return ledger.dollars(ledger.estimate_of(job).usd)
    except registry.UnknownModel:
        return "its model is gone"


def _words(value: Any) -> str:
    """A param's value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


# -- money -----------------------------------------------------------------------------------------------------------


@admin.register(Charge)
class ChargeAdmin(ReadOnly, admin.ModelAdmin):
    """The ledger."""

    list_display = ("at", "job", "order_number", "state", "usd", "credits", "estimate_usd", "exact", "note")
    list_filter = ("state", "job__model_name", "job__sandbox", "at")
    list_select_related = ("job",)
    search_fields = ("job__prompt", "job__id", "note")
    date_hierarchy = "at"


@admin.register(PriceOverride)
class PriceOverrideAdmin(admin.ModelAdmin):
    """The owner's own figures, beside those of the price lists."""

    form = PriceOverrideForm
    fields = ("line", "credits", "note", "changed_at")
    list_display = ("model", "row", "credits", "the_list_says", "note", "changed_at")
    list_filter = ("model",)
    readonly_fields = ("changed_at",)

    @admin.display(description="The list says")
    def the_list_says(self, override: PriceOverride) -> str:
        try:
            spec = registry.spec(override.model)
        except registry.UnknownModel:
            return "This model is gone."
        row = next((row for row in spec.price.rows if row.label == override.row), None)
        return row_words(spec, row) if row else "The list no longer has this row."


# -- models ----------------------------------------------------------------------------------------------------------


@admin.register(ModelSwitch)
class ModelSwitchAdmin(admin.ModelAdmin):
    """Every model of this installation, with a switch each. A row exists only where the owner said a word."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._switch(request)
        q, offered = request.GET.get("q", "").strip(), request.GET.get("offered", "")
        found = [row for row in _models() if picker.matches(row["spec"], q) and offered in ("", row["offered"])]
        groups: dict[str, list[Any]] = {}
        for row in found:
            groups.setdefault(row["spec"].vendor, []).append(row)
        asked = {"q": q, "offered": offered, "groups": sorted(groups.items()), "count": len(found)}
        context = {**self.admin_site.each_context(request), "title": "Models", "opts": self.opts, **asked}
        return TemplateResponse(request, "admin/generation/modelswitch/models.html", context)

    def _switch(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        on = request.POST.get("on") == "1"
        try:
            spec = registry.spec(request.POST.get("model", ""))
        except registry.UnknownModel as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())
        registry.switch(spec.key, on)
        self.log_change(request, ModelSwitch.objects.get(model=spec.key), f"Switched {'on' if on else 'off'}.")
        messages.success(request, f"{spec.name} is {'on' if on else 'off'}.")
        return redirect(f"{request.get_full_path()}#{spec.key}")


def _models() -> list[dict[str, Any]]:
    """Every model with its provider's name, the origin of its prices, and whether it is offered ("on", "off")."""
    on = {spec.key for spec in registry.specs()}
    return [
        {
            "spec": spec,
            "provider": registry.provider_class(registry.provider_key(spec)).name,
            "prices": f"{spec.price.source}, {spec.price.as_of}",
            "offered": "on" if spec.key in on else "off",
        }
        for spec in registry.every_spec()
    ]


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly, admin.ModelAdmin):
    """Signs of life of the parts that work in the background."""

    list_display = ("name", "beat_at")
