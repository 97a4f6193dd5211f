"""Curves: what each makes of figures, and the smallest figure that reaches a value."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.analytics.indicators import LEDGER_INDICATORS, Indicator, Unit
from mainstay.analytics.scoring.bounds import UNBOUNDED
from mainstay.analytics.scoring.curve_preview import Preview, preview
from mainstay.analytics.scoring.curves import Curve, Logistic, MinMax, Percentile, Steps, fit
from mainstay.analytics.scoring.plain_data import SchemeError
from mainstay.analytics.scoring.population import Column
from mainstay.analytics.scoring.values import FULL_VALUE, value_of

BY_CODE = {indicator.code: indicator for indicator in LEDGER_INDICATORS}
COUNT, RECENCY, MONEY = BY_CODE["orders_12m"], BY_CODE["recency_days"], BY_CODE["revenue_12m"]
ANY = Indicator("any", Unit.COUNT, "value")


def column(figures: Sequence[int | None], indicator: Indicator = ANY) -> Column:
    known = np.array([figure is not None for figure in figures], dtype=bool)
    units = np.array([figure or 0 for figure in figures], dtype=np.int64)
    return Column(indicator, units, known)


def values(curve: Curve, figures: Sequence[int | None], indicator: Indicator = ANY) -> list[str]:
    fitted = fit(curve, column(figures, indicator))
    return [
        "-" if figure is None else f"{value_of(value):f}".rstrip("0").rstrip(".")
        for figure, value in zip(figures, fitted.values, strict=True)
    ]


STEPS = Steps(((Decimal(1), Decimal(20)), (Decimal(5), Decimal(60)), (Decimal(10), Decimal(100))))
FALLING = Steps(((Decimal(90), Decimal(30)), (Decimal(30), Decimal(100))))
LOGISTIC = Logistic(Decimal(10), Decimal(4))
CURVES: dict[str, Curve] = {
    "percentile": Percentile(),
    "min-max": MinMax(Decimal(0)),
    "winsorised": MinMax(Decimal("0.2")),
    "nearly all cut off": MinMax(Decimal("0.49")),
    "steps": STEPS,
    "logistic": LOGISTIC,
}
EVERY_CURVE = pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)


def test_a_percentile_counts_the_worse_and_half_the_equal() -> None:
    assert values(Percentile(), [30, 10, 20, 20, 50]) == ["70", "10", "40", "40", "90"]


def test_less_is_better_where_the_indicator_says_so() -> None:
    assert values(Percentile(), [30, 10, 20, 20, 50], RECENCY) == ["30", "90", "60", "60", "10"]
    assert values(MinMax(Decimal(0)), [1, 3, 5], RECENCY) == ["100", "50", "0"]
    assert values(FALLING, [20, 30, 31, 90, 91], RECENCY) == ["100", "100", "30", "30", "0"]
    assert values(LOGISTIC, [6, 10, 14], RECENCY) == ["90", "50", "10"]


def test_winsorising_cuts_the_stated_share_off_at_either_end() -> None:
    figures = [-1000, 0, 10, 20, 30, 40, 50, 60, 100, 9999]
    expected = ["0", "0", "10", "20", "30", "40", "50", "60", "100", "100"]
    assert values(MinMax(Decimal("0.1")), figures) == expected
    assert values(MinMax(Decimal("0.05")), figures)[2] == "9.182653"


def test_a_step_holds_from_its_figure_on_and_below_the_first_is_nothing() -> None:
    assert values(STEPS, [-3, 0, 1, 4, 5, 9, 10, 99]) == [
        "0", "0", "20", "20", "60", "60", "100", "100",
    ]  # fmt: skip


def test_the_logistic_curve_is_90_one_width_above_its_middle() -> None:
    assert values(LOGISTIC, [2, 6, 10, 14, 18]) == ["1.219512", "10", "50", "90", "98.780488"]


def test_a_step_between_two_kept_places_holds_from_the_next_one() -> None:
    curve = Steps(((Decimal("1.5"), Decimal(40)),))
    assert values(curve, [1, 2], COUNT) == ["0", "40"]
    assert values(curve, [1, 2], RECENCY) == ["40", "0"]


def test_money_is_measured_in_its_unit_not_in_its_places() -> None:
    curve = Logistic(Decimal("1000.5"), Decimal(100))
    assert values(curve, [10_005_000, 11_005_000], MONEY) == ["50", "90"]


@EVERY_CURVE
def test_nobody_has_no_values(curve: Curve) -> None:
    assert values(curve, []) == []
    assert values(curve, [None, None]) == ["-", "-"]


@pytest.mark.parametrize("name", ["percentile", "min-max", "winsorised", "nearly all cut off"])
def test_where_nobody_differs_everybody_is_in_the_middle(name: str) -> None:
    assert values(CURVES[name], [7]) == ["50"]
    assert values(CURVES[name], [-7, None, -7, -7]) == ["50", "-", "50", "50"]


def test_a_missing_figure_moves_nobody() -> None:
    assert values(Percentile(), [None, 1, 2, None]) == ["-", "25", "75", "-"]
    assert values(MinMax(Decimal(0)), [None, 1, 2]) == ["-", "0", "100"]


def test_the_whole_range_of_figures_is_exact() -> None:
    far = 2**60
    assert values(MinMax(Decimal(0)), [-far, 0, far, far // 2]) == ["0", "50", "100", "75"]
    third = values(MinMax(Decimal(0)), [0, 10**17, 3 * 10**17])
    assert third == ["0", "33.333333", "100"]


def test_steps_against_the_direction_are_refused() -> None:
    with pytest.raises(SchemeError) as refused:
        FALLING.check(COUNT, "here")
    assert (refused.value.place, refused.value.problem) == ("here.steps", "steps_against_direction")
    FALLING.check(RECENCY, "here")


# --- compared with the plainest words -----------------------------------------------------------

FIGURES = st.lists(
    st.integers(-6, 20) | st.sampled_from([10**9, -(10**12), 10**17]), min_size=1, max_size=12
)
DIRECTIONS = st.sampled_from([COUNT, RECENCY])


@settings(deadline=None)
@given(FIGURES)
def test_percentiles_agree_with_counting(figures: list[int]) -> None:
    fitted = fit(Percentile(), column(figures))
    for figure, value in zip(figures, fitted.values, strict=True):
        worse = sum(other < figure for other in figures)
        equal = sum(other == figure for other in figures)
        exact = Fraction(2 * worse + equal, 2 * len(figures)) * FULL_VALUE
        assert value == round(exact)


@settings(deadline=None)
@given(FIGURES, st.sampled_from(["0", "0.1", "0.25", "0.4"]))
def test_winsorised_values_agree_with_sorting(figures: list[int], winsor: str) -> None:
    fitted = fit(MinMax(Decimal(winsor)), column(figures))
    cut = int(Fraction(winsor) * len(figures))
    ordered = sorted(figures)
    low, high = ordered[cut], ordered[len(figures) - 1 - cut]
    for figure, value in zip(figures, fitted.values, strict=True):
        if low == high:
            assert value == FULL_VALUE // 2
        else:
            inside = min(max(figure, low), high)
            assert value == round(Fraction(inside - low, high - low) * FULL_VALUE)


@EVERY_CURVE
@settings(max_examples=60, deadline=None)
@given(figures=FIGURES, moved=st.integers(-9, 22), indicator=DIRECTIONS, data=st.data())
def test_moving_one_figure_gives_what_fitting_anew_gives(
    curve: Curve, figures: list[int], moved: int, indicator: Indicator, data: st.DataObject
) -> None:
    if curve is STEPS and indicator is RECENCY:
        curve = FALLING
    place = data.draw(st.integers(0, len(figures) - 1))
    fitted = fit(curve, column(figures, indicator))
    alone = np.full(len(figures), moved, dtype=np.int64)
    anew = [*figures]
    anew[place] = moved
    expected = fit(curve, column(anew, indicator)).values[place]
    assert fitted.values_if_moved(alone, np.arange(len(figures)))[place] == expected


@EVERY_CURVE
@settings(max_examples=60, deadline=None)
@given(
    figures=FIGURES,
    low=st.integers(0, FULL_VALUE) | st.sampled_from([FULL_VALUE // 4 * n for n in range(5)]),
    indicator=DIRECTIONS,
    data=st.data(),
)
def test_the_stated_figure_reaches_the_value_and_the_one_before_does_not(
    curve: Curve, figures: list[int], low: int, indicator: Indicator, data: st.DataObject
) -> None:
    if curve is STEPS and indicator is RECENCY:
        curve = FALLING
    high = data.draw(st.integers(low, FULL_VALUE))
    fitted = fit(curve, column(figures, indicator))
    everybody = np.arange(len(figures))
    count = np.zeros(len(figures), dtype=np.int64)
    bound = fitted.between(everybody, count + low, count + high)
    for end, step in ((bound.low, -1), (bound.high, 1)):
        for figure in (end, end + step):
            inside = (bound.low <= figure) & (figure <= bound.high)
            reached = fitted.values_if_moved(np.clip(figure, -(2**61), 2**61), everybody)
            within = (low <= reached) & (reached <= high)
            reasonable = np.abs(figure) < UNBOUNDED
            assert (within == inside)[reasonable].all()


# --- previews -----------------------------------------------------------------------------------


def bars(drawn: Preview) -> list[tuple[int | None, int | None, int, str | None]]:
    return [
        (
            each.bin.lower,
            each.bin.upper,
            each.bin.count,
            None if each.value is None else str(each.value),
        )
        for each in drawn.bars
    ]


def test_a_preview_has_a_bar_for_each_figure_where_these_are_few() -> None:
    drawn = preview(Percentile(), column([30, None, 10, 20, 20, 50]))
    assert bars(drawn) == [
        (10, 11, 1, "10.000000"),
        (20, 21, 2, "40.000000"),
        (30, 31, 1, "70.000000"),
        (50, 51, 1, "90.000000"),
    ]
    assert (drawn.known, drawn.missing, drawn.mean) == (5, 1, Decimal(50))


def test_a_preview_of_many_has_the_mean_value_of_those_in_each_bar() -> None:
    drawn = preview(MinMax(Decimal(0)), column(list(range(1001))), 10)
    assert bars(drawn)[0] == (0, 100, 100, "4.950000")
    assert bars(drawn)[-1] == (900, None, 101, "95.000000")
    assert sum(each.bin.count for each in drawn.bars) == 1001


def test_a_bar_that_nobody_is_in_has_no_value() -> None:
    drawn = preview(MinMax(Decimal(0)), column([*range(30), *range(90, 120)]), 12)
    assert bars(drawn)[4] == (40, 50, 0, None)


def test_a_preview_without_a_curve_is_a_histogram() -> None:
    drawn = preview(None, column([1, 2, 2]))
    assert bars(drawn) == [(1, 2, 1, None), (2, 3, 2, None)]
    assert (drawn.known, drawn.mean) == (3, None)


def test_a_preview_of_nothing_is_empty() -> None:
    drawn = preview(Percentile(), column([None, None]))
    assert (drawn.bars, drawn.known, drawn.missing, drawn.mean) == ((), 0, 2, None)


def test_a_preview_of_a_curve_that_does_not_fit_is_refused() -> None:
    with pytest.raises(SchemeError, match="steps_against_direction"):
        preview(FALLING, column([1, 2], COUNT))
