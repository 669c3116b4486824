"""The door as pages: signing in and out, one-time links, and one's own password and devices."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from settings_app import devices, people, sign_in
from settings_app.models import LinkKind, OneTimeLink, Role
from settings_app.people_forms import LinkForm, OwnerLinkForm, PasswordForm, SignInForm
from settings_app.subpages import in_local_mode, shown

#: Words of a one-time link's page: title, text, button.
_WORDS = {
    LinkKind.OWNER: (
        "Create the owner's account",
        "This MediaHub becomes yours: you add the providers' keys and invite others. Choose a name and a password.",
        "Create the account",
    ),
    LinkKind.INVITATION: ("Welcome, {name}", "Choose a password. From then on you sign in as {name}.", "Come in"),
    LinkKind.PASSWORD: (
        "A new password for {name}",
        "Choose it now. You are then signed out everywhere else.",
        "Set the password",
    ),
}


def _door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for people who are not signed in: nothing of it is kept, and its address goes nowhere.

    A referrer without the path: with none at all a browser would also hide where the form comes from, and the form
    would be refused. In local mode there is no door.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.AUTH == "local":
            return redirect("/")
        answer = view(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "strict-origin"
        return answer

    return guarded


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@_door
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Sign in, then go on to where one wanted to be."""
    following = _own_path(request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect(following)
        return render(request, "account/sign_in.html", {"form": SignInForm(), "next": following})
    form = SignInForm(request.POST)
    if not form.is_valid():
        return render(request, "account/sign_in.html", {"form": form, "next": following}, status=422)
    try:
        sign_in.sign_in(request, **form.cleaned_data)
    except sign_in.Refused as problem:
        form.add_error(None, problem.message)
        answer = render(request, "account/sign_in.html", {"form": form, "next": following}, status=422)
        return _wait(answer, problem)
    return redirect(following)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out. The page's script takes the drafts with it: another person may sit here next."""
    if settings.AUTH == "local":
        return redirect("/")
    sign_in.sign_out(request)
    messages.success(request, "You are signed out.")
    return redirect("sign-in")


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@_door
def one_time_link(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password by a link that works once, and be signed in."""
    link = people.open_link(token)
    if link is None:
        return render(request, "account/link_gone.html", status=410)
    form_class = OwnerLinkForm if link.kind == LinkKind.OWNER else LinkForm
    if request.method != "POST":
        return _link_page(request, link, form_class(initial={"name": _proposed(link)}))
    form = form_class(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            user = people.use_link(token, password=given["password"], name=given.get("name", ""))
        except ValidationError as problem:
            if getattr(problem, "code", "") == "used":
                return render(request, "account/link_gone.html", status=410)
            form.refuse(problem)
        else:
            sign_in.begin(request, user)
            return redirect("/")
    return _link_page(request, link, form, status=422)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, one's password, and where one is signed in."""
    return in_local_mode(request, "Account") or _account(request, PasswordForm())


@sensitive_post_parameters("old", "password", "again")
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other device is signed out."""
    if told := in_local_mode(request, "Account"):
        return told
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _account(request, form, status=422)
    try:
        sign_in.change_password(request, form.cleaned_data["old"], form.cleaned_data["password"])
    except ValidationError as problem:
        form.refuse(problem)
        return _account(request, form, status=422)
    except sign_in.TooManyTries as problem:
        form.add_error("old", problem.message)
        return _wait(_account(request, form, status=422), problem)
    messages.success(request, "Your password is changed. All other devices are signed out.")
    return redirect("account")


@require_POST
def end_one(request: HttpRequest, device_id: int) -> HttpResponse:
    """Sign one device out at once."""
    if told := in_local_mode(request, "Account"):
        return told
    if not sign_in.end(request.user, device_id):
        raise Http404("This device is signed out already.")
    messages.success(request, "That device is signed out.")
    return redirect("account")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out every device but this one, once the person said so."""
    if told := in_local_mode(request, "Account"):
        return told
    if "sure" not in request.POST:
        words = {"title": "Sign out everywhere else?", "text": "Every other device has to sign in again."}
        asked = {"action": request.path, "back": "/settings/account", "yes": "Sign out everywhere else", **words}
        return render(request, "confirm.html", asked)
    count = sign_in.end_others(request)
    messages.success(request, f"{count} other device{' is' if count == 1 else 's are'} signed out.")
    return redirect("account")


def _own_path(given: str) -> str:
    """Where to go after signing in: an address of ours, or home."""
    is_ours = given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given if is_ours and not given.startswith(("/sign-", "/welcome/")) else "/"


def _wait(answer: HttpResponse, problem: sign_in.Refused) -> HttpResponse:
    """The same page with the status that says when to come back, where it was tried too often."""
    if isinstance(problem, sign_in.TooManyTries):
        answer.status_code = 429
        answer["Retry-After"] = str(problem.wait)
    return answer


def _proposed(link: OneTimeLink) -> str:
    """The owner's name of before, unless it is the one that nobody chose."""
    name = link.user.get_username()
    return "" if name == people.OWNER and not link.user.has_usable_password() else name


def _link_page(request: HttpRequest, link: OneTimeLink, form: LinkForm, *, status: int = 200) -> HttpResponse:
    name = link.user.get_username()
    again = link.kind == LinkKind.OWNER and link.user.has_usable_password()
    kind = LinkKind.PASSWORD if again else LinkKind(link.kind)
    title, text, yes = (words.format(name=name) for words in _WORDS[kind])
    context = {"form": form, "title": title, "text": text, "yes": yes, "name": name}
    return render(request, "account/link.html", context, status=status)


def _account(request: HttpRequest, form: PasswordForm, *, status: int = 200) -> HttpResponse:
    person = people.person_of(request.user)
    context = {
        "form": form,
        "role": person.get_role_display(),
        "sees": people.shown_to(request.user).get_username() if person.role == Role.VIEWER else "",
        "devices": devices.of(request),
    }
    return shown(request, "settings/account.html", context, status=status)
