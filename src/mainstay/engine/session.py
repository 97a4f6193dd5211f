"""DuckDB, shut in: what a session may read, how much it may use, how it is watched and stopped."""

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from mainstay.engine.cluster import Cluster
from mainstay.engine.cluster_address import ClusterAddress
from mainstay.engine.errors import OutOfMemory
from mainstay.engine.progress import Phase, Progress
from mainstay.engine.sql import PARQUET_OPTIONS, quote
from mainstay.engine.verified_files import VerifiedFiles
from mainstay.kernel.disk import REFUSALS

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from ibis.backends.duckdb import Backend

_POLL_SECONDS = 0.1
_BATCH_ROWS = 50_000
_UNTOLD = Progress()
_WHOLE = (0, 1)
_SPILL_LIMIT = "max_temp_directory_size"


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """How much of the machine a session may use, and which cluster reads instead, if any.

    ``rows_at_once`` is how many lines of the ledger are compared or added up at a time.

    ``memory`` is DuckDB's own limit, in its notation; a process that imports takes about 500 MB on
    top. What does not fit is spilled to ``temp_directory``. ``cluster`` reads whole states; one's
    own machine goes on importing and answers what is small.
    """

    memory: str = "384MB"
    threads: int = 2
    rows_at_once: int = 2_000_000
    temp_directory: Path = field(default_factory=lambda: Path(gettempdir()))
    cluster: ClusterAddress | None = None


class Engine:
    """Opens sessions, and remembers which ledger files this process has verified.

    An engine holds no connection, so it may be shared between threads and survives a fork.
    """

    def __init__(self, config: EngineConfig) -> None:
        self.config = config
        self.verified = VerifiedFiles()
        self.cluster = (
            None if config.cluster is None else Cluster(config.cluster, config.temp_directory)
        )

    @contextmanager
    def session(
        self, *folders: Path, progress: Progress = _UNTOLD, memory_share: float = 1
    ) -> Iterator["Session"]:
        """Open a DuckDB of its own that can touch ``folders`` and nothing else of the machine.

        ``memory_share`` is its part of the engine's memory. The context raises ``OutOfMemory``,
        and ``OSError`` when the disk refuses.
        """
        with self._connect(folders) as connection:
            if memory_share < 1:
                _limit_memory(connection, memory_share)
            lock(connection)
            session = Session(connection, progress, self.config)
            try:
                yield session
            finally:
                session.close()

    @contextmanager
    def ibis_backend(self, *folders: Path) -> Iterator["Backend"]:
        """Open a session for Ibis; it can touch ``folders`` and nothing else of the machine."""
        import ibis

        with self._connect(folders) as connection:
            # Ibis sets what it needs while it connects, so the lock comes after it.
            backend = ibis.duckdb.from_connection(connection)
            lock(connection)
            yield backend

    @contextmanager
    def _connect(self, folders: Sequence[Path]) -> Iterator["duckdb.DuckDBPyConnection"]:
        import duckdb

        spill = self.config.temp_directory / f"mainstay-{uuid4().hex}"
        spill.mkdir(parents=True)
        connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": self.config.memory,
                "threads": self.config.threads,
                "temp_directory": str(spill),
                "preserve_insertion_order": False,
                # Memory that it no longer uses goes back to the machine while Arrow needs some.
                "allocator_background_threads": True,
                "allocator_flush_threshold": "16MB",
                "allocator_bulk_deallocation_flush_threshold": "32MB",
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        try:
            allowed = ", ".join(quote(f"{folder}/") for folder in folders)
            connection.execute(f"SET allowed_directories = [{allowed}]")
            connection.execute("SET enable_progress_bar = true")
            connection.execute("SET enable_progress_bar_print = false")
            with self._refusals():
                yield connection
        finally:
            connection.close()
            shutil.rmtree(spill, ignore_errors=True)

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """Raise what the machine refuses as Python names it, so that nobody else knows DuckDB."""
        import duckdb

        try:
            yield
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            said = str(error)
            if _SPILL_LIMIT in said:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
            if isinstance(error, duckdb.OutOfMemoryException):
                raise OutOfMemory(self.config.memory) from error
            # DuckDB names the reason in the words of the system alone.
            code = next((code for code in REFUSALS if os.strerror(code) in said), errno.EIO)
            raise OSError(code, os.strerror(code)) from error


def open_engine(config: EngineConfig | None = None) -> Engine:
    """Make the engine of a process; one is enough."""
    return Engine(config or EngineConfig())


def _limit_memory(connection: "duckdb.DuckDBPyConnection", share: float) -> None:
    """Leave a connection a share of its memory, which DuckDB tells as `366.2 MiB`."""
    [limit] = connection.execute("SELECT current_setting('memory_limit')").fetchall()[0]
    amount, unit = limit.split()
    connection.execute(f"SET memory_limit = {quote(f'{float(amount) * share:.1f} {unit}')}")


def lock(connection: "duckdb.DuckDBPyConnection") -> None:
    """Shut a connection in: from here on only its allowed folders.

    No setting can be changed any more but the one that ``Session.write_file`` needs.
    """
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET allowed_configs = ['preserve_insertion_order']")
    connection.execute("SET lock_configuration = true")


class Session:
    """One connection. Long statements run in a thread, so that they can be watched and stopped."""

    def __init__(
        self, connection: "duckdb.DuckDBPyConnection", progress: Progress, config: EngineConfig
    ) -> None:
        self.config = config
        self._connection = connection
        self._progress = progress
        self._runner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="duckdb")

    def check(self) -> None:
        """Raise ``Cancelled`` if somebody asked to stop."""
        self._progress.check()

    def run(
        self,
        sql: str,
        parameters: Sequence[object] = (),
        *,
        phase: Phase | None = None,
        records: int = 0,
        portion: tuple[int, int] = _WHOLE,
    ) -> None:
        """Execute a statement. Raises ``Cancelled`` soon after somebody asked to stop.

        With a phase the progress is told how many of ``records`` the statement has passed, or how
        many it and those before it, when it is one of several: ``portion`` says which of how many.
        """
        self._progress.check()
        percent = 0.0
        running = self._runner.submit(self._connection.execute, sql, parameters)
        try:
            while wait([running], _POLL_SECONDS).not_done:
                # DuckDB answers -1 before a statement begins and in the moment after its end.
                percent = max(percent, self._connection.query_progress())
                self._tell(phase, records, portion, percent)
        except BaseException:
            self._connection.interrupt()
            running.exception()
            raise
        running.result()

    def table(self, name: str, query: str, *, phase: Phase | None = None, records: int = 0) -> None:
        """Keep the rows of a query as a temporary table, in place of one of the same name."""
        statement = f"CREATE OR REPLACE TEMP TABLE {name} AS {query}"
        self.run(statement, phase=phase, records=records)

    def view(self, name: str, query: str) -> None:
        """Give a query a name, in place of one of the same name."""
        self.run(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")

    def write_file(
        self,
        query: str,
        path: Path,
        *,
        phase: Phase | None = None,
        records: int = 0,
        portion: tuple[int, int] = _WHOLE,
    ) -> None:
        """Write the rows of a query that orders them as a Parquet file, in that order.

        While DuckDB cares for the order of rows it encodes them on all its threads; otherwise it
        writes ordered rows on one. Making tables is faster without, so it is only for this.
        """
        copy = f"COPY ({query}) TO {quote(str(path))} ({PARQUET_OPTIONS})"
        self.run("SET preserve_insertion_order = true")
        try:
            self.run(copy, phase=phase, records=records, portion=portion)
        finally:
            self._connection.execute("SET preserve_insertion_order = false")

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Execute a query and give its rows."""
        self.run(sql, parameters)
        return self._connection.fetchall()

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """Execute a query for a single figure."""
        return self.rows(sql, parameters)[0][0]

    def batches(self, sql: str) -> Iterator["pa.RecordBatch"]:
        """Execute a query and give its rows as Arrow batches, one at a time."""
        self.run(sql)
        yield from self._connection.to_arrow_reader(_BATCH_ROWS)

    def close(self) -> None:
        """Let the thread go; the engine closes the connection."""
        self._runner.shutdown()

    def _tell(
        self, phase: Phase | None, records: int, portion: tuple[int, int], percent: float
    ) -> None:
        if phase is None:
            self._progress.check()
            return
        index, portions = portion
        share = (index + percent / 100) / portions
        self._progress.step(phase, round(share * records), records)
