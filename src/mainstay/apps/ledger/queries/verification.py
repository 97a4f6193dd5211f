"""Whether the ledger's files are what was written."""

from dataclasses import dataclass

from mainstay.apps.ledger.policies import VERIFY, sees_whole_ledger
from mainstay.apps.ledger.queries.states import current_state, store
from mainstay.engine import verified_files
from mainstay.engine.ledger_state import FileKind, LedgerState
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require


@dataclass(frozen=True, slots=True)
class LedgerVerification:
    """The current state and its files that are missing or differ from what was written.

    `rows` are the lines in force, None for who may not know what all customers bought.
    """

    state: int
    files: int
    rows: int | None
    damaged: list[str]


def verify(actor: Actor) -> LedgerVerification:
    """Hash every file of the current state anew. Raises AccessDenied."""
    require(actor, VERIFY)
    state = current_state()
    return LedgerVerification(
        state=state.number,
        files=len(state.files),
        rows=_lines_in_force(state) if sees_whole_ledger(actor) else None,
        damaged=sorted(verified_files.verify(store(), state.files)),
    )


def _lines_in_force(state: LedgerState) -> int:
    dead = state.dead_vectors()
    return sum(
        file.rows - (dead[file.name].rows if file.name in dead else 0)
        for file in state.files_of(FileKind.LINES)
    )
