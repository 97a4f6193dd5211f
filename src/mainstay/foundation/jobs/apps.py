"""The job queue as a Django app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "mainstay.foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        from mainstay.foundation.jobs import registration

        registration.register()
