"""`mainstay files`: the files of reference data that were taken in, and out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.amounts import counted
from mainstay.cli.arrow import start_arrow
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say, table
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.undoing import ask_to_undo
from mainstay.cli.writing import Output, require_place, written

if TYPE_CHECKING:
    from mainstay.apps.reference.contracts import UndoneFile
    from mainstay.apps.reference.models import TakenFile

app = typer.Typer(no_args_is_help=True)
Number = Annotated[int, typer.Argument(help=_("The number of the file."))]


@contextmanager
def _refusals(number: int, *, as_json: bool) -> Iterator[None]:
    """Put what a service refuses into words and leave with its status."""
    from mainstay.apps.reference.queries.taken import FileNotFound, NoRejectFile
    from mainstay.apps.reference.services.taken import FileUndone
    from mainstay.foundation.access.services import AccessDenied

    try:
        yield
    except FileNotFound:
        message = _("There is no file of reference data {number}.").format(number=number)
        fail(message, code="file_not_found", as_json=as_json, status=Exit.USAGE)
    except FileUndone:
        fail(_("This file has been undone already."), code="file_undone", as_json=as_json)
    except NoRejectFile:
        message = _("There is no reject file, or it is no longer kept.")
        fail(message, code="no_rejects", as_json=as_json)
    except AccessDenied as error:
        message = _("You may not do this: {permission}.").format(permission=error.permission)
        fail(message, code="denied", as_json=as_json)


@app.command("list", help=_("List the files of reference data, the newest first."))
def list_them(as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.reference.queries.taken import taken_files

    found = list(taken_files(actor))
    if as_json:
        print_json({"files": [_as_json(file) for file in found]})
        return
    if not found:
        say(_("No file of reference data has been taken in yet."))
        return
    rows = [
        (
            file.pk,
            file.taken_at.strftime("%Y-%m-%d %H:%M"),
            f"{file.file_name}\n{file.get_kind_display()}",
            _("undone") if file.undone_at else _("taken in"),
            counted(file.created + file.changed),
            counted(file.rejected),
        )
        for file in found
    ]
    columns = (_("Number"), _("When (UTC)"), _("File"), _("State"), _("Set"), _("Rejected"))
    table(columns, rows)


@app.command(help=_("Undo a file of reference data."))
def undo(
    number: Number,
    preview: Annotated[
        bool, typer.Option("--preview", help=_("Say what would happen and do nothing."))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask."))] = False,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    start_arrow()
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.reference.queries.taken import taken_file
    from mainstay.apps.reference.services import taken

    with _refusals(number, as_json=as_json):
        file = taken_file(actor, number)
        if preview:
            _print_preview(file, taken.preview(actor, file), as_json=as_json)
            return
        if not yes:
            planned = taken.preview(actor, file)
            ask_to_undo(lambda: _print(file, planned), _("Undo this file?"), as_json=as_json)
        done = taken.undo(actor, file)
    if as_json:
        print_json(done.counts)
        return
    if yes:
        _print(file, done)
        say("")
    say(_("File {number} is undone.").format(number=number))


@app.command(help=_("Write the rejected records of a file with their reasons as CSV."))
def rejects(
    number: Number, output: Output = None, as_json: Json = False, as_person: AsPerson = ""
) -> None:
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.reference.queries.taken import taken_file
    from mainstay.apps.reference.services import taken

    with _refusals(number, as_json=as_json):
        content = taken.reject_file(actor, taken_file(actor, number))
    with written(output, as_json=as_json) as place:
        place.write(content)


def _print_preview(file: "TakenFile", planned: "UndoneFile", *, as_json: bool) -> None:
    if as_json:
        print_json(planned.counts)
        return
    _print(file, planned)
    say("")
    say(_("Nothing was undone. To undo this file:"))
    say(f"  mainstay files undo {file.pk}")


def _print(file: "TakenFile", counts: "UndoneFile") -> None:
    """What an undo takes out, brings back and leaves."""
    from mainstay.apps.reference.contracts import UNDONE

    say(_("File {number}, {file}").format(number=file.pk, file=file.file_name))
    say("")
    rows = [(str(label), counted(counts.counts[name])) for name, label in UNDONE.items()]
    table(("", _("Records")), rows)


def _as_json(file: "TakenFile") -> dict[str, Any]:
    counts = ("records", "created", "changed", "unchanged", "rejected", "blank")
    return {
        "file": file.pk,
        "kind": file.kind,
        "calendar": file.calendar.name if file.calendar else None,
        "file_name": file.file_name,
        "by": file.by_name,
        "taken_at": file.taken_at.isoformat(),
        **{name: getattr(file, name) for name in counts},
        "undone_at": file.undone_at.isoformat() if file.undone_at else None,
        "undo": file.undo or None,
    }
