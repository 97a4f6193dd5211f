"""`mainstay whatif`: who would move if a scheme were another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.amounts import counted
from mainstay.cli.evaluating import Scheme, refusals
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say, table
from mainstay.cli.session import AsPerson, Json, connect

if TYPE_CHECKING:
    from mainstay.apps.evaluation.models import SchemeVersion
    from mainstay.apps.evaluation.queries.moves import Size
    from mainstay.apps.evaluation.queries.what_if import WhatIf

_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command(help=_("Who would move if a scheme were another one; nothing is evaluated."))(
        whatif
    )


def whatif(
    scheme: Scheme,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help=_(
                "Change this: weight.INDICATOR, curve.INDICATOR, threshold.GRADE, margin.GRADE, "
                "cap.GRADE, stay or floor. May be given several times."
            ),
        ),
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help=_("Start from the draft."))] = False,
    save: Annotated[
        bool, typer.Option("--save", help=_("Keep what was tried as the scheme's draft."))
    ] = False,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    asked = _changes(changes or [], as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.evaluation.services.what_if import Question, save_as_draft, what_if

    with refusals(as_json=as_json), _refused(as_json=as_json):
        found = what_if(actor, Question(scheme, changes=asked, draft=draft))
        saved = save_as_draft(actor, found) if save else None
    if as_json:
        print_json(_as_json(found, saved))
        return
    _print(found, saved)


def _changes(texts: list[str], *, as_json: bool) -> dict[str, str]:
    changes = {}
    for text in texts:
        path, equals, value = text.partition("=")
        if not equals:
            message = _("Write --set as PATH=VALUE: {text} has no “=”.").format(text=text)
            fail(message, code="usage", as_json=as_json, status=Exit.USAGE)
        changes[path.strip()] = value.strip()
    return changes


@contextmanager
def _refused(*, as_json: bool) -> Iterator[None]:
    """Say what the scheme or the person does not have, in the words that pages use."""
    from mainstay.apps.evaluation.services.drafting import DraftMoved, NoDraft
    from mainstay.apps.evaluation.services.what_if import ComparesOthers, FiguresHidden
    from mainstay.shell.failures import failure_of

    try:
        yield
    except DraftMoved:
        message = _("The scheme has a draft already: start from it with --draft.")
        fail(message, code="draft_moved", as_json=as_json)
    except (NoDraft, ComparesOthers, FiguresHidden) as error:
        failure = failure_of(error)
        if failure is None:
            raise
        fail(str(failure.detail), code=failure.code, as_json=as_json)


def _as_json(found: "WhatIf", saved: "SchemeVersion | None") -> dict[str, Any]:
    from mainstay.apps.evaluation.api.what_if import facts

    told = facts(found, found.movers.num_rows)
    told["costs"] = _plain_costs(told["costs"])
    for mover in told["movers"]:
        mover["revenue"] = None if mover["revenue"] is None else str(mover["revenue"])
    draft = None if saved is None else saved.number
    return {**told, "as_of": found.as_of.isoformat(), "draft": draft}


def _plain_costs(costs: dict[str, Any]) -> dict[str, Any]:
    """Costs as texts, by grade and together."""
    return {
        name: _plain_costs(each)
        if isinstance(each, dict)
        else (None if each is None else str(each))
        for name, each in costs.items()
    }


def _print(found: "WhatIf", saved: "SchemeVersion | None") -> None:
    from mainstay.apps.evaluation.wording.names import scheme_name

    says = _("{scheme} as of {day}: {moved} of {customers} customers would move.")
    figures = {"moved": counted(found.movers.num_rows), "customers": counted(found.customers)}
    name, day = scheme_name(found.scheme), found.as_of.isoformat()
    say(says.format(scheme=name, day=day, **figures))
    _print_sizes(found)
    if found.movers.num_rows:
        _print_matrix(found)
        _print_movers(found)
    if saved is not None:
        says = _("Version {number} of {code} is a draft.")
        say(says.format(number=saved.number, code=found.scheme))


def _print_sizes(found: "WhatIf") -> None:
    from mainstay.apps.evaluation.queries.moves import AFTER, BEFORE

    before, after = ({e.grade.code: e for e in found.sizes(when)} for when in (BEFORE, AFTER))
    rows = []
    for code in dict.fromkeys([*after, *before]):
        both = (before.get(code), after.get(code))
        name = next(each.grade.name for each in both if each)
        sizes = [counted(each.customers if each else None) for each in both]
        shares = (_share(each.revenue if each else None) for each in both)
        rows.append((name, *sizes, *shares, *_costs(found, both)))
    if found.withheld(BEFORE) or found.withheld(AFTER):
        sizes = [counted(found.withheld(when)) for when in (BEFORE, AFTER)]
        none = _("no label") if found.labelled else _("no grade")
        rows.append((none, *sizes, "", "", *([] if found.costs is None else ["", ""])))
    revenue = (_("Share of revenue before"), _("Share of revenue after"))
    costs = () if found.costs is None else (_("Cost before"), _("Cost after"))
    given = _("Label") if found.labelled else _("Grade")
    table((given, _("Before"), _("After"), *revenue, *costs), rows)


def _costs(found: "WhatIf", both: "tuple[Size | None, ...]") -> list[str]:
    """What a grade is entitled to before and after, where costs are told."""
    if found.costs is None:
        return []
    costs = [found.cost(each) for each in both]
    return ["–" if cost is None else f"{cost:,.2f}" for cost in costs]


def _print_matrix(found: "WhatIf") -> None:
    from mainstay.apps.evaluation.queries.moves import AFTER, BEFORE

    names = {
        when: [_name(found, given) for given in (*found.names(when), None)]
        for when in (BEFORE, AFTER)
    }
    counts = found.migration.counts
    rows = [
        (name, *(counted(int(count)) for count in counts[row]))
        for row, name in enumerate(names[BEFORE])
    ]
    table((_("From … to …"), *names[AFTER]), rows)


def _print_movers(found: "WhatIf") -> None:
    from mainstay.apps.evaluation.queries.moves import AFTER, BEFORE, first_rows
    from mainstay.apps.evaluation.queries.pictures import REVENUE
    from mainstay.apps.governance import queries

    rows = [
        (
            row["customer"],
            row["name"],
            *(_name(found, row[when]) for when in (BEFORE, AFTER)),
            "–" if row[REVENUE] is None else f"{row[REVENUE]:,.2f}",
        )
        for row in first_rows(found.movers, _SHOWN)
    ]
    currency = queries.installation().reporting_currency
    revenue = _("Revenue, 12 months ({currency})")
    columns = (_("Customer"), _("Name"), _("Before"), _("After"))
    table((*columns, revenue.format(currency=currency)), rows)
    if (left := found.movers.num_rows - len(rows)) > 0:
        say(_("… and {count} more; --json lists all.").format(count=counted(left)))


def _name(found: "WhatIf", given: str | None) -> str:
    """A grade or the labels of a customer as people call them."""
    from mainstay.apps.evaluation.wording.names import grade_or_labels

    return grade_or_labels(found.scheme, given, labelled=found.labelled)


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
