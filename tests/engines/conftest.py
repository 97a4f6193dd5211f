"""One cluster and one ledger for all tests of the engines."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from mainstay.engine.cluster_address import read_address
from mainstay.engine.session import Engine, EngineConfig, open_engine
from mainstay.foundation.testing.spark_cluster import (
    SparkMissing,
    StandaloneCluster,
    standalone_cluster,
)
from tests.engines.trading import Trading


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandaloneCluster]:
    """A master and two workers; this process and those that it starts find Java and them."""
    with pytest.MonkeyPatch.context() as patched, ExitStack() as ending:
        try:
            running = ending.enter_context(standalone_cluster(tmp_path_factory.mktemp("cluster")))
        except SparkMissing as missing:
            pytest.skip(str(missing))
        for name, value in running.environment.items():
            patched.setenv(name, value)
        yield running


@pytest.fixture(scope="session")
def spark(cluster: StandaloneCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine that reads by the cluster."""
    scratch = tmp_path_factory.mktemp("spark")
    engine = open_engine(EngineConfig(temp_directory=scratch, cluster=read_address(cluster.name)))
    yield engine
    assert engine.cluster is not None
    engine.cluster.close()


@pytest.fixture(scope="session")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Trading:
    """A ledger with a history; tests leave it as it is."""
    # What Spark would take for a pattern or an encoded sign, were it asked to.
    return Trading(tmp_path_factory.mktemp("ledger") / "a b%20{c,d}[e]账")
