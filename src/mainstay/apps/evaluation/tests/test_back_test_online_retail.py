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
    table["above"] = table.came.clip(lower=0)
    return table.loc[table.known]


def first(table: pd.DataFrame, share: float) -> pd.Series:
    """Who is among the customers that make the first share, judged by what stands before them."""
    order = table.revenue.sort_values(ascending=False)
    positive = order.clip(lower=0)
    before = positive.cumsum() - positive
    inside: pd.Series = (before < share * positive.sum()) & (order > 0)
    return inside.reindex(table.index)


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
    in_a, in_b = first(table, 0.8), first(table, 0.95)
    top = table[in_a]
    capture = top.above.sum() / table.above.sum()

    assert (report.customers, report.top_customers) == (len(table), len(top))
    assert float(report.total) == pytest.approx(table.above.sum(), abs=CLOSE)
    assert report.scheme.capture == pytest.approx(capture, abs=CLOSE)
    assert report.lift == pytest.approx(capture / (len(top) / len(table)), abs=CLOSE)
    assert report.net_capture == pytest.approx(top.came.sum() / table.came.sum(), abs=CLOSE)
    steps = in_a.astype(int) + in_b.astype(int)
    assert report.scheme.gini == pytest.approx(gini(table, steps), abs=CLOSE)
