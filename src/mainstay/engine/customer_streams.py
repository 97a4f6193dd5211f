"""Parts of orders from several sorted files side by side, portion by portion of customers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.engine.ledger_state import LedgerFile
from mainstay.engine.order_parts import (
    LINE_COLUMNS,
    REPEATING_COLUMNS,
    Integers,
    OrderParts,
    add_up_lines,
    concatenate,
)
from mainstay.engine.store import LedgerStore

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def parts_of_file(
    store: LedgerStore, file: LedgerFile, dead: LedgerFile | None, pool: Executor
) -> Iterator[OrderParts]:
    """Add up a file of lines, a row group at a time, the next one meanwhile in the pool."""
    path = store.path(file.name)
    footer = pq.read_metadata(path)
    gone = None if dead is None else _positions(store, dead)
    sizes = [footer.row_group(index).num_rows for index in range(footer.num_row_groups)]
    places = enumerate(accumulate(sizes[:-1], initial=0))
    return one_ahead(pool, partial(_parts_of_row_group, path, footer, gone), places)


def one_ahead(
    pool: Executor, work: Callable[[Argument], Result], arguments: Iterable[Argument]
) -> Iterator[Result]:
    """Map in a pool, in order, working on the next argument while the caller uses a result."""
    ahead: Future[Result] | None = None
    for argument in arguments:
        following = pool.submit(work, argument)
        if ahead is not None:
            yield ahead.result()
        ahead = following
    if ahead is not None:
        yield ahead.result()


def _parts_of_row_group(
    path: Path,
    footer: pq.FileMetaData,
    gone: npt.NDArray[np.int64] | None,
    place: tuple[int, int],
) -> OrderParts:
    """Add up a row group, given its number and the position of its first row."""
    index, start = place
    # An open Parquet file may not be shared between threads.
    with pq.ParquetFile(
        path, metadata=footer, read_dictionary=_in_dictionaries(footer, index), pre_buffer=False
    ) as parquet:
        lines = parquet.read_row_group(index, columns=list(LINE_COLUMNS), use_threads=False)
    if gone is not None:
        first, last = np.searchsorted(gone, (start, start + lines.num_rows))
        stays = np.ones(lines.num_rows, dtype=bool)
        stays[gone[first:last] - start] = False
        lines = lines.filter(pa.array(stays))
    return add_up_lines(lines)


def _in_dictionaries(footer: pq.FileMetaData, index: int) -> list[str]:
    """Name the columns of a row group that Arrow can read as dictionaries: not all encodings."""
    group = footer.row_group(index)
    columns = (group.column(number) for number in range(group.num_columns))
    return [
        column.path_in_schema
        for column in columns
        if column.path_in_schema in REPEATING_COLUMNS
        and set(column.encodings) <= {"RLE_DICTIONARY", "RLE", "PLAIN"}
    ]


def _positions(store: LedgerStore, dead: LedgerFile) -> npt.NDArray[np.int64]:
    positions: npt.NDArray[np.int64] = pq.read_table(store.path(dead.name))["position"].to_numpy()
    return positions


@dataclass(slots=True)
class _Stream:
    """Parts sorted by customer, of which some are at hand."""

    rest: Iterator[OrderParts]
    at_hand: list[OrderParts] = field(default_factory=list)
    ended: bool = False

    def advance(self) -> None:
        """Fetch some more parts, if there are any."""
        following = next((parts for parts in self.rest if len(parts)), None)
        if following is None:
            self.ended = True
        else:
            self.at_hand.append(following)

    @property
    def reaches(self) -> int:
        """The last customer that was fetched."""
        return int(self.at_hand[-1].customer[-1])

    def customers(self, before: int | None) -> list[Integers]:
        """The customers before this one, or all, of the parts at hand."""
        held = [parts.customer for parts in self.at_hand]
        if before is None:
            return held
        return [each[: np.searchsorted(each, before)] for each in held]

    def take(self, before: int | None) -> list[OrderParts]:
        """Give away the parts of the customers before this one, or all."""
        if before is None:
            taken, self.at_hand = self.at_hand, []
            return taken
        cuts = [parts.split(before) for parts in self.at_hand]
        self.at_hand = [later for _, later in cuts if len(later)]
        return [earlier for earlier, _ in cuts if len(earlier)]


def portions_of_customers(
    streams: Iterable[Iterator[OrderParts]], parts_at_once: int
) -> Iterator[OrderParts]:
    """Give the parts of whole customers, about ``parts_at_once`` at a time.

    A single customer's parts are never cut, so they have to fit into memory.
    """
    side_by_side = [_Stream(stream) for stream in streams]
    for stream in side_by_side:
        stream.advance()
    while behind := [stream for stream in side_by_side if not stream.ended]:
        # The customers before the one that the slowest stream has reached are complete.
        slowest = min(behind, key=lambda stream: stream.reaches)
        if sum(map(len, _customers(side_by_side, slowest.reaches))) >= parts_at_once:
            yield from _take(side_by_side, slowest.reaches, parts_at_once)
        slowest.advance()
    yield from _take(side_by_side, None, parts_at_once)


def _customers(streams: Sequence[_Stream], before: int | None) -> list[Integers]:
    return [each for stream in streams for each in stream.customers(before)]


def _take(
    streams: Sequence[_Stream], before: int | None, parts_at_once: int
) -> Iterator[OrderParts]:
    """Take the parts of the customers before this one, or all, in portions of like size.

    Many files side by side complete many customers at once.
    """
    held = _customers(streams, before)
    customers = np.concatenate(held) if held else np.empty(0, dtype=np.int64)
    portions = round(len(customers) / parts_at_once)
    places = [len(customers) * index // portions for index in range(1, portions)]
    borders = np.partition(customers, places)[places] if places else ()
    for border in (*map(int, np.unique(borders)), before):
        taken = [parts for stream in streams for parts in stream.take(border)]
        if taken:
            yield concatenate(taken)
