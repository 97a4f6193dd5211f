"""`mainstay models`: running models over all customers, what they found, which run is in use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.amounts import counted
from mainstay.cli.evaluating import Day, ListFormat, refusals
from mainstay.cli.language import _
from mainstay.cli.model_reports import print_back_test, print_comparison, print_report
from mainstay.cli.output import Exit, fail, print_json, say, table
from mainstay.cli.progress import shown_progress
from mainstay.cli.scheme_use import Every
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.writing import Output, require_place, write_rows, written

if TYPE_CHECKING:
    from mainstay.apps.evaluation.models import ModelRun

app = typer.Typer(no_args_is_help=True)
Number = Annotated[int, typer.Argument(help=_("The number of the run."))]
Kind = Annotated[
    str,
    typer.Argument(
        metavar="KIND",
        help=_("The kind of model: lifecycle, clv, baskets, churn, forecast or segments."),
    ),
]

Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help=_("A parameter; may be repeated.")),
]


@contextmanager
def _refusals(*, as_json: bool) -> Iterator[None]:
    """Put what cannot be done into words and leave with its status."""
    from mainstay.apps.evaluation.queries.forecast_months import NoMonths
    from mainstay.apps.evaluation.queries.model_runs import ModelRunNotFound, RunUnfinished
    from mainstay.apps.evaluation.queries.segment_runs import SegmentNotFound
    from mainstay.apps.evaluation.services.model_runs.comparing import OtherKind
    from mainstay.apps.evaluation.services.model_runs.naming import SegmentNameConflict

    told = {
        ModelRunNotFound: (
            "model_run_not_found",
            _("There is no model run {number} within your reach."),
        ),
        RunUnfinished: ("not_finished", _("Run {number} has not come to an end.")),
        NoMonths: ("months_not_found", _("The run tells no months of {code}.")),
        OtherKind: ("not_comparable", _("Only two runs of one kind are compared.")),
        SegmentNotFound: ("segment_not_found", _("The run has no segment {code}.")),
        SegmentNameConflict: (
            "segment_renamed",
            _("Somebody else has named this segment meanwhile."),
        ),
    }
    try:
        with refusals(as_json=as_json):
            yield
    except tuple(told) as error:
        code, says = told[type(error)]
        fail(says.format(number=error, code=error), code=code, as_json=as_json)


@app.command(help=_("Run a model over all customers."))
def fit(
    kind: Kind,
    as_of: Day,
    settings: Settings = None,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.model_runs import running

    parameters = _parameters(settings, as_json=as_json)
    with _refusals(as_json=as_json), shown_progress(quiet=as_json) as tell:
        row = running.run_model(actor, kind, as_of.date(), parameters, tell)
    _tell(row, as_json=as_json)


@app.command(help=_("What a model would have said on an earlier day, beside what came."))
def backtest(
    kind: Kind,
    as_of: Day,
    horizon: Annotated[
        int, typer.Option(metavar="MONTHS", help=_("So many months from the day on."))
    ] = 12,
    settings: Settings = None,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.model_runs import running

    parameters = _parameters(settings, as_json=as_json)
    with _refusals(as_json=as_json), shown_progress(quiet=as_json) as tell:
        row = running.run_model(
            actor, kind, as_of.date(), parameters, tell, back_test_months=horizon
        )
    if as_json:
        told = row.report[running.BACK_TEST]
        print_json({**_facts(row), running.BACK_TEST: told})
        return
    _say_which(row)
    print_back_test(row)


def _parameters(settings: list[str] | None, *, as_json: bool) -> dict[str, str]:
    """Parameters as they are written: NAME=VALUE."""
    parameters = {}
    for each in settings or ():
        name, equals, value = each.partition("=")
        if not equals:
            message = _("A parameter is written NAME=VALUE: {text}").format(text=each)
            fail(message, code="parameter", as_json=as_json, status=Exit.USAGE)
        parameters[name] = value
    return parameters


@app.command("list", help=_("List the model runs, the newest first."))
def list_runs(as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries.model_runs import model_runs_with_ends
    from mainstay.apps.evaluation.wording.failures import why_it_ended

    found = list(model_runs_with_ends(actor))
    if as_json:
        print_json({"model_runs": [_facts(row) for row in found]})
        return
    rows = [
        (
            row.pk,
            row.get_kind_display(),
            row.as_of.isoformat(),
            counted(row.customers),
            _("in use") if row.in_use else why_it_ended(row),
        )
        for row in found
    ]
    table((_("Number"), _("Model"), _("As of"), _("Customers"), _("State")), rows)


@app.command(help=_("Show what a run found."))
def show(number: Number, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries.model_runs import model_run

    with _refusals(as_json=as_json):
        row = model_run(actor, number)
    _tell(row, as_json=as_json)


@app.command(help=_("What a run found of each customer."))
def customers(
    number: Number,
    output_format: Annotated[ListFormat, typer.Option("--format")] = ListFormat.CSV,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    as_json = output_format is ListFormat.JSON
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries import model_runs
    from mainstay.apps.evaluation.services.model_runs.kinds import KINDS

    with _refusals(as_json=as_json):
        row = model_runs.ended_run(actor, number)
        found = model_runs.told_of_customers(actor, row)
    with written(output, as_json=as_json) as stream:
        columns = ("customer", "name", *KINDS[row.kind].figures)
        rows = ({name: each[name] for name in columns} for each in found.to_pylist())
        write_rows(stream, columns, rows, as_json=as_json)


@app.command(help=_("The months of a forecast: of all together, a customer or a group."))
def months(
    number: Number,
    customer: Annotated[str, typer.Option(help=_("The code of a customer."))] = "",
    group: Annotated[str, typer.Option(help=_("The code of the customer at its top."))] = "",
    output_format: Annotated[ListFormat, typer.Option("--format")] = ListFormat.CSV,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    as_json = output_format is ListFormat.JSON
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries import forecast_months

    with _refusals(as_json=as_json):
        found = forecast_months.months_told(actor, number, customer=customer, group=group)
    with written(output, as_json=as_json) as stream:
        write_rows(stream, found.column_names, found.to_pylist(), as_json=as_json)


@app.command(help=_("Put a finished run to use in the place of the one that is."))
def promote(number: Number, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.model_runs import running

    with _refusals(as_json=as_json):
        row = running.promote(actor, number)
    if as_json:
        print_json(_facts(row))
        return
    says = _("Run {number} is in use.")
    say(says.format(number=row.pk))


@app.command("name", help=_("Name a segment of a run; a later run takes the name on."))
def name_segment(
    number: Number,
    segment: Annotated[str, typer.Argument(help=_("Its code, such as segment_1."))],
    name: Annotated[str, typer.Argument(help=_("What it is called from now on."))],
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.models import ModelKind
    from mainstay.apps.evaluation.queries.model_runs import finished_run
    from mainstay.apps.evaluation.queries.segment_runs import segment_of
    from mainstay.apps.evaluation.services.model_runs import naming

    with _refusals(as_json=as_json):
        read = segment_of(finished_run(actor, number, ModelKind.SEGMENTS), segment)
        named = naming.name_segment(actor, number, segment, read.version, name)
    if as_json:
        print_json({"model_run": number, "segment": named.code, "name": named.name})
        return
    says = _("{segment} of run {number} is called {name}.")
    say(says.format(segment=segment, number=number, name=named.name))


@app.command(help=_("Two runs of one kind side by side, and who moved."))
def compare(
    number: Number,
    other: Annotated[int, typer.Argument(help=_("The number of the earlier run."))],
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.api.comparing_models import compared
    from mainstay.apps.evaluation.services.model_runs.comparing import comparison

    with _refusals(as_json=as_json):
        found = comparison(actor, number, other)
    if as_json:
        print_json(compared(found))
        return
    print_comparison(found)


@app.command(help=_("Let a model be run by itself, or no more."))
def schedule(
    kind: Kind,
    every: Annotated[Every, typer.Option(help=_("How often."))],
    on_import: Annotated[
        bool, typer.Option("--on-import", help=_("Also after order lines were imported."))
    ] = False,
    promotes: Annotated[
        bool, typer.Option("--promote", help=_("Put its runs to use at once."))
    ] = False,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.api.comparing_models import scheduled
    from mainstay.apps.evaluation.services.model_runs.scheduling import change_schedule
    from mainstay.apps.evaluation.wording.comparing_models import schedule_told

    often = "" if every is Every.NEVER else every.value
    with _refusals(as_json=as_json):
        row = change_schedule(actor, kind, every=often, on_import=on_import, promotes=promotes)
    if as_json:
        print_json(scheduled(row))
        return
    say(schedule_told(row) or _("Runs when somebody asks."))


def _facts(row: "ModelRun") -> dict[str, Any]:
    from mainstay.apps.evaluation.api.model_runs import facts

    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts(row).items()
    }


def _tell(row: "ModelRun", *, as_json: bool) -> None:
    if as_json:
        print_json({**_facts(row), "report": row.report})
        return
    _say_which(row)
    if row.finished_at is not None:
        print_report(row)


def _say_which(row: "ModelRun") -> None:
    says = _("{kind}, run {number}, as of {day}")
    kind, day = row.get_kind_display(), row.as_of.isoformat()
    say(says.format(kind=kind, number=row.pk, day=day))
