"""The Django app of notifications."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Registers what notifications offer when Django is ready."""

    name = "mainstay.apps.notifications"
    label = "notifications"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from mainstay.apps.notifications import registration

        registration.register()
