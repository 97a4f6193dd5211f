"""Who sees schemes, evaluations, grades and figures, and who may evaluate."""

from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation import models
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import PermittedPolicy, Policy, register_policy

VIEW_SCHEMES = "evaluation.scheme.view"
VIEW_EVALUATIONS = "evaluation.evaluation.view"
RUN = "evaluation.evaluation.run"
VIEW_GRADES = "evaluation.grade.view"

M = TypeVar("M", bound=Model)


class OfVisibleCustomerPolicy(Policy[M]):
    """Rows of a customer: for those who may see such rows at all and see the customer."""

    def visible(self, actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
        if not actor.may(VIEW_GRADES):
            return rows.none()
        seen = customers.visible(actor).select_related(None).order_by().values("pk")
        return rows.filter(customer__in=seen)

    def allows(self, actor: Actor, permission: str, subject: M) -> bool:
        customer = cast("Any", subject).customer
        return actor.may(VIEW_GRADES) and customers.may(actor, permission, customer)


def register() -> None:
    """Register the policy of every model of this app."""
    register_policy(models.Scheme, PermittedPolicy(VIEW_SCHEMES))
    register_policy(models.SchemeVersion, PermittedPolicy(VIEW_SCHEMES))
    register_policy(models.Evaluation, PermittedPolicy(VIEW_EVALUATIONS))
    register_policy(models.Grade, OfVisibleCustomerPolicy())
    register_policy(models.LatestFigures, OfVisibleCustomerPolicy())
    register_policy(models.FiguresRefresh, PermittedPolicy(VIEW_GRADES))
