"""`mainstay moved`: who has another grade in an evaluation than in an earlier one."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.amounts import counted
from mainstay.cli.evaluating import Scheme, refusals
from mainstay.cli.language import _
from mainstay.cli.output import fail, print_json, say, table
from mainstay.cli.session import AsPerson, Json, connect

if TYPE_CHECKING:
    from mainstay.apps.evaluation.queries.grade_migration import GradeMigration
    from mainstay.foundation.access.actor import Actor

_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command(help=_("Who has another grade in an evaluation than in an earlier one."))(moved)


def moved(
    scheme: Scheme,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help=_("Compare with the evaluation as of this day; by default the one before."),
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help=_("The later evaluation; by default that of the newest day."),
        ),
    ] = None,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    with refusals(as_json=as_json):
        found = _found(actor, scheme, _day(since), _day(as_of), as_json=as_json)
    if as_json:
        print_json(_as_json(found))
        return
    _print(found)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _found(
    actor: "Actor", scheme: str, since: date | None, as_of: date | None, *, as_json: bool
) -> "GradeMigration":
    from mainstay.apps.evaluation.policies import VIEW_EVALUATIONS
    from mainstay.apps.evaluation.queries.grade_migration import (
        earlier_evaluations,
        evaluation_of_day,
        grade_migration,
    )
    from mainstay.apps.evaluation.queries.schemes import scheme as scheme_with_code
    from mainstay.foundation.access.services import require

    require(actor, VIEW_EVALUATIONS)
    scheme_with_code(actor, scheme)
    later = evaluation_of_day(actor, scheme, as_of)
    choices = earlier_evaluations(actor, later)
    earlier = next((each for each in choices if since in (None, each.as_of)), None)
    if earlier is None:
        message = _("There is no earlier evaluation by {code} to compare with.")
        fail(message.format(code=scheme), code="not_comparable", as_json=as_json)
    return grade_migration(actor, earlier, later)


def _as_json(found: "GradeMigration") -> dict[str, Any]:
    from mainstay.apps.evaluation.api.grade_migration import facts, moved_facts
    from mainstay.apps.evaluation.queries.moves import first_rows

    rows = first_rows(found.movers, found.movers.num_rows)
    told = {**facts(found), "moved": [moved_facts(row) for row in rows]}
    for each in (*told["flows"], *told["moved"]):
        for name in ("revenue_before", "revenue"):
            each[name] = None if each[name] is None else str(each[name])
    days = {name: told[name].isoformat() for name in ("earlier_as_of", "later_as_of")}
    return {**told, **days}


def _print(found: "GradeMigration") -> None:
    from mainstay.apps.evaluation.wording.names import scheme_name

    says = _("{scheme}, {before} to {after}: {moved} of {customers} customers moved.")
    say(
        says.format(
            scheme=scheme_name(found.scheme),
            before=found.earlier.as_of.isoformat(),
            after=found.later.as_of.isoformat(),
            moved=counted(found.movers.num_rows),
            customers=counted(found.customers),
        )
    )
    _print_flows(found)
    if found.movers.num_rows:
        _print_movers(found)


def _print_flows(found: "GradeMigration") -> None:
    rows = [
        (
            _name(found, flow.before, _("New")),
            _name(found, flow.after, _("Lost")),
            counted(flow.customers),
            f"{flow.revenue_before:,.2f}",
            f"{flow.revenue:,.2f}",
        )
        for flow in found.flows
    ]
    revenue = (_("Revenue before"), _("Revenue after"))
    table((_("Before"), _("After"), _("Customers"), *revenue), rows)


def _print_movers(found: "GradeMigration") -> None:
    from mainstay.apps.evaluation.queries.moves import AFTER, BEFORE, first_rows
    from mainstay.apps.evaluation.queries.pictures import REVENUE

    rows = [
        (
            row["customer"],
            row["name"],
            _name(found, row[BEFORE], _("New")),
            _name(found, row[AFTER], _("Lost")),
            "–" if row[REVENUE] is None else f"{row[REVENUE]:,.2f}",
        )
        for row in first_rows(found.movers, _SHOWN)
    ]
    columns = (_("Customer"), _("Name"), _("Before"), _("After"), _("Revenue, 12 months"))
    table(columns, rows)
    if (left := found.movers.num_rows - len(rows)) > 0:
        say(_("… and {count} more; --json lists all.").format(count=counted(left)))


def _name(found: "GradeMigration", code: str | None, absent: str) -> str:
    from mainstay.apps.evaluation.queries.results import NO_GRADE
    from mainstay.apps.evaluation.wording.names import grade_or_labels

    if code is None:
        return absent
    given = None if code == NO_GRADE else code
    return grade_or_labels(found.scheme, given, labelled=found.labelled)
