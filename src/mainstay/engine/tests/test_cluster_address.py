"""How an engine is named, and what is said when it cannot be used."""

import sys
from pathlib import Path

import pytest

from mainstay.engine.cluster import Cluster
from mainstay.engine.cluster_address import ClusterAddress, read_address
from mainstay.engine.errors import EngineTrouble, EngineUnavailable
from mainstay.engine.session import EngineConfig, open_engine


@pytest.mark.parametrize("named", ["", " ", "duckdb"])
def test_without_a_master_the_embedded_engine_reads(named: str) -> None:
    assert read_address(named) is None
    assert open_engine(EngineConfig(cluster=read_address(named))).cluster is None


@pytest.mark.parametrize(
    ("named", "host", "port"),
    [
        ("spark://master.example:7077", "master.example", 7077),
        ("spark://[::1]:7077", "::1", 7077),
        ("local[2]", None, 0),
        ("local[*]", None, 0),
    ],
)
def test_a_master_or_threads_of_this_machine_are_spark(
    named: str, host: str | None, port: int
) -> None:
    assert read_address(f" {named}") == ClusterAddress(named, host, port)


@pytest.mark.parametrize(
    "named",
    [
        "spark",
        "spark://master",
        "spark://a:1,b:2",
        "local",
        "local[0]",
        "yarn",
        "duckdb://",
        "DuckDB",
    ],
)
def test_any_other_name_is_refused(named: str) -> None:
    with pytest.raises(EngineUnavailable) as refused:
        read_address(named)
    assert (refused.value.engine, refused.value.trouble) == (named, EngineTrouble.ADDRESS)


@pytest.mark.parametrize("port", [1, 99_999])
def test_a_master_that_nobody_is_at_is_told_at_once(tmp_path: Path, port: int) -> None:
    cluster = Cluster(ClusterAddress(f"spark://127.0.0.1:{port}", "127.0.0.1", port), tmp_path)
    with pytest.raises(EngineUnavailable) as refused:
        cluster.version()
    assert refused.value.trouble is EngineTrouble.SILENT


def test_a_missing_library_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(EngineUnavailable) as refused:
        Cluster(ClusterAddress("local[1]"), tmp_path).version()
    assert refused.value.trouble is EngineTrouble.LIBRARY
