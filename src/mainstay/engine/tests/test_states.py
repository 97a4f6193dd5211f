"""States are values; changes apply one after the other; what nobody names is an orphan."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mainstay.engine.errors import BatchNotLive, StateMoved
from mainstay.engine.file_writer import discard_change
from mainstay.engine.import_change import write_change
from mainstay.engine.ledger_state import FileKind, IdentityMode, LiveBatch, StateChange
from mainstay.engine.manifest import MemoryManifest
from mainstay.engine.progress import Phase, Progress
from mainstay.engine.schemas import INCOMING_SCHEMA
from mainstay.engine.staged_import import IncomingChunk, stage_import
from mainstay.engine.tests.working_ledger import WorkingLedger, line


def test_states_are_numbered_without_gaps() -> None:
    manifest = MemoryManifest()
    for base in range(3):
        assert manifest.apply(StateChange(base=base)).number == base + 1


def test_a_change_for_another_state_is_refused() -> None:
    manifest = MemoryManifest()
    manifest.apply(StateChange(base=0))
    with pytest.raises(StateMoved) as caught:
        manifest.apply(StateChange(base=0))
    assert (caught.value.base, caught.value.current) == (0, 1)


def test_batches_are_live_from_commit_to_undo() -> None:
    manifest = MemoryManifest()
    batch = LiveBatch(7, "erp", IdentityMode.LINE)
    state = manifest.apply(StateChange(base=0, committed=batch))
    assert state.live_batch(7) == batch
    state = manifest.apply(StateChange(base=1, undone=7))
    with pytest.raises(BatchNotLive):
        state.live_batch(7)


def test_of_two_imports_worked_out_at_once_the_second_resolves_again(
    ledger: WorkingLedger,
) -> None:
    lines = [line(1, "A", "5", line_no=1)]
    with ledger.resolving(1, lines) as first, ledger.resolving(2, lines) as second:
        ledger.manifest.apply(write_change(first))
        late = write_change(second)
        with pytest.raises(StateMoved):
            ledger.manifest.apply(late)
    discard_change(ledger.store, late)
    report = ledger.bring(2, lines)
    assert (report.accepted.lines, report.unchanged.lines) == (0, 1)
    assert len(ledger.in_force()) == 1
    there = {
        path.relative_to(ledger.store.root).as_posix()
        for path in ledger.store.root.rglob("*.parquet")
        if "staging" not in path.parts
    }
    assert there == {file.name for file in ledger.state.files}


def test_a_large_import_is_written_as_several_files_of_whole_customers(tmp_path: Path) -> None:
    told: list[tuple[Phase, int, int]] = []
    ledger = WorkingLedger(tmp_path, rows_at_once=2)
    lines = [line(n, f"A{n}", "1", line_no=1, customer=n % 10) for n in range(1, 41)]
    progress = Progress(tell=lambda *step: told.append(step))
    ledger.bring(1, lines, progress=progress)

    files = ledger.state.files_of(FileKind.LINES)
    customers = [
        set(pq.read_table(ledger.store.path(file.name))["customer"].to_pylist()) for file in files
    ]
    assert len(files) > 1
    assert sum(map(len, customers)) == len(set.union(*customers)) == 10
    assert len(ledger.in_force()) == len(ledger.in_force(FileKind.ORDERS)) == 40
    written = [done for phase, done, total in told if phase is Phase.WRITE and total == 40]
    assert written == sorted(written)

    assert ledger.bring(2, lines).unchanged.lines == 40
    ledger.undo(1)
    assert len(ledger.in_force()) == 40
    ledger.undo(2)
    assert ledger.in_force() == []


def test_the_manifest_knows_days_money_and_rows_of_a_file(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "5", line_no=1), line(2, "A", "-1", line_no=2, currency="USD")])
    [file] = ledger.state.files_of(FileKind.LINES)
    assert (file.batch, file.rows) == (1, 2)
    assert dict(file.money) == {"CNY": 5, "USD": -1}
    assert str(file.first_on) == str(file.last_on) == "2024-01-05"
    assert file.bytes == ledger.store.path(file.name).stat().st_size


def test_staging_is_cleared_away(ledger: WorkingLedger) -> None:
    with ledger.resolving(1, [line(1, "A", "5", line_no=1)]):
        pass
    assert list((ledger.store.root / "staging").iterdir()) == []


@pytest.mark.parametrize("records", [(2, 1), (1, 1)])
def test_record_numbers_must_grow(tmp_path: Path, records: tuple[int, int]) -> None:
    rows = [line(record, "A", "5") for record in records]
    within = [IncomingChunk(pa.RecordBatch.from_pylist(rows, INCOMING_SCHEMA))]
    across = [IncomingChunk(pa.RecordBatch.from_pylist([row], INCOMING_SCHEMA)) for row in rows]
    for chunks in (within, across):
        with pytest.raises(ValueError, match="must grow"):
            stage_import(tmp_path, chunks)


def test_a_missing_required_value_is_refused(tmp_path: Path) -> None:
    loose = pa.schema([field.with_nullable(True) for field in INCOMING_SCHEMA])
    rows = [line(1, "A", "5") | {"customer": None}]
    with pytest.raises(ValueError, match="customer"):
        stage_import(tmp_path, [IncomingChunk(pa.RecordBatch.from_pylist(rows, loose))])
