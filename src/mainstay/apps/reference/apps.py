"""The Django app of reference data."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferenceConfig(AppConfig):
    """Registers permissions, policies, navigation and the API when Django is ready."""

    name = "mainstay.apps.reference"
    label = "reference"
    verbose_name = _("Reference data")

    def ready(self) -> None:
        from mainstay.apps.reference import registration

        registration.register()
