"""Starting Spark in this process, and clearing one away that is over."""

import signal
import socket
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any

from mainstay.engine.cluster_address import ClusterAddress
from mainstay.engine.errors import EngineTrouble, EngineUnavailable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_ANSWER_SECONDS = 5


def start_application(address: ClusterAddress, settings: Mapping[str, str]) -> "SparkSession":
    """Start Java and in it an application. Raises ``EngineUnavailable``."""
    _require_answer(address)
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession
    except ImportError as missing:
        raise EngineUnavailable(address.name, EngineTrouble.LIBRARY) from missing
    conf = SparkConf().setMaster(address.name).setAppName("Mainstay").setAll(list(settings.items()))
    with _own_interrupts():
        return SparkSession(SparkContext(conf=conf, gateway=_start_java(address)))


def clear_away(session: "SparkSession") -> None:
    """End an application and its Java, if they are not over, and forget them.

    Spark keeps them for the life of a process, as if Java could not end before.
    """
    from pyspark import SparkContext

    java: Any = SparkContext._gateway  # noqa: SLF001 - Spark has no other name for it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # What the first call could not tell a Java that is gone the second leaves out.
        for end in (session.stop, session.sparkContext.stop, java.shutdown):
            with suppress(Exception):
                end()
    SparkContext._gateway = None  # noqa: SLF001
    SparkContext._jvm = None  # noqa: SLF001
    java.proc.stdin.close()
    java.proc.wait()


def _require_answer(address: ClusterAddress) -> None:
    """Make sure that somebody listens: Spark itself would try for a minute."""
    if address.host is None:
        return
    try:
        with socket.create_connection((address.host, address.port), _ANSWER_SECONDS):
            pass
    except (OSError, OverflowError) as error:
        raise EngineUnavailable(address.name, EngineTrouble.SILENT, str(error)) from error


def _start_java(address: ClusterAddress) -> Any:
    """Start the Java that Spark runs in.

    What it says itself goes nowhere, for it would stand between a command's own words; only why it
    does not start is told.
    """
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    launch: Any = launch_gateway
    with tempfile.TemporaryFile() as said:
        try:
            return launch(popen_kwargs={"stdout": said, "stderr": said})
        except PySparkRuntimeError as error:
            first = _first_line(said)
            raise EngineUnavailable(address.name, EngineTrouble.JAVA, first) from error


def _first_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode(errors="replace").split("\n")
    return next((line.strip() for line in lines if line.strip()), "")


@contextmanager
def _own_interrupts() -> Iterator[None]:
    """Keep who hears of an interrupt: Spark would put itself in the place of a worker's handler."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
