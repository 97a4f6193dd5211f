"""Freezing inputs: exact columns out of Arrow tables."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from mainstay.analytics.indicators import LEDGER_INDICATORS, Indicator, Unit
from mainstay.analytics.scoring.population import InputError, population_from_table
from mainstay.analytics.scoring.presets import TIER_RATINGS
from mainstay.analytics.scoring.tests.populations import population


def freeze(**columns: pa.Array) -> dict[str, list[Decimal | None]]:
    count = len(next(iter(columns.values())))
    table = pa.table({"customer": [f"C{index}" for index in range(count)], **columns})
    frozen = population_from_table(table, LEDGER_INDICATORS)
    return {
        code: [column.at(index) for index in range(count)]
        for code, column in frozen.columns.items()
    }


def test_decimals_are_kept_exactly() -> None:
    money = pa.array([Decimal("175638.9401"), None, Decimal("-0.0001")], pa.decimal128(38, 4))
    assert freeze(revenue_12m=money)["revenue_12m"] == [
        Decimal("175638.9401"),
        None,
        Decimal("-0.0001"),
    ]


def test_decimals_of_any_width_and_cut_are_the_same_figures() -> None:
    figures = [Decimal("-7.2500"), None, Decimal(0), Decimal("99999999999999.0001"), Decimal(3)]
    for kind in (pa.decimal128(18, 4), pa.decimal128(38, 4), pa.decimal256(60, 4)):
        whole = pa.chunked_array([pa.array(figures, kind), pa.array([], kind)])
        cut = pa.chunked_array([pa.array([Decimal(1), *figures[:2]], kind).slice(1), whole[2:]])
        assert freeze(revenue_12m=whole)["revenue_12m"] == figures
        assert freeze(revenue_12m=cut)["revenue_12m"] == figures


def test_whole_numbers_become_figures() -> None:
    assert freeze(orders_12m=pa.array([3, None]))["orders_12m"] == [3, None]
    assert freeze(revenue_12m=pa.array([3]))["revenue_12m"] == [3]


def test_ratios_are_rounded_to_six_places_half_even() -> None:
    ratios = pa.array([1 / 3, -2 / 3, None])
    assert freeze(growth_yoy=ratios)["growth_yoy"] == [
        Decimal("0.333333"),
        Decimal("-0.666667"),
        None,
    ]
    decimals = pa.array([Decimal("0.0000005"), Decimal("0.0000015")])
    assert freeze(growth_yoy=decimals)["growth_yoy"] == [0, Decimal("0.000002")]


def test_a_median_keeps_its_half_day() -> None:
    assert freeze(interval_median_days=pa.array([7.5]))["interval_median_days"] == [Decimal("7.5")]


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_a_figure_that_is_not_finite_is_refused(figure: float) -> None:
    with pytest.raises(InputError, match="growth_yoy"):
        freeze(growth_yoy=pa.array([1.0, figure]))


@pytest.mark.parametrize(
    "figure", [1e30, Decimal(10) ** 20, Decimal(10) ** 20 + Decimal("0.0001"), Decimal(-(2**61))]
)
def test_a_figure_that_is_too_large_is_refused(figure: float | Decimal) -> None:
    with pytest.raises(InputError, match="revenue_12m"):
        freeze(revenue_12m=pa.array([figure]))


def test_an_absent_rating_is_unknown_and_another_absent_column_is_named() -> None:
    table = pa.table({"customer": ["C1"]})
    frozen = population_from_table(table, [*LEDGER_INDICATORS, *TIER_RATINGS])
    assert frozen.column("brand_awareness").at(0) is None
    with pytest.raises(InputError, match="no column revenue_12m"):
        frozen.column("revenue_12m")


def test_a_table_without_customers_is_refused() -> None:
    with pytest.raises(InputError, match="no column customer"):
        population_from_table(pa.table({"revenue_12m": [1]}), LEDGER_INDICATORS)


def test_a_mask_of_another_length_is_refused() -> None:
    table = pa.table({"customer": ["C1", "C2"]})
    with pytest.raises(InputError, match="graded has 1 rows for 2 customers"):
        population_from_table(table, LEDGER_INDICATORS, graded=np.array([True]))


def test_replacing_figures_leaves_the_population_as_it_was() -> None:
    before = population({"revenue_12m": [1, None]})
    after = before.with_figures(1, {"revenue_12m": Decimal("2.5")})
    assert before.column("revenue_12m").at(1) is None
    assert after.column("revenue_12m").at(1) == Decimal("2.5")
    assert after.column("revenue_12m").at(0) == 1


def test_an_indicator_whose_step_its_places_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="step of odd"):
        Indicator("odd", Unit.COUNT, "value", step=Decimal("0.5"))
    with pytest.raises(ValueError, match="not positive"):
        Indicator("still", Unit.COUNT, "value", step=Decimal(0))
