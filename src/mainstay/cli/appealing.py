"""`mainstay appeals`: appeals of grades in force, and the answers."""

from datetime import datetime
from typing import Annotated, Any

import typer

from mainstay.cli.evaluating import ListFormat
from mainstay.cli.language import _
from mainstay.cli.requesting import (
    ANSWER,
    COMMON,
    Customer,
    Format,
    Grade,
    Number,
    OfScheme,
    OnlyOpen,
    Reason,
    Scheme,
    request_refusals,
    tell_request,
    write_requests,
)
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.writing import Output, require_place

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=_("List the appeals, the newest first."))
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
    columns = ("appeal", *COMMON, "note", "decided_grade", *ANSWER)
    write_requests(
        (appeal_facts(row) for row in rows.iterator(500)), columns, output, as_json=as_json
    )


@app.command("make", help=_("Ask to look again at a grade in force."))
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

    with request_refusals(as_json=as_json):
        key = customer_by_code(actor, customer).pk
        made = appealing.appeal(actor, scheme=scheme, customer=key, note=note)
    _tell_appeal(made, as_json=as_json)


@app.command("withdraw", help=_("Take an appeal back."))
def withdraw_appeal(number: Number, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.reviews import appealing

    with request_refusals(as_json=as_json):
        row = appealing.withdraw_appeal(actor, number)
    _tell_appeal(row, as_json=as_json)


@app.command("uphold", help=_("Answer that the grade stays."))
def uphold(number: Number, reason: Reason, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.reviews import appealing

    with request_refusals(as_json=as_json):
        row = appealing.uphold(actor, number, reason=reason)
    _tell_appeal(row, as_json=as_json)


@app.command("change", help=_("Decide another grade, which then passes the approval."))
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

    with request_refusals(as_json=as_json):
        row = appealing.change_grade(
            actor, number, grade=grade, reason=reason, holds_until=holds_until.date()
        )
    _tell_appeal(row, as_json=as_json)


def _tell_appeal(row: Any, *, as_json: bool) -> None:
    from mainstay.apps.evaluation.api.requests import appeal_facts

    says = _("Appeal {number} about {name}: {state}")
    tell_request(row, appeal_facts(row), says, as_json=as_json)
