"""Addresses of the gallery: its API here, its pages in ``page_urls``."""

from django.urls import path

from gallery import api, api_uploads, page_urls

api_urlpatterns = [
    path("api/media", api.MediaList.as_view(), name="api-media"),
    path("api/media/all", api.MediaAll.as_view(), name="api-media-all"),
    path("api/media/save", api.MediaSave.as_view(), name="api-media-save-many"),
    path("api/media/<uuid:media_id>", api.MediaDetail.as_view(), name="api-media-detail"),
    path("api/media/<uuid:media_id>/file", api.MediaFile.as_view(), name="api-media-file"),
    path("api/media/<uuid:media_id>/thumbnail", api.MediaThumbnail.as_view(), name="api-media-thumbnail"),
    path("api/media/<uuid:media_id>/save", api.MediaSaveOne.as_view(), name="api-media-save"),
    path("api/media/<uuid:media_id>/restore", api.MediaRestore.as_view(), name="api-media-restore"),
    path("api/trash", api.TrashList.as_view(), name="api-trash"),
    path("api/trash/<uuid:media_id>/thumbnail", api.TrashThumbnail.as_view(), name="api-trash-thumbnail"),
    path("api/uploads", api_uploads.UploadList.as_view(), name="api-uploads"),
    path("api/uploads/<uuid:upload_id>", api_uploads.UploadDetail.as_view(), name="api-upload"),
    path("api/uploads/<uuid:upload_id>/file", api_uploads.UploadBytes.as_view(), name="api-upload-file"),
]

urlpatterns = [*api_urlpatterns, *page_urls.urlpatterns]
