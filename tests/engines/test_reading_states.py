"""What a cluster reads of a ledger, what it refuses, and how it is used."""

from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from mainstay.engine.errors import EngineTrouble, EngineUnavailable, LedgerDamaged
from mainstay.engine.ledger_state import FileKind
from mainstay.engine.session import Engine
from mainstay.engine.tables import open_embedded_tables, open_tables
from mainstay.engine.tests.working_ledger import WorkingLedger, line
from mainstay.foundation.testing.spark_cluster import WORKERS, StandaloneCluster

pytestmark = pytest.mark.xdist_group("spark")


def test_an_empty_ledger_has_empty_tables(spark: Engine, tmp_path: Path) -> None:
    ledger = WorkingLedger(tmp_path)
    with open_tables(spark, ledger.store, ledger.state) as tables:
        for table in (tables.lines(), tables.orders(), tables.categories()):
            assert table.to_pyarrow().num_rows == 0


def test_files_with_nothing_but_dead_rows_are_not_read(spark: Engine, tmp_path: Path) -> None:
    ledger = WorkingLedger(tmp_path)
    ledger.bring(1, [line(1, "A", "5", line_no=1), line(2, "B", "6", line_no=1)])
    first = ledger.state.files_of(FileKind.LINES)[0]
    ledger.bring(2, [line(1, "A", "7", line_no=1), line(2, "B", "8", line_no=1)])
    ledger.store.path(first.name).unlink()
    with open_tables(spark, ledger.store, ledger.state) as tables:
        amounts = tables.lines().to_pyarrow()["amount"].to_pylist()
    assert sorted(amounts) == [7, 8]


@pytest.mark.parametrize("kind", [FileKind.ORDERS, FileKind.DEAD])
def test_a_damaged_file_is_refused_before_it_is_read(
    spark: Engine, tmp_path: Path, kind: FileKind
) -> None:
    ledger = WorkingLedger(tmp_path)
    ledger.bring(1, [line(1, "A", "5", line_no=1), line(2, "B", "6", line_no=1)])
    ledger.bring(2, [line(1, "A", "7", line_no=1)])
    vectors = [
        file
        for file in ledger.state.files_of(kind)
        if file.covers is None or file.covers.startswith("orders")
    ]
    path = ledger.store.path(vectors[0].name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with (
        open_tables(spark, ledger.store, ledger.state) as tables,
        pytest.raises(LedgerDamaged, match=vectors[0].name),
    ):
        tables.orders()


def test_integers_beside_nulls_keep_every_digit(spark: Engine, tmp_path: Path) -> None:
    ledger = WorkingLedger(tmp_path)
    large = 2**62 + 1
    given = ibis.memtable(pa.table({"number": pa.array([large, None], pa.int64())}))
    with open_tables(spark, ledger.store, ledger.state) as tables:
        found = tables.backend.to_pyarrow(given)["number"].to_pylist()
    assert sorted(found, key=bool) == [None, large]


def test_small_questions_do_not_go_to_the_cluster(spark: Engine, tmp_path: Path) -> None:
    ledger = WorkingLedger(tmp_path)
    with open_embedded_tables(spark, ledger.store, ledger.state) as tables:
        assert tables.backend.name == "duckdb"


def test_two_states_can_be_open_at_once(spark: Engine, tmp_path: Path) -> None:
    ledger = WorkingLedger(tmp_path)
    ledger.bring(1, [line(1, "A", "5", line_no=1)])
    earlier = ledger.state
    ledger.bring(2, [line(1, "B", "6", line_no=1)])
    with (
        open_tables(spark, ledger.store, earlier) as then,
        open_tables(spark, ledger.store, ledger.state) as now,
    ):
        lines_then, lines_now = then.lines(), now.lines()
        assert lines_then.count().to_pyarrow().as_py() == 1
        assert lines_now.count().to_pyarrow().as_py() == 2


def test_workers_that_take_up_nothing_are_told_and_work_again(
    spark: Engine, cluster: StandaloneCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = WorkingLedger(tmp_path)
    assert len(cluster.workers) == WORKERS
    monkeypatch.setattr("mainstay.engine.cluster._WORKER_SECONDS", 2)
    with (
        cluster.stopped(),
        pytest.raises(EngineUnavailable) as refused,
        open_tables(spark, ledger.store, ledger.state),
    ):
        pass
    assert refused.value.trouble is EngineTrouble.NO_WORKERS
    monkeypatch.undo()
    assert spark.cluster is not None
    assert spark.cluster.version().startswith("4.")


def test_a_spark_whose_java_was_killed_is_started_again(spark: Engine) -> None:
    import psutil

    assert spark.cluster is not None
    spark.cluster.version()
    for process in psutil.Process().children():
        if "pyspark-shell" in process.cmdline():
            process.kill()
            process.wait()
    assert spark.cluster.version().startswith("4.")
