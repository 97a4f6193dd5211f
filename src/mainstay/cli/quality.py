"""`mainstay quality`: check the data of customers and say how good it is."""

from typing import Any

import typer

from mainstay.cli.amounts import counted
from mainstay.cli.arrow import start_arrow
from mainstay.cli.import_refusals import refusals
from mainstay.cli.language import _
from mainstay.cli.output import print_json, say, table
from mainstay.cli.progress import shown_progress
from mainstay.cli.session import AsPerson, Json, connect

_MEASURES = ("completeness", "validity", "freshness", "uniqueness")


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command(help=_("Check the data of all customers and keep the figures of the day."))(quality)


def quality(as_json: Json = False, as_person: AsPerson = "") -> None:
    start_arrow()
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.ledger.queries.quality import figures_of_snapshot
    from mainstay.apps.ledger.services.quality import checking

    with refusals(as_json), shown_progress(quiet=as_json) as tell:
        snapshot = checking.check_now(actor, tell)
    figures = figures_of_snapshot(snapshot)
    if as_json:
        print_json(
            {
                "on": snapshot.on.isoformat(),
                "customers": figures.customers,
                "findings": figures.findings,
                "score": figures.score,
                "score_by_revenue": figures.score_by_revenue,
                "fields": [_field(each) for each in figures.fields],
            }
        )
        return
    _print(figures)


def _field(figures: Any) -> dict[str, Any]:
    names = ("field", "customers", "present", *_MEASURES, "findings")
    return {name: getattr(figures, name) for name in names}


def _print(figures: Any) -> None:
    from mainstay.apps.ledger.quality_wording import FIELDS

    says = _("{customers} customers, {findings} findings. Score {score}, by revenue {by_revenue}.")
    say(
        says.format(
            customers=counted(figures.customers),
            findings=counted(figures.findings),
            score=_points(figures.score),
            by_revenue=_points(figures.score_by_revenue),
        )
    )
    heads = (
        _("Field"),
        _("Complete"),
        _("Valid"),
        _("Fresh"),
        _("Unique"),
        _("Findings"),
    )
    rows = [
        (
            str(FIELDS[each.field]),
            *(_share(getattr(each, name)) for name in _MEASURES),
            counted(each.findings),
        )
        for each in figures.fields
    ]
    table(heads, rows)


def _points(score: float | None) -> str:
    return "–" if score is None else f"{score:.1f}"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
