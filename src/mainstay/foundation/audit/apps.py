"""The audit trail as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "mainstay.foundation.audit"
    label = "audit"

    def ready(self) -> None:
        from mainstay.foundation.audit import registration, triggers

        registration.register()
        post_migrate.connect(triggers.install_after_migrating, sender=self)
