"""`mainstay export`: customers, contacts and order lines as files that an import reads again."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail
from mainstay.cli.session import AsPerson, connect
from mainstay.cli.writing import Output, require_place, written

if TYPE_CHECKING:
    from mainstay.foundation.access.actor import Actor
    from mainstay.shell.exported_columns import ExportedColumns
    from mainstay.shell.exports import Exported

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


class ExportFormat(StrEnum):
    """How a list is written."""

    CSV = "csv"
    XLSX = "xlsx"


class LinesFormat(StrEnum):
    """How order lines are written."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


@app.callback()
def export() -> None:
    """Lists as files."""


@app.command(help=_("The customers within reach."))
def customers(
    kind: Annotated[ExportFormat, typer.Option("--format")] = ExportFormat.CSV,
    output: Output = None,
    view: Annotated[
        str, typer.Option(help=_("Only what this saved view shows, in its columns and order."))
    ] = "",
    as_person: AsPerson = "",
) -> None:
    actor = _connect(kind.value, output, as_person)
    from mainstay.apps.customers.services.export import export_customers

    with _refusals():
        found = _export_view(actor, view) if view else export_customers(actor)
    _write(found, kind.value, output)


def _export_view(actor: "Actor", name: str) -> "Exported":
    """The customers that the person's own or a shared view of this name shows."""
    from mainstay.apps.customers.queries import CustomerFilter, views
    from mainstay.apps.customers.queries.list_columns import shown_columns
    from mainstay.apps.customers.services.export import export_customers

    try:
        found = views.view_named(actor, name)
    except views.ViewNotFound:
        message = _("There is no view {name}.").format(name=name)
        fail(message, code="view_not_found", as_json=False, status=Exit.USAGE)
    read = views.read_view(found, views.Catalogue(actor))
    if read.criteria is None:
        message = _("The view {name} filters by something that you may not see.").format(name=name)
        fail(message, code="view_hidden", as_json=False)
    columns = shown_columns(actor, read.state.columns)
    return export_customers(
        actor, CustomerFilter(groups=read.state.groups), read.state.sort, columns
    )


@app.command(help=_("The contacts of the customers within reach."))
def contacts(
    kind: Annotated[ExportFormat, typer.Option("--format")] = ExportFormat.CSV,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    actor = _connect(kind.value, output, as_person)
    from mainstay.apps.customers.services.export import export_contacts

    with _refusals():
        found = export_contacts(actor)
    _write(found, kind.value, output)


@app.command(help=_("The order lines in force of the customers within reach."))
def orders(
    kind: Annotated[LinesFormat, typer.Option("--format")] = LinesFormat.CSV,
    output: Output = None,
    source: Annotated[
        str, typer.Option(help=_("Only what came from this source; an import finds it again."))
    ] = "",
    as_person: AsPerson = "",
) -> None:
    actor = _connect(kind.value, output, as_person)
    from mainstay.apps.ledger.services.exporting import export_lines

    with _refusals():
        lines = export_lines(actor, source=source)
    if kind is LinesFormat.PARQUET:
        _write_parquet(lines, output)
    else:
        _write(lines, kind.value, output)


def _connect(kind: str, output: Path | None, as_person: str) -> "Actor":
    if kind != ExportFormat.CSV and output is None:
        message = _("--format {kind} needs --output.").format(kind=kind)
        fail(message, code="output", as_json=False, status=Exit.USAGE)
    require_place(output, as_json=False)
    return connect(as_person)


@contextmanager
def _refusals() -> Iterator[None]:
    """Leave with a message where nothing can be exported."""
    from mainstay.apps.ledger import wording
    from mainstay.apps.ledger.services.exporting import NoSuchSource
    from mainstay.engine.errors import LedgerDamaged
    from mainstay.foundation.access.services import AccessDenied

    try:
        yield
    except AccessDenied as error:
        message = _("You may not do this: {permission}.").format(permission=error.permission)
        fail(message, code="denied", as_json=False)
    except NoSuchSource as error:
        message = _("No order lines came from {source}.").format(source=error)
        fail(message, code="source_not_found", as_json=False, status=Exit.USAGE)
    except LedgerDamaged as damaged:
        fail(str(wording.damaged(damaged.name)), code="ledger_damaged", as_json=False)


def _write(found: "Exported", kind: str, output: Path | None) -> None:
    import shutil

    from mainstay.shell.exports import UnfitForWorkbook, workbook

    with written(output, as_json=False) as stream:
        if kind == ExportFormat.CSV:
            stream.writelines(found.csv())
            return
        try:
            with workbook(found) as made:
                shutil.copyfileobj(made, stream)
        except UnfitForWorkbook as unfit:
            fail(str(unfit), code="unfit_for_workbook", as_json=False)


def _write_parquet(lines: "ExportedColumns", output: Path | None) -> None:
    import pyarrow.parquet as pq

    with (
        written(output, as_json=False) as stream,
        pq.ParquetWriter(stream, lines.schema, compression="zstd") as parquet,
    ):
        for table in lines.tables:
            parquet.write_table(table.cast(lines.schema))
