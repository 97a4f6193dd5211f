"""`mainstay recurring`: the imports that run by themselves."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.arrow import start_arrow
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say, table
from mainstay.cli.session import AsPerson, Json, connect

if TYPE_CHECKING:
    from mainstay.apps.ledger.models import RecurringImport, RecurringRun
    from mainstay.foundation.access.actor import Actor

app = typer.Typer(no_args_is_help=True)
Name = Annotated[str, typer.Argument(help=_("The name of the recurring import."))]


@app.command("list", help=_("List the recurring imports."))
def list_them(as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.ledger import recurring_wording as wording
    from mainstay.apps.ledger.queries.recurring import recurring_imports

    found = list(recurring_imports(actor))
    if as_json:
        print_json({"recurring_imports": [_as_json(row) for row in found]})
        return
    if not found:
        say(_("There are no recurring imports yet."))
        return
    rows = [
        (
            row.name,
            row.profile.get_kind_display(),
            wording.origin_of(row),
            _outcome(row),
            row.next_at.strftime("%Y-%m-%d %H:%M") if row.next_at else _("paused"),
        )
        for row in found
    ]
    columns = (_("Name"), _("Brings"), _("Files from"), _("Last file"), _("Looks next (UTC)"))
    table(columns, rows)


def _outcome(row: "RecurringImport") -> str:
    from mainstay.apps.ledger.recurrence import RunOutcome

    last = getattr(row, "last_outcome", None)
    return str(RunOutcome(last).label) if last else "–"


@app.command(help=_("Look for files now and import them here."))
def run(name: Name, as_json: Json = False, as_person: AsPerson = "") -> None:
    start_arrow()
    actor = connect(as_person, as_json=as_json)
    from django.core.exceptions import ValidationError

    from mainstay.apps.ledger.queries.recurring import runs_of
    from mainstay.apps.ledger.recurrence import RunOutcome
    from mainstay.apps.ledger.services import recurring
    from mainstay.shell.sentences import joined

    found = _named(actor, name, as_json=as_json)
    newest = runs_of(actor, found).values_list("pk", flat=True).first() or 0
    try:
        recurring.look_here(actor, found)
    except ValidationError as error:
        code = str(getattr(error, "code", None) or "refused")
        fail(joined(error.messages), code=code, as_json=as_json)
    made = list(runs_of(actor, found).filter(pk__gt=newest).order_by("pk"))
    _print_runs(made, as_json=as_json)
    if any(each.outcome != RunOutcome.IMPORTED for each in made):
        raise typer.Exit(int(Exit.NOTHING_COMMITTED))


@app.command(help=_("Look for no more files until it is resumed."))
def pause(name: Name, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.ledger.services import recurring

    row = recurring.pause(actor, _named(actor, name, as_json=as_json).pk)
    _print_standing(row, _("{name} is paused."), as_json=as_json)


@app.command(help=_("Look for files again."))
def resume(name: Name, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.ledger.services import recurring

    row = recurring.resume(actor, _named(actor, name, as_json=as_json).pk)
    _print_standing(row, _("{name} looks for files again."), as_json=as_json)


def _named(actor: "Actor", name: str, *, as_json: bool) -> "RecurringImport":
    from mainstay.apps.ledger.queries.recurring import RecurringImportGone, recurring_named

    try:
        return recurring_named(actor, name)
    except RecurringImportGone:
        message = _("There is no recurring import {name}.").format(name=name)
        fail(message, code="unknown_recurring_import", as_json=as_json, status=Exit.USAGE)


def _print_standing(row: "RecurringImport", words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(row))
        return
    say(words.format(name=row.name))


def _print_runs(made: "list[RecurringRun]", *, as_json: bool) -> None:
    from mainstay.apps.ledger import recurring_wording as wording

    if as_json:
        print_json({"runs": [_run_as_json(each) for each in made]})
        return
    if not made:
        say(_("There is nothing new."))
        return
    rows = [
        (
            each.file_name,
            each.get_outcome_display(),
            each.batch_id or each.taken_id or "",
            wording.reason_of(each),
        )
        for each in made
    ]
    table((_("File"), _("Outcome"), _("No."), _("Reason")), rows)


def _as_json(row: "RecurringImport") -> dict[str, Any]:
    from mainstay.apps.ledger import recurring_wording as wording

    return {
        "name": row.name,
        "kind": row.profile.kind,
        "profile": row.profile.name,
        "origin": row.origin,
        "files_from": wording.origin_of(row),
        "paused": row.paused_at is not None,
        "failures": row.failures,
        "next_at": row.next_at.isoformat() if row.next_at else None,
        "last_outcome": getattr(row, "last_outcome", None),
    }


def _run_as_json(run: "RecurringRun") -> dict[str, Any]:
    from mainstay.apps.ledger import recurring_wording as wording

    return {
        "file": run.file_name,
        "outcome": run.outcome,
        "batch": run.batch_id,
        "reference_file": run.taken_id,
        "reason": wording.reason_of(run),
        "moved_to": run.moved_to,
    }
