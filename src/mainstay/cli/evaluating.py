"""`mainstay indicators`, `evaluate`, `grades`, `why`: figures, grades, reasons."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.amounts import counted
from mainstay.cli.detailing import print_detail
from mainstay.cli.language import _, ngettext
from mainstay.cli.output import Exit, fail, print_json, say, table
from mainstay.cli.progress import shown_progress
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.writing import Output, require_place, write_rows, written

if TYPE_CHECKING:
    from mainstay.apps.evaluation.contracts.reports import EvaluationReport
    from mainstay.apps.evaluation.contracts.why import Why
    from mainstay.apps.evaluation.models import Evaluation


class FigureFormat(StrEnum):
    """How figures are written."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class ListFormat(StrEnum):
    """How a list is written."""

    CSV = "csv"
    JSON = "json"


Day = Annotated[
    datetime,
    typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DATE", help=_("The day itself is out.")),
]
Scheme = Annotated[
    str,
    typer.Option(help=_("The grading scheme, such as tiers; `mainstay schemes list` shows them.")),
]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command(help=_("Every customer's indicators as of a day."))(indicators)
    app.command(help=_("Grade all customers by a scheme."))(evaluate)
    app.command(help=_("The customers' grades in a scheme."))(grades)
    app.command(help=_("Why a customer has its grade, and what the next one takes."))(why)


def indicators(
    as_of: Day,
    output_format: Annotated[FigureFormat, typer.Option("--format")] = FigureFormat.CSV,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    as_json = output_format is FigureFormat.JSON
    if output_format is FigureFormat.PARQUET and output is None:
        fail(_("--format parquet needs --output."), code="output", as_json=False, status=Exit.USAGE)
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.exporting import export_indicators

    with refusals(as_json=as_json):
        figures = export_indicators(actor, as_of.date())
    with written(output, as_json=as_json) as stream:
        if output_format is FigureFormat.PARQUET:
            import pyarrow.parquet as pq

            pq.write_table(figures, stream)
            return
        rows = (row for batch in figures.to_batches() for row in batch.to_pylist())
        write_rows(stream, figures.column_names, rows, as_json=as_json)


def evaluate(
    scheme: Scheme,
    as_of: Day,
    unit: Annotated[
        str,
        typer.Option(
            metavar="WHOM",
            help=_(
                "Grade each customer alone (customer) or each group as one (group); "
                "as the scheme says by default."
            ),
        ),
    ] = "",
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries.evaluations import report
    from mainstay.apps.evaluation.queries.reviews.queue import evaluation_in_review
    from mainstay.apps.evaluation.services import evaluating

    with refusals(as_json=as_json):
        with shown_progress(quiet=as_json) as tell:
            done = evaluating.evaluate(actor, scheme, as_of.date(), unit or None, tell)
        found = report(actor, done)
    if as_json:
        print_json(
            {
                "evaluation": found.evaluation,
                "scheme": found.scheme,
                "version": found.version,
                "as_of": found.as_of.isoformat(),
                "state": found.state,
                "customers": found.customers,
                "grades": found.grades,
                "withheld": found.withheld,
                "seconds": found.seconds,
            }
        )
        return
    in_force = done.version.scheme.in_force
    later = in_force is not None and in_force.as_of > done.as_of
    in_review = evaluation_in_review(actor, scheme)
    _print_evaluation(found, later=later, frozen=done.while_frozen, in_review=in_review)


def _print_evaluation(
    found: "EvaluationReport", *, later: bool, frozen: bool, in_review: "Evaluation | None"
) -> None:
    """What was graded, how many have which grade, and what that changes."""
    from mainstay.apps.evaluation.wording.names import NO_GRADE, grade_name, scheme_name

    says = _("{scheme}, evaluation {number}: figures before {day}")
    name = scheme_name(found.scheme)
    say(says.format(scheme=name, number=found.evaluation, day=found.as_of.isoformat()))
    say("")
    of_groups = found.unit == "group"
    rows = [(grade_name(found.scheme, code), counted(n)) for code, n in found.grades.items()]
    if found.withheld:
        rows.append((NO_GRADE, counted(found.withheld)))
    table((_("Grade"), _("Groups") if of_groups else _("Customers")), rows)
    say("")
    for sentence in _consequences(found, later=later, frozen=frozen, in_review=in_review):
        say(sentence)


def _consequences(
    found: "EvaluationReport", *, later: bool, frozen: bool, in_review: "Evaluation | None"
) -> Iterator[str]:
    """What the evaluation changes, and where the grades are."""
    command = f"mainstay grades --scheme {found.scheme}"
    if not found.took_effect and later:
        yield _("The grades in force are of a later day and stay.")
        return
    if frozen:
        yield _("The grades of this scheme are frozen: nothing changed.")
        return
    if not found.took_effect:
        yield _proposes(found, command, in_review)
        return
    says = _("These grades are in force now.")
    if found.changed is not None:
        says = ngettext(
            "These grades are in force now; {count} customer has another one than before.",
            "These grades are in force now; {count} customers have another one than before.",
            found.changed,
        )
    yield says.format(count=counted(found.changed))
    yield _("Each with its reason: {command}").format(command=command)


def _proposes(found: "EvaluationReport", command: str, in_review: "Evaluation | None") -> str:
    """What an evaluation by a scheme that asks for approval comes to."""
    if in_review is None:
        return _("It proposes no other grades than those in force.")
    if in_review.pk != found.evaluation:
        return _("Decided grades of an earlier evaluation wait for approval: this one is kept.")
    return _("These grades wait for approval: {command}").format(command=f"{command} --proposed")


def grades(
    scheme: Scheme,
    proposed: Annotated[
        bool, typer.Option("--proposed", help=_("Those that wait for approval."))
    ] = False,
    output_format: Annotated[ListFormat, typer.Option("--format")] = ListFormat.CSV,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    as_json = output_format is ListFormat.JSON
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.exporting import export_grades

    with refusals(as_json=as_json), written(output, as_json=as_json) as stream:
        sheet = export_grades(actor, scheme, proposed=proposed)
        rows = (
            {
                "customer": row.customer,
                "name": row.name,
                "grade": row.grade,
                "score": row.score,
                "coverage": row.coverage,
                "since": row.since,
                "why": row.why,
            }
            for row in sheet
        )
        columns = ("customer", "name", "grade", "score", "coverage", "since", "why")
        write_rows(stream, columns, rows, as_json=as_json)


def why(
    customer: Annotated[str, typer.Argument(help=_("The customer's code."))],
    scheme: Scheme,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.queries.detail import why_in_detail
    from mainstay.apps.evaluation.queries.why import why as find_why

    with refusals(as_json=as_json):
        found = find_why(actor, customer, scheme)
        detail = why_in_detail(actor, customer, scheme)
    if as_json:
        print_json({**found.as_json(), **detail.as_json()})
        return
    says = _("{name} ({customer}): {grade}, since {day}")
    if found.since is None:
        says = _("{name} ({customer}): {grade}")
    given = [each.grade_name for each in found.labels if each.grade is not None]
    none = _("no label") if found.labels else _("no grade")
    grade = ", ".join(given) or found.grade_name or none
    say(says.format(name=found.name, customer=found.customer, grade=grade, day=found.since))
    if not found.labels:
        for sentence in (*found.reasons, found.next.text):
            say(f"  {sentence}")
    for label in found.labels:
        _print_label(label)
    _print_waterfall(found)
    print_detail(detail, scheme)


def _print_label(label: "Why") -> None:
    """Why a label applies, or what would bring it."""
    says = _("{label}: applies since {day}")
    if label.since is None:
        says = _("{label}: does not apply")
    say(f"  {says.format(label=label.grade_name, day=label.since)}")
    for sentence in (*label.reasons, *([] if label.grade else [label.next.text])):
        say(f"    {sentence}")


def _print_waterfall(found: "Why") -> None:
    """What the score is made of, where the scheme has one."""
    from mainstay.apps.evaluation.wording.waterfall import waterfall
    from mainstay.apps.governance import queries as governance

    made_of = waterfall(found.scorecard, governance.installation().reporting_currency)
    if made_of is None:
        return
    say("")
    columns = (_("Indicator"), _("Dimension"), _("Figure"), _("Of 100"), _("Weight"), _("Points"))
    lines = [
        (line.indicator, line.dimension, line.figure, line.value, line.weight, line.points)
        for line in made_of.lines
    ]
    table(columns, [tuple("" if cell is None else cell for cell in line) for line in lines])
    if made_of.note:
        say(f"  {made_of.note}")


@contextmanager
def refusals(*, as_json: bool) -> Iterator[None]:
    """Put what cannot be done into words and leave with its status."""
    from django.core.exceptions import ValidationError

    from mainstay.apps.customers.queries import CustomerNotFound
    from mainstay.apps.evaluation.queries.files import EvaluationDamaged
    from mainstay.apps.evaluation.queries.schemes import NotEvaluated, UnknownScheme
    from mainstay.apps.evaluation.wording.failures import failure
    from mainstay.engine.errors import LedgerDamaged
    from mainstay.foundation.access.services import AccessDenied
    from mainstay.foundation.jobs.context import JobFailed

    try:
        yield
    except ValidationError as error:
        message = " ".join(error.messages)
        fail(message, code="invalid", as_json=as_json, status=Exit.USAGE)
    except UnknownScheme as error:
        message = _("There is no scheme {code}.").format(code=error)
        fail(message, code="unknown_scheme", as_json=as_json, status=Exit.USAGE)
    except NotEvaluated as error:
        message = _("Nothing has been evaluated by {code} yet: run `mainstay evaluate`.")
        fail(message.format(code=error), code="not_evaluated", as_json=as_json)
    except CustomerNotFound as error:
        message = _("There is no customer {code}.").format(code=error)
        fail(message, code="unknown_customer", as_json=as_json, status=Exit.USAGE)
    except AccessDenied as error:
        message = _("You may not do this: {permission}.").format(permission=error.permission)
        fail(message, code="denied", as_json=as_json)
    except (LedgerDamaged, EvaluationDamaged) as error:
        message = _("The file {name} is damaged or missing; no figure comes out of it.")
        fail(message.format(name=error.name), code="damaged", as_json=as_json)
    except JobFailed as error:
        fail(failure(error.code, error.details), code=error.code, as_json=as_json)
