"""The interface for programs: who would move if a scheme were another one."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.queries.moves import AFTER, BEFORE, first_rows
from mainstay.apps.evaluation.queries.pictures import REVENUE
from mainstay.apps.evaluation.queries.what_if import WhatIf
from mainstay.apps.evaluation.services.what_if import Question, what_if
from mainstay.shell.web.access import acting, requires

router = Router()

MOST_MOVERS = 1_000
MOST_CHANGES = 100


class WhatIfIn(Schema):
    """What to try: a definition, or the draft, or else the published version, with changes."""

    definition: dict[str, Any] | None = None
    changes: dict[str, str] = Field(
        {},
        alias="set",
        max_length=MOST_CHANGES,
        description="Values by path, such as threshold.A; docs/guide/grading-schemes.md has all.",
    )
    draft: bool = False


class CountsOut(Schema):
    """How many have no grade."""

    before: int
    after: int


class WhatIfSizesOut(Schema):
    """How many customers each grade has."""

    before: dict[str, int]
    after: dict[str, int]


class ShareOut(Schema):
    """What a grade makes of positive revenue and profit; null where there is none, or not told."""

    revenue: float | None
    profit: float | None


class SharesOut(Schema):
    """What each grade makes of revenue and profit."""

    before: dict[str, ShareOut]
    after: dict[str, ShareOut]


class CostsOut(Schema):
    """What the customers of each grade are entitled to in a year, by what was said of the scheme.

    Null where nothing was said, an item has no cost, or the caller may not see costs.
    """

    before: dict[str, Decimal | None]
    after: dict[str, Decimal | None]
    total_before: Decimal | None
    total_after: Decimal | None


class CellOut(Schema):
    """How many would go from one grade, or set of labels, to another, or stay; null is none."""

    before: str | None
    after: str | None
    customers: int


class MoverOut(Schema):
    """A customer that would have another grade; null is none.

    By a typology the labels stand in one text, with + between them.
    """

    customer: str
    name: str
    before: str | None
    after: str | None
    revenue: Decimal | None = Field(description="Of 12 months.")


class WhatIfOut(Schema):
    """Who would move, of the customers that the caller sees; `everybody` when that is all."""

    scheme: str
    as_of: date
    unit: str
    evaluation: int | None = Field(
        description="Whose frozen inputs were graded; null where figures were measured now."
    )
    everybody: bool
    customers: int
    moved: int
    sizes: WhatIfSizesOut
    withheld: CountsOut
    shares: SharesOut
    costs: CostsOut
    matrix: list[CellOut] = Field(description="Without the cells that nobody is in.")
    movers: list[MoverOut] = Field(
        description="By the better of both grades, then by revenue; the first 1,000."
    )
    definition: dict[str, Any] = Field(description="What was tried, to be kept as the draft.")


@router.post("/{str:code}/what-if", response=WhatIfOut)
@requires(policies.VIEW_EVALUATIONS)
def try_scheme(request: HttpRequest, code: str, wanted: WhatIfIn) -> dict[str, Any]:
    """Grade the newest frozen inputs by another definition; nothing is written."""
    asked = Question(code, wanted.definition, wanted.changes, wanted.draft)
    return facts(what_if(acting(request), asked), MOST_MOVERS)


def facts(found: WhatIf, most: int) -> dict[str, Any]:
    """What programs are told of a what-if, with at most so many movers."""
    sizes = {when: found.sizes(when) for when in (BEFORE, AFTER)}
    return {
        "scheme": found.scheme,
        "as_of": found.as_of,
        "unit": found.unit,
        "evaluation": None if found.evaluation is None else found.evaluation.pk,
        "everybody": found.everybody,
        "customers": found.customers,
        "moved": found.movers.num_rows,
        "sizes": {
            when: {size.grade.code: size.customers for size in each} for when, each in sizes.items()
        },
        "withheld": {when: found.withheld(when) for when in sizes},
        "shares": {
            when: {
                size.grade.code: {"revenue": size.revenue, "profit": size.profit} for size in each
            }
            for when, each in sizes.items()
        },
        "costs": {
            **{
                when: {size.grade.code: found.cost(size) for size in each}
                for when, each in sizes.items()
            },
            "total_before": found.total_cost(BEFORE),
            "total_after": found.total_cost(AFTER),
        },
        "matrix": [
            {"before": flow.before, "after": flow.after, "customers": flow.customers}
            for flow in found.flows
        ],
        "movers": [_mover(row) for row in first_rows(found.movers, most)],
        "definition": found.definition,
    }


def _mover(row: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: row[name] for name in ("customer", "name", BEFORE, AFTER)}
    return {**named, "revenue": row[REVENUE]}
