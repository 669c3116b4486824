"""Rows of the job engine: orders, what happened to them, what they made and what they cost.

Rows are the truth; the queue only nudges. Nothing but ``jobs.py`` writes a ``Job`` (a test reads the sources).
"""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils import timezone

#: media ids are derived from job and position, so they exist before the file does
_MEDIA_NAMESPACE = uuid.UUID("6d656469-6168-7562-8000-6f7574707574")


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "Waiting"  # for the owner's yes (a budget), or for another job's output
    QUEUED = "queued", "Queued"  # will be ordered as soon as a worker and a rate slot are free
    SUBMITTING = "submitting", "Sending"  # the intent is committed; the order is on the wire, or its worker died
    RUNNING = "running", "Running"  # the provider has it, under ``remote_id``
    STORING = "storing", "Saving"  # made; its files are being fetched into the gallery
    SUCCEEDED = "succeeded", "Done"  # finished; outputs that could not be had are listed as missing
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    UNCLEAR = "unclear", "Unclear"  # sent, no verdict: it may have been charged, so only a person may send it again


#: The allowed moves. A finished job whose paid files are still at the provider may go back to storing.
MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.QUEUED, State.CANCELLED, State.FAILED}),
    State.QUEUED: frozenset({State.WAITING, State.SUBMITTING, State.CANCELLED, State.FAILED}),
    State.SUBMITTING: frozenset(
        {State.RUNNING, State.STORING, State.QUEUED, State.UNCLEAR, State.FAILED, State.CANCELLED}
    ),
    State.RUNNING: frozenset({State.STORING, State.UNCLEAR, State.FAILED, State.CANCELLED}),
    State.STORING: frozenset({State.SUCCEEDED, State.FAILED}),
    State.UNCLEAR: frozenset({State.RUNNING, State.QUEUED, State.FAILED}),
    State.SUCCEEDED: frozenset({State.STORING}),
    State.FAILED: frozenset({State.STORING}),
    State.CANCELLED: frozenset(),
}

#: States in which a worker has something to do once ``due_at`` has passed.
WORKABLE = (State.QUEUED, State.SUBMITTING, State.RUNNING, State.STORING)
#: States of an order that is not over.
OPEN = (State.WAITING, State.QUEUED, State.SUBMITTING, State.RUNNING, State.STORING)
#: States in which the provider may be working, or have worked, for money.
ORDERED = (State.SUBMITTING, State.RUNNING, State.STORING, State.UNCLEAR)


#: The words of the API for a job's state.
TASK_STATUS: dict[str, str] = {
    State.WAITING: "pending",
    State.QUEUED: "pending",
    State.SUBMITTING: "processing",
    State.RUNNING: "processing",
    State.STORING: "processing",
    State.SUCCEEDED: "completed",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
    State.UNCLEAR: "unclear",
}


class Charged(models.TextChoices):
    """What is known of the money when a job went wrong."""

    UNSAID = "", "Not said"
    NO = "no", "Nothing was charged"
    MAYBE = "maybe", "It may have been charged"
    YES = "yes", "It was charged"


class Job(models.Model):
    """One order. ``claim``, ``claimed_until``: the worker that holds it (database time). ``due_at``: when to look."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    provider = models.CharField(max_length=40)
    model = models.CharField(max_length=120)
    model_name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8)
    sandbox = models.BooleanField(default=False)

    prompt = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    inputs = models.JSONField(default=dict, help_text="Input pictures by field: lists of references.")
    seed = models.BigIntegerField(null=True, blank=True)
    output_count = models.PositiveSmallIntegerField(default=1)

    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    claim = models.CharField(max_length=32, blank=True, default="")
    claimed_until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0, help_text="Claims since a worker last finished a step.")
    setbacks = models.PositiveIntegerField(default=0, help_text="Calls that failed since the last that did not.")
    polls = models.PositiveIntegerField(default=0)
    orders = models.PositiveSmallIntegerField(
        default=1, help_text="Number of this order; above 1 only by a person's word."
    )

    remote_id = models.CharField(max_length=255, blank=True, default="")
    hinted_id = models.CharField(
        max_length=255, blank=True, default="", help_text="Told by a callback, not yet confirmed."
    )
    progress = models.FloatField(null=True, blank=True)
    results_expire_at = models.DateTimeField(null=True, blank=True)
    balance_before = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)

    error_code = models.CharField(max_length=40, blank=True, default="")
    error_message = models.TextField(blank=True, default="")
    error_action = models.CharField(max_length=40, blank=True, default="")
    error_detail = models.TextField(blank=True, default="")
    charged = models.CharField(max_length=5, choices=Charged.choices, blank=True, default=Charged.UNSAID)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)

    idempotency_key = models.CharField(max_length=255, null=True, blank=True)
    request_hash = models.CharField(max_length=64, blank=True, default="")
    request_id = models.CharField(
        max_length=64, blank=True, default="", help_text="Of the request that asked for it, as the log has it."
    )
    retry_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="retries")

    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(
        null=True, blank=True, help_text="When the provider had made it: as it says, else when we heard."
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True, help_text="Cleared from the feed by its owner.")

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "idempotency_key"], name="job_idempotency"),
            models.UniqueConstraint(
                fields=["provider", "sandbox", "remote_id"], condition=~models.Q(remote_id=""), name="job_remote_id"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="job_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["owner", "-created_at", "-id"], name="job_newest"),
            models.Index(
                fields=["model", "-finished_at"], name="job_runs", condition=models.Q(finished_at__isnull=False)
            ),
            # who goes first when orders wait for a provider's limit
            models.Index(fields=["provider", "created_at"], name="job_turn", condition=models.Q(state="queued")),
            # what is open or unclear is counted without reading what is over
            models.Index(fields=["state"], name="job_unfinished", condition=models.Q(finished_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.model_name or self.model}: {self.prompt[:60]}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def answered_by(self) -> str:
        """Who has the order, in figures and in the log: the provider, or the sandbox that plays it."""
        return "sandbox" if self.sandbox else self.provider

    def log_words(self) -> dict[str, str]:
        """What every line of the log says that is written while this job is worked on."""
        about = {"job": str(self.pk), "provider": self.answered_by, "model": self.model, "state": self.state}
        return {**about, "request": self.request_id} if self.request_id else about

    @property
    def task_status(self) -> str:
        return TASK_STATUS[self.state]


def media_id(job_id: uuid.UUID, position: int) -> uuid.UUID:
    """The id of a job's file number ``position`` (from 0), known from the moment of the order."""
    return uuid.uuid5(_MEDIA_NAMESPACE, f"{job_id}/{position}")


class JobEvent(models.Model):
    """What happened to a job, in order; written in the same transaction as the move that it tells of."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    message = models.TextField(blank=True)
    detail = models.TextField(blank=True, help_text="The provider's own words, shortened.")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.message


class OutputState(models.TextChoices):
    """How far one file of a job has come."""

    EXPECTED = "expected", "Expected"
    REMOTE = "remote", "At the provider"
    STORED = "stored", "In the gallery"
    MISSING = "missing", "Missing"


class JobOutput(models.Model):
    """One file of a job. ``url`` is the provider's address; ``tries`` counts fetches that failed."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="outputs")
    position = models.PositiveSmallIntegerField()
    media_id = models.UUIDField(unique=True)
    asset = models.ForeignKey("gallery.Asset", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=OutputState.choices, default=OutputState.EXPECTED)
    url = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=8, blank=True, default="", help_text="Empty: what the job makes.")
    tries = models.PositiveSmallIntegerField(default=0)
    bad_files = models.PositiveSmallIntegerField(default=0, help_text="How often a whole file came that was none.")
    unsaved_at = models.DateTimeField(
        null=True, blank=True, help_text="Nobody saved it in time: since when it is gone."
    )
    error_message = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="output_position")]

    def __str__(self) -> str:
        return f"{self.job_id} #{self.position}"


class ChargeState(models.TextChoices):
    """How sure an amount is."""

    ESTIMATED = "estimated", "Estimated"  # nothing was sent yet, or the provider never told
    RESERVED = "reserved", "Reserved"  # the order was intended
    ACTUAL = "actual", "Actual"  # by the provider's record, or by its balance
    REFUNDED = "refunded", "Not charged"
    UNKNOWN = "unknown", "Unknown"  # it may have been charged


class Charge(models.Model):
    """One row of the ledger: what one sending of a job costs. ``exact`` is off where the estimate is an upper bound.

    ``owner``, ``provider``, ``model`` and ``sandbox`` are those of the job: years are added up without looking at jobs.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="charges")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    provider = models.CharField(max_length=40, default="")
    model = models.CharField(max_length=120, default="")
    sandbox = models.BooleanField(default=False)
    order_number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=ChargeState.choices, default=ChargeState.ESTIMATED)
    usd = models.DecimalField(max_digits=12, decimal_places=5, default=Decimal(0))
    credits = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    estimate_usd = models.DecimalField(max_digits=12, decimal_places=5, default=Decimal(0))
    exact = models.BooleanField(default=True)
    request_key = models.CharField(max_length=255, blank=True, default="")
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["job", "order_number"], name="charge_per_order")]
        # holds all that is added up, so that the rows themselves are not read
        indexes = [
            models.Index(
                fields=["owner", "at", "sandbox", "provider", "model", "state", "usd", "estimate_usd"],
                name="charge_spend",
            )
        ]

    def __str__(self) -> str:
        return f"${self.usd} ({self.get_state_display()})"


class PriceOverride(models.Model):
    """The owner's own figure for one row of a model's price list, in the provider's credits."""

    model = models.CharField(max_length=120)
    row = models.CharField(
        max_length=200, help_text="As the price list names it, for example: duration=5, quality=720p"
    )
    credits = models.DecimalField(max_digits=12, decimal_places=4)
    note = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "row"], name="price_override")]

    def __str__(self) -> str:
        return f"{self.model}: {self.row}"


class ModelSwitch(models.Model):
    """The owner's word on whether a model is offered, against its spec's default."""

    model = models.CharField(max_length=120, unique=True)
    enabled = models.BooleanField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "model switches"

    def __str__(self) -> str:
        return f"{self.model}: {'on' if self.enabled else 'off'}"


class RateSlot(models.Model):
    """One place in a provider's sliding window; free again when ``free_at`` has passed (database time)."""

    limit = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    free_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["limit", "position"], name="rate_slot")]
        indexes = [models.Index(fields=["limit", "free_at"], name="rate_slot_free")]

    def __str__(self) -> str:
        return f"{self.limit} #{self.position}"


class Heartbeat(models.Model):
    """When a part of the engine last did real work or looked for some: ``sweep``, ``cluster``.

    A row with a host in its name (``sweep@host``) says when it did so there.
    """

    name = models.CharField(max_length=120, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Tally(models.Model):
    """How often something happened, or how much of it there was, in one hour (``generation.tally``).

    ``labels``: of whom, joined by ``|``. Hours that are long over are folded into the first of 1970.
    """

    name = models.CharField(max_length=60)
    labels = models.CharField(max_length=200, blank=True, default="")
    hour = models.DateTimeField()
    value = models.FloatField(default=0.0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["name", "labels", "hour"], name="tally_of_hour")]

    def __str__(self) -> str:
        return f"{self.name} {self.labels}: {self.value:g}"
