"""The `mainstay` command in fresh processes that start fast.

A server process loads all modules once and forks for every command. What is forked knows no
settings, no language, no database and no engine yet, so a command begins as it would on its own.
"""

import importlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.loaded"])


@dataclass(frozen=True)
class Halt:
    """Where a command sends itself a signal: before or after it calls a function.

    `place` is module:function, as the caller looks it up.
    """

    place: str
    number: signal.Signals = signal.SIGKILL
    before: bool = False

    def arm(self) -> None:
        module_name, _, name = self.place.partition(":")
        module = importlib.import_module(module_name)
        function = getattr(module, name)

        def halting(*arguments: Any, **named: Any) -> Any:
            if self.before:
                self._happen()
            result = function(*arguments, **named)
            if not self.before:
                self._happen()
            return result

        setattr(module, name, halting)

    def _happen(self) -> None:
        if self.number is not signal.SIGSTOP:
            os.kill(os.getpid(), self.number)
            return
        # A heart that is stopped within its own transaction holds SQLite's lock for as long as the
        # test likes. While this thread keeps the interpreter, a heart that waits goes on waiting.
        interval = sys.getswitchinterval()
        sys.setswitchinterval(60)
        while not _hearts_wait():
            time.sleep(0.001)
        os.kill(os.getpid(), self.number)
        sys.setswitchinterval(interval)


def _hearts_wait() -> bool:
    """Whether each thread that keeps a lease waits for its next beat."""
    frames = sys._current_frames()
    hearts = [each.ident for each in threading.enumerate() if each.name.endswith("-heartbeat")]
    return all(frames[heart].f_code.co_filename == threading.__file__ for heart in hearts if heart)


@dataclass(frozen=True)
class Finished:
    """How a command ended; a status below zero is the signal that ended it."""

    status: int
    output: str
    errors: str

    @property
    def json(self) -> Any:
        return json.loads(self.output)


class Process:
    """A function or command at work in a process of its own."""

    def __init__(
        self, work: Callable[..., None], arguments: tuple[Any, ...], environment: Mapping[str, str]
    ) -> None:
        folder = Path(tempfile.gettempdir())  # the installation's disk may be full
        self._output, self._errors = (
            folder / f"mainstay-{uuid4().hex}.{end}" for end in ("out", "err")
        )
        self._process = _context.Process(
            target=_enter, args=(dict(environment), self._output, self._errors, work, arguments)
        )
        self._process.start()

    def send(self, number: signal.Signals) -> None:
        """Send a signal; one that has ended hears nothing."""
        if self._process.is_alive() and self._process.pid:
            with suppress(ProcessLookupError):  # it may end right now
                os.kill(self._process.pid, number)

    @property
    def number(self) -> int:
        """Its process id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def ended(self) -> bool:
        return not self._process.is_alive()

    @property
    def stopped(self) -> bool:
        """Whether it stands still after a SIGSTOP."""
        return psutil.Process(self._process.pid).status() == psutil.STATUS_STOPPED

    def finish(self, seconds: float = 300) -> Finished:
        """Wait for its end."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
            raise AssertionError(f"still running after {seconds} s: {self._errors.read_text()}")
        found = Finished(self._process.exitcode, self._output.read_text(), self._errors.read_text())
        self._output.unlink()
        self._errors.unlink()
        return found


def run_command(arguments: tuple[str, ...], halt: Halt | None) -> None:
    """Be the command `mainstay`."""
    from mainstay.cli.entry import main

    sys.argv = ["mainstay", *arguments]
    if halt is not None:
        import django

        django.setup()
        halt.arm()
    main()


def _enter(
    environment: dict[str, str],
    output: Path,
    errors: Path,
    work: Callable[..., None],
    arguments: tuple[Any, ...],
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    # A shell starts what works in the background without it; a command of a person hears it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, path in ((1, output), (2, errors)):
        descriptor = os.open(path, flags, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    try:
        work(*arguments)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for a condition; fail when it does not come."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.005)
