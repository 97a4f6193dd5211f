"""Where and when something was measured."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

_PEERS = ("duckdb", "pandas", "pyarrow", "ibis-framework", "django")


def describe() -> str:
    """One paragraph: the day, the machine, the versions."""
    memory = psutil.virtual_memory().total / (1 << 30)
    versions = ", ".join(f"{name} {version(name)}" for name in _PEERS)
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} on {platform.system()} {platform.machine()}, "
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory; "
        f"load before the run {os.getloadavg()[0]:.1f}. "
        f"Python {platform.python_version()}, {versions}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
