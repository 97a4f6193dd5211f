"""`mainstay nominations`, `appeals`: what people ask about grades, and the answers."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer

from mainstay.cli.evaluating import ListFormat, refusals
from mainstay.cli.language import _
from mainstay.cli.output import fail, print_json, say
from mainstay.cli.reviewing import review_refusals
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.writing import Output, require_place, write_rows, written

nominations = typer.Typer(no_args_is_help=True)
appeals = typer.Typer(no_args_is_help=True)

Scheme = Annotated[str, typer.Option(help=_("The grading scheme."))]
OfScheme = Annotated[str, typer.Option("--scheme", help=_("Of this scheme alone."))]
Customer = Annotated[str, typer.Argument(help=_("The customer's code."))]
Number = Annotated[int, typer.Argument(help=_("Its number, as the list shows it."))]
Format = Annotated[ListFormat, typer.Option("--format")]
Reason = Annotated[str, typer.Option(help=_("Why; who asked is told."))]
Grade = Annotated[str, typer.Option(help=_("The code of the grade."))]
OnlyOpen = Annotated[bool, typer.Option("--open", help=_("Only what is not answered yet."))]
_COMMON = ("scheme", "customer", "name", "grade", "state", "by", "at")
_ANSWER = ("answer", "answered_by", "answered_at")


@contextmanager
def _refusals(*, as_json: bool) -> Iterator[None]:
    """Put what cannot be asked or answered into words and leave with its status."""
    from mainstay.apps.evaluation.queries.reviews.requests import RequestNotFound
    from mainstay.apps.evaluation.services.reviews.requests import RequestAnswered

    try:
        with review_refusals(as_json=as_json):
            yield
    except RequestNotFound as error:
        message = _("There is no number {number} within your reach.").format(number=error)
        fail(message, code="not_found", as_json=as_json)
    except RequestAnswered as error:
        message = _("Number {number} is answered already.").format(number=error)
        fail(message, code="answered", as_json=as_json)


@nominations.command("list", help=_("List the nominations, the newest first."))
def list_nominations(
    scheme: OfScheme = "",
    only_open: OnlyOpen = False,
    output_format: Format = ListFormat.CSV,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    as_json = output_format is ListFormat.JSON
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.api.requests import nomination_facts
    from mainstay.apps.evaluation.queries.reviews import requests

    rows = requests.nominations(actor, scheme, "open" if only_open else "")
    columns = ("nomination", *_COMMON, "evidence", *_ANSWER)
    _write((nomination_facts(row) for row in rows.iterator(500)), columns, output, as_json=as_json)


@nominations.command("make", help=_("Nominate a customer for a grade."))
def nominate(
    customer: Customer,
    scheme: Scheme,
    grade: Grade,
    evidence: Annotated[str, typer.Option(help=_("Why the customer should have the grade."))],
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.customers.queries import customer_by_code
    from mainstay.apps.evaluation.services.reviews import nominating

    with _refusals(as_json=as_json):
        made = nominating.nominate(
            actor,
            scheme=scheme,
            customer=customer_by_code(actor, customer).pk,
            grade=grade,
            evidence=evidence,
        )
    _tell_nomination(made, as_json=as_json)


@nominations.command("withdraw", help=_("Take a nomination back."))
def withdraw_nomination(number: Number, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.reviews import nominating

    with _refusals(as_json=as_json):
        row = nominating.withdraw_nomination(actor, number)
    _tell_nomination(row, as_json=as_json)


@nominations.command("decline", help=_("Answer that the customer does not get the grade."))
def decline(
    number: Number, reason: Reason, as_json: Json = False, as_person: AsPerson = ""
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.reviews import nominating

    with _refusals(as_json=as_json):
        row = nominating.decline_nomination(actor, number, reason=reason)
    _tell_nomination(row, as_json=as_json)


@appeals.command("list", help=_("List the appeals, the newest first."))
def list_appeals(
    scheme: OfScheme = "",
    only_open: OnlyOpen = False,
    output_format: Format = ListFormat.CSV,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    as_json = output_format is ListFormat.JSON
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.api.requests import appeal_facts
    from mainstay.apps.evaluation.queries.reviews import requests

    rows = requests.appeals(actor, scheme, "open" if only_open else "")
    columns = ("appeal", *_COMMON, "note", "decided_grade", *_ANSWER)
    _write((appeal_facts(row) for row in rows.iterator(500)), columns, output, as_json=as_json)


@appeals.command("make", help=_("Ask to look again at a grade in force."))
def appeal(
    customer: Customer,
    scheme: Scheme,
    note: Annotated[str, typer.Option(help=_("What the grade does not take into account."))],
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.customers.queries import customer_by_code
    from mainstay.apps.evaluation.services.reviews import appealing

    with _refusals(as_json=as_json):
        key = customer_by_code(actor, customer).pk
        made = appealing.appeal(actor, scheme=scheme, customer=key, note=note)
    _tell_appeal(made, as_json=as_json)


@appeals.command("withdraw", help=_("Take an appeal back."))
def withdraw_appeal(number: Number, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.reviews import appealing

    with _refusals(as_json=as_json):
        row = appealing.withdraw_appeal(actor, number)
    _tell_appeal(row, as_json=as_json)


@appeals.command("uphold", help=_("Answer that the grade stays."))
def uphold(number: Number, reason: Reason, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.reviews import appealing

    with _refusals(as_json=as_json):
        row = appealing.uphold(actor, number, reason=reason)
    _tell_appeal(row, as_json=as_json)


@appeals.command("change", help=_("Decide another grade, which then passes the approval."))
def change(
    number: Number,
    grade: Grade,
    reason: Reason,
    holds_until: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help=_("Until when it holds.")),
    ],
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.reviews import appealing

    with _refusals(as_json=as_json):
        row = appealing.change_grade(
            actor, number, grade=grade, reason=reason, holds_until=holds_until.date()
        )
    _tell_appeal(row, as_json=as_json)


def _write(
    rows: Iterable[dict[str, Any]], columns: Sequence[str], output: Output, *, as_json: bool
) -> None:
    with refusals(as_json=as_json), written(output, as_json=as_json) as stream:
        write_rows(stream, columns, rows, as_json=as_json)


def _tell_nomination(row: Any, *, as_json: bool) -> None:
    from mainstay.apps.evaluation.api.requests import nomination_facts

    if as_json:
        print_json(_plain(nomination_facts(row)))
        return
    says = _("Nomination {number} of {name}: {state}")
    say(says.format(number=row.pk, name=row.customer.name, state=row.get_state_display()))


def _tell_appeal(row: Any, *, as_json: bool) -> None:
    from mainstay.apps.evaluation.api.requests import appeal_facts

    if as_json:
        print_json(_plain(appeal_facts(row)))
        return
    says = _("Appeal {number} about {name}: {state}")
    say(says.format(number=row.pk, name=row.customer.name, state=row.get_state_display()))


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """The same with moments as texts."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in facts.items()
    }
