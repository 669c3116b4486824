"""Addresses of the gallery's pages."""

from django.urls import path

from gallery import tray_views, views

urlpatterns = [
    path("gallery", views.gallery, name="gallery"),
    path("gallery/clear", views.clear, name="gallery-clear"),
    path("gallery/trash", views.trash, name="gallery-trash"),
    path("gallery/trash/restore", views.restore_all, name="gallery-trash-restore"),
    path("gallery/trash/empty", views.empty_trash, name="gallery-trash-empty"),
    path("gallery/tray", tray_views.page, name="gallery-tray"),
    path("gallery/tray/save", tray_views.save_all, name="gallery-tray-save"),
    path("gallery/tray/discard", tray_views.discard_all, name="gallery-tray-discard"),
    path("asset/<uuid:asset_id>", views.asset, name="asset"),
    path("asset/<uuid:asset_id>/save", tray_views.save_asset, name="asset-save"),
    path("asset/<uuid:asset_id>/trash", views.trash_asset, name="asset-trash"),
    path("asset/<uuid:asset_id>/restore", views.restore_asset, name="asset-restore"),
]
