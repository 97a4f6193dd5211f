"""What the models of purchases would have said a year ago, beside what came."""

from datetime import date
from typing import TYPE_CHECKING, Any

from mainstay.apps.evaluation.queries.measures import FIRST_DAY, Pinned, read_ledger
from mainstay.apps.evaluation.services.model_runs.back_test import HeldAgainst, Measure, Past
from mainstay.foundation.jobs.context import JobFailed
from mainstay.kernel.periods import Period, months_later

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_MONTHS = 12
_CLASSES = (0, 1, 2, 3, 5, 10, 20, 50)
"""Where the classes of customers by repeat purchases begin."""


def check_of_last_year(pin: Pinned, as_of: date, model: str) -> dict[str, Any] | None:
    """Fit to what was known twelve months before and compare with those twelve months.

    None where too little was known then. Raises LedgerDamaged.
    """
    then = months_later(as_of, -_MONTHS)
    return None if then <= FIRST_DAY else check(pin, Period(then, as_of), _MONTHS, model)


def back_test(past: Past) -> HeldAgainst:
    """Hold expected purchases against those of the months after; raises LedgerDamaged.

    The plain rule expects as many as in as many months before.
    """
    told = check(past.pin, past.after, past.months, str(past.parameters["model"]))
    if told is None:
        raise JobFailed("too_few_buyers")
    actual = told["actual"]
    off, naive_off = (
        abs(told[name] - actual) / actual if actual else None for name in ("expected", "naive")
    )
    return HeldAgainst(
        told["customers"],
        [
            Measure("error_of_purchases", told["error"], told["naive_error"]),
            Measure("error_of_total", off, naive_off),
        ],
    )


def check(pin: Pinned, after: Period, months: int, model: str) -> dict[str, Any] | None:
    """Fit to what was known before some months and compare with them.

    None where too little was known then. `naive` expects of each customer what it bought in as
    many months before. Raises LedgerDamaged.
    """
    from mainstay.analytics.clv.columns import HistoryError
    from mainstay.analytics.clv.fitting import fit_or_fall_back
    from mainstay.analytics.clv.purchases import purchase_histories, weekly_histories
    from mainstay.analytics.clv.scoring import score

    then = after.start
    found = read_ledger(
        pin.ledger_state,
        pin.units,
        lambda tables, units: purchase_histories(tables.orders(), as_of=then, units=units),
    ).sort_by("customer")
    histories = weekly_histories(found)
    try:
        chosen = fit_or_fall_back(histories, model)
    except HistoryError:
        return None
    weeks = after.days / 7
    expected = score(chosen.used, histories, weeks)["expected_purchases"].to_numpy()
    actual = _bought(pin, found, after)
    naive = _bought(pin, found, Period(months_later(then, -months), then))
    return {
        "day": then.isoformat(),
        "model": chosen.used.model,
        "customers": histories.customers,
        "expected": float(expected.sum()),
        "actual": int(actual.sum()),
        "naive": int(naive.sum()),
        "error": float(abs(expected - actual).mean()),
        "naive_error": float(abs(naive - actual).mean()),
        "classes": _classes(found["frequency"].to_numpy(), expected, actual),
    }


def _bought(pin: Pinned, found: "pa.Table", period: Period) -> "np.ndarray[Any, Any]":
    """On how many days of a period each of the customers bought."""
    import pyarrow.compute as pc

    from mainstay.analytics.clv.purchases import purchase_days

    days = read_ledger(
        pin.ledger_state,
        pin.units,
        lambda tables, units: purchase_days(tables.orders(), period, units=units),
    )
    places = pc.index_in(found["customer"], value_set=days["customer"].combine_chunks())
    bought: np.ndarray[Any, Any] = pc.fill_null(days["days"].take(places), 0).to_numpy()
    return bought


def _classes(
    frequency: "np.ndarray[Any, Any]",
    expected: "np.ndarray[Any, Any]",
    actual: "np.ndarray[Any, Any]",
) -> list[dict[str, Any]]:
    """Means by how often customers had bought again; empty classes are left out."""
    ends = [*(each - 1 for each in _CLASSES[1:]), None]
    found = []
    for first, last in zip(_CLASSES, ends, strict=True):
        within = frequency >= first if last is None else (frequency >= first) & (frequency <= last)
        if within.any():
            found.append(
                {
                    "first": first,
                    "last": last,
                    "customers": int(within.sum()),
                    "expected": float(expected[within].mean()),
                    "actual": float(actual[within].mean()),
                }
            )
    return found
