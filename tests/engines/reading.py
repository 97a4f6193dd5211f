"""The same questions to both engines, and their answers side by side."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from mainstay.engine.session import Engine
from mainstay.engine.tables import LedgerTables, open_tables
from tests.engines.trading import Trading

Rows = list[dict[str, Any]]


def answer(engine: Engine, trading: Trading, question: Callable[[LedgerTables], Any]) -> Any:
    """What a question about the ledger comes to."""
    with open_tables(engine, trading.store, trading.state) as tables:
        return question(tables)


def rows(engine: Engine, trading: Trading, question: Callable[[LedgerTables], Any]) -> Rows:
    """The rows that an expression over the ledger comes to, in one order for every engine."""

    def executed(tables: LedgerTables) -> pa.Table:
        return tables.backend.to_pyarrow(question(tables))

    found: Rows = answer(engine, trading, executed).to_pylist()
    return sorted(found, key=lambda row: repr(sorted(row.items())))
