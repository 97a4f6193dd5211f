"""What `mainstay why` tells beyond the reasons: what changed, what would, who stands beside."""

from typing import TYPE_CHECKING

from mainstay.cli.language import _
from mainstay.cli.output import say, table

if TYPE_CHECKING:
    from mainstay.apps.evaluation.contracts.why_in_detail import (
        Change,
        Neighbours,
        Reachable,
        WhyInDetail,
    )


def print_detail(found: "WhyInDetail", scheme: str) -> None:
    """Print what there is to tell, part by part."""
    from mainstay.apps.governance import queries as governance

    currency = governance.installation().reporting_currency
    if found.change is not None:
        _print_change(found.change, scheme, currency)
    _print_reachable(found.reachable, scheme, currency)
    if found.neighbours is not None:
        _print_neighbours(found.neighbours, scheme, currency)


def _print_change(change: "Change", scheme: str, currency: str) -> None:
    from mainstay.apps.evaluation.wording.detail import change_in_words, changed_rows

    say("")
    say(_("Since the evaluation before: {words}").format(words=change_in_words(change, scheme)))
    columns = (_("Indicator"), _("Then"), _("Now"), _("Difference"), _("Why"))
    rows = [
        (row.indicator, row.before, row.after, row.difference or "", row.cause)
        for row in changed_rows(change, currency)
    ]
    table(columns, rows)


def _print_reachable(reachable: "Reachable", scheme: str, currency: str) -> None:
    from mainstay.apps.evaluation.wording.detail import NOT_TOLD, step_rows

    reason = NOT_TOLD.get(reachable.reach)
    if reason is not None:
        say("")
        say(str(reason))
        return
    columns = (_("Indicator"), _("Now"), _("Needed"), _("Difference"), _("Grade"))
    for title, steps in (
        (_("To a better grade"), reachable.up),
        (_("To a lower grade"), reachable.down),
    ):
        if steps:
            say("")
            say(title)
            rows = step_rows(steps, scheme, currency)
            table(
                columns, [(r.indicator, r.present, r.needed, r.difference, r.grade) for r in rows]
            )


def _print_neighbours(found: "Neighbours", scheme: str, currency: str) -> None:
    from mainstay.apps.evaluation.wording.amounts import indicator_name
    from mainstay.apps.evaluation.wording.detail import neighbour_rows, place_in_words

    say("")
    say(place_in_words(found))
    columns = (_("Place"), _("Customer"), _("Name"), _("Grade"), indicator_name(found.by))
    rows = [
        (str(row.rank), row.customer, row.name, row.grade, row.figure)
        for row in neighbour_rows(found, scheme, currency)
    ]
    table(columns, rows)
