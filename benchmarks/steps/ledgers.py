"""A ledger made by the engine, without an installation around it."""

import pickle
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.orders import Trade, lines_query

if TYPE_CHECKING:
    from mainstay.engine.ledger_state import LedgerFile, LedgerState

SOURCE = "erp"
_LINES_PER_FILE = 5_000_000


class Ledger:
    """A ledger in a folder, with its state beside it."""

    def __init__(self, folder: str, memory: str, threads: int) -> None:
        from mainstay.engine.session import EngineConfig, open_engine
        from mainstay.engine.store import LedgerStore

        self._folder = Path(folder)
        spill = self._folder / "spill"
        spill.mkdir(parents=True, exist_ok=True)
        self.store = LedgerStore(self._folder / "ledger")
        self.engine = open_engine(
            EngineConfig(memory=memory, threads=threads, temp_directory=spill)
        )

    def state(self) -> "LedgerState":
        """Read the state that was kept last."""
        with self._state_file.open("rb") as file:
            found: LedgerState = pickle.load(file)  # noqa: S301 - a step of this run wrote it
        return found

    def keep(self, state: "LedgerState") -> None:
        """Make a state the current one."""
        with self._state_file.open("wb") as file:
            pickle.dump(state, file)

    def verify(self, *kinds: str) -> float:
        """Hash the files of these kinds; gives seconds. Later reads in this process need not."""
        from mainstay.engine.ledger_state import FileKind
        from mainstay.engine.sql import files_in_force

        state = self.state()
        files = [file for kind in kinds for file in files_in_force(state, FileKind(kind))]
        began = time.perf_counter()
        self.engine.verified.require(self.store, files)
        return time.perf_counter() - began

    @property
    def _state_file(self) -> Path:
        return self._folder / "state.pickle"


def write(folder: str, memory: str, threads: int, trade: dict[str, int]) -> dict[str, Any]:
    """Make a ledger of lines alone, as if imported in files of five million lines each."""
    from mainstay.engine.file_writer import writing
    from mainstay.engine.ledger_state import (
        FileKind,
        IdentityMode,
        LedgerFile,
        LedgerState,
        LiveBatch,
    )

    ledger = Ledger(folder, memory, threads)
    whole = Trade(**trade)
    portion = _LINES_PER_FILE // whole.lines_per_order
    files: list[LedgerFile] = []
    batches: list[LiveBatch] = []
    with ledger.engine.session(ledger.store.root) as session:
        for batch, first in enumerate(range(0, whole.orders, portion), start=1):
            query = ledger_lines(whole, first, min(first + portion, whole.orders), batch)
            with writing(ledger.store, session, batch) as writer:
                files += writer.write(FileKind.LINES, query)
            batches.append(LiveBatch(batch, SOURCE, IdentityMode.LINE))
    ledger.keep(LedgerState(1, tuple(files), tuple(batches)))
    return {
        "files": [str(ledger.store.path(file.name)) for file in files],
        "as_they_came": _as_they_came(ledger, files),
        "lines": sum(file.rows for file in files),
        "bytes": sum(file.bytes for file in files),
    }


def _as_they_came(ledger: Ledger, files: "list[LedgerFile]") -> list[str]:
    """Write the same lines once more, in the order of time and with DuckDB's own settings."""
    from mainstay.engine.schemas import ORDER_LINE_SCHEMA
    from mainstay.engine.sql import all_rows, quote

    folder = ledger.store.root / "as-they-came"
    folder.mkdir()
    written = []
    with ledger.engine.session(ledger.store.root) as session:
        for number, file in enumerate(files):
            path = str(folder / f"{number}.parquet")
            lines = all_rows(ledger.store, [file], ORDER_LINE_SCHEMA)
            session.run(
                f"COPY ({lines} ORDER BY ordered_at, order_no, line_no) "
                f"TO {quote(path)} (FORMAT parquet)"
            )
            written.append(path)
    return written


def ledger_lines(trade: Trade, first: int, last: int, batch: int) -> str:
    """Write the query for the made-up orders `first` to `last` - 1 as lines of the ledger."""
    from mainstay.engine.schemas import ORDER_LINE_SCHEMA
    from mainstay.engine.sql import cast_columns

    return f"""
        SELECT {cast_columns(ORDER_LINE_SCHEMA)} FROM (
            SELECT customer, '{SOURCE}' AS source,
                'SO' || lpad(CAST(order_key AS VARCHAR), 9, '0') AS order_no, line_no,
                ordered_at, CAST(ordered_at AS DATE) AS ordered_on,
                'P' || lpad(CAST(product AS VARCHAR), 4, '0') AS product_code,
                'Product ' || product AS product_name, 'Category ' || category AS category,
                quantity, unit_price, amount, cost, 'CNY' AS currency,
                amount AS amount_original, cost AS cost_original, NULL AS channel,
                NULL AS salesperson, CASE WHEN amount < 0 THEN 'return' ELSE 'sale' END AS kind,
                NULL AS order_size, {batch} AS batch, row_number() OVER () AS record
            FROM ({lines_query(trade, first, last)}) AS made
        ) ORDER BY customer, ordered_on, order_no, line_no
    """
