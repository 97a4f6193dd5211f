"""`mainstay rate`: rating rounds, ratings from a file, what came of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from mainstay.cli.arrow import start_arrow
from mainstay.cli.evaluating import ListFormat
from mainstay.cli.import_refusals import refusals
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say, table
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.taken_report import print_taken
from mainstay.cli.writing import Output, require_place, write_rows, written

app = typer.Typer(no_args_is_help=True)
Round = Annotated[int, typer.Option("--round", metavar="N", help=_("The number of the round."))]


@contextmanager
def _refusals(number: int, *, as_json: bool) -> Iterator[None]:
    """Put what a round refuses into words and leave with its status."""
    from mainstay.apps.evaluation.queries.ratings.rounds import RoundEnded, RoundNotFound

    try:
        with refusals(as_json):
            yield
    except RoundNotFound:
        message = _("There is no rating round {number}.").format(number=number)
        fail(message, code="round_not_found", as_json=as_json, status=Exit.USAGE)
    except RoundEnded:
        message = _("The round has ended; nothing of it changes any more.")
        fail(message, code="round_ended", as_json=as_json)


@app.command("rounds", help=_("List the rating rounds, the newest first."))
def list_rounds(as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries.ratings.rounds import rounds

    found = list(rounds(actor))
    if as_json:
        print_json(
            {
                "rounds": [
                    {
                        "round": row.pk,
                        "name": row.name,
                        "state": row.state,
                        "criteria": row.criteria,
                        "due_on": row.due_on.isoformat(),
                        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
                    }
                    for row in found
                ]
            }
        )
        return
    if not found:
        say(_("There is no rating round yet."))
        return
    rows = [
        (row.pk, row.name, row.get_state_display(), row.due_on.isoformat(), row.closed_on or "")
        for row in found
    ]
    table((_("Number"), _("Name"), _("State"), _("Due"), _("Closed on")), rows)


@app.command("import", help=_("Take the ratings of a CSV file or workbook into a round."))
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    number: Round,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Say what would happen and do nothing."))
    ] = False,
    sheet: Annotated[str, typer.Option(help=_("The sheet of a workbook."))] = "",
    encoding: Annotated[str, typer.Option(help=_("The encoding of a text file."))] = "",
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    start_arrow()
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.ratings.importing import import_ratings
    from mainstay.apps.evaluation.services.ratings.reports import told_report
    from mainstay.apps.ledger.services import importing
    from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile

    with _refusals(number, as_json=as_json):
        options = importing.ImportOptions(sheet=sheet, encoding=encoding or None)
        order = ReferenceFile(file.name, importing.file_blocks(file), options=options)
        report = told_report(import_ratings(actor, number, order, commit=not dry_run))
    if as_json:
        print_json({"round": number, "committed": not dry_run, **report})
        return
    print_taken(file.name, report, done=not dry_run)


@app.command(help=_("What the ratings of a round add up to, by customer and criterion."))
def results(
    number: Round,
    output_format: Annotated[ListFormat, typer.Option("--format")] = ListFormat.CSV,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    as_json = output_format is ListFormat.JSON
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.ratings.exporting import RESULT_COLUMNS, export_results

    with _refusals(number, as_json=as_json), written(output, as_json=as_json) as stream:
        write_rows(stream, RESULT_COLUMNS, export_results(actor, number), as_json=as_json)
