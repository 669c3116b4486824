"""Every address: the pages, the API, the admin, and whether the process is well."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path

from generation import admin_status
from mediahub import api_root, health


def _favicon(request: HttpRequest) -> HttpResponseRedirect:
    """For pages that name no icon of their own, such as the browsable API."""
    return HttpResponseRedirect(static("favicon.svg"))


def _own_door(request: HttpRequest) -> HttpResponse:
    """In place of the admin's pages for signing in and for passwords, which count no tries and list no devices."""
    return redirect("account")


urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", _favicon),
    path("admin/login/", _own_door),
    path("admin/password_change/", _own_door),
    path("admin/status/", admin.site.admin_view(admin_status.status), name="admin-status"),
    path("admin/", admin.site.urls),
    path("api/", api_root.Root.as_view(), name="api-root"),
    path("api/schema/", api_root.Schema.as_view(), name="schema"),
    path("api/docs/", api_root.Docs.as_view(url_name="schema"), name="docs"),
    path("", include("generation.urls")),
    path("", include("gallery.urls")),
    path("", include("settings_app.urls")),
]

handler400 = "mediahub.errors.bad_request"
handler403 = "mediahub.errors.permission_denied"
handler404 = "mediahub.errors.page_not_found"
handler500 = "mediahub.errors.server_error"
