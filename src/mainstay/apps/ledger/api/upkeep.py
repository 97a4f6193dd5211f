"""The interface for programs: the upkeep of the installation."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from mainstay.apps.ledger.api.schemas import StartedOut
from mainstay.apps.ledger.policies import KEEP_TIDY
from mainstay.apps.ledger.queries.leftovers import Leftover, leftovers
from mainstay.apps.ledger.queries.upkeep import Upkeep, upkeep
from mainstay.apps.ledger.services.keeping import compacting, expiring, tidying
from mainstay.shell.web.access import acting, requires

router = Router()


class UpkeepOut(Schema):
    """How the installation stands; nothing of the ledger is read for it."""

    backup_at: datetime | None = Field(description="When the last backup was made; null for none.")
    backup_bytes: int
    backup_files: int
    backup_name: str
    ledger_files: int
    ledger_bytes: int
    small_files: int = Field(description="Ledger files that wait to be merged.")
    small_bytes: int
    leftovers: int = Field(description="Files that nothing names.")
    leftover_bytes: int
    ripe: int = Field(description="Those of them that are old enough to go.")
    ripe_bytes: int
    free_bytes: int


class CompactionOut(Schema):
    """Which files a compaction would replace now."""

    files: int
    bytes: int
    merged: dict[str, int] = Field(description="By kind of file.")
    results: int = Field(description="How many files would take their place at most.")


class LeftoverOut(Schema):
    """A file that nothing names. `ripe` says whether it is old enough to go."""

    name: str
    bytes: int
    written_at: datetime
    ripe: bool


class KeptOut(Schema):
    """For how many days something is kept, 0 for good, and how much is older than that."""

    days: int
    count: int
    bytes: int


@router.get("", response=UpkeepOut)
@requires(KEEP_TIDY)
def get_upkeep(request: HttpRequest) -> Upkeep:
    """The last backup, small files, forgotten ones, and the room on the disk."""
    return upkeep(acting(request))


@router.get("/compaction", response=CompactionOut)
@requires(KEEP_TIDY)
def preview_compaction(request: HttpRequest) -> dict[str, Any]:
    """What merging small files would do now."""
    return compacting.preview(acting(request))


@router.post("/compaction", response={202: StartedOut})
@requires(KEEP_TIDY)
def start_compaction(request: HttpRequest) -> Status[dict[str, Any]]:
    """Queue the merging of small files."""
    return Status(202, {"job": compacting.start(acting(request)).pk})


@router.get("/leftovers", response=list[LeftoverOut])
@requires(KEEP_TIDY)
def list_leftovers(request: HttpRequest) -> list[Leftover]:
    """Files that nothing names, as work that was cut short leaves them."""
    return leftovers(acting(request))


@router.post("/leftovers/removal", response={202: StartedOut})
@requires(KEEP_TIDY)
def remove_leftovers(request: HttpRequest) -> Status[dict[str, Any]]:
    """Queue the removal of those that are old enough. Answers 409 while a backup is made."""
    return Status(202, {"job": tidying.start(acting(request)).pk})


@router.get("/retention", response=dict[str, KeptOut])
@requires(KEEP_TIDY)
def preview_retention(request: HttpRequest) -> dict[str, dict[str, Any]]:
    """What would be removed now, by kind; the installation's settings say for how long is kept."""
    return expiring.preview(acting(request))


@router.post("/retention", response={202: StartedOut})
@requires(KEEP_TIDY)
def start_retention(request: HttpRequest) -> Status[dict[str, Any]]:
    """Queue the removal of what is older than that. Answers 409 while a backup is made."""
    return Status(202, {"job": expiring.start(acting(request)).pk})
