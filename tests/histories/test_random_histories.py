"""Whatever is imported and undone in whatever order, the ledger equals a dictionary model.

After each step every line in force and every row of the roll-ups is compared, and the roll-ups are
read as evaluations read them. At the end of a history all its indicators are compared: the states
after its steps stand side by side, each with customers of its own, since compiling the expression
takes far longer than computing it for so few.

Money, counts, days and the median are equal; quotients of floats to twelve digits.
"""

import random
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from mainstay.analytics.measures import ledger_measures
from mainstay.engine.ledger_state import FileKind
from mainstay.engine.rollups import rebuild_rollups
from mainstay.engine.tables import open_tables
from mainstay.engine.tests.dictionary_model import Key, Row
from mainstay.engine.tests.random_histories import History
from tests.faults.conftest import runs
from tests.histories.plain_indicators import Figures, plain_indicators

HISTORIES = runs(in_ci=100, long=1_000)
STEPS = 8
APART = 10
"""Customers of a history have lower numbers than this."""
AS_OF = (date(2024, 2, 29), date(2025, 2, 1), date(2025, 2, 28))
UNITS: tuple[dict[int, int], ...] = ({}, {}, {3: 1}, {2: 9, 3: 9})
"""Which customers count for another one, as merged ones and members of a group do."""

QUOTIENTS = {
    "gross_margin",
    "cost_coverage_12m",
    "average_order_value",
    "share_of_revenue",
    "share_of_profit",
    "repurchase_rate",
    "interval_cv",
    "growth_yoy",
    "revenue_drop_90d",
}


class MeasuredHistory(History):
    """A history whose indicators are compared too, after each step as of one of the days."""

    def __init__(self, seed: int, root: Path) -> None:
        super().__init__(seed, root)
        self.looking = random.Random(f"indicators {seed}")
        self.states = 0
        self.orders: list[pa.Table] = []
        self.categories: list[pa.Table] = []
        self.rows: dict[Key, Row] = {}
        self.units: dict[int, int] = {}

    def compare(self) -> None:
        super().compare()
        self.states += 1
        self._keep_rollups()
        for (source, order_no, place), row in self.model.in_force().items():
            key = (f"{self.states} {source}", order_no, place)
            self.rows[key] = row._replace(content=(self._apart(row.content[0]), *row.content[1:]))
        for customer, unit in self.looking.choice(UNITS).items():
            self.units[self._apart(customer)] = self._apart(unit)

    def compare_indicators(self) -> None:
        """Compare every indicator of every unit in all the states."""
        as_of = self.looking.choice(AS_OF)
        expected = plain_indicators(self.rows, as_of, self.units)
        found = self._measured(as_of)
        assert found.keys() == expected.keys()
        for unit, figures in expected.items():
            assert found[unit].keys() == figures.keys()
            for code, figure in figures.items():
                where = (as_of, f"state {unit // APART}", unit % APART, code)
                assert found[unit][code] == _as_close(code, figure), where

    def _apart(self, customer: int) -> int:
        return self.states * APART + customer

    def _keep_rollups(self) -> None:
        ledger = self.ledger
        with open_tables(ledger.engine, ledger.store, ledger.state) as tables:
            for kept, table in (
                (self.orders, tables.orders()),
                (self.categories, tables.categories()),
            ):
                rows = tables.backend.con.table(table.get_name()).to_arrow_table()
                customers = pc.add(rows["customer"], self.states * APART)
                place = rows.schema.get_field_index("customer")
                kept.append(rows.set_column(place, "customer", customers))

    def _measured(self, as_of: date) -> dict[int, Figures]:
        """Measure the roll-ups as evaluations do."""
        units = {"customer": [*self.units], "unit": [*self.units.values()]}
        expression = ledger_measures(
            _side_by_side(self.orders),
            _side_by_side(self.categories),
            as_of=as_of,
            units=ibis.memtable(units) if self.units else None,
        )
        rows = expression.to_pyarrow().to_pylist()
        found = {row.pop("customer"): row for row in rows}
        assert len(found) == len(rows)
        return found


def _side_by_side(states: list[pa.Table]) -> ir.Table:
    return ibis.memtable(pa.concat_tables(states, promote_options="permissive"))


def _as_close(code: str, figure: Any) -> Any:
    if code in QUOTIENTS and figure is not None:
        return pytest.approx(figure, rel=1e-12, abs=1e-12)
    return figure


@pytest.mark.fault
@pytest.mark.parametrize("seed", range(HISTORIES))
def test_a_random_history_equals_the_model(seed: int, tmp_path: Path) -> None:
    history = MeasuredHistory(seed, tmp_path)
    for _ in range(STEPS):
        history.step()
    change = rebuild_rollups(history.ledger.engine, history.ledger.store, history.ledger.state)
    history.ledger.manifest.apply(change)
    history.compare()
    for batch in history.chance.sample(history.model.live, len(history.model.live)):
        history.ledger.undo(batch.number)
        history.model.undo(batch.number)
        if history.chance.random() < 0.3:
            history.ledger.compact()
    history.compare()
    history.compare_indicators()
    assert not history.ledger.in_force()
    history.ledger.compact()
    # Differences of categories that cancel each other out may lie in files of several portions.
    assert {file.kind for file in history.ledger.state.files} <= {FileKind.CATEGORIES}
