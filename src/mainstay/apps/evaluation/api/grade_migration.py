"""The interface for programs: who went from which grade to which between two evaluations."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.queries.evaluations import finished_evaluation
from mainstay.apps.evaluation.queries.grade_migration import (
    REVENUE_BEFORE,
    GradeMigration,
    NotComparable,
    earlier_evaluations,
    grade_migration,
)
from mainstay.apps.evaluation.queries.moves import MOVERS_ORDER, Flow
from mainstay.apps.evaluation.queries.pictures import REVENUE
from mainstay.apps.evaluation.queries.results import NO_GRADE, NamedRows, ResultRow
from mainstay.foundation.access.actor import Actor
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.web.access import acting, requires

router = Router()


class ComparedIn(Schema):
    """What to compare an evaluation with."""

    since: int | None = Field(
        None,
        description="An earlier evaluation by its number; else the last one of an earlier day.",
    )


class WayIn(ComparedIn):
    """Which customers to list; all that moved where no grade is named."""

    before: str = Field(
        "",
        description="The grade before; - for none since too little was known, -- for who is new.",
    )
    after: str = Field("", description="The grade after; - for none, -- for who is lost.")


class GradeWayOut(Schema):
    """From where to where; a grade is null for who is new or lost, or is too little known.

    By a typology the labels stand in one text, with + between them; null is no label then.
    """

    before: str | None
    after: str | None
    is_new: bool = Field(description="Had no order lines before the earlier day.")
    is_lost: bool = Field(
        description="Bought in the 12 months before the earlier day, not in those before the later."
    )


class FlowOut(GradeWayOut):
    """How many go one way, with their revenue of the 12 months before each day."""

    customers: int
    revenue_before: Decimal
    revenue: Decimal


class MigrationOut(Schema):
    """Of the customers within reach; `everybody` when that is all."""

    scheme: str
    unit: str
    earlier: int
    earlier_as_of: date
    later: int
    later_as_of: date
    everybody: bool
    customers: int
    rose: int | None = Field(
        description="Null where the scheme got other grades in between, and for labels."
    )
    fell: int | None
    stayed: int
    new: int
    lost: int
    flows: list[FlowOut] = Field(description="Without those that nobody goes.")


class MovedOut(GradeWayOut):
    """A customer with both grades."""

    customer: str
    name: str
    revenue_before: Decimal | None
    revenue: Decimal | None


@router.get("/{int:number}/migration", response=MigrationOut)
@requires(policies.VIEW_EVALUATIONS)
def get_migration(request: HttpRequest, number: int, wanted: Query[ComparedIn]) -> dict[str, Any]:
    """Who went from which grade to which since an earlier evaluation by the scheme."""
    return facts(_found(acting(request), number, wanted.since))


@router.get("/{int:number}/moved", response=PageOut[MovedOut])
@requires(policies.VIEW_EVALUATIONS)
def list_moved(
    request: HttpRequest, number: int, page: Query[PageIn], wanted: Query[WayIn]
) -> dict[str, Any]:
    """The customers of a flow, by the better of both grades, then by revenue."""
    found = _found(acting(request), number, wanted.since)
    listed = page_out(
        request, NamedRows(found.moving(wanted.before, wanted.after)), MOVERS_ORDER, page
    )
    return {**listed, "items": [moved_facts(row) for row in listed["items"]]}


def facts(found: GradeMigration) -> dict[str, Any]:
    """What programs are told of a migration."""
    counted, ordered = found.migration, found.has_ways_up
    return {
        "scheme": found.scheme,
        "unit": found.later.unit,
        "earlier": found.earlier.pk,
        "earlier_as_of": found.earlier.as_of,
        "later": found.later.pk,
        "later_as_of": found.later.as_of,
        "everybody": found.everybody,
        "customers": found.customers,
        "rose": counted.rose if ordered else None,
        "fell": counted.fell if ordered else None,
        "stayed": counted.stayed,
        "new": counted.entered,
        "lost": counted.left,
        "flows": [_flow(flow) for flow in found.flows],
    }


def _found(actor: Actor, number: int, since: int | None) -> GradeMigration:
    later = finished_evaluation(actor, number)
    if since is not None:
        return grade_migration(actor, finished_evaluation(actor, since), later)
    choices = earlier_evaluations(actor, later)
    if not choices:
        raise NotComparable(str(number))
    return grade_migration(actor, choices[0], later)


def _way(before: str | None, after: str | None) -> dict[str, Any]:
    return {
        "before": None if before == NO_GRADE else before,
        "after": None if after == NO_GRADE else after,
        "is_new": before is None,
        "is_lost": after is None,
    }


def _flow(flow: Flow) -> dict[str, Any]:
    figures = {name: getattr(flow, name) for name in ("customers", "revenue_before", "revenue")}
    return {**_way(flow.before, flow.after), **figures}


def moved_facts(row: ResultRow) -> dict[str, Any]:
    """What programs are told of a customer that moved, as a row of `NamedRows`."""
    figures = {"revenue_before": row[REVENUE_BEFORE], "revenue": row[REVENUE]}
    way = _way(row["before"], row["after"])
    return {"customer": row["customer"], "name": row["name"], **figures, **way}
