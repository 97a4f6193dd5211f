"""Exact columns: what is kept of a measured figure."""

from decimal import Decimal

import pyarrow as pa

from mainstay.analytics.indicators import LEDGER_INDICATORS
from mainstay.apps.evaluation.exact import frozen_figures

CODES = pa.table({"key": [1, 2, 3], "code": ["B", "a", "A"]})


def test_figures_keep_their_places_and_their_sign() -> None:
    measured = pa.table(
        {
            "customer": pa.array([1, 2, 3], pa.int32()),
            "revenue_12m": pa.array(
                [Decimal("-12.3456"), None, Decimal("99999999999999.0001")], pa.decimal128(38, 4)
            ),
            "orders_12m": pa.array([3, 0, None], pa.int64()),
            "gross_margin": pa.array([-0.12345649, 0.5, None], pa.float64()),
            "interval_median_days": pa.array([2.5, None, 7.0], pa.float64()),
        }
    )

    rows = frozen_figures(measured, CODES, LEDGER_INDICATORS).to_pylist()

    assert [(row["key"], row["customer"]) for row in rows] == [(3, "A"), (1, "B"), (2, "a")]
    assert [row["revenue_12m"] for row in rows] == [
        Decimal("99999999999999.0001"),
        Decimal("-12.3456"),
        None,
    ]
    assert [row["orders_12m"] for row in rows] == [None, 3, 0]
    assert [row["gross_margin"] for row in rows] == [
        None,
        Decimal("-0.123456"),
        Decimal("0.500000"),
    ]
    assert [row["interval_median_days"] for row in rows] == [Decimal("7.0"), Decimal("2.5"), None]


def test_units_without_a_code_are_left_out() -> None:
    measured = pa.table({"customer": pa.array([1, 9]), "orders_12m": pa.array([1, 1])})

    table = frozen_figures(measured, CODES, LEDGER_INDICATORS)

    assert table["customer"].to_pylist() == ["B"]


def test_nobody_is_a_table_without_rows() -> None:
    measured = pa.table(
        {"customer": pa.array([], pa.int64()), "orders_12m": pa.array([], pa.int64())}
    )

    table = frozen_figures(measured, CODES, LEDGER_INDICATORS)

    assert table.column_names == ["key", "customer", "orders_12m"]
    assert table.num_rows == 0
