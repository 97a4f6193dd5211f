"""Kinds of jobs for the tests of the queue, in this process and in those it starts."""

import time
from pathlib import Path
from typing import Any

from mainstay.foundation.audit.services import record
from mainstay.foundation.jobs.context import JobContext
from mainstay.foundation.jobs.registry import JobKind, register

SLOW = "test.slow"
EFFECT = "test.effect"
LEASE_SECONDS = 3
PATIENCE_SECONDS = 30


def slow(context: JobContext) -> None:
    """Say that it started, work until told to go on, then take effect in one transaction.

    Parameters: `folder` where the files ``started-<attempt>`` and ``go`` meet; `deaf` works on
    without looking whether it should stop.
    """
    folder = Path(context.parameters["folder"])
    (folder / f"started-{context.attempt}").touch()
    ends = time.monotonic() + PATIENCE_SECONDS
    while not (folder / "go").exists() and time.monotonic() < ends:
        if not context.parameters.get("deaf"):
            context.progress("working", 1, 2)
        time.sleep(0.05)
    with context.complete_in_transaction() as result:
        record(context.actor, EFFECT, attempt=context.attempt)
        result["attempt"] = context.attempt


def quick(context: JobContext) -> dict[str, Any]:
    record(context.actor, EFFECT, number=context.parameters.get("number"))
    return {"number": context.parameters.get("number")}


def register_kinds() -> None:
    register(JobKind(SLOW, "Slow", slow, lease_seconds=LEASE_SECONDS))
    register(JobKind("test.quick", "Quick", quick))
