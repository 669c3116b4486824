"""Addresses of the pages that ask for media, and of generation's API (written in ``api_urls.py``)."""

from __future__ import annotations

from django.urls import path

from generation import callbacks, job_views, metrics, spend_views, use_views, views, well_views
from generation.api_urls import api_urlpatterns

urlpatterns = [
    path("", views.generate, name="generate"),
    path("generate/switch", views.switch, name="switch-model"),
    path("generate/models", views.models, name="models"),
    path("generate/picker", views.choices, name="picker"),
    path("generate/uses/<uuid:asset_id>", use_views.overview, name="uses"),
    path("generate/uses/<uuid:asset_id>/<slug:verb>", use_views.use, name="use"),
    path("generate/uses/<uuid:asset_id>/<slug:verb>/price", use_views.price, name="use-price"),
    path("generate/price", views.price, name="price"),
    path("generate/rows", views.rows, name="rows"),
    path("generate/picture", well_views.picture, name="picture"),
    path("generate/gallery", well_views.gallery, name="gallery-pictures"),
    path("generate/older", views.older, name="older"),
    path("generate/feed", views.changes, name="feed"),
    path("queue", job_views.queue, name="queue"),
    path("queue/clear", job_views.clear_finished, name="clear-finished"),
    path("jobs/<uuid:job_id>", job_views.job, name="job"),
    path("jobs/<uuid:job_id>/files/<int:position>/save", job_views.save_output, name="save-output"),
    path("jobs/<uuid:job_id>/files/<int:position>/trash", job_views.trash_output, name="trash-output"),
    path("jobs/<uuid:job_id>/files/<int:position>/restore", job_views.restore_output, name="restore-output"),
    path("jobs/<uuid:job_id>/<slug:verb>", job_views.act, name="job-verb"),
    path("spend", spend_views.page, name="spend"),
    path("spend.csv", spend_views.csv, name="spend-csv"),
    path("metrics", metrics.metrics, name="metrics"),
    path("callbacks/<slug:provider>/<str:token>", callbacks.callback, name="callback"),
    *api_urlpatterns,
]

__all__ = ["api_urlpatterns", "urlpatterns"]
