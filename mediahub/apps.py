"""The shell as a Django app: it brings the commands ``up`` and ``doctor``."""

from django.apps import AppConfig


class MediahubConfig(AppConfig):
    name = "mediahub"

    def ready(self) -> None:
        from mediahub import lifeline

        lifeline.arm()
