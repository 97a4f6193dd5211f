"""Writing ledger files: each complete, hashed and durable before anybody hears of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from itertools import chain

import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.engine.file_description import describe
from mainstay.engine.ledger_state import FileKind, LedgerFile, StateChange
from mainstay.engine.progress import Phase
from mainstay.engine.session import Session
from mainstay.engine.sql import ROW_GROUP_SIZE, parquet
from mainstay.engine.store import LedgerStore

# What readers look for; to note the bounds of everything else takes a tenth of the writing.
_BOUNDS_NOTED_OF = ("customer", "ordered_on", "month")


class FileWriter:
    """Writes the files of one change into the ledger folder."""

    def __init__(self, store: LedgerStore, session: Session, batch: int | None) -> None:
        self._store = store
        self._session = session
        self._batch = batch
        self._names: list[str] = []

    def write(
        self,
        kind: FileKind,
        query: str,
        *,
        covers: str | None = None,
        records: int = 0,
        portion: tuple[int, int] = (0, 1),
    ) -> tuple[LedgerFile, ...]:
        """Write the rows of a query, ordered by it, as a file; without rows there is no file.

        ``records`` is the number of records to tell the progress about, and ``portion`` which of
        how many files this is of them.
        """
        name = self._new_name(kind)
        path = self._store.path(name)
        self._session.write_file(
            query,
            path,
            phase=Phase.WRITE if records else None,
            records=records,
            portion=portion,
        )
        file = describe(path, kind, name)
        if not file.rows:
            path.unlink()
            return ()
        self._store.make_durable(name)
        money = self._money(name) if kind is FileKind.LINES else ()
        return (replace(file, batch=self._batch, covers=covers, money=money),)

    def write_tables(
        self, kind: FileKind, tables: Iterator[pa.Table], encodings: Mapping[str, str] | None = None
    ) -> tuple[LedgerFile, ...]:
        """Write tables of one schema as a file; without rows there is no file.

        ``encodings`` names Parquet encodings of columns that have few equal values.
        """
        filled = (table for table in tables if table.num_rows)
        first = next(filled, None)
        if first is None:
            return ()
        name = self._new_name(kind)
        path = self._store.path(name)
        unequal = encodings or {}
        with pq.ParquetWriter(
            path,
            first.schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=[column for column in first.schema.names if column not in unequal],
            column_encoding=dict(unequal) or None,
            write_statistics=[name for name in _BOUNDS_NOTED_OF if name in first.schema.names],
            store_decimal_as_integer=True,
            store_schema=False,
        ) as parquet:
            for table in chain([first], filled):
                parquet.write_table(table, row_group_size=ROW_GROUP_SIZE)
        self._store.make_durable(name)
        return (replace(describe(path, kind, name), batch=self._batch),)

    def discard(self) -> None:
        """Remove what has been written."""
        for name in self._names:
            self._store.path(name).unlink(missing_ok=True)

    def _new_name(self, kind: FileKind) -> str:
        name = self._store.new_name(kind)
        self._names.append(name)
        return name

    def _money(self, name: str) -> tuple[tuple[str, Decimal], ...]:
        sums = self._session.rows(
            f"SELECT currency, sum(amount_original) FROM {parquet([self._store.path(name)])} "
            "GROUP BY currency ORDER BY currency"
        )
        return tuple((currency, amount) for currency, amount in sums)


@contextmanager
def writing(store: LedgerStore, session: Session, batch: int | None) -> Iterator[FileWriter]:
    """Lend a writer whose files are removed again when the work fails."""
    writer = FileWriter(store, session, batch)
    try:
        yield writer
    except BaseException:
        writer.discard()
        raise


def discard_change(store: LedgerStore, change: StateChange) -> None:
    """Remove the files of a change that was not applied."""
    for file in change.added:
        store.path(file.name).unlink(missing_ok=True)
