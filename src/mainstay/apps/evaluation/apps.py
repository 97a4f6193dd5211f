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


def _after_migration(using: str, apps: Any = None, **_signal: Any) -> None:
    from mainstay.apps.evaluation.services.schemes import synchronise_shipped

    if apps is None or _has_these_tables(apps):
        synchronise_shipped(using)


def _has_these_tables(migrated: Any) -> bool:
    """Whether the tables of schemes are those of this version: one can go back to older ones."""
    from mainstay.apps.evaluation.models import Scheme, SchemeVersion

    return all(
        {field.name for field in model._meta.local_fields}
        <= {field.name for field in _fields(migrated, model.__name__)}
        for model in (Scheme, SchemeVersion)
    )


def _fields(migrated: Any, name: str) -> Any:
    try:
        return migrated.get_model("evaluation", name)._meta.local_fields
    except LookupError:
        return ()
