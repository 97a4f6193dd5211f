"""Customer lifetime value of all customers who have bought, as of a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mainstay.apps.evaluation.queries.measures import Pinned, read_ledger
from mainstay.apps.evaluation.services.model_runs.clv_check import back_test, check_of_last_year
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

    from mainstay.analytics.clv.fit import Fit
    from mainstay.analytics.clv.fitting import Chosen
    from mainstay.analytics.clv.gamma_gamma import Payments
    from mainstay.analytics.clv.histories import Histories

MODELS = ("mbgnbd", "bgnbd", "paretonbd")
"""The first one unless another one is asked for: by BG/NBD who bought once is there for certain."""
MONTHS, INDICATOR_MONTHS, YEAR = "months", 36, 12
_STEPS = 4
_BINS = 10
_TOP = 0.1


@dataclass(frozen=True)
class Trade:
    """Who has bought: histories, payments, and the share of margin in what each one pays.

    `margin_of_all` is that of all customers together, None where no cost is known; `own_margins`
    says how many customers have one of their own.
    """

    keys: "np.ndarray[Any, Any]"
    histories: "Histories"
    payments: "Payments"
    margins: "np.ndarray[Any, Any]"
    margin_of_all: float | None
    own_margins: int


def run(pin: Pinned, as_of: date, parameters: Parameters, tell: Tell) -> Found:
    """What each customer who has bought will be worth, and how the models found it.

    Raises LedgerDamaged, and JobFailed with `too_few_buyers` or `too_few_repeats`.
    """
    from mainstay.analytics.clv.columns import HistoryError
    from mainstay.analytics.clv.fitting import fit_or_fall_back, fit_spending

    tell(0, _STEPS)
    trade = _trade(pin, as_of)
    tell(1, _STEPS)
    try:
        chosen = fit_or_fall_back(trade.histories, str(parameters["model"]))
        spending = fit_spending(trade.payments)
    except HistoryError as error:
        raise JobFailed(_REFUSALS.get(error.problem, "too_few_repeats")) from error
    tell(2, _STEPS)
    figures = _figures(trade, chosen.used, spending, parameters)
    tell(3, _STEPS)
    report = _report(trade, chosen, spending, figures)
    report["check"] = check_of_last_year(pin, as_of, str(parameters["model"]))
    return Found(named(trade.keys, figures), report)


_REFUSALS = {"too_few": "too_few_buyers", "no_repeats": "too_few_repeats"}


def _trade(pin: Pinned, as_of: date) -> Trade:
    import numpy as np

    from mainstay.analytics.clv.gamma_gamma import Payments
    from mainstay.analytics.clv.purchases import purchase_histories, weekly_histories

    found = read_ledger(
        pin.ledger_state,
        pin.units,
        lambda tables, units: purchase_histories(tables.orders(), as_of=as_of, units=units),
    ).sort_by("customer")
    frequency, repeated, costed, cost = (
        found[name].to_numpy().astype(np.float64)
        for name in ("frequency", "repeated", "costed", "cost")
    )
    # A mean that returns took to nothing tells no spend: it is then expected as of somebody new.
    paid = np.where(repeated > 0, frequency, 0.0)
    means = np.divide(repeated, paid, out=np.zeros_like(paid), where=paid > 0)
    margins, of_all = _margins(costed, cost)
    return Trade(
        keys=found["customer"].to_numpy(),
        histories=weekly_histories(found),
        payments=Payments.of(paid, means),
        margins=margins,
        margin_of_all=of_all,
        own_margins=int((costed > 0).sum()),
    )


def _margins(
    costed: "np.ndarray[Any, Any]", cost: "np.ndarray[Any, Any]"
) -> "tuple[np.ndarray[Any, Any], float | None]":
    """Each customer's share of margin; where none is known that of all, and 1 without any cost."""
    import numpy as np

    known = costed > 0
    total = float(costed[known].sum())
    of_all = 1 - float(cost[known].sum()) / total if total else None
    own = np.full(len(costed), 1.0 if of_all is None else of_all)
    np.divide(costed - cost, costed, out=own, where=known)
    return np.clip(own, -1.0, 1.0), of_all


def _figures(
    trade: Trade, purchases: "Fit", spending: "Fit", parameters: Parameters
) -> "dict[str, pa.Array]":
    import pyarrow as pa

    from mainstay.analytics.clv.scoring import score, spend
    from mainstay.analytics.clv.value import DAYS_PER_MONTH, WEEKS_PER_MONTH, Terms, lifetime_values

    def values(months: int) -> "dict[str, pa.Array]":
        discount = float(parameters["annual_discount"])
        terms = Terms(WEEKS_PER_MONTH, months, annual_discount=discount)
        return _with_margins(
            lifetime_values(purchases, spending, trade.histories, trade.payments, terms),
            trade.margins,
        )

    months = int(parameters[MONTHS])
    scores = score(purchases, trade.histories, YEAR * DAYS_PER_MONTH / 7)
    asked = values(months)
    of_indicator = asked if months == INDICATOR_MONTHS else values(INDICATOR_MONTHS)
    return {
        "clv": asked["value"],
        "clv_low": asked["value_low"],
        "clv_high": asked["value_high"],
        "p_alive": scores["p_alive"].combine_chunks(),
        "expected_purchases": scores["expected_purchases"].combine_chunks(),
        "spend": spend(spending, trade.payments),
        "margin": pa.array(trade.margins),
        "clv_36m": of_indicator["value"],
    }


def _with_margins(values: "pa.Table", margins: "np.ndarray[Any, Any]") -> "dict[str, pa.Array]":
    """Values as margins; below nothing the ends of the range change places."""
    import pyarrow as pa
    import pyarrow.compute as pc

    share, loses = pa.array(margins), pa.array(margins < 0)
    value, low, high = (
        pc.multiply(values[name].combine_chunks(), share)
        for name in ("value", "value_low", "value_high")
    )
    return {
        "value": value,
        "value_low": pc.if_else(loses, high, low),
        "value_high": pc.if_else(loses, low, high),
    }


def _report(
    trade: Trade, chosen: "Chosen", spending: "Fit", figures: "Mapping[str, pa.Array]"
) -> dict[str, Any]:
    import numpy as np

    values = np.nan_to_num(figures["clv"].to_numpy(zero_copy_only=False).astype(float))
    bought = trade.histories.frequency.each[trade.histories.places]
    return {
        "asked": _fit_facts(chosen.asked),
        "used": _fit_facts(chosen.used),
        "spending": _fit_facts(spending),
        "buyers": trade.histories.customers,
        "repeaters": int((bought > 0).sum()),
        "margin_of_all": trade.margin_of_all,
        "own_margins": trade.own_margins,
        "correlation": _correlation(trade),
        "total": float(values.sum()),
        "expected_purchases": float(figures["expected_purchases"].to_numpy().sum()),
        "top_share": _top_share(values),
        "alive": _alive(figures["p_alive"]),
    }


def _fit_facts(fit: "Fit") -> dict[str, Any]:
    return {
        "model": fit.model,
        "parameters": fit.parameters,
        "errors": fit.standard_errors,
        "log_likelihood": fit.log_likelihood,
        "distinct": fit.distinct,
        "converged": fit.converged,
        "limits": list(fit.limits),
        "sound": fit.sound,
    }


def _correlation(trade: Trade) -> float | None:
    """Of frequency with mean spend, among those who have bought again; the model takes it as 0."""
    import numpy as np

    paid, mean = trade.payments.frequency.each, trade.payments.mean
    places = trade.payments.places
    frequency, spent = paid[places], mean[places]
    if len(places) < 3 or not (np.ptp(frequency) and np.ptp(spent)):  # noqa: PLR2004 - of two points it is 1
        return None
    return float(np.corrcoef(frequency, spent)[0, 1])


def _top_share(values: "np.ndarray[Any, Any]") -> float | None:
    """What the best tenth of the customers makes of all value above nothing."""
    import numpy as np

    positive = np.sort(values[values > 0])[::-1]
    if not len(positive):
        return None
    best = max(round(len(values) * _TOP), 1)
    return float(positive[:best].sum() / positive.sum())


def _alive(p_alive: "pa.Array") -> list[int] | None:
    """How many customers lie in each tenth of probability; None where none is told."""
    import numpy as np

    if p_alive.null_count:
        return None
    counts, _borders = np.histogram(p_alive.to_numpy(), bins=_BINS, range=(0.0, 1.0))
    return [int(each) for each in counts]


KIND = Kind(
    parameters={
        "model": Parameter(MODELS[0], choices=MODELS),
        MONTHS: Parameter(INDICATOR_MONTHS, least=1, most=120),
        "annual_discount": Parameter(0.1, least=0, most=1),
    },
    figures={
        "clv": Figure(FigureType.MONEY),
        "p_alive": Figure(FigureType.SHARE),
        "expected_purchases": Figure(FigureType.NUMBER),
        "clv_low": Figure(FigureType.MONEY),
        "clv_high": Figure(FigureType.MONEY),
        "spend": Figure(FigureType.MONEY),
        "margin": Figure(FigureType.SHARE),
    },
    order="-clv",
    run=run,
    back_test=back_test,
    metrics={
        "total": Metric(FigureType.MONEY, ("total",)),
        "expected_purchases": Metric(FigureType.NUMBER, ("expected_purchases",)),
        "repeaters": Metric(FigureType.COUNT, ("repeaters",)),
        "error": Metric(FigureType.NUMBER, ("check", "error")),
    },
)
