"""What models show on a customer's page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts.panels import CustomerPanel
from mainstay.apps.evaluation.models import ModelKind
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.model_runs import run_in_use, told_of
from mainstay.apps.evaluation.queries.why import CustomerFacts
from mainstay.apps.evaluation.web.model_runs.lifecycle import stage_badge
from mainstay.apps.evaluation.wording.model_runs import MEANINGS
from mainstay.foundation.access.actor import Actor


def lifecycle_stage(_actor: Actor, customer: CustomerFacts) -> dict[str, Any] | None:
    """The customer's stage by the run in use; None where none tells of it."""
    run = run_in_use(ModelKind.LIFECYCLE)
    if run is None:
        return None
    try:
        told = told_of(run, customer.pk)
    except EvaluationDamaged as damaged:
        return {"damaged": str(damaged)}
    if told is None:
        return None
    return {
        "stage": stage_badge(told["stage"]),
        "meaning": MEANINGS[told["stage"]],
        "since": told["since"],
        "before": stage_badge(told["before"]) if told["before"] else None,
        "as_of": run.as_of,
    }


CUSTOMER_PANEL = CustomerPanel(
    "lifecycle",
    _("Lifecycle stage"),
    45,
    VIEW_GRADES,
    "evaluation/model_runs/panel.html",
    lifecycle_stage,
)
