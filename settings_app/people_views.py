"""Settings → People, the owner's alone: who has an account, what each may do, and the links by which they come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gallery.models import Asset
from generation import departure
from mediahub.templatetags.ui import ago
from settings_app import invitations, people
from settings_app.models import OneTimeLink, Person, Role
from settings_app.people_forms import InviteForm, RoleForm
from settings_app.subpages import in_local_mode, shown

_KEEP, _DELETE = "keep", "delete"


@dataclass(frozen=True)
class Row:
    """What the pages show of a person. ``state``: off, invited, lapsed (the link is too old) or "" """

    id: int
    name: str
    role: str
    state: str
    facts: list[str]
    is_me: bool
    has_password: bool


@require_http_methods(["GET", "HEAD", "POST"])
def everyone(request: HttpRequest) -> HttpResponse:
    """All people. A POST invites one more and shows the link, this once."""
    if told := in_local_mode(request, "People"):
        return told
    if request.method != "POST":
        return _everyone(request, InviteForm())
    form = InviteForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            invited, token = people.invite(given["name"], given["role"], by=request.user, sees=form.host)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _link_once(request, invited, token)
    return _everyone(request, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person. A POST changes the role."""
    if told := in_local_mode(request, "People"):
        return told
    found = _person(person_id)
    if request.method != "POST":
        return _one(request, found, RoleForm(but=found, initial={"role": found.role, "sees": _host_of(found)}))
    form = RoleForm(request.POST, but=found)
    if form.is_valid():
        try:
            people.set_role(found, form.cleaned_data["role"], sees=form.host)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, f"{found.name} is {_role_words(found)} now.")
            return redirect("people")
    return _one(request, found, form, status=422)


@require_POST
def link(request: HttpRequest, person_id: int) -> HttpResponse:
    """Make a new link and show it, this once."""
    if told := in_local_mode(request, "People"):
        return told
    found = _person(person_id)
    try:
        return _link_once(request, found, people.new_link(found))
    except ValidationError as problem:
        return _refused(request, found, problem)


@require_POST
def switch(request: HttpRequest, person_id: int) -> HttpResponse:
    """Switch an account on, or off once the owner said so."""
    if told := in_local_mode(request, "People"):
        return told
    found = _person(person_id)
    if "on" in request.POST:
        people.switch_on(found)
        messages.success(request, f"{found.name} can sign in again.")
        return redirect("person", found.pk)
    if "sure" not in request.POST:
        text = f"{found.name} is signed out everywhere at once, and all their tokens stop working. Files are kept."
        return _ask(request, found, title=f"Switch {found.name} off?", text=text, yes="Switch off")
    try:
        people.switch_off(found)
    except ValidationError as problem:
        return _refused(request, found, problem)
    messages.success(request, f"{found.name} is switched off.")
    return redirect("people")


@require_POST
def delete(request: HttpRequest, person_id: int) -> HttpResponse:
    """Delete an account, once the owner said so and said what becomes of its files."""
    if told := in_local_mode(request, "People"):
        return told
    found = _person(person_id)
    name, files = found.name, request.POST.get("files")
    if files not in (_KEEP, _DELETE):
        return _refused(request, found, ValidationError("Say first what becomes of the files."))
    if "sure" not in request.POST:
        text = f"The account of {name} goes for good, with its tokens and preferences. {_fate(files)}"
        words = {"title": f"Delete {name}?", "text": text, "yes": "Delete the account", "danger": True}
        return _ask(request, found, hidden=[("files", files)], **words)
    try:
        departure.leave(found, heir=request.user, keep_files=files == _KEEP)
    except ValidationError as problem:
        return _refused(request, found, problem)
    messages.success(request, f"The account of {name} is deleted. {_fate(files, done=True)}")
    return redirect("people")


def _person(person_id: int) -> Person:
    found = people.everyone().filter(pk=person_id).first()
    if found is None:
        raise Http404("There is no such person.")
    return found


def _host_of(found: Person) -> Person | None:
    return people.person_of(found.sees) if found.sees else None


def _everyone(request: HttpRequest, form: InviteForm, *, status: int = 200) -> HttpResponse:
    rows = [_row(request, found) for found in people.everyone()]
    return shown(request, "settings/people.html", {"rows": rows, "form": form}, status=status)


def _one(request: HttpRequest, found: Person, form: RoleForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    count = Asset.objects.filter(owner=found.user_id).count()
    files = f"{count:,} file{'' if count == 1 else 's'}"
    context = {"row": _row(request, found), "form": form, "files": files, "refusal": refusal}
    return shown(request, "settings/person.html", context, status=status)


def _refused(request: HttpRequest, found: Person, problem: ValidationError) -> HttpResponse:
    form = RoleForm(but=found, initial={"role": found.role, "sees": _host_of(found)})
    return _one(request, found, form, refusal=" ".join(problem.messages), status=422)


def _row(request: HttpRequest, found: Person) -> Row:
    has_password, link_until = found.user.has_usable_password(), _link_until(found)
    state = "off" if not found.user.is_active else "" if has_password else "invited" if link_until else "lapsed"
    return Row(
        id=found.pk,
        name=found.name,
        role=found.get_role_display(),
        state=state,
        facts=_facts(found, link_until),
        is_me=found.user_id == request.user.pk,
        has_password=has_password,
    )


def _link_until(found: Person) -> datetime | None:
    """Until when somebody may open this person's link."""
    live = OneTimeLink.objects.filter(user=found.user_id, used_at=None, expires_at__gt=timezone.now())
    return live.aggregate(until=Max("expires_at"))["until"]


def _facts(found: Person, link_until: datetime | None) -> list[str]:
    facts = []
    if found.role == Role.VIEWER:
        facts.append(f"Sees the gallery of {people.shown_to(found.user).get_username()}")
    seen = found.user.sign_ins.aggregate(at=Max("last_seen_at"))["at"] or found.user.last_login
    if seen:
        facts.append(f"Last seen {ago(seen)}")
    if link_until:
        facts.append(f"Link until {link_until.day} {link_until:%b}")
    return facts


def _role_words(found: Person) -> str:
    words = {Role.OWNER: "an owner", Role.MEMBER: "a member", Role.VIEWER: "a viewer"}
    return words[Role(found.role)]


def _fate(files: str, *, done: bool = False) -> str:
    if files == _KEEP:
        return "The files are in your gallery now." if done else "The files come into your gallery."
    return "The files are deleted." if done else "The files are deleted at once and for good."


def _link_once(request: HttpRequest, found: Person, token: str) -> HttpResponse:
    address = invitations.address(request, token)
    context = {
        "title": f"A link for {found.name}",
        "text": f"Hand it to {found.name}, over a way that you trust. Whoever opens it chooses the password.",
        "secret": address,
        "copied": "Link copied.",
        "warning": "It is shown this once, works once, and for 7 days.",
        "hint": "" if invitations.reaches_others(address) else invitations.ONLY_HERE,
        "back": reverse("people"),
    }
    return shown(request, "settings/once.html", context)


def _ask(request: HttpRequest, found: Person, **words: Any) -> HttpResponse:
    back = reverse("person", args=[found.pk])
    return render(request, "confirm.html", {"action": request.path, "back": back, **words})
