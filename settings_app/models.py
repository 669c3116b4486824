"""Rows that the settings pages write: preferences, sealed keys, and people with their links, tokens and sessions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class KeepResults(models.TextChoices):
    """What becomes of finished files."""

    ALWAYS = "always", "Always"
    ASK = "ask", "Only what I save"


class Preferences(models.Model):
    """What one owner usually wants. Empty text and None mean: as the model itself proposes, or no limit.

    ``duration``: seconds. Amounts are US dollars. ``last_choices``: what the Generate page was last told, by kind:
    ``{"image": {"model": …, "params": {…}}, "video": …}``.
    """

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")

    default_image_model = models.CharField(max_length=120, blank=True, default="")
    default_video_model = models.CharField(max_length=120, blank=True, default="")
    image_aspect_ratio = models.CharField(max_length=12, blank=True, default="")
    video_aspect_ratio = models.CharField(max_length=12, blank=True, default="")
    n_variants = models.PositiveSmallIntegerField(default=1)
    duration = models.PositiveSmallIntegerField(null=True, blank=True)
    keep_prompt = models.BooleanField(default=False)
    keep_results = models.CharField(max_length=6, choices=KeepResults.choices, default=KeepResults.ALWAYS)

    budget_day_usd = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    budget_month_usd = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    ask_above_usd = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)

    last_choices = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self) -> str:
        return f"Preferences of {self.owner}"


class Secret(models.Model):
    """A key that the settings page was given, sealed. Only ``secrets.py`` opens it; nothing ever shows it.

    ``fingerprint`` tells whether two keys are the same one; it cannot be turned back into the key.
    """

    name = models.CharField(max_length=60, primary_key=True)
    sealed = models.TextField()
    last4 = models.CharField(max_length=4, blank=True, default="")
    fingerprint = models.CharField(max_length=32)
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} (ends in {self.last4})" if self.last4 else self.name

    def __repr__(self) -> str:
        return f"<Secret {self}>"


class Role(models.TextChoices):
    """What a person may do here. What each role opens is written in ``mediahub.access.rules``."""

    OWNER = "owner", "Owner"
    MEMBER = "member", "Member"
    VIEWER = "viewer", "Viewer"


class Person(models.Model):
    """What an account may do. Every account has one; only ``people.py`` changes it.

    ``sees``: whose gallery a viewer is a guest of; None is the owner's. An owner is also Django's staff and superuser.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="person")
    role = models.CharField(max_length=6, choices=Role.choices, default=Role.MEMBER)
    sees = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="guests"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display().lower()})"

    @property
    def name(self) -> str:
        return self.user.get_username()

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER


class LinkKind(models.TextChoices):
    """What a one-time link is for."""

    OWNER = "owner", "Owner's account"
    INVITATION = "invitation", "Invitation"
    PASSWORD = "password", "New password"


class OneTimeLink(models.Model):
    """A link by which a person sets a password, once. Only the SHA-256 of its token is kept."""

    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.user}"

    def __repr__(self) -> str:
        return f"<OneTimeLink {self}>"


class Scope(models.TextChoices):
    """What a token may do, each by itself; never more than its person may."""

    READ = "read", "Read: the gallery, tasks, models, settings"
    GENERATE = "generate", "Generate: order, upload, cancel and retry"
    MANAGE = "manage", "Manage: change and delete files, change preferences"


class ApiToken(models.Model):
    """A program's way in for one person. Only the SHA-256 of the token is kept; ``tail`` is its last four characters.

    ``scopes``: values of ``Scope``. ``expires_at`` None: it does not expire.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    tail = models.CharField(max_length=4)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} (ends in {self.tail})"

    def __repr__(self) -> str:
        return f"<ApiToken {self}>"

    @property
    def is_live(self) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())


class SignIn(models.Model):
    """One browser in which a person is signed in. It goes with its session, and the session with it (``sign_in.py``).

    ``agent``: what the browser called itself. ``address``: where it was seen last.
    """

    session = models.OneToOneField("sessions.Session", on_delete=models.CASCADE, related_name="sign_in")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    made_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=45, blank=True, default="")
    agent = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-last_seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} from {self.address}"

    def __repr__(self) -> str:
        return f"<SignIn {self.pk}>"


class SignInTry(models.Model):
    """A sign-in that was tried and has not succeeded. The name is kept as a fingerprint: people type passwords there.

    ``address``: of an IPv6 client its network of 64 bits, for that is what one client has.
    """

    name = models.CharField(max_length=32)
    address = models.CharField(max_length=45)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "sign-in tries"
        indexes = [models.Index(fields=["address", "at"], name="sign_in_try_by_address")]

    def __str__(self) -> str:
        return f"{self.address} at {self.at:%Y-%m-%d %H:%M}"
