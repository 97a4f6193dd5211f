"""`mainstay backtest`: what a scheme's grades of earlier days had caught of what came."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.amounts import counted
from mainstay.cli.evaluating import Scheme, refusals
from mainstay.cli.language import _
from mainstay.cli.output import print_json, say, table
from mainstay.cli.progress import shown_progress
from mainstay.cli.session import AsPerson, Json, connect

if TYPE_CHECKING:
    from mainstay.apps.evaluation.contracts.back_tests import DayReport
    from mainstay.apps.evaluation.models import BackTest

Days = Annotated[
    list[datetime],
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help=_("Grade as of this day; the day itself is out. May be given up to eight times."),
    ),
]


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command(help=_("What a scheme's grades of an earlier day had caught of what came."))(
        backtest
    )


def backtest(
    scheme: Scheme,
    as_of: Days,
    horizon: Annotated[
        int, typer.Option(metavar="MONTHS", help=_("So many months from the day on."))
    ] = 12,
    outcome: Annotated[
        str,
        typer.Option(
            metavar="WHAT",
            help=_(
                "Hold grades against profit or revenue; by default profit where the cost of "
                "90 per cent of lines is known."
            ),
        ),
    ] = "",
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
    from mainstay.apps.evaluation.queries.back_tests import reports_of
    from mainstay.apps.evaluation.services import back_testing

    days = tuple(each.date() for each in as_of)
    wanted = back_testing.Wanted(scheme, days, horizon, unit, outcome)
    with refusals(as_json=as_json), shown_progress(quiet=as_json) as tell:
        row = back_testing.back_test(actor, wanted, tell)
    reports = reports_of(row)
    if as_json:
        print_json(_as_json(row, reports))
        return
    for report in reports:
        _print_day(row, report)


def _as_json(row: "BackTest", reports: "list[DayReport]") -> dict[str, Any]:
    from mainstay.apps.evaluation.api.back_tests import day_found

    return {
        "back_test": row.pk,
        "scheme": row.version.scheme.code,
        "version": row.version.number,
        "unit": row.unit,
        "horizon": row.horizon,
        "outcome": row.outcome,
        "state": row.ledger_state,
        "days": [day_found(row, report) for report in reports],
        "seconds": row.seconds,
    }


def _print_day(row: "BackTest", report: "DayReport") -> None:
    from mainstay.apps.evaluation.wording.back_tests import naive_name, verdict
    from mainstay.apps.evaluation.wording.names import scheme_name

    name = scheme_name(row.version.scheme.code)
    says = _("{scheme} as of {day}, held against the days before {until}")
    say(says.format(scheme=name, day=report.as_of.isoformat(), until=report.until.isoformat()))
    say(f"  {verdict(row, report)}")
    orders = ((str(name), report.scheme), *((naive_name(e.order), e) for e in report.naive))
    rows = [
        (each, _share(order.capture), _ratio(order.gini), _ratio(order.rank_correlation))
        for each, order in orders
    ]
    table((_("Order"), _("Captured"), _("Gini"), _("Rank correlation")), rows)
    if report.flip_rate is not None:
        says = _("Another grade after three months: {share}")
        say("  " + says.format(share=_share(report.flip_rate)))
    if report.left_out:
        says = _("Not known on that day and left out: {names}")
        say("  " + says.format(names=", ".join(report.left_out)))
    says = _("{customers} customers graded; {share} of what came is from others.")
    say("  " + says.format(customers=counted(report.customers), share=_share(report.newcomers)))
    say("")


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _ratio(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.3f}"
