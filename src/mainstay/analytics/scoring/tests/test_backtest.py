"""Back-test figures, by hand and against independent computations with pandas and numpy."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.analytics.measures import ledger_measures
from mainstay.analytics.scoring.backtest import (
    Prediction,
    Verdict,
    back_test,
    capture,
    goodness_of_column,
    goodness_of_grades,
)
from mainstay.analytics.scoring.grading import grade
from mainstay.analytics.scoring.population import population_from_table
from mainstay.analytics.scoring.presets import ABC
from mainstay.analytics.scoring.scheme import scheme_from_dict
from mainstay.analytics.scoring.tests.decisions import FIXED, with_card
from mainstay.analytics.scoring.tests.populations import (
    INDICATORS,
    at_least,
    population,
)
from mainstay.analytics.tests.online_retail import (
    needs_online_retail,
    no_categories,
    order_rows,
    order_table,
)

CLOSE = 1e-9


def prediction(goodness: list[int], outcome: list[int]) -> Prediction:
    return Prediction(np.array(goodness, dtype=np.int64), np.array(outcome, dtype=np.int64))


def test_the_worked_example() -> None:
    found = prediction([3, 3, 2, 1, 1], [60, 20, 20, 10, -30])
    assert [(point.depth, round(point.captured, 6)) for point in found.points] == [
        (0.4, 0.727273), (0.6, 0.909091), (1, 1),
    ]  # fmt: skip
    assert round(found.points[0].lift, 6) == 1.818182
    assert round(found.captured_at(0.2) or 0, 6) == 0.363636
    assert round(found.gini or 0, 6) == 0.807692
    assert round(found.rank_correlation or 0, 6) == 0.892218


def test_what_the_top_holds_is_of_all_above_zero_and_beside_it_net_of_losses() -> None:
    held = capture(np.array([True, True, False, False]), np.array([60, -20, 60, 0]))
    assert (held.customers, held.share_of_customers) == (2, 0.5)
    assert (held.share, held.net_share) == (0.5, 0.4)
    assert capture(np.array([True]), np.array([-1])).share is None
    assert capture(np.array([True, False]), np.array([5, -5])).net_share is None


def test_the_perfect_order_has_a_gini_of_one_and_its_opposite_of_less_than_zero() -> None:
    outcome = [50, 30, 20, 0, -7]
    assert prediction([5, 4, 3, 2, 1], outcome).gini == pytest.approx(1, abs=CLOSE)
    assert prediction([1, 2, 3, 4, 5], outcome).gini == pytest.approx(-1, abs=CLOSE)
    assert prediction([0] * 5, outcome).gini == 0


@pytest.mark.parametrize("outcome", [[], [0, 0], [-5, -1]])
def test_where_nothing_came_there_is_nothing_to_measure(outcome: list[int]) -> None:
    found = prediction(list(range(len(outcome))), outcome)
    assert (found.points, found.gini, found.captured_at(0.5)) == ((), None, None)


def test_where_all_brought_the_same_there_is_no_gini() -> None:
    found = prediction([1, 2], [7, 7])
    assert (found.gini, found.rank_correlation) == (None, None)
    assert prediction([1], [7]).gini is None


def test_sums_beyond_64_bits_stay_exact() -> None:
    large = 2**60
    found = prediction(list(range(12)), [large] * 11 + [large * 4])
    assert [round(point.captured * 15) for point in found.points] == list(range(4, 16))
    assert capture(np.array([True] * 16), np.array([large] * 16)).share == 1


def test_a_grading_is_judged_beside_naive_orders_of_the_same_size() -> None:
    outcome = np.array([50, 10, 30, 10, -5])
    top = np.array([True, False, True, False, False])
    goodness = np.array([1, 0, 1, 0, 0])
    revenue, recency = np.array([5, 4, 3, 2, 1]), np.array([1, 2, 3, 4, 5])
    report = back_test(top, goodness, {"revenue": revenue, "recency": recency}, outcome)
    assert (report.top.share, report.losses) == (0.8, 1)
    assert report.naive["revenue"].share == pytest.approx(0.6, abs=CLOSE)
    assert report.naive["recency"].share == pytest.approx(0.1, abs=CLOSE)
    assert (report.verdict, report.best_naive) == (Verdict.BETTER, "revenue")


def test_no_better_than_the_naive_order_is_said() -> None:
    outcome, order = np.array([5, 3, 1]), np.array([3, 2, 1])
    report = back_test(np.array([True, False, False]), order, {"revenue": order}, outcome)
    assert (report.verdict, report.best_naive) == (Verdict.NO_BETTER, "revenue")


def test_an_empty_top_and_an_empty_outcome_decide_nothing() -> None:
    order, nobody = np.array([2, 1]), np.array([False, False])
    assert back_test(nobody, order, {}, np.array([5, 3])).verdict is Verdict.NOBODY_AT_THE_TOP
    assert back_test(~nobody, order, {}, np.array([0, -3])).verdict is Verdict.NOTHING_TO_CATCH
    empty = np.array([], dtype=np.int64)
    report = back_test(empty.astype(bool), empty, {"revenue": empty}, empty)
    assert report.verdict is Verdict.NOTHING_TO_CATCH


def test_grades_are_an_order_within_which_the_score_decides() -> None:
    people = population({"orders_12m": [8, 1, 3, None, 3], "recency_days": [1, 1, 3, None, 2]})
    scheme = with_card(FIXED | {"coverage_floor": "0.5"}, at_least("recency_days", 3))
    goodness = goodness_of_grades(grade(scheme_from_dict(scheme), people))
    assert np.argsort(-goodness).tolist() == [2, 0, 4, 1, 3]
    by_grade = goodness_of_grades(grade(scheme_from_dict(ABC), population({"revenue_12m": [9, 1]})))
    assert by_grade.tolist() == [0, -1]


def test_a_naive_order_puts_the_better_first_and_the_unknown_last() -> None:
    people = population({"recency_days": [30, None, 2]})
    goodness = goodness_of_column(people.column("recency_days"), people.code_ranks)
    assert np.argsort(-goodness).tolist() == [2, 0, 1]


# --- independent computations ------------------------------------------------------------------


def independent(goodness: pd.Series, outcome: pd.Series) -> tuple[float, float, pd.DataFrame]:
    """Gini, Spearman and the curve with pandas and numpy, ties as straight lines."""

    def curve(order: pd.Series) -> pd.DataFrame:
        gains = pd.DataFrame({"order": order, "gain": outcome.clip(lower=0).astype(float)})
        groups = gains.groupby("order").gain.agg(["size", "sum"]).sort_index(ascending=False)
        return groups.cumsum() / [len(gains), gains.gain.sum()]

    def area(points: pd.DataFrame) -> float:
        x, y = np.append(0, points["size"]), np.append(0, points["sum"])
        return float(np.trapezoid(y, x)) - 0.5

    model, perfect = curve(goodness), curve(outcome.clip(lower=0))
    return (
        area(model) / area(perfect),
        float(np.corrcoef(goodness.rank(), outcome.rank())[0, 1]),
        model,
    )


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(-5, 5), st.integers(-30, 90)), min_size=2, max_size=40).filter(
        lambda rows: (
            len({good for good, _ in rows}) > 1 and len({max(gain, 0) for _, gain in rows}) > 1
        )
    )
)
def test_figures_agree_with_an_independent_computation(rows: list[tuple[int, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["goodness", "outcome"])
    found = Prediction(frame.goodness.to_numpy(), frame.outcome.to_numpy())
    gini, spearman, curve = independent(frame.goodness, frame.outcome)
    assert found.gini == pytest.approx(gini, abs=CLOSE)
    assert found.rank_correlation == pytest.approx(spearman, abs=CLOSE)
    assert [point.captured for point in found.points] == pytest.approx(
        curve["sum"].tolist(), abs=CLOSE
    )


@needs_online_retail
def test_abc_of_a_real_retailer_holds_what_pandas_says_it_holds() -> None:
    day, until = date(2011, 3, 1), date(2011, 9, 1)
    rows = order_rows()
    past, later = rows[rows.ordered_on < day], rows[(rows.ordered_on >= day)]
    later = later[later.ordered_on < until]
    measured = ledger_measures(order_table(past), no_categories(), as_of=day).to_pyarrow()
    measured = measured.sort_by("customer")
    keys = measured["customer"].to_pandas()
    people = population_from_table(
        measured.set_column(0, "customer", measured["customer"].cast(pa.string())), INDICATORS
    )
    grading = grade(scheme_from_dict(ABC), people)
    units = later.amount.map(lambda amount: int(amount.scaleb(4)))
    gains = units.groupby(later.customer).sum().reindex(keys, fill_value=0)
    outcome = gains.to_numpy()
    revenue = goodness_of_column(people.column("revenue_12m"), people.code_ranks)
    recency = goodness_of_column(people.column("recency_days"), people.code_ranks)
    report = back_test(
        grading.grades == 0,
        goodness_of_grades(grading),
        {"revenue": revenue, "recency": recency},
        outcome,
    )

    frame = pd.DataFrame({"grade": grading.codes(), "gain": gains.astype(float).to_numpy()})
    positive = frame.gain.clip(lower=0)
    in_top = frame.grade == "A"
    assert report.top.share == pytest.approx(positive[in_top].sum() / positive.sum(), abs=CLOSE)
    net = frame.gain[in_top].sum() / frame.gain.sum()
    assert report.top.net_share == pytest.approx(net, abs=CLOSE)
    steps = -frame.grade.map({"A": 0, "B": 1, "C": 2})
    gini, spearman, curve = independent(steps, frame.gain)
    assert report.gini == pytest.approx(gini, abs=CLOSE)
    assert report.rank_correlation == pytest.approx(spearman, abs=CLOSE)
    lift = curve["sum"] / curve["size"]
    assert [point.lift for point in report.points] == pytest.approx(lift.tolist(), abs=CLOSE)
    best = frame.assign(revenue=revenue).nlargest(int(in_top.sum()), "revenue")
    naive = best.gain.clip(lower=0).sum() / positive.sum()
    assert report.naive["revenue"].share == pytest.approx(naive, abs=CLOSE)
