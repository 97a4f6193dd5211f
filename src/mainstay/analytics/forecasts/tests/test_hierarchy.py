"""Customers, groups and the total of one month: what is certain, what is rounded, what is zero."""

import numpy as np
import pyarrow as pa
import pytest

from mainstay.analytics.forecasts.hierarchy import Base, Tree, reconciled
from mainstay.analytics.forecasts.spreads import spreads
from mainstay.analytics.forecasts.tests.trading import ANNA, BORIS, CHEN
from mainstay.analytics.measures import MissingColumn

KEYS = np.array([ANNA, BORIS, CHEN])
SPREADS = spreads({}, 1)


def agreed(
    customers: list[float], total: float, scales: list[float], *, at_least_zero: bool = True
) -> list[int]:
    """Hundredths for each customer, the last scale being that of the total."""
    points = np.array([[*customers, total]])
    same = np.zeros(len(scales), np.int8)
    base = Base(np.append(KEYS, -1), points, same, same, same, np.array(scales))
    told, _groups, of_all = reconciled(
        base, Tree.among(KEYS, None), SPREADS, at_least_zero=at_least_zero
    )
    assert of_all.points.sum() == told.points.sum()
    found: list[int] = told.points[0].tolist()
    return found


def test_what_a_total_is_below_its_customers_never_makes_one_negative() -> None:
    free = agreed([1.0, 20.0, 20.0], 3.0, [9.0, 9.0, 9.0, 0.1], at_least_zero=False)
    held = agreed([1.0, 20.0, 20.0], 3.0, [9.0, 9.0, 9.0, 0.1])
    assert free[0] < 0
    assert held[0] == 0
    assert sum(held) == pytest.approx(sum(free), abs=1)


def test_who_is_expected_to_bring_nothing_is_left_at_that() -> None:
    assert agreed([0.0, 20.0, 20.0], 60.0, [50.0, 9.0, 9.0, 1.0])[0] == 0


def test_a_total_of_nothing_is_no_certainty() -> None:
    assert sum(agreed([10.0, 20.0, 20.0], 0.0, [1.0, 1.0, 1.0, 99.0])) > 4900


def test_groups_are_of_two_customers_at_least_and_of_those_there_are() -> None:
    table = pa.table({"customer": [ANNA, CHEN, BORIS, 9], "group": [70, 70, 80, 80]})
    tree = Tree.among(KEYS, table)
    assert (tree.keys.tolist(), tree.of.tolist()) == ([70], [0, -1, 0])


def test_a_missing_column_of_groups_is_named() -> None:
    with pytest.raises(MissingColumn, match="groups has no column group"):
        Tree.among(KEYS, pa.table({"customer": [ANNA]}))
