"""A state of the ledger as views of Spark: rows that are in force, read by the workers."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from mainstay.engine.cluster import Cluster
from mainstay.engine.ledger_state import FileKind, LedgerFile, LedgerState
from mainstay.engine.schemas import DEAD_SCHEMA
from mainstay.engine.sql import files_in_force
from mainstay.engine.store import LedgerStore

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from pyspark.sql import DataFrame, SparkSession

    from mainstay.engine.cluster_backend import ArrowBackend

_SIGNS_OF_PATTERNS = re.compile(r"[{}\[\]*?\\]")
_FILE, _POSITION, _VECTOR = "file", "position", "vector"


class ClusterViews:
    """The rows in force of one state, on a session of its own."""

    def __init__(
        self,
        session: "SparkSession",
        backend: "ArrowBackend",
        store: LedgerStore,
        state: LedgerState,
    ) -> None:
        self.backend = backend
        self._session = session
        self._store = store
        self._state = state

    def table(self, kind: FileKind, schema: pa.Schema) -> "ir.Table":
        """Give the rows of a kind that are in force, whole files beside those with dead rows."""
        files = [file for file in files_in_force(self._state, kind) if file.kind is kind]
        dead = self._state.dead_vectors()
        whole = [file for file in files if file.name not in dead]
        partly = [file for file in files if file.name in dead]
        frames = []
        if whole:
            frames.append(self._read(whole, schema).select(*schema.names))
        if partly:
            frames.append(self._alive(partly, schema))
        if not frames:
            frames.append(self._session.createDataFrame(schema.empty_table()))
        reduce(lambda one, other: one.unionAll(other), frames).createOrReplaceTempView(kind)
        return self.backend.view(str(kind), schema)

    def _alive(self, files: Sequence[LedgerFile], schema: pa.Schema) -> "DataFrame":
        """Leave dead rows out by file and position."""
        from pyspark.sql import functions

        dead = self._state.dead_vectors()
        rows = self._read(files, schema).select(
            *schema.names,
            functions.col("_metadata.file_name").alias(_FILE),
            functions.col("_metadata.row_index").alias(_POSITION),
        )
        covered = pa.table(
            {
                _VECTOR: [_last_part(dead[file.name].name) for file in files],
                _FILE: [_last_part(file.name) for file in files],
            }
        )
        positions = (
            self._read([dead[file.name] for file in files], DEAD_SCHEMA)
            .select(_POSITION, functions.col("_metadata.file_name").alias(_VECTOR))
            .join(functions.broadcast(self._session.createDataFrame(covered)), _VECTOR)
            .select(_FILE, _POSITION)
        )
        return rows.join(positions, [_FILE, _POSITION], "left_anti").select(*schema.names)

    def _read(self, files: Sequence[LedgerFile], schema: pa.Schema) -> "DataFrame":
        from pyspark.sql.pandas.types import from_arrow_schema

        paths = [_as_pattern(self._store.path(file.name)) for file in files]
        return self._session.read.schema(from_arrow_schema(schema)).parquet(*paths)


@contextmanager
def open_cluster_views(
    cluster: Cluster, store: LedgerStore, state: LedgerState
) -> Iterator[ClusterViews]:
    """Open a state on a cluster. The context raises ``EngineUnavailable``."""
    rows = sum(file.rows for file in state.files_of(FileKind.LINES))
    with cluster.session(rows) as session:
        from mainstay.engine.cluster_backend import connect

        yield ClusterViews(session, connect(session), store, state)


def _as_pattern(path: Path) -> str:
    """Write a path as Spark takes it: not encoded, and as a pattern for exactly this file."""
    return "file://" + _SIGNS_OF_PATTERNS.sub(r"\\\g<0>", str(path))


def _last_part(name: str) -> str:
    return name.rpartition("/")[2]
