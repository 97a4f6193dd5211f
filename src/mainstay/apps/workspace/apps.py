"""The Django app that composes the others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    """Registers the way home when Django is ready."""

    name = "mainstay.apps.workspace"
    label = "workspace"
    verbose_name = _("Workspace")

    def ready(self) -> None:
        from mainstay.apps.workspace import registration

        registration.register()
