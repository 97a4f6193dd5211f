"""A session is shut in, can be watched and stopped, and shares nothing."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from mainstay.engine.errors import Cancelled, OutOfMemory
from mainstay.engine.import_change import write_change
from mainstay.engine.progress import Phase, Progress
from mainstay.engine.session import EngineConfig, open_engine
from mainstay.engine.tests.working_ledger import WorkingLedger, line

_LONG = "CREATE TABLE big AS SELECT sum(a.i * b.i) FROM range(300000) a(i), range(300000) b(i)"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{outside}')",
        "COPY (SELECT 1) TO '{outside}.out'",
        "ATTACH '{outside}.db'",
        "SET enable_external_access = true",
        "SET memory_limit = '9GB'",
        "SET allowed_configs = ['memory_limit']",
        "INSTALL httpfs",
    ],
)
def test_a_session_touches_nothing_but_its_folders(tmp_path: Path, statement: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    with open_engine().session(inside) as session:
        session.run(f"COPY (SELECT 1 AS a) TO '{inside}/a.parquet'")
        with pytest.raises(Exception, match=r"(?i)permission|configuration|disabled"):
            session.run(statement.format(outside=outside))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inside", "outside.csv"]


def test_ibis_is_shut_in_just_the_same(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    with (
        open_engine().ibis_backend(tmp_path / "inside") as backend,
        pytest.raises(Exception, match="Permission"),
    ):
        backend.con.execute(f"SELECT * FROM read_csv('{outside}')")


_TOO_MUCH = "SELECT len(list(i)) FROM range(5000000) r(i)"


def test_too_little_memory_is_named(tmp_path: Path) -> None:
    engine = open_engine(EngineConfig(memory="16MB"))
    with pytest.raises(OutOfMemory, match="16MB"), engine.session(tmp_path) as session:
        session.run(_TOO_MUCH)
    with pytest.raises(OutOfMemory, match="16MB"), engine.ibis_backend(tmp_path) as backend:
        backend.con.execute(_TOO_MUCH)


def test_a_session_may_be_left_a_share_of_the_memory(tmp_path: Path) -> None:
    engine = open_engine(EngineConfig(memory="200MiB", temp_directory=tmp_path))
    with engine.session(tmp_path, memory_share=0.5) as session:
        assert session.value("SELECT current_setting('memory_limit')") == "100.0 MiB"


def test_a_long_statement_is_stopped_soon(tmp_path: Path) -> None:
    asked = iter([False, False, True])
    progress = Progress(is_cancelled=lambda: next(asked, True))
    with (
        open_engine().session(tmp_path, progress=progress) as session,
        pytest.raises(Cancelled),
    ):
        session.run(_LONG)


def test_a_statement_tells_how_many_records_it_has_passed(tmp_path: Path) -> None:
    told: list[tuple[Phase, int, int]] = []
    progress = Progress(
        tell=lambda phase, done, total: told.append((phase, done, total)),
        is_cancelled=lambda: len(told) > 2,
    )
    with (
        open_engine().session(tmp_path, progress=progress) as session,
        pytest.raises(Cancelled),
    ):
        session.run(_LONG, phase=Phase.WRITE, records=1000)
    assert {(phase, total) for phase, _done, total in told} == {(Phase.WRITE, 1000)}
    assert all(0 <= done <= 1000 for _phase, done, _total in told)


def test_a_file_has_the_order_of_its_query_however_many_threads_write_it(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with open_engine(EngineConfig(threads=4)).session(tmp_path) as session:
        session.write_file(
            "SELECT i, repeat('x', i % 50) AS t FROM range(1000000) AS r(i) ORDER BY hash(i)", path
        )
        ordered = "SELECT current_setting('preserve_insertion_order')"
        assert session.value(ordered) is False
        with pytest.raises(Exception, match="nowhere"):
            session.write_file("SELECT * FROM nowhere", tmp_path / "b.parquet")
        assert session.value(ordered) is False
    file = pq.ParquetFile(path)
    assert file.metadata.num_row_groups > 4
    assert file.read(["i"])["i"].to_pylist() == _in_order_of_hash()


def _in_order_of_hash() -> list[int]:
    rows = duckdb.sql("SELECT i FROM range(1000000) AS r(i) ORDER BY hash(i)").fetchall()
    return [number for (number,) in rows]


def test_what_does_not_fit_is_spilled_and_cleared_away(tmp_path: Path) -> None:
    config = EngineConfig(memory="60MB", temp_directory=tmp_path / "spill")
    with open_engine(config).session(tmp_path) as session:
        session.run(
            "CREATE TABLE big AS SELECT i, hash(i) AS h FROM range(4000000) t(i) ORDER BY h"
        )
        assert any((tmp_path / "spill").rglob("*.tmp"))
    assert list((tmp_path / "spill").iterdir()) == []


def test_sessions_of_one_engine_run_side_by_side(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "5", line_no=1)])

    def count(_turn: int) -> object:
        with ledger.engine.session(ledger.store.root) as session:
            session.run("CREATE TABLE mine AS SELECT 1")
            return session.value("SELECT count(*) FROM mine")

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(count, range(8))) == [1] * 8


def test_cancelling_an_import_leaves_no_file_behind(ledger: WorkingLedger) -> None:
    lines = [line(1, "A", "5", line_no=1)]
    asked = 0

    def cancelled_at(turn: int) -> Progress:
        def is_cancelled() -> bool:
            nonlocal asked
            asked += 1
            return asked >= turn

        return Progress(is_cancelled=is_cancelled)

    def run(progress: Progress) -> None:
        with ledger.resolving(1, lines, progress=progress) as resolution:
            write_change(resolution)

    stops = 0
    for turn in range(1, 200, 4):
        asked = 0
        try:
            run(cancelled_at(turn))
        except Cancelled:
            stops += 1
            assert not list(ledger.store.root.rglob("*.parquet"))
        else:
            break
    assert stops > 5
    assert ledger.state.number == 0


def test_importing_the_engine_loads_neither_duckdb_nor_ibis() -> None:
    program = (
        "import sys\n"
        "import mainstay.engine.import_change, mainstay.engine.tables, mainstay.engine.undo\n"
        "print(sorted({'duckdb', 'ibis', 'pandas'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.strip() == "[]"
