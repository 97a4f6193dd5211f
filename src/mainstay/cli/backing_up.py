"""`mainstay backup` and `restore`: everything in one file, and back again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.amounts import counted, sized
from mainstay.cli.language import _, ngettext
from mainstay.cli.output import Exit, fail, note, print_json, say
from mainstay.cli.progress import shown_progress
from mainstay.cli.schema import waiting_migrations
from mainstay.cli.session import Json, connect, prepare
from mainstay.cli.writing import require_place

if TYPE_CHECKING:
    from mainstay.apps.governance.services.backing_up import Restored
    from mainstay.foundation.jobs.context import Progress


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command(help=_("Write everything into one file, also while Mainstay runs."))(backup)
    app.command(help=_("Bring a backup back, into an empty MAINSTAY_HOME only."))(restore)


def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, help=_("The file to write."))],
    as_json: Json = False,
) -> None:
    require_place(file, as_json=as_json)
    actor = connect(as_json=as_json)
    from mainstay.apps.governance.services.backing_up import back_up_now

    with _refusals(as_json=as_json), shown_progress(quiet=as_json) as tell:
        facts = back_up_now(actor, file, tell)
    if as_json:
        print_json(facts)
        return
    says = ngettext(
        "{file} holds {count} file, {bytes}.",
        "{file} holds {count} files, {bytes}.",
        facts["files"],
    )
    say(says.format(file=file, count=counted(facts["files"]), bytes=sized(facts["bytes"])))
    _note_missing(facts["missing"])
    if facts["key_from_environment"]:
        note(_("MAINSTAY_SECRET_KEY is not in it: keep it as well."))
    note(
        _(
            "Whoever has this file has all data and the secret key: keep it where nobody else can "
            "read it, and not on this machine alone."
        )
    )


def restore(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help=_("The backup to bring back."))
    ],
    as_json: Json = False,
) -> None:
    prepare()
    from django.conf import settings

    from mainstay.apps.governance.services import backing_up

    def unwatched(_progress: "Progress") -> None:
        return None

    with _refusals(as_json=as_json), shown_progress(quiet=as_json) as tell:
        restored = backing_up.restore(file, tell or unwatched)
    upgrade_needed = bool(waiting_migrations())
    if not upgrade_needed:
        _write_down(restored, file)
    home = settings.MAINSTAY_HOME.root
    if as_json:
        print_json({"home": str(home), "upgrade_needed": upgrade_needed} | asdict(restored))
        return
    says = _("The backup of {company} of {made_at} is in {home}; every file is as it was.")
    say(says.format(company=restored.company, made_at=restored.made_at[:16], home=home))
    _note_missing(restored.missing)
    if restored.key_from_environment:
        note(_("It was made with MAINSTAY_SECRET_KEY set: set it to the same value."))
    if upgrade_needed:
        say(_("It is of an older version: run `mainstay upgrade` now."))


def _write_down(restored: "Restored", file: Path) -> None:
    """Leave a trace in the audit trail that was brought back."""
    from mainstay.cli.session import system
    from mainstay.foundation.audit import services as audit

    audit.record(system(), "governance.backup.restored", made_at=restored.made_at, file=file.name)


def _note_missing(names: tuple[str, ...] | list[str]) -> None:
    if names:
        says = ngettext(
            "{count} upload or reject file had gone before it could be copied: {names}.",
            "{count} uploads or reject files had gone before they could be copied: {names}.",
            len(names),
        )
        note(says.format(count=len(names), names=", ".join(names)))


@contextmanager
def _refusals(*, as_json: bool) -> Iterator[None]:
    """Put what stops a backup or its return into words and leave with its status."""
    from mainstay.apps.governance import wording
    from mainstay.apps.governance.services import backing_up
    from mainstay.apps.governance.services.backing_up.postgresql import (
        ProgramFailed,
        ProgramMissing,
    )
    from mainstay.apps.governance.services.backing_up.restoring import NoRoom
    from mainstay.foundation.keeping.standing_still import BackupRunning

    def leave(code: str, figures: Mapping[str, Any], status: Exit = Exit.FAILED) -> None:
        fail(wording.backup_failure(code, figures), code=code, as_json=as_json, status=status)

    try:
        yield
    except backing_up.BackupImpossible as error:
        leave(error.code, error.details, Exit.USAGE if error.code == "exists" else Exit.FAILED)
    except BackupRunning:
        leave("backup_running", {})
    except backing_up.ArchiveUnusable as error:
        leave(error.code, {"name": error.name})
    except backing_up.TargetNotEmpty as error:
        leave("not_empty", {"place": error.place}, Exit.USAGE)
    except NoRoom as error:
        leave("room", {"needed": error.needed, "free": error.free})
    except ProgramMissing as error:
        leave("program_missing", {"program": error.name})
    except ProgramFailed as error:
        leave("program_failed", {"program": error.name, "says": error.says})
    except OSError as error:
        leave("disk", {"error": error.strerror or str(error)})
