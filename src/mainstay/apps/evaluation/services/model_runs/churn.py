"""Who of all customers will not buy in the horizon, as of a day, and why."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.queries.measures import Pinned, opened_ledger
from mainstay.apps.evaluation.services.model_runs import churn_check
from mainstay.apps.evaluation.services.model_runs.kind import (
    Figure,
    FigureType,
    Found,
    Kind,
    Metric,
    Parameter,
    Parameters,
    Tell,
)
from mainstay.apps.evaluation.services.model_runs.named import named
from mainstay.foundation.jobs.context import JobFailed

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from mainstay.analytics.churn.scoring import Scores
    from mainstay.analytics.churn.training import Fitted, Plan

RHYTHM, FIXED = "rhythm", "fixed"
FIRST_20, FIRST_10, FIRST_5, OTHERS = "first_20", "first_10", "first_5", "others"
PLACES = (FIRST_5, FIRST_10, FIRST_20, OTHERS)
"""Where a customer stands among all by its probability: the shares that the card tells of."""
_SHARES = {FIRST_5: 0.05, FIRST_10: 0.10, FIRST_20: 0.20}
REASONS = (1, 2, 3)


def run(pin: Pinned, as_of: date, parameters: Parameters, tell: Tell) -> Found:
    """How likely each customer is to churn, why, and the card of the model that says so.

    Raises LedgerDamaged, and JobFailed with `churn_…` where there is too little to train a model
    by, or a feature is too good to be true.
    """
    from mainstay.analytics.churn.features import Trade
    from mainstay.analytics.churn.refusals import ChurnRefused, ImplausibleFeature
    from mainstay.analytics.churn.scoring import score_churn
    from mainstay.analytics.churn.training import fit_churn

    with opened_ledger(pin.ledger_state, pin.units) as (tables, units):
        trade = Trade(tables.orders(), tables.categories(), units, pin.festival)
        try:
            fitted = fit_churn(trade, as_of, plan(parameters), tell=tell)
        except ChurnRefused as refused:
            code = f"churn_{refused.code}"
            facts = {"part": refused.part, "needed": refused.needed, "found": refused.found}
            raise JobFailed(code, **facts) from refused
        except ImplausibleFeature as refused:
            raise JobFailed(
                "churn_implausible", feature=refused.feature, auc=round(refused.auc, 3)
            ) from refused
        scores = score_churn(fitted.model, trade, as_of)
    return Found(
        named(scores.table["customer"].to_numpy(), _figures(scores)), _report(fitted, scores)
    )


def plan(parameters: Parameters) -> "Plan":
    """How a model is trained, by the parameters of a run."""
    from mainstay.analytics.churn.horizons import Horizon
    from mainstay.analytics.churn.training import Plan

    longest = int(parameters["most_days"])
    horizon = Horizon.fixed(longest)
    if parameters["horizon"] == RHYTHM:
        horizon = Horizon(float(parameters["gaps"]), int(parameters["least_days"]), longest)
    return Plan(horizon, int(parameters["cutoffs"]), int(parameters["active_days"]))


def _figures(scores: "Scores") -> "dict[str, pa.Array]":
    import pyarrow as pa

    told = scores.table.drop_columns("customer").combine_chunks()
    figures = {name: told[name].combine_chunks() for name in told.column_names}
    return {**figures, "place": pa.array(_places(told["churn_probability"].to_numpy()))}


def _places(probabilities: "np.ndarray[Any, Any]") -> list[str]:
    """Where each customer stands; who is as likely as the last one of a share belongs to it."""
    import numpy as np

    if not len(probabilities):
        return []
    places = np.full(len(probabilities), OTHERS, dtype=object)
    highest = np.sort(probabilities)[::-1]
    for place in (FIRST_20, FIRST_10, FIRST_5):
        size = max(round(len(highest) * _SHARES[place]), 1)
        places[probabilities >= highest[size - 1]] = place
    found: list[str] = places.tolist()
    return found


def _report(fitted: "Fitted", scores: "Scores") -> dict[str, Any]:
    """The model card, with what it says of everybody now and how far customers have moved."""
    return fitted.card.to_data() | {
        "scored": scores.table.num_rows,
        "expected": float(scores.table["churn_probability"].to_numpy().sum()),
        "drift": [{"name": each.name, "index": each.index} for each in scores.drift],
    }


def _require(parameters: Parameters) -> None:
    """Refuse a horizon that is none."""
    shortest, longest = (int(parameters[name]) for name in ("least_days", "most_days"))
    if parameters["horizon"] == RHYTHM and shortest > longest:
        says = _("The shortest horizon is longer than the longest.")
        raise ValidationError({"least_days": ValidationError(says, "contradiction")})


KIND = Kind(
    parameters={
        "horizon": Parameter(RHYTHM, choices=(RHYTHM, FIXED)),
        "gaps": Parameter(3.0, least=0.5, most=20),
        "least_days": Parameter(30, least=7, most=730),
        "most_days": Parameter(90, least=7, most=730),
        "cutoffs": Parameter(6, least=1, most=36),
        "active_days": Parameter(365, least=30, most=3_650),
    },
    figures={
        "churn_probability": Figure(FigureType.SHARE),
        "place": Figure(FigureType.LABEL, PLACES),
        "reason_1": Figure(FigureType.LABEL),
        "horizon_days": Figure(FigureType.COUNT),
        "reason_2": Figure(FigureType.LABEL),
        "reason_3": Figure(FigureType.LABEL),
        **{f"contribution_{number}": Figure(FigureType.NUMBER) for number in REASONS},
    },
    order="-churn_probability",
    run=run,
    require=_require,
    back_test=churn_check.back_test,
    require_back_test=churn_check.require,
    metrics={
        "auc": Metric(FigureType.SHARE, ("auc", "value")),
        "brier": Metric(FigureType.NUMBER, ("brier",)),
        "scored": Metric(FigureType.COUNT, ("scored",)),
        "expected": Metric(FigureType.COUNT, ("expected",)),
    },
    library="lightgbm",
)
