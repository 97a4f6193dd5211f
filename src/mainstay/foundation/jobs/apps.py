"""The job queue as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "mainstay.foundation.jobs"
    label = "jobs"
    verbose_name = _("Jobs")

    def ready(self) -> None:
        from mainstay.foundation.jobs import registration

        registration.register()
