"""Figures that do not come from the ledger, put beside those that do."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from mainstay.analytics.formulas.computing import compute
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.criteria import CRITERIA
from mainstay.apps.evaluation.exact import KEY, decimals, with_figures
from mainstay.apps.evaluation.queries.custom_indicators import (
    CustomFormula,
    custom_definitions,
    formulas,
    named_in,
)
from mainstay.apps.evaluation.queries.measures import Measured
from mainstay.apps.evaluation.queries.ratings.feeding import figures_as_of
from mainstay.apps.evaluation.rules.custom_indicators import in_order_of_making

if TYPE_CHECKING:
    import pyarrow as pa


def completed(
    table: "pa.Table", codes: Collection[str], as_of: date, aliases: Mapping[int, int]
) -> "pa.Table":
    """A frozen table with some more indicators, and all that these are made of.

    Columns that the table has stay as they are. `aliases` has the kept customer of each merged one.
    """
    needed = {origin for code in codes for origin in indicators.origins(code)}
    missing = needed - set(table.column_names)
    rated = [code for code in CRITERIA if code in missing]
    if rated:
        table = _with_ratings(table, rated, as_of, aliases)
    return _with_formulas(table, missing)


def _with_ratings(
    table: "pa.Table", codes: Collection[str], as_of: date, aliases: Mapping[int, int]
) -> "pa.Table":
    found = figures_as_of(as_of, aliases)
    keys = table[KEY].to_pylist()
    for code in codes:
        rated = {key: each.mean for key, each in found.get(code, {}).items()}
        table = with_figures(table, CRITERIA[code].indicator, [rated.get(key) for key in keys])
    return table


def _with_formulas(table: "pa.Table", missing: Collection[str]) -> "pa.Table":
    known = formulas()
    asked = {code: known[code].definition.made_of for code in sorted(missing) if code in known}
    for code in in_order_of_making(asked):
        table = _with_formula(table, known[code])
    return table


def _with_formula(table: "pa.Table", custom: CustomFormula) -> "pa.Table":
    """The table with one formula computed; an indicator that nobody brings any more is missing."""
    indicator, nothing = custom.definition.indicator, [None] * table.num_rows
    columns = {
        code: decimals(table[code]) if code in table.column_names else nothing
        for code in custom.definition.made_of
    }
    figures = compute(custom.formula, columns, table.num_rows, places=indicator.places)
    return with_figures(table, indicator, figures)


def with_own(measured: Measured, definition: Mapping[str, Any], as_of: date) -> Measured:
    """What was measured, with the company's own indicators that a scheme's definition names."""
    asked = named_in(definition, set(custom_definitions()))
    if not asked:
        return measured
    return replace(measured, table=completed(measured.table, asked, as_of, measured.aliases))
