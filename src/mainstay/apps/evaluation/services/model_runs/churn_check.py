"""Who of the customers that a run of churn looked at bought nothing in its horizon."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.queries.measures import opened_ledger
from mainstay.apps.evaluation.services.model_runs.back_test import HeldAgainst, Measure, Past
from mainstay.apps.evaluation.services.model_runs.kind import Parameters
from mainstay.kernel.periods import Period

_TENTH = 1
"""The place of the highest tenth among the shares that the card tells of."""


def require(parameters: Parameters, after: Period) -> None:
    """Refuse months that end before the longest horizon does."""
    longest = int(parameters["most_days"])
    if after.days < longest:
        says = _("The longest horizon has %(days)s days: choose more months.")
        raise ValidationError(says, "too_few_months", {"days": longest})


def back_test(past: Past) -> HeldAgainst:
    """See who churned, and whom risk and the days since the last purchase put first.

    Raises LedgerDamaged.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from mainstay.analytics.churn.features import Trade, churn_features
    from mainstay.analytics.churn.samples import active, label, observe
    from mainstay.apps.evaluation.services.model_runs.churn import plan

    asked, pin = plan(past.parameters), past.pin
    with opened_ledger(pin.ledger_state, pin.units) as (tables, units):
        trade = Trade(tables.orders(), tables.categories(), units, pin.festival)
        sample = observe(trade.before(past.as_of), past.as_of, churn_features)
        rows = label(trade, active(sample, asked.active_days), past.as_of, asked.horizon)
    told = past.found.table
    places = pc.index_in(pa.array(rows.sample.keys), value_set=told[KEY].combine_chunks())
    known = places.is_valid().to_numpy(zero_copy_only=False)
    risks = told["churn_probability"].take(places.drop_null()).to_numpy()
    recency, churned = rows.sample.figure("recency_days")[known], rows.churned[known]
    return HeldAgainst(len(churned), _measures(risks, recency, churned))


def _measures(risks: Any, recency: Any, churned: Any) -> list[Measure]:
    """Without anybody who churned, or without anybody who stayed, nothing can be told."""
    from mainstay.analytics.churn.catching import caught
    from mainstay.analytics.churn.discrimination import auc

    told = churned.any() and not churned.all()

    def area(scores: Any) -> float | None:
        return auc(scores, churned) if told else None

    def recall(scores: Any) -> float | None:
        return caught(scores, churned)[_TENTH].recall if told else None

    return [
        Measure("auc", area(risks), area(recency), more_is_better=True),
        Measure("recall_of_tenth", recall(risks), recall(recency), more_is_better=True),
    ]
