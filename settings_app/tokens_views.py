"""Settings → API tokens: made, shown once, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from settings_app import tokens
from settings_app.people_forms import TokenForm
from settings_app.subpages import in_local_mode, shown


@require_http_methods(["GET", "HEAD", "POST"])
def tokens_page(request: HttpRequest) -> HttpResponse:
    """A person's tokens. A POST makes one and shows it, this once."""
    if told := in_local_mode(request, "API tokens"):
        return told
    if request.method != "POST":
        return _page(request, TokenForm(user=request.user))
    form = TokenForm(request.POST, user=request.user)
    if form.is_valid():
        given = form.cleaned_data
        try:
            token, plain = tokens.make(request.user, given["name"], given["scopes"], expires_at=form.expires_at)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            return _once(request, token.name, plain)
    return _page(request, form, status=422)


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Close a token for good, once the person said so."""
    if told := in_local_mode(request, "API tokens"):
        return told
    token = tokens.of(request.user).filter(pk=token_id).first()
    if token is None:
        raise Http404("There is no such token any more.")
    if "sure" not in request.POST:
        text = "Programs that use it are refused from now on. This cannot be undone."
        asked = {"title": f"Revoke “{token.name}”?", "text": text, "yes": "Revoke", "danger": True}
        return render(request, "confirm.html", {"action": request.path, "back": reverse("tokens"), **asked})
    tokens.revoke(request.user, token_id)
    messages.success(request, f"“{token.name}” is revoked.")
    return redirect("tokens")


def _page(request: HttpRequest, form: TokenForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "tokens": tokens.of(request.user)}
    return shown(request, "settings/tokens.html", context, status=status)


def _once(request: HttpRequest, name: str, plain: str) -> HttpResponse:
    context = {
        "title": f"Token “{name}”",
        "text": "Send it with every request, in this header: “Authorization: Bearer mh_…”.",
        "secret": plain,
        "copied": "Token copied.",
        "warning": "It is shown this once. Whoever has it can do what it may, so keep it like a password.",
        "back": reverse("tokens"),
    }
    return shown(request, "settings/once.html", context)
