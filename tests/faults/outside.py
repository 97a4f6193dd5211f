"""Faults of the world around an installation: its disk, its clock."""

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import Process, until

WRITES = (
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "mkdir",
    "unlink",
)
"""The calls by which a process changes a disk."""

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


def require_mounts() -> None:
    """Skip where no file system may be mounted."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a file system of its own")


def require_tracing(folder: Path) -> None:
    """Skip where no process may be traced."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not on this machine")
    tried = subprocess.run(
        ["strace", "-f", "-o", folder / "tried", "true"], check=False, capture_output=True
    )
    if tried.returncode:
        pytest.skip("processes may not be traced here (ptrace)")


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of its own at a folder; skips where it may not be mounted."""
    require_mounts()
    place.mkdir()
    options = f"size={kilobytes}k"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system may be mounted here: {mounted.stderr.decode()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def resize(place: Path, kilobytes: int) -> None:
    """Give a small disk another size."""
    options = f"remount,size={kilobytes}k"
    subprocess.run(["mount", "-o", options, place], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let nothing be written below a folder; root is held off by a mount."""
    if os.geteuid() != 0:
        modes = {each: each.stat().st_mode for each in (folder, *folder.rglob("*"))}
        for each in modes:
            each.chmod(0o500 if each.is_dir() else 0o400)
        yield
        for each, mode in modes.items():
            each.chmod(mode)
        return
    require_mounts()
    bound = subprocess.run(["mount", "--bind", folder, folder], check=False, capture_output=True)
    if bound.returncode:
        pytest.skip(f"no folder may be mounted here: {bound.stderr.decode()}")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def traced(process: Process, log: Path, call: str = "", injection: str = "") -> Iterator[None]:
    """Trace what a process writes, once it stands still; with `injection` one call goes wrong.

    Each thread counts its own calls.
    """
    words = ["strace", "-f", "-qq", "-o", str(log), "-p", str(process.number)]
    words += ["-e", f"trace={call or ','.join(WRITES)}", "-e", "signal=none"]
    if injection:
        words += ["-e", f"inject={call}:{injection}"]
    with subprocess.Popen(words, stderr=subprocess.PIPE) as tracer:
        until(lambda: _is_traced(process.number) or tracer.poll() is not None)
        if tracer.poll() is not None:
            assert tracer.stderr is not None
            pytest.skip(f"a process may not be traced here: {tracer.stderr.read().decode()}")
        yield


def _is_traced(number: int) -> bool:
    threads = list(Path(f"/proc/{number}/task").iterdir())
    return all("TracerPid:\t0" not in (each / "status").read_text() for each in threads)


def calls_made(log: Path) -> list[tuple[str, int]]:
    """Every writing call that was made, as its name and its number in the busiest thread."""
    lines = (line.split(maxsplit=1) for line in log.read_text().splitlines())
    counts = Counter((thread, said.partition("(")[0]) for thread, said in lines if "(" in said)
    most: dict[str, int] = {}
    for (_thread, name), count in counts.items():
        most[name] = max(most.get(name, 0), count)
    known = (name for name in WRITES if name in most)
    return [(name, number) for name in known for number in range(1, most[name] + 1)]


def used_kilobytes(folder: Path) -> int:
    """How much of a disk the files below a folder take, in whole pages."""
    files = [each for each in folder.rglob("*") if each.is_file()]
    return sum(-(-each.stat().st_size // 4096) * 4 for each in files)
