"""What models show on a customer's page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts.panels import CustomerPanel
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import ModelKind, ModelRun
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.basket_runs import names_of
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.forecast_runs import months_of
from mainstay.apps.evaluation.queries.model_runs import run_in_use, told_of
from mainstay.apps.evaluation.queries.segment_runs import NONE, SEGMENT, segments_of
from mainstay.apps.evaluation.queries.why import CustomerFacts
from mainstay.apps.evaluation.services.model_runs.baskets import NEXT
from mainstay.apps.evaluation.web.model_runs.baskets import called
from mainstay.apps.evaluation.web.model_runs.churn import reasons_of
from mainstay.apps.evaluation.web.model_runs.forecast import chart_of_customer
from mainstay.apps.evaluation.web.model_runs.lifecycle import stage_badge
from mainstay.apps.evaluation.wording.model_runs import LABELS, MEANINGS, METHODS
from mainstay.apps.evaluation.wording.segments import told_by
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.contracts import VIEW_COSTS, VIEW_LINES
from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import listed
from mainstay.shell.web.tables import Badge

Facts = dict[str, Any]


def _told(
    kind: str, shown: Callable[[Actor, ModelRun, Mapping[str, Any]], Facts | None]
) -> Callable[[Actor, CustomerFacts], Facts | None]:
    """What the run in use says of a customer; None where there is none or it says nothing."""

    def panel(actor: Actor, customer: CustomerFacts) -> Facts | None:
        run = run_in_use(kind)
        if run is None:
            return None
        try:
            told = told_of(run, customer.pk)
            facts = None if told is None else shown(actor, run, told)
            return None if facts is None else {"as_of": run.as_of, **facts}
        except EvaluationDamaged as damaged:
            return {"damaged": str(damaged)}

    return panel


def _stage(_actor: Actor, _run: ModelRun, told: Mapping[str, Any]) -> Facts:
    return {
        "stage": stage_badge(told["stage"]),
        "meaning": MEANINGS[told["stage"]],
        "since": told["since"],
        "before": stage_badge(told["before"]) if told["before"] else None,
    }


def _value(actor: Actor, run: ModelRun, told: Mapping[str, Any]) -> Facts:
    """Value and margin are for who may see costs, the rest for everybody who sees the customer."""
    return {
        "told": told,
        "months": run.parameters["months"],
        "sees_costs": actor.may(VIEW_COSTS),
        "no_costs": run.report["margin_of_all"] is None,
        "currency": governance.installation().reporting_currency,
    }


def _next(_actor: Actor, run: ModelRun, told: Mapping[str, Any]) -> Facts:
    names = names_of(run)
    return {
        "suggestions": [
            {
                **each,
                "product": called(each["product"], names),
                "because": listed(called(item, names) for item in each["because"]),
            }
            for each in told[NEXT]
        ],
        "currency": governance.installation().reporting_currency,
    }


def _risk(_actor: Actor, _run: ModelRun, told: Mapping[str, Any]) -> Facts:
    return {
        "told": told,
        "place": Badge(*LABELS["place"][told["place"]]),
        "reasons": reasons_of(told, governance.installation().reporting_currency),
    }


def _months(actor: Actor, run: ModelRun, told: Mapping[str, Any]) -> Facts:
    """Revenue is for everybody who sees the customer, margin for who may see costs."""
    months = months_of(run, told[KEY])
    return {
        "told": told,
        "chart": chart_of_customer(run, months) if months is not None else None,
        "method": METHODS[told["method"]][0],
        "sees_costs": actor.may(VIEW_COSTS),
        "currency": governance.installation().reporting_currency,
    }


def _alike(actor: Actor, run: ModelRun, told: Mapping[str, Any]) -> Facts | None:
    """The segment, told by indicators that the reader sees; nothing where nobody was parted."""
    segments = segments_of(run)
    if len(segments) == 1 or told[SEGMENT] == NONE:
        return None
    [own] = [each for each in segments if each.code == told[SEGMENT]]
    seen = [code for code in own.told["telling"] if indicators.sees(actor, code)]
    return {
        "name": own.name,
        "customers": own.told["customers"],
        "told_by": told_by(own.told, seen),
    }


CUSTOMER_PANELS = (
    CustomerPanel(
        "lifecycle",
        _("Lifecycle stage"),
        45,
        VIEW_GRADES,
        "evaluation/model_runs/lifecycle_panel.html",
        _told(ModelKind.LIFECYCLE, _stage),
    ),
    CustomerPanel(
        "clv",
        _("Lifetime value"),
        46,
        VIEW_GRADES,
        "evaluation/model_runs/clv_panel.html",
        _told(ModelKind.CLV, _value),
    ),
    CustomerPanel(
        "churn",
        _("Risk of churn"),
        44,
        VIEW_GRADES,
        "evaluation/model_runs/churn_panel.html",
        _told(ModelKind.CHURN, _risk),
    ),
    CustomerPanel(
        "next_products",
        _("Next products"),
        47,
        VIEW_LINES,
        "evaluation/model_runs/baskets_panel.html",
        _told(ModelKind.BASKETS, _next),
    ),
    CustomerPanel(
        "forecast",
        _("Forecast"),
        48,
        VIEW_GRADES,
        "evaluation/model_runs/forecast_panel.html",
        _told(ModelKind.FORECAST, _months),
    ),
    CustomerPanel(
        "segment",
        _("Segment"),
        49,
        VIEW_GRADES,
        "evaluation/model_runs/segments_panel.html",
        _told(ModelKind.SEGMENTS, _alike),
    ),
)
