"""Addresses of generation's API; ``urls.py`` lists them with the pages."""

from __future__ import annotations

from django.urls import path

from generation import api, api_models, api_spend, api_tasks, api_uses

_VERBS = {
    "cancel": api_tasks.Cancel,
    "retry": api_tasks.Retry,
    "download": api_tasks.Download,
    "look": api_tasks.Look,
    "send-again": api_tasks.SendAgain,
    "give-up": api_tasks.GiveUp,
    "adopt": api_tasks.Adopt,
    "allow": api_tasks.Allow,
    "hide": api_tasks.Hide,
}

api_urlpatterns = [
    path("api/images/generate", api.GenerateImage.as_view(), name="api-images-generate"),
    path("api/videos/generate", api.GenerateVideo.as_view(), name="api-videos-generate"),
    path("api/tasks", api_tasks.TaskList.as_view(), name="api-tasks"),
    path("api/tasks/<str:task_id>", api_tasks.TaskDetail.as_view(), name="api-task"),
    path("api/tasks/<str:task_id>/events", api_tasks.TaskEvents.as_view(), name="api-task-events"),
    *(
        path(f"api/tasks/<str:task_id>/{verb}", view.as_view(), name=f"api-task-{verb}")
        for verb, view in _VERBS.items()
    ),
    path("api/models", api_models.ModelList.as_view(), name="api-models"),
    # a path: Kie's own ids hold a slash
    path("api/models/<path:key>/price", api_models.ModelPrice.as_view(), name="api-model-price"),
    path("api/models/<path:key>", api_models.ModelDetail.as_view(), name="api-model"),
    path("api/media/<uuid:media_id>/uses", api_uses.MediaUses.as_view(), name="api-media-uses"),
    path("api/queue", api_models.Queue.as_view(), name="api-queue"),
    path("api/credits", api_models.Credits.as_view(), name="api-credits"),
    path("api/spend", api_spend.Spend.as_view(), name="api-spend"),
]
