"""What the upkeep of an installation comes to: backup, small files, forgotten ones, room."""

import shutil
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from mainstay.apps.governance.queries import last_backup
from mainstay.apps.ledger.policies import VERIFY
from mainstay.apps.ledger.queries.leftovers import leftovers
from mainstay.apps.ledger.queries.states import current_state
from mainstay.engine.compaction_choice import CompactionRules, waiting
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.foundation.jobs.models import Job, JobState

WORTH_MERGING = 50
"""From so many small files on readers feel them."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """How things stand. `ripe` leftovers may go, the others are too new."""

    backup_at: datetime | None
    backup_bytes: int
    backup_files: int
    backup_name: str
    ledger_files: int
    ledger_bytes: int
    small_files: int
    small_bytes: int
    leftovers: int
    leftover_bytes: int
    ripe: int
    ripe_bytes: int
    free_bytes: int

    @property
    def worth_merging(self) -> bool:
        return self.small_files >= WORTH_MERGING


def upkeep(actor: Actor) -> Upkeep:
    """Look at everything, without reading the ledger's files. Raises AccessDenied."""
    require(actor, VERIFY)
    state = current_state()
    small = waiting(state, CompactionRules())
    left = leftovers(actor)
    ripe = [each for each in left if each.ripe]
    backup = last_backup()
    return Upkeep(
        backup_at=backup.made_at if backup else None,
        backup_bytes=backup.bytes if backup else 0,
        backup_files=backup.files if backup else 0,
        backup_name=backup.file_name if backup else "",
        ledger_files=len(state.files),
        ledger_bytes=sum(file.bytes for file in state.files),
        small_files=len(small),
        small_bytes=sum(file.bytes for file in small),
        leftovers=len(left),
        leftover_bytes=sum(each.bytes for each in left),
        ripe=len(ripe),
        ripe_bytes=sum(each.bytes for each in ripe),
        free_bytes=shutil.disk_usage(settings.MAINSTAY_HOME.root).free,
    )


def newest_job(*kinds: str, unfinished: bool = False) -> Job | None:
    """The newest job of some kinds; whoever sees to the upkeep may see how far it is."""
    rows = Job.objects.system("shown to who sees to the upkeep").filter(kind__in=kinds)
    if unfinished:
        rows = rows.filter(state__in=JobState.unfinished())
    return rows.order_by("-pk").first()
