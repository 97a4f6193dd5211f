"""Whatever is imported and undone in whatever order, the ledger equals a dictionary model.

After each step every line in force and every row of the roll-ups is compared. All indicators of
all customers are compared after each step in long runs. One comparison of them takes a quarter of
a second of a processor and would double the four seconds of a history, so that the usual run makes
it after one step in twelve, drawn by the seed: about a hundred times in all.

Money, counts, days and the median are equal; quotients of floats to twelve digits.
"""

import random
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pytest

from mainstay.analytics.measures import ledger_measures
from mainstay.engine.ledger_state import FileKind
from mainstay.engine.rollups import rebuild_rollups
from mainstay.engine.tables import open_tables
from mainstay.engine.tests.random_histories import History
from mainstay.engine.tests.working_ledger import WorkingLedger
from tests.faults.conftest import runs
from tests.histories.plain_indicators import Figures, plain_indicators

IN_CI = 100
HISTORIES = runs(in_ci=IN_CI, long=1_000)
STEPS = 8
MEASURED = 1 / 12 if HISTORIES == IN_CI else 1
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
    """A history whose indicators are compared too, as of one of the days, for some units."""

    def __init__(self, seed: int, root: Path) -> None:
        super().__init__(seed, root)
        self.looking = random.Random(f"indicators {seed}")

    def compare(self) -> None:
        super().compare()
        if self.looking.random() < MEASURED:
            self.compare_indicators(self.looking.choice(AS_OF), self.looking.choice(UNITS))

    def compare_indicators(self, as_of: date, units: Mapping[int, int]) -> None:
        """Compare every indicator of every unit."""
        expected = plain_indicators(self.model.in_force(), as_of, units)
        found = measured(self.ledger, as_of, units)
        assert found.keys() == expected.keys()
        for unit, figures in expected.items():
            assert found[unit].keys() == figures.keys()
            for code, figure in figures.items():
                assert found[unit][code] == _as_close(code, figure), (as_of, units, unit, code)


def measured(ledger: WorkingLedger, as_of: date, units: Mapping[int, int]) -> dict[int, Figures]:
    """Measure a ledger from its roll-ups as evaluations do."""
    mapping = ibis.memtable({"customer": [*units], "unit": [*units.values()]}) if units else None
    with open_tables(ledger.engine, ledger.store, ledger.state) as tables:
        expression = ledger_measures(
            tables.orders(), tables.categories(), as_of=as_of, units=mapping
        )
        rows = tables.backend.to_pyarrow(expression).to_pylist()
    found = {row.pop("customer"): row for row in rows}
    assert len(found) == len(rows)
    return found


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
    assert not history.ledger.in_force()
    history.ledger.compact()
    # Differences of categories that cancel each other out may lie in files of several portions.
    assert {file.kind for file in history.ledger.state.files} <= {FileKind.CATEGORIES}
