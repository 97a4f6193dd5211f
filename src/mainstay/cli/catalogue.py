"""`mainstay indicator`: which indicators there are, and how customers stand in one."""

from typing import Annotated

import typer

from mainstay.cli.arrow import start_arrow
from mainstay.cli.evaluating import ListFormat
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, table
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.writing import Output, require_place, write_rows, written

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=_("The indicators that customers are compared and graded by."))
def list_indicators(as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries.catalogue import catalogue
    from mainstay.apps.evaluation.wording.indicators import DIMENSIONS, DIRECTIONS, SOURCES, UNITS

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
            str(UNITS[each.indicator.unit]),
            str(DIRECTIONS[each.indicator.better]),
        )
        for each in found
    ]
    table((_("Code"), _("Name"), _("Dimension"), _("Source"), _("Unit"), _("Direction")), rows)


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
    from mainstay.apps.evaluation.contracts.indicators import UnknownIndicator
    from mainstay.apps.evaluation.services.exporting import FIGURE_COLUMNS, export_figures

    try:
        rows = export_figures(actor, code)
    except UnknownIndicator:
        message = _("There is no indicator {code}.").format(code=code)
        fail(message, code="indicator_not_found", as_json=as_json, status=Exit.USAGE)
    with written(output, as_json=as_json) as stream:
        write_rows(stream, FIGURE_COLUMNS, rows, as_json=as_json)
