"""The audit trail as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "mainstay.foundation.audit"
    label = "audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        from mainstay.foundation.audit import registration, triggers

        registration.register()
        post_migrate.connect(triggers.install_after_migrating, sender=self)
