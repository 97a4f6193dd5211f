"""The Django app of imports and the ledger."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """Registers permissions, policies, jobs, navigation and the API when Django is ready."""

    name = "mainstay.apps.ledger"
    label = "ledger"
    verbose_name = _("Ledger")

    def ready(self) -> None:
        from mainstay.apps.ledger import registration

        registration.register()
