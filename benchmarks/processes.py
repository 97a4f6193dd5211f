"""Running a step in a fresh process, with its wall time and the peak memory of its whole tree."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

_SAMPLE_SECONDS = 0.02
_MEGABYTE = 1 << 20


class StepFailed(Exception):
    """A step ended with an error; its own words stand in the message."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step took. `seconds` is wall time from the start of its process to its end.

    `peak_mb` adds up the resident memory of the process and all below it, sampled every 20 ms.
    `figures` is what the step printed: its own timings and results.
    """

    seconds: float
    peak_mb: float
    figures: dict[str, Any]


def run_step(step: str, scratch: Path, **parameters: Any) -> Outcome:
    """Run a function of `benchmarks.steps`, named `module.function`, in a Python of its own."""
    return run_other(Path(sys.executable), step, scratch, **parameters)


def run_other(python: Path, step: str, scratch: Path, **parameters: Any) -> Outcome:
    """Run a step in another Python, which may have other packages than this one."""
    command = [str(python), "-m", "benchmarks.steps", step, json.dumps(parameters)]
    return run(command, scratch)


def installed(home: Path, database: str = "") -> dict[str, str]:
    """Name an installation in the environment; its database is its own unless one is given."""
    named = {"MAINSTAY_HOME": str(home)}
    return named | {"MAINSTAY_DATABASE_URL": database} if database else named


def run_mainstay(
    arguments: Sequence[str], home: Path, scratch: Path, database: str = ""
) -> Outcome:
    """Run the `mainstay` command with `--json` in an installation."""
    command = [str(Path(sys.executable).with_name("mainstay")), *arguments, "--json"]
    return run(command, scratch, installed(home, database))


def run(
    command: Sequence[str], scratch: Path, environment: Mapping[str, str] | None = None
) -> Outcome:
    """Run a command that prints one JSON object. Raises `StepFailed`."""
    scratch.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=step_environment(scratch) | dict(environment or {}),
    ) as process:
        memory = _MemorySampler(process.pid)
        memory.start()
        output, errors = process.communicate()
        seconds = time.perf_counter() - began
        memory.stop()
    if process.returncode:
        raise StepFailed(f"{' '.join(command)}\n{errors}")
    return Outcome(seconds, memory.peak / _MEGABYTE, json.loads(output))


def step_environment(scratch: Path) -> dict[str, str]:
    """The environment of every step: temporary files and compiled modules lie in the scratch.

    Modules are compiled once and then loaded, as in any installation that has run before.
    """
    ours = {
        "TMPDIR": str(scratch),
        "PYTHONPYCACHEPREFIX": str(scratch / "compiled"),
    }
    ignored = ("PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ignored and not name.startswith("MAINSTAY_")
    }
    return kept | ours


class _MemorySampler(threading.Thread):
    """Adds up the resident memory of a process and all below it, again and again."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._ended = threading.Event()

    def run(self) -> None:
        try:
            root = psutil.Process(self._pid)
        except psutil.NoSuchProcess:
            return
        while not self._ended.wait(_SAMPLE_SECONDS):
            self.peak = max(self.peak, _resident(root))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _resident(root: psutil.Process) -> int:
    total = 0
    try:
        tree = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in tree:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
