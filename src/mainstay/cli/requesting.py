"""What the commands of nominations and appeals share: options, refusals, lists, answers."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer

from mainstay.cli.evaluating import ListFormat, refusals
from mainstay.cli.language import _
from mainstay.cli.output import fail, print_json, say
from mainstay.cli.reviewing import review_refusals
from mainstay.cli.writing import Output, write_rows, written

Scheme = Annotated[str, typer.Option(help=_("The grading scheme."))]
OfScheme = Annotated[str, typer.Option("--scheme", help=_("Of this scheme alone."))]
Customer = Annotated[str, typer.Argument(help=_("The customer's code."))]
Number = Annotated[int, typer.Argument(help=_("Its number, as the list shows it."))]
Format = Annotated[ListFormat, typer.Option("--format")]
Reason = Annotated[str, typer.Option(help=_("Why; who asked is told."))]
Grade = Annotated[str, typer.Option(help=_("The code of the grade."))]
OnlyOpen = Annotated[bool, typer.Option("--open", help=_("Only what is not answered yet."))]
COMMON = ("scheme", "customer", "name", "grade", "state", "by", "at")
ANSWER = ("answer", "answered_by", "answered_at")


@contextmanager
def request_refusals(*, as_json: bool) -> Iterator[None]:
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


def write_requests(
    rows: Iterable[dict[str, Any]], columns: Sequence[str], output: Output, *, as_json: bool
) -> None:
    """Write a list of nominations or appeals."""
    with refusals(as_json=as_json), written(output, as_json=as_json) as stream:
        write_rows(stream, columns, rows, as_json=as_json)


def tell_request(row: Any, facts: dict[str, Any], says: str, *, as_json: bool) -> None:
    """Say what became of a nomination or an appeal; `says` has its number, name and state."""
    if as_json:
        plain = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in facts.items()
        }
        print_json(plain)
        return
    say(says.format(number=row.pk, name=row.customer.name, state=row.get_state_display()))
