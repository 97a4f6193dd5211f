"""Ibis on Spark with Arrow on both ways, so that no figure passes through pandas.

Ibis itself hands tables over as pandas frames, in which an integer beside a null becomes a float.
"""

from typing import TYPE_CHECKING, Any

import pyarrow as pa
from ibis.backends.pyspark import Backend
from ibis.expr.operations import DatabaseTable
from ibis.expr.schema import Schema

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.expr.operations import InMemoryTable
    from pyspark.sql import SparkSession


class ArrowBackend(Backend):  # type: ignore[misc]
    """Ibis on a session of Spark that nobody else uses: what it registers ends with the session."""

    def view(self, name: str, schema: "pa.Schema") -> "ir.Table":
        """Give a temporary view of the session, with types that Spark cannot tell, as a zone."""
        nullable = pa.schema([field.with_nullable(True) for field in schema])
        return DatabaseTable(name, Schema.from_pyarrow(nullable), source=self).to_expr()

    def to_pyarrow(self, expr: "ir.Expr", /, **options: Any) -> Any:
        """Execute an expression."""
        self._run_pre_execute_hooks(expr)
        table = expr.as_table()
        found: pa.Table = self.raw_sql(self.compile(table, **options)).toArrow()
        return expr.__pyarrow_result__(found.cast(table.schema().to_pyarrow()))

    def _register_in_memory_table(self, op: "InMemoryTable") -> None:
        rows = op.data.to_pyarrow(op.schema)
        self._session.createDataFrame(rows).createOrReplaceTempView(op.name)

    def _make_memtable_finalizer(self, name: str) -> None:
        """Leave it to the session."""

    def _create_cached_table(self, name: str, expr: "ir.Table") -> Any:
        self._run_pre_execute_hooks(expr)
        return super()._create_cached_table(name, expr)


def connect(session: "SparkSession") -> ArrowBackend:
    """Put Ibis over a session."""
    ArrowBackend.register_options()
    connected: ArrowBackend = ArrowBackend().connect(session)
    return connected
