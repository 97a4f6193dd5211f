"""Spark: one application for each process, started when somebody first reads by it."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from mainstay.engine.cluster_address import ClusterAddress
from mainstay.engine.cluster_start import clear_away, start_application
from mainstay.engine.errors import EngineTrouble, EngineUnavailable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_WORKER_SECONDS = 60
_ROWS_OF_A_PARTITION = 250_000
_LEAST_PARTITIONS = 2

# What the figures depend on, and what keeps Spark from anybody's way. All else is the cluster's to
# say, in spark-defaults.conf. The days of purchases come to this process, so results may be large;
# they pass Spark's driver batch by batch.
_SETTINGS = """\
spark.sql.session.timeZone      UTC
spark.sql.ansi.enabled          true
spark.driver.maxResultSize      0
spark.log.level                 ERROR
spark.ui.enabled                false
spark.ui.showConsoleProgress    false
"""
# Several processes share a cluster, so each gives back what it does not use.
_SHARING = """\
spark.dynamicAllocation.enabled                     true
spark.dynamicAllocation.shuffleTracking.enabled     true
spark.dynamicAllocation.executorIdleTimeout         60s
"""


class Cluster:
    """A Spark cluster that reads the ledger: the same files at the same path.

    It may be shared between threads, and a fork starts an application of its own. A process has one
    cluster at most, as Spark has it.
    """

    def __init__(self, address: ClusterAddress, scratch: Path) -> None:
        self.address = address
        self._scratch = scratch
        self._starting = threading.Lock()
        self._application: tuple[int, SparkSession] | None = None

    @contextmanager
    def session(self, rows: int) -> Iterator["SparkSession"]:
        """Lend a session with views of its own, to read about so many rows.

        The context raises ``EngineUnavailable``.
        """
        application = self._running()
        with _refusals(self.address):
            self._require_workers(application)
            session = application.newSession()
            partitions = max(_LEAST_PARTITIONS, -(-rows // _ROWS_OF_A_PARTITION))
            session.conf.set("spark.sql.shuffle.partitions", str(partitions))
            yield session

    def version(self) -> str:
        """Say which version reads; it has shown that it works. Raises ``EngineUnavailable``."""
        with self.session(0) as session:
            return session.version

    def close(self) -> None:
        """Let go of what the cluster lends this process; a later reading asks for it again."""
        with self._starting:
            known, self._application = self._application, None
            if known is not None and known[0] == os.getpid():
                clear_away(known[1])

    def _running(self) -> "SparkSession":
        with self._starting:
            process = os.getpid()
            known = self._application
            if known is not None and known[0] == process:
                if not _has_ended(known[1]):
                    return known[1]
                clear_away(known[1])
            self._application = (process, self._start())
            return self._application[1]

    def _start(self) -> "SparkSession":
        lines = _SETTINGS if self.address.host is None else _SETTINGS + _SHARING
        settings = dict(line.split() for line in lines.splitlines())
        settings["spark.local.dir"] = str(self._scratch)
        settings["spark.sql.warehouse.dir"] = str(self._scratch / "spark-warehouse")
        return start_application(self.address, settings)

    def _require_workers(self, application: "SparkSession") -> None:
        """Have a worker count to one: without any Spark would wait for ever."""
        context, group = application.sparkContext, uuid4().hex

        def count() -> int:
            context.setJobGroup(group, "Is there a worker?")
            return application.range(1).repartition(1).count()

        with ThreadPoolExecutor(1, thread_name_prefix="spark") as runner:
            counting = runner.submit(count)
            if wait([counting], _WORKER_SECONDS).not_done:
                context.cancelJobGroup(group)
                raise EngineUnavailable(self.address.name, EngineTrouble.NO_WORKERS)
            counting.result()


def _has_ended(session: "SparkSession") -> bool:
    """Say whether an application is over: its master was lost, or its Java was stopped."""
    from py4j.protocol import Py4JError

    try:
        _asked = session.sparkContext.defaultParallelism
    except (Py4JError, OSError):
        return True
    return False


@contextmanager
def _refusals(address: ClusterAddress) -> Iterator[None]:
    """Raise what fails on the way to Spark or in it as ``EngineUnavailable``."""
    from py4j.protocol import Py4JError

    try:
        yield
    except (Py4JError, ConnectionError) as error:
        raise EngineUnavailable(address.name, EngineTrouble.FAILED, _told(error)) from error


def _told(error: Exception) -> str:
    """Give what Java said, without where in its code."""
    from py4j.protocol import Py4JJavaError

    lines = [line.lstrip(": ") for line in str(error).splitlines() if line.strip()]
    wanted = 1 if isinstance(error, Py4JJavaError) else 0
    return lines[wanted] if len(lines) > wanted else type(error).__name__
