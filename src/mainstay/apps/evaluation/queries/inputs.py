"""Figures that do not come from the ledger, put beside those that do."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mainstay.analytics.formulas.computing import compute
from mainstay.analytics.formulas.syntax import Node
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.indicators import IndicatorDefinition, Source
from mainstay.apps.evaluation.criteria import CRITERIA
from mainstay.apps.evaluation.exact import KEY, decimals, with_figures
from mainstay.apps.evaluation.queries.attributes import attribute_figures, with_codes
from mainstay.apps.evaluation.queries.costs import COST, NET, with_costs
from mainstay.apps.evaluation.queries.custom_indicators import (
    named_in,
    own_indicators,
)
from mainstay.apps.evaluation.queries.external import Joined, external_figures
from mainstay.apps.evaluation.queries.measures import Measured
from mainstay.apps.evaluation.queries.modelled import ORIGINS, with_models
from mainstay.apps.evaluation.queries.ratings.feeding import figures_as_of
from mainstay.apps.evaluation.rules.custom_indicators import in_order_of_making

if TYPE_CHECKING:
    import pyarrow as pa

TAKEN_FROM = "taken_from."
DATED = "dated."
"""Before the code of an indicator: the columns with the number of the file and the day of the
figure."""


def completed(table: "pa.Table", codes: Collection[str], as_of: date, joined: Joined) -> "pa.Table":
    """A frozen table with some more indicators, and all that these are made of.

    Columns that the table has stay as they are.
    """
    needed = {origin for code in codes for origin in indicators.origins(code)}
    missing = needed - set(table.column_names)
    rated = [code for code in CRITERIA if code in missing]
    if rated:
        table = _with_ratings(table, rated, as_of, joined.aliases)
    attributes = with_codes(missing)
    if attributes:
        table = _with_attributes(table, attributes, as_of)
    known = own_indicators()
    external = [code for code in known if code in missing and known[code].formula is None]
    if external:
        table = _with_external(table, external, as_of, joined)
    if missing & {COST, NET}:
        table = with_costs(table, as_of, joined)
    modelled = missing & ORIGINS.keys()
    if modelled:
        table = with_models(table, modelled, as_of, joined.units)
    return _with_formulas(table, missing)


def _with_external(
    table: "pa.Table", codes: Collection[str], as_of: date, joined: Joined
) -> "pa.Table":
    """The table with figures from files, and beside each the number of the file and the day."""
    import pyarrow as pa

    known, keys = own_indicators(), table[KEY].to_pylist()
    for code, found in external_figures(codes, keys, as_of, joined).items():
        indicator = known[code].definition.indicator
        figures = {
            key: Decimal(each.units).scaleb(-indicator.places) for key, each in found.items()
        }
        table = with_figures(table, indicator, [figures.get(key) for key in keys])
        files = [found[key].file if key in found else None for key in keys]
        table = table.append_column(TAKEN_FROM + code, pa.array(files, pa.int64()))
        days = [found[key].on if key in found else None for key in keys]
        table = table.append_column(DATED + code, pa.array(days, pa.date32()))
    return table


def _with_attributes(table: "pa.Table", codes: Collection[str], as_of: date) -> "pa.Table":
    keys = table[KEY].to_pylist()
    for code, figures in attribute_figures(sorted(codes), as_of).items():
        indicator = indicators.definition(code).indicator
        table = with_figures(table, indicator, [figures.get(key) for key in keys])
    return table


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
    known = own_indicators()
    asked = {code: known[code].definition.made_of for code in sorted(missing) if code in known}
    for code in in_order_of_making(asked):
        own = known[code]
        if own.formula is not None:
            table = _with_formula(table, own.definition, own.formula)
    return table


def _with_formula(table: "pa.Table", definition: IndicatorDefinition, formula: Node) -> "pa.Table":
    """The table with one formula computed; an indicator that nobody brings any more is missing."""
    indicator, nothing = definition.indicator, [None] * table.num_rows
    columns = {
        code: decimals(table[code]) if code in table.column_names else nothing
        for code in definition.made_of
    }
    figures = compute(formula, columns, table.num_rows, places=indicator.places)
    return with_figures(table, indicator, figures)


def with_own(measured: Measured, definition: Any, as_of: date) -> Measured:
    """What was measured, with what a scheme's definition names and the ledger does not tell.

    These are attributes, costs, what models found, and own indicators.
    """
    told = {Source.LEDGER, Source.RATING}
    others = {e.code for e in indicators.definitions().values() if e.source not in told}
    asked = named_in(definition, others)
    if not asked:
        return measured
    joined = Joined(measured.aliases, measured.units, measured.ledger_state)
    return replace(measured, table=completed(measured.table, asked, as_of, joined))
