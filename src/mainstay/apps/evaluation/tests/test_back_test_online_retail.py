"""A back-test of a real retailer, beside an independent computation with pandas."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from mainstay.analytics.tests.online_retail import lines
from mainstay.apps.evaluation.queries.back_tests import reports_of
from mainstay.apps.evaluation.services.back_testing import Wanted, back_test
from mainstay.foundation.access.actor import system_actor

AS_OF, UNTIL = pd.Timestamp(2011, 3, 1), pd.Timestamp(2011, 9, 1)
CLOSE = 1e-6

pytestmark = pytest.mark.usefixtures("retailer")


def customers() -> pd.DataFrame:
    """Who had bought before the day: revenue of the twelve months before, and of the six after.

    Orders count on the day of their first line, as in the roll-up.
    """
    found = lines()
    first = found.groupby(["customer", "order_no"]).ordered_at.transform("min")
    amount = found.amount / 10_000
    before, after = first < AS_OF, (first >= AS_OF) & (first < UNTIL)
    year = before & (first >= AS_OF - pd.DateOffset(years=1))
    table = pd.DataFrame(
        {
            "revenue": amount.where(year, 0).groupby(found.customer).sum().round(4),
            "came": amount.where(after, 0).groupby(found.customer).sum().round(4),
            "known": before.groupby(found.customer).any(),
        }
    )
    return table[table.known].assign(above=lambda rows: rows.came.clip(lower=0))


def in_a(table: pd.DataFrame) -> pd.DataFrame:
    """The customers that make the first 80 per cent, each judged by what stands before it."""
    order = table.sort_values("revenue", ascending=False)
    positive = order.revenue.clip(lower=0)
    return order[(positive.cumsum() - positive < 0.8 * positive.sum()) & (order.revenue > 0)]


def gini(table: pd.DataFrame, steps: pd.Series) -> float:
    """The area between curve and diagonal, as a share of that of the perfect order."""

    def area(order: pd.Series) -> float:
        groups = table.groupby(-order).above.agg(["size", "sum"])
        depth = np.concatenate(([0], groups["size"].cumsum() / len(table)))
        share = np.concatenate(([0], groups["sum"].cumsum() / table.above.sum()))
        return float(np.trapezoid(share, depth)) * 2 - 1

    return area(steps) / area(table.above)


def test_capture_lift_and_gini_are_those_of_an_independent_computation() -> None:
    wanted = Wanted("abc", (date(2011, 3, 1),), horizon=6)
    [report] = reports_of(back_test(system_actor("test"), wanted))
    table = customers()
    top = in_a(table)
    capture = top.above.sum() / table.above.sum()
    grades = table.index.isin(top.index)

    assert (report.customers, report.top_customers) == (len(table), len(top))
    assert float(report.total) == pytest.approx(table.above.sum(), abs=CLOSE)
    assert report.scheme.capture == pytest.approx(capture, abs=CLOSE)
    assert report.lift == pytest.approx(capture / (len(top) / len(table)), abs=CLOSE)
    assert report.net_capture == pytest.approx(top.came.sum() / table.came.sum(), abs=CLOSE)
    steps = pd.Series(np.where(grades, 2, 0), index=table.index)
    steps += pd.Series(
        table.index.isin(b_and_better(table).index) & ~grades, index=table.index
    ).astype(int)
    assert report.scheme.gini == pytest.approx(gini(table, steps), abs=CLOSE)


def b_and_better(table: pd.DataFrame) -> pd.DataFrame:
    """The customers that make the first 95 per cent."""
    order = table.sort_values("revenue", ascending=False)
    positive = order.revenue.clip(lower=0)
    return order[(positive.cumsum() - positive < 0.95 * positive.sum()) & (order.revenue > 0)]
