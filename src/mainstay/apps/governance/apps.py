"""Governance as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    """Registers what governance offers and keeps the shipped roles current after migrations."""

    name = "mainstay.apps.governance"
    label = "governance"
    verbose_name = _("Administration")

    def ready(self) -> None:
        from mainstay.apps.governance import registration

        registration.register()
        post_migrate.connect(_after_migration, sender=self)


def _after_migration(using: str, **_signal: Any) -> None:
    from mainstay.apps.governance.services import complete_schema

    complete_schema(using)
