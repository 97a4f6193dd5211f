"""Merging the ledger's small files: what counts stays as it is, and so does every later undo."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db import transaction

from mainstay.apps.ledger.contracts import LedgerChanged
from mainstay.apps.ledger.policies import KEEP_TIDY
from mainstay.apps.ledger.queries.states import current_state, engine, store
from mainstay.apps.ledger.services import manifest
from mainstay.apps.ledger.services.importing.failures import ImportFailed, as_failure
from mainstay.apps.ledger.services.progress import engine_progress
from mainstay.engine.compaction import Compaction, CompactionReport, compact, foresee, rebase
from mainstay.engine.compaction_choice import CompactionRules
from mainstay.engine.errors import LedgerError, StateMoved
from mainstay.engine.file_writer import discard_change
from mainstay.engine.ledger_state import StateChange
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.events import publish
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, Progress
from mainstay.foundation.jobs.models import Job

COMPACT = "ledger.compact"
ROUTINE = CompactionRules(least_files=8)
"""What the nightly job merges: it leaves a few small files to be joined by more."""

_ATTEMPTS = 5


@service(KEEP_TIDY)
def start(actor: Actor) -> Job:
    """Queue a compaction."""
    return jobs.enqueue(actor, COMPACT)


@service(KEEP_TIDY, atomic=False)
def compact_now(
    actor: Actor, on_progress: Callable[[Progress], None] | None = None
) -> dict[str, Any]:
    """Compact at once; gives the report as JSON."""
    job = jobs.run_inline(actor, COMPACT, {}, on_progress)
    return dict(job.result or {})


@service(KEEP_TIDY, atomic=False)
def preview(actor: Actor) -> dict[str, Any]:
    """Which files a compaction would replace now. Raises ImportFailed for a damaged ledger."""
    try:
        return asdict(foresee(engine(), store(), current_state()))
    except LedgerError as error:
        raise as_failure(error) or error from error


def run(context: JobContext) -> dict[str, Any]:
    """The job that compacts the ledger."""
    rules = ROUTINE if context.parameters.get("routine") else CompactionRules()
    for _ in range(_ATTEMPTS):
        try:
            return _compact(context, rules)
        except StateMoved:
            continue
        except LedgerError as error:
            raise as_failure(error) or error from error
    raise ImportFailed("too_busy")


def as_json(report: CompactionReport) -> dict[str, Any]:
    """A report as plain values."""
    return asdict(report)


def _compact(context: JobContext, rules: CompactionRules) -> dict[str, Any]:
    done = compact(engine(), store(), current_state(), rules, progress=engine_progress(context))
    if done.change is None:
        return as_json(done.report)
    try:
        with context.complete_in_transaction() as result:
            result.update(_commit(context.actor, done, done.change))
    except BaseException:
        in_transaction = transaction.get_connection().in_atomic_block
        if not in_transaction and not manifest.has_taken(done.change):
            discard_change(store(), done.change)
        raise
    return dict(result)


def _commit(actor: Actor, done: Compaction, change: StateChange) -> dict[str, Any]:
    """Make the change the next state, also after an import or an undo that left its files alone."""
    manifest.lock()
    moved = rebase(change, current_state())
    if moved is None:
        raise StateMoved(change.base, current_state().number)
    number = manifest.apply(moved)
    report = as_json(done.report) | {"state": number}
    audit.record(actor, "ledger.files.compacted", ledger_state=number, report=report)
    publish(LedgerChanged(number))
    return report
