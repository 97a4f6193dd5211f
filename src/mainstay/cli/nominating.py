"""`mainstay nominations`: customers nominated for a grade, and the answers."""

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


@app.command("list", help=_("List the nominations, the newest first."))
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
    columns = ("nomination", *COMMON, "evidence", *ANSWER)
    write_requests(
        (nomination_facts(row) for row in rows.iterator(500)), columns, output, as_json=as_json
    )


@app.command("make", help=_("Nominate a customer for a grade."))
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

    with request_refusals(as_json=as_json):
        made = nominating.nominate(
            actor,
            scheme=scheme,
            customer=customer_by_code(actor, customer).pk,
            grade=grade,
            evidence=evidence,
        )
    _tell_nomination(made, as_json=as_json)


@app.command("withdraw", help=_("Take a nomination back."))
def withdraw_nomination(number: Number, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.reviews import nominating

    with request_refusals(as_json=as_json):
        row = nominating.withdraw_nomination(actor, number)
    _tell_nomination(row, as_json=as_json)


@app.command("decline", help=_("Answer that the customer does not get the grade."))
def decline(
    number: Number, reason: Reason, as_json: Json = False, as_person: AsPerson = ""
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.reviews import nominating

    with request_refusals(as_json=as_json):
        row = nominating.decline_nomination(actor, number, reason=reason)
    _tell_nomination(row, as_json=as_json)


def _tell_nomination(row: Any, *, as_json: bool) -> None:
    from mainstay.apps.evaluation.api.requests import nomination_facts

    says = _("Nomination {number} of {name}: {state}")
    tell_request(row, nomination_facts(row), says, as_json=as_json)
