"""The interface for programs: grades in force and why."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.models import Grade
from mainstay.apps.evaluation.queries.grades import grades_in_force
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class GradeOut(Schema):
    """A grade in force; `inherited` is one of the group above the customer."""

    customer: str
    name: str
    scheme: str
    grade: str
    grade_name: str
    step: int = Field(description="The grade's place in its scheme, 1 the best.")
    key_account: bool
    score: Decimal | None
    since: date
    evaluation: int
    inherited: bool


class NextOut(Schema):
    """The smallest change that reaches a better grade; figures are exact text."""

    status: str
    grade: str | None
    indicator: str | None
    from_: str | None = Field(None, alias="from")
    to: str | None
    change: str | None
    changes: list[dict[str, str]]
    missing: list[str]
    text: str


class WhyOut(Schema):
    """Why a customer has its grade: sentences, and the same as codes and exact figures."""

    customer: str
    name: str
    scheme: str
    grade: str | None
    grade_name: str
    score: str | None
    since: date | None
    evaluation: int
    as_of: date
    inherited_from: str | None
    reasons: list[str]
    findings: list[dict[str, Any]]
    next: NextOut


@router.get("", response=PageOut[GradeOut])
@requires(policies.VIEW_GRADES)
def list_grades(request: HttpRequest, page: Query[PageIn], scheme: str) -> dict[str, Any]:
    """The grades in force of the customers within reach, best first."""
    rows = QuerySetRows(grades_in_force(acting(request), scheme))
    found = page_out(request, rows, ["step", "customer__code"], page)
    return {**found, "items": [_out(row) for row in found["items"]]}


def _out(row: Grade) -> dict[str, Any]:
    scheme = row.scheme.code
    return {
        "customer": row.customer.code,
        "name": row.customer.name,
        "scheme": scheme,
        "grade": row.code,
        "grade_name": str(grade_name(scheme, row.code)),
        "step": row.step,
        "key_account": row.key_account,
        "score": row.score,
        "since": row.valid_from,
        "evaluation": row.evaluation_id,
        "inherited": row.is_inherited,
    }


@router.get("/why", response=WhyOut, by_alias=True)
@requires(policies.VIEW_GRADES)
def get_why(request: HttpRequest, customer: str, scheme: str) -> dict[str, Any]:
    """Why a customer, named by its code, has its grade; in the reader's language."""
    return why(acting(request), customer, scheme).as_json()
