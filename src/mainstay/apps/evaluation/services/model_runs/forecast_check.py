"""What customers and all together brought in the months that a run had forecast."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.queries.forecast_runs import MONTHS
from mainstay.apps.evaluation.queries.measures import outcomes_of
from mainstay.apps.evaluation.services.model_runs.back_test import HeldAgainst, Measure, Past
from mainstay.apps.evaluation.services.model_runs.kind import Parameters
from mainstay.kernel.periods import Period, months_within, shift_months

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_YEAR = 12


def require(parameters: Parameters, after: Period) -> None:
    """Refuse more months than are forecast."""
    if len(months_within(after)) > int(parameters["months"]):
        says = _("Choose no more months than are forecast.")
        raise ValidationError(says, "too_many_months")


def back_test(past: Past) -> HeldAgainst:
    """Compare the sums of the months with what came, beside those of the year before.

    Months are counted from the last complete one before the day, as the forecast does. What
    customers brought who were not known then counts in the total. Raises LedgerDamaged.
    """
    import numpy as np

    told, first = past.found.files[MONTHS], date.fromisoformat(past.found.report["until"])
    came, *before = outcomes_of(past.pin, _periods(first, past.months))
    keys = told[KEY].combine_chunks()
    ahead = np.stack(told["revenue"].to_numpy(zero_copy_only=False))[:, : past.months].sum(axis=1)
    actual, naive = _revenue(came, keys), np.zeros(len(keys))
    for each in before:
        naive += _revenue(each, keys)
    total, total_before = _sum(came), sum(_sum(each) for each in before)
    return HeldAgainst(
        len(keys),
        [
            Measure("error_of_customers", _error(ahead, actual), _error(naive, actual)),
            Measure("error_of_total", _off(float(ahead.sum()), total), _off(total_before, total)),
        ],
    )


def _periods(first: date, months: int) -> list[Period]:
    """The months that were forecast, and the same ones of the last year that was known then."""
    year = shift_months(first, -_YEAR)
    known = [
        Period(year, shift_months(year, min(months - passed, _YEAR)))
        for passed in range(0, months, _YEAR)
    ]
    return [Period(first, shift_months(first, months)), *known]


def _revenue(came: "pa.Table", keys: "pa.Array") -> "np.ndarray[Any, Any]":
    """What each of the customers brought; nothing where it has no order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    places = pc.index_in(keys, value_set=came["customer"].cast(pa.int64()).combine_chunks())
    brought = came["revenue"].cast(pa.float64()).take(places)
    found: np.ndarray[Any, Any] = pc.fill_null(brought, 0.0).to_numpy()
    return found


def _sum(came: "pa.Table") -> float:
    import pyarrow.compute as pc

    return float(pc.sum(came["revenue"]).as_py() or 0)


def _error(said: "np.ndarray[Any, Any]", came: "np.ndarray[Any, Any]") -> float | None:
    """What customers differ by together, as a share of what came."""
    size = float(abs(came).sum())
    return float(abs(said - came).sum()) / size if size else None


def _off(said: float, came: float) -> float | None:
    return abs(said - came) / abs(came) if came else None
