"""The Django app of indicators, grading schemes, evaluations and grades."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    """Registers what evaluation offers and keeps the shipped schemes current after migrations."""

    name = "mainstay.apps.evaluation"
    label = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from mainstay.apps.evaluation import registration

        registration.register()
        post_migrate.connect(_after_migration, sender=self)


def _after_migration(using: str, **_signal: Any) -> None:
    from mainstay.apps.evaluation.services.schemes import synchronise_shipped

    synchronise_shipped(using)
