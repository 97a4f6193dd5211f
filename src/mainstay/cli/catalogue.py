"""`mainstay indicator`: which indicators there are, and how customers stand in one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from mainstay.cli.arrow import start_arrow
from mainstay.cli.evaluating import ListFormat
from mainstay.cli.import_refusals import refusals
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, table
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.taken_report import print_taken
from mainstay.cli.writing import Output, require_place, write_rows, written

app = typer.Typer(no_args_is_help=True)


@contextmanager
def _refusals(code: str, *, as_json: bool) -> Iterator[None]:
    """Put what is refused of an indicator into words and leave with its status."""
    from mainstay.apps.evaluation.contracts.indicators import UnknownIndicator
    from mainstay.apps.evaluation.queries.custom_indicators import IndicatorNotFound

    try:
        with refusals(as_json):
            yield
    except (UnknownIndicator, IndicatorNotFound):
        message = _("There is no indicator {code}.").format(code=code)
        fail(message, code="indicator_not_found", as_json=as_json, status=Exit.USAGE)


@app.command("list", help=_("The indicators that customers are compared and graded by."))
def list_indicators(as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries.catalogue import catalogue
    from mainstay.apps.evaluation.wording.indicators import DIMENSIONS, SOURCES

    found = catalogue(actor)
    if as_json:
        print_json(
            {
                "indicators": [
                    {
                        "code": each.code,
                        "name": str(each.name),
                        "unit": each.indicator.unit,
                        "better": each.indicator.better,
                        "dimension": each.indicator.dimension,
                        "source": each.source,
                        "retired": each.retired,
                    }
                    for each in found
                ]
            }
        )
        return
    rows = [
        (
            each.code,
            str(each.name),
            str(DIMENSIONS.get(each.indicator.dimension, each.indicator.dimension)),
            str(SOURCES[each.source]),
        )
        for each in found
    ]
    table((_("Code"), _("Name"), _("Dimension"), _("Source")), rows)


@app.command(help=_("The customers' newest figures of one indicator."))
def figures(
    code: Annotated[str, typer.Argument(help=_("The code of the indicator."))],
    output_format: Annotated[ListFormat, typer.Option("--format")] = ListFormat.CSV,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    as_json = output_format is ListFormat.JSON
    require_place(output, as_json=as_json)
    start_arrow()
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.exporting import FIGURE_COLUMNS, export_figures

    with _refusals(code, as_json=as_json):
        rows = export_figures(actor, code)
    with written(output, as_json=as_json) as stream:
        write_rows(stream, FIGURE_COLUMNS, rows, as_json=as_json)


@app.command("import", help=_("Take the figures of a CSV file or workbook into an indicator."))
def import_file(
    code: Annotated[str, typer.Argument(help=_("The code of the indicator."))],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    origin: Annotated[str, typer.Option(help=_("Who published the figures."))],
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help=_("The day of rows without one.")),
    ] = None,
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
    from mainstay.apps.evaluation.services.figure_files import import_figures
    from mainstay.apps.evaluation.services.reports import told
    from mainstay.apps.evaluation.wording.figure_files import FIELDS, REFUSALS
    from mainstay.apps.ledger.services import importing
    from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile

    with _refusals(code, as_json=as_json):
        options = importing.ImportOptions(sheet=sheet, encoding=encoding or None)
        order = ReferenceFile(file.name, importing.file_blocks(file), options=options)
        day = on.date() if on else None
        report = import_figures(actor, code, order, origin=origin, on=day, commit=not dry_run)
    found = told(report, FIELDS, REFUSALS)
    if as_json:
        print_json({"indicator": code, "committed": not dry_run, **found})
        return
    print_taken(file.name, found, done=not dry_run)
