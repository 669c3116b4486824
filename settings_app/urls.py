"""Addresses of the settings page and of its API."""

from django.urls import path

from settings_app import api_people, api_tokens, people_views, sign_in_views, tokens_views, views
from settings_app.api import SettingsView
from settings_app.forms import GROUPS

api_urlpatterns = [
    path("api/settings", SettingsView.as_view(), name="api-settings"),
    path("api/me", api_tokens.Me.as_view(), name="api-me"),
    path("api/tokens", api_tokens.TokenList.as_view(), name="api-tokens"),
    path("api/tokens/<int:token_id>", api_tokens.TokenDetail.as_view(), name="api-token"),
    path("api/people", api_people.PersonList.as_view(), name="api-people"),
    path("api/people/<int:person_id>", api_people.PersonDetail.as_view(), name="api-person"),
    path("api/people/<int:person_id>/link", api_people.PersonLink.as_view(), name="api-person-link"),
]

urlpatterns = [
    path("settings", views.page, name="settings"),
    *(path(f"settings/{form.group}", views.save_group, {"group": form.group}) for form in GROUPS),
    path("settings/models", views.save_models),
    path("settings/appearance", views.save_appearance),
    path("settings/reset", views.reset),
    path("settings/providers/<slug:provider>/test", views.test_provider),
    path("settings/providers/<slug:provider>/<slug:field>", views.save_key),
    path("settings/providers/<slug:provider>/<slug:field>/remove", views.remove_key),
    path("sign-in/", sign_in_views.sign_in_page, name="sign-in"),
    path("sign-out/", sign_in_views.leave, name="sign-out"),
    path("welcome/<str:token>", sign_in_views.one_time_link, name="one-time-link"),
    path("settings/account", sign_in_views.account, name="account"),
    path("settings/account/password", sign_in_views.password, name="account-password"),
    path("settings/account/devices/end", sign_in_views.end_others, name="devices-end"),
    path("settings/account/devices/<int:device_id>/end", sign_in_views.end_one, name="device-end"),
    path("settings/tokens", tokens_views.tokens_page, name="tokens"),
    path("settings/tokens/<int:token_id>/revoke", tokens_views.revoke, name="token-revoke"),
    path("settings/people", people_views.everyone, name="people"),
    path("settings/people/<int:person_id>", people_views.person, name="person"),
    path("settings/people/<int:person_id>/link", people_views.link, name="person-link"),
    path("settings/people/<int:person_id>/switch", people_views.switch, name="person-switch"),
    path("settings/people/<int:person_id>/delete", people_views.delete, name="person-delete"),
    *api_urlpatterns,
]
