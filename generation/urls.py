"""Addresses of the pages that ask for media, and of generation's API (written in ``api_urls.py``)."""

from __future__ import annotations

from django.urls import path

from generation import callbacks, job_views, metrics, views
from generation.api_urls import api_urlpatterns

urlpatterns = [
    path("", views.generate, name="generate"),
    path("generate/switch", views.switch, name="switch-model"),
    path("generate/models", views.models, name="models"),
    path("generate/price", views.price, name="price"),
    path("generate/picture", views.picture, name="picture"),
    path("generate/gallery", views.gallery, name="gallery-pictures"),
    path("generate/older", views.older, name="older"),
    path("generate/feed", views.changes, name="feed"),
    path("queue", job_views.queue, name="queue"),
    path("queue/clear", job_views.clear_finished, name="clear-finished"),
    path("jobs/<uuid:job_id>", job_views.job, name="job"),
    path("jobs/<uuid:job_id>/files/<int:position>/trash", job_views.trash_output, name="trash-output"),
    path("jobs/<uuid:job_id>/files/<int:position>/restore", job_views.restore_output, name="restore-output"),
    path("jobs/<uuid:job_id>/<slug:verb>", job_views.act, name="job-verb"),
    path("metrics", metrics.metrics, name="metrics"),
    path("callbacks/<slug:provider>/<str:token>", callbacks.callback, name="callback"),
    *api_urlpatterns,
]

__all__ = ["api_urlpatterns", "urlpatterns"]
