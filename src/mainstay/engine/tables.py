"""A state of the ledger as Ibis tables, for analytics."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from mainstay.engine.ledger_state import FileKind, LedgerState
from mainstay.engine.schemas import CATEGORIES_SCHEMA, ORDER_LINE_SCHEMA, ORDERS_SCHEMA
from mainstay.engine.session import Engine
from mainstay.engine.sql import files_in_force, rows_in_force
from mainstay.engine.store import LedgerStore

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend
    from ibis.backends.duckdb import Backend

_SCHEMAS: "dict[FileKind, pa.Schema]" = {
    FileKind.LINES: ORDER_LINE_SCHEMA,
    FileKind.ORDERS: ORDERS_SCHEMA,
    FileKind.CATEGORIES: CATEGORIES_SCHEMA,
}


class Views(Protocol):
    """The rows in force of one state, as one of the engines sees them."""

    @property
    def backend(self) -> "BaseBackend":
        """What executes expressions over them."""

    def table(self, kind: FileKind, schema: "pa.Schema") -> "ir.Table":
        """Give the rows of a kind, with the columns of a schema."""


@dataclass(frozen=True, slots=True)
class LedgerTables:
    """One state, open for reading. Good while the context that opened it is."""

    engine: Engine
    store: LedgerStore
    state: LedgerState
    views: Views

    @property
    def backend(self) -> "BaseBackend":
        """What executes expressions over the tables."""
        return self.views.backend

    def lines(self) -> "ir.Table":
        """Give the lines in force, with the columns of ``ORDER_LINE_SCHEMA``."""
        return self._table(FileKind.LINES)

    def orders(self) -> "ir.Table":
        """Give the order roll-up, with the columns of ``ORDERS_SCHEMA``."""
        return self._table(FileKind.ORDERS)

    def categories(self) -> "ir.Table":
        """Give the category roll-up, with the columns of ``CATEGORIES_SCHEMA``.

        Its rows are differences: add ``sale_lines`` up per group before looking at them.
        """
        return self._table(FileKind.CATEGORIES)

    def _table(self, kind: FileKind) -> "ir.Table":
        self.engine.verified.require(self.store, files_in_force(self.state, kind))
        return self.views.table(kind, _SCHEMAS[kind])


@dataclass(frozen=True, slots=True)
class _EmbeddedViews:
    """The rows in force as views of DuckDB."""

    backend: "Backend"
    store: LedgerStore
    state: LedgerState

    def table(self, kind: FileKind, schema: "pa.Schema") -> "ir.Table":
        query = rows_in_force(self.store, self.state, kind, schema)
        self.backend.con.execute(f"CREATE OR REPLACE VIEW {kind} AS {query}")
        return self.backend.table(str(kind))


@contextmanager
def open_tables(engine: Engine, store: LedgerStore, state: LedgerState) -> Iterator[LedgerTables]:
    """Open a state for Ibis, on the cluster if the engine reads by one.

    Each table raises ``LedgerDamaged`` if a file of it is not whole, the context
    ``EngineUnavailable`` if the cluster cannot be used.
    """
    if engine.cluster is None:
        with open_embedded_tables(engine, store, state) as tables:
            yield tables
        return
    from mainstay.engine.cluster_views import open_cluster_views

    with open_cluster_views(engine.cluster, store, state) as views:
        yield LedgerTables(engine, store, state, views)


@contextmanager
def open_embedded_tables(
    engine: Engine, store: LedgerStore, state: LedgerState
) -> Iterator[LedgerTables]:
    """Open a state for small questions, which no cluster is worth waiting for.

    Each table raises ``LedgerDamaged`` if a file of it is not whole.
    """
    with engine.ibis_backend(store.root) as backend:
        yield LedgerTables(engine, store, state, _EmbeddedViews(backend, store, state))
