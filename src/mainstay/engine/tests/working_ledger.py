"""A real ledger in a folder, with short ways to import, undo and look."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.engine.compaction import CompactionReport, compact
from mainstay.engine.compaction_choice import CompactionRules
from mainstay.engine.import_change import write_change
from mainstay.engine.ledger_state import FileKind, IdentityMode, LedgerState
from mainstay.engine.manifest import MemoryManifest
from mainstay.engine.progress import Progress
from mainstay.engine.resolve import (
    ImportReport,
    ImportRequest,
    OnChangedOrder,
    Resolution,
    resolve_import,
)
from mainstay.engine.schemas import INCOMING_SCHEMA, RESERVED_SCHEMA
from mainstay.engine.session import EngineConfig, open_engine
from mainstay.engine.staged_import import IncomingChunk, stage_import
from mainstay.engine.store import LedgerStore
from mainstay.engine.undo import UndoReport, plan_undo

Line = dict[str, Any]


def line(record: int, order_no: str, amount: str, **given: Any) -> Line:
    """Make an incoming line; amount and cost are the original ones too."""
    ordered_at = given.get("ordered_at", datetime(2024, 1, 5, 8, tzinfo=UTC))
    cost = given.get("cost")
    made = {
        "record": record,
        "order_no": order_no,
        "line_no": None,
        "kept_line_no": None,
        "ordered_on": ordered_at.date(),
        "amount": Decimal(amount),
        "cost": cost,
        "customer": 1,
        "ordered_at": ordered_at,
        "product_code": "P1",
        "product_name": None,
        "category": "guides",
        "quantity": Decimal(1),
        "unit_price": None,
        "amount_original": Decimal(amount),
        "cost_original": cost,
        "currency": "CNY",
        "channel": None,
        "salesperson": None,
        "kind": "return" if amount.startswith("-") else "sale",
    }
    unknown = set(given) - set(made)
    assert not unknown, unknown
    return made | given


def reserved(record: int, order_no: str, kept_line_no: int | None = None) -> Line:
    """Make a record that was rejected before it reached the engine."""
    return {"record": record, "order_no": order_no, "kept_line_no": kept_line_no}


def rows_of(batches: Iterable[pa.RecordBatch]) -> list[Line]:
    """Collect Arrow batches as rows."""
    return [row for batch in batches for row in batch.to_pylist()]


class WorkingLedger:
    """A store, an engine and a manifest in memory."""

    def __init__(self, root: Path, *, rows_at_once: int = 2_000_000) -> None:
        self.store = LedgerStore(root / "ledger")
        self.engine = open_engine(EngineConfig(temp_directory=root, rows_at_once=rows_at_once))
        self.manifest = MemoryManifest()

    @property
    def state(self) -> LedgerState:
        return self.manifest.current()

    @contextmanager
    def resolving(
        self,
        batch: int,
        lines: Sequence[Line],
        *,
        source: str = "erp",
        mode: IdentityMode = IdentityMode.LINE,
        replace: bool = False,
        rejected: Iterable[Line] = (),
        progress: Progress | None = None,
    ) -> Iterator[Resolution]:
        """Stage and resolve lines."""
        chunk = IncomingChunk(
            pa.RecordBatch.from_pylist(list(lines), INCOMING_SCHEMA),
            pa.RecordBatch.from_pylist(list(rejected), RESERVED_SCHEMA),
        )
        choice = OnChangedOrder.REPLACE if replace else OnChangedOrder.REJECT
        request = ImportRequest(batch, source, mode, choice)
        with (
            self.store.staging() as folder,
            resolve_import(
                self.engine,
                self.store,
                self.state,
                stage_import(folder, [chunk], progress=progress),
                request,
                progress=progress,
            ) as resolution,
        ):
            yield resolution

    def bring(self, batch: int, lines: Sequence[Line], **options: Any) -> ImportReport:
        """Import lines."""
        with self.resolving(batch, lines, **options) as resolution:
            self.manifest.apply(write_change(resolution))
            return resolution.report

    def undo(self, batch: int) -> UndoReport:
        """Undo a batch."""
        with plan_undo(self.engine, self.store, self.state, batch) as plan:
            self.manifest.apply(plan.write_change())
            return plan.report

    def compact(self, **rules: int) -> CompactionReport:
        """Merge small files."""
        done = compact(self.engine, self.store, self.state, CompactionRules(**rules))
        if done.change is not None:
            self.manifest.apply(done.change)
        return done.report

    def in_force(self, kind: FileKind = FileKind.LINES) -> list[Line]:
        """Read the rows in force straight from the files, without the engine's own readers."""
        dead = self.state.dead_vectors()
        found: list[Line] = []
        for file in self.state.files_of(kind):
            rows = pq.read_table(self.store.path(file.name)).to_pylist()
            assert len(rows) == file.rows
            out: set[int] = set()
            if file.name in dead:
                vector = pq.read_table(self.store.path(dead[file.name].name))
                positions = vector["position"].to_pylist()
                assert positions == sorted(set(positions))
                assert len(positions) == dead[file.name].rows
                out = set(positions)
            found += [row for position, row in enumerate(rows) if position not in out]
        return found

    def amounts(self) -> dict[tuple[str, int], Decimal]:
        """Map (order, line number) to the amount in force."""
        found = {(row["order_no"], row["line_no"]): row["amount"] for row in self.in_force()}
        assert len(found) == len(self.in_force())
        return found

    def categories(self) -> dict[tuple[Any, ...], int]:
        """Add up the category roll-up."""
        counts: Counter[tuple[Any, ...]] = Counter()
        for row in self.in_force(FileKind.CATEGORIES):
            counts[row["customer"], row["category"], row["month"]] += row["sale_lines"]
        return {key: count for key, count in counts.items() if count}
