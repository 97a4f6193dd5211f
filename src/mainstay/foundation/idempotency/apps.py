"""Idempotency keys as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdempotencyConfig(AppConfig):
    name = "mainstay.foundation.idempotency"
    label = "idempotency"
    verbose_name = _("Requests sent twice")

    def ready(self) -> None:
        from mainstay.foundation.idempotency import registration

        registration.register()
