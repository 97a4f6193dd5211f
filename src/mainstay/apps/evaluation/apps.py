"""The Django app of indicators, grading schemes, evaluations and grades."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    """Registers permissions, policies, indicators, jobs, pages and the API when Django is ready."""

    name = "mainstay.apps.evaluation"
    label = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from mainstay.apps.evaluation import registration

        registration.register()
