"""The Django app of the customer master."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """Registers permissions, policies, navigation and the API when Django is ready."""

    name = "mainstay.apps.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        from mainstay.apps.customers import registration

        registration.register()
