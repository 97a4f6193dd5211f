"""A real Spark cluster on this machine: a master and two workers, each a process of its own."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil

LEAST_JAVA = 17
WORKERS = 2
_AT_ONCE = 2
_START_SECONDS = 60
_DEFAULTS = """\
spark.cores.max        {workers}
spark.executor.cores   1
spark.executor.memory  {megabytes}m
spark.driver.memory    1g
spark.driver.extraJavaOptions    {java}
spark.executor.extraJavaOptions  {java}
"""
# Java that compiles little is there sooner and leaves the processors to the work.
HASTY = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


class SparkMissing(Exception):
    """This machine lacks what Spark needs; the message says what."""


@dataclass(frozen=True)
class StandaloneCluster:
    """A cluster that runs; `environment` is what a program needs to work with it."""

    name: str
    environment: Mapping[str, str]
    workers: tuple[psutil.Process, ...]

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Let the workers, and what works below them, stand still."""
        standing = [
            process
            for worker in self.workers
            for process in (worker, *worker.children(recursive=True))
        ]
        for process in standing:
            process.suspend()
        try:
            yield
        finally:
            for process in standing:
                process.resume()


def java_home() -> Path:
    """The home of the oldest Java that is new enough for Spark. Raises SparkMissing."""
    named = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    on_path = shutil.which("java")
    if on_path:
        named.append(Path(on_path).resolve().parent.parent)
    homes = {home.resolve() for home in (*named, *Path("/usr/lib/jvm").glob("*"))}
    known = {home: _version(home) for home in homes if (home / "bin" / "java").exists()}
    fit = {version: home for home, version in known.items() if version >= LEAST_JAVA}
    if not fit:
        raise SparkMissing(f"Spark needs Java {LEAST_JAVA} or newer, which is not on this machine")
    return fit[min(fit)]


def _version(home: Path) -> int:
    asked = [str(home / "bin" / "java"), "-version"]
    said = subprocess.run(asked, capture_output=True, check=False)  # noqa: S603 - this machine's
    found = re.search(rb'version "(\d+)', said.stderr)
    return int(found[1]) if found else 0


@contextmanager
def standalone_cluster(
    folder: Path, megabytes: int = 512, java: str = HASTY
) -> Iterator[StandaloneCluster]:
    """Start a cluster, and end it with everything that works on it. Raises SparkMissing.

    It has room for two applications at a time, each with so much memory on both workers; `java` are
    the options of theirs.
    """
    settings = folder / "settings"
    settings.mkdir(parents=True)
    defaults = _DEFAULTS.format(workers=WORKERS, megabytes=megabytes, java=java)
    (settings / "spark-defaults.conf").write_text(defaults)
    environment = {
        "JAVA_HOME": str(java_home()),
        "SPARK_CONF_DIR": str(settings),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": HASTY,
    }
    port = _free_port()
    name = f"spark://127.0.0.1:{port}"
    on_port = ("--host", "127.0.0.1", "--port", port, "--webui-port", 0)
    place = ("--host", "127.0.0.1", "--webui-port", 0, "--work-dir", folder / "work")
    size = ("--cores", _AT_ONCE, "--memory", f"{_AT_ONCE * megabytes}m")
    with ExitStack() as ending:
        master = ending.enter_context(_running(folder, environment, "master.Master", *on_port))
        _wait_for(port, master)
        workers = [
            ending.enter_context(
                _running(folder, environment, "worker.Worker", *place, *size, name)
            )
            for _number in range(WORKERS)
        ]
        yield StandaloneCluster(name, environment, tuple(workers))


@contextmanager
def _running(
    folder: Path, environment: Mapping[str, str], role: str, *arguments: object
) -> Iterator[psutil.Process]:
    words = [str(_program()), f"org.apache.spark.deploy.{role}", *map(str, arguments)]
    with (folder / f"{role}.log").open("ab") as log:
        process = psutil.Popen(
            words, env={**os.environ, **environment}, stdout=log, stderr=log, cwd=folder
        )
    try:
        yield process
    finally:
        below = process.children(recursive=True)
        process.terminate()
        _gone, left = psutil.wait_procs([process, *below], timeout=10)
        for each in left:
            each.kill()


def _program() -> Path:
    """What starts the parts of Spark; the library itself stays unloaded."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise SparkMissing("the extra spark is not installed")
    return Path(found.origin).parent / "bin" / "spark-class"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, master: psutil.Process) -> None:
    latest = time.monotonic() + _START_SECONDS
    while time.monotonic() < latest and master.is_running():
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the master did not start")
