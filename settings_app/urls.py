"""Addresses of the settings page and of its API."""

from django.urls import path

from settings_app import views
from settings_app.api import SettingsView
from settings_app.forms import GROUPS

api_urlpatterns = [path("api/settings", SettingsView.as_view(), name="api-settings")]

urlpatterns = [
    path("settings", views.page, name="settings"),
    *(path(f"settings/{form.group}", views.save_group, {"group": form.group}) for form in GROUPS),
    path("settings/models", views.save_models),
    path("settings/appearance", views.save_appearance),
    path("settings/reset", views.reset),
    path("settings/providers/<slug:provider>/test", views.test_provider),
    path("settings/providers/<slug:provider>/<slug:field>", views.save_key),
    path("settings/providers/<slug:provider>/<slug:field>/remove", views.remove_key),
    *api_urlpatterns,
]
