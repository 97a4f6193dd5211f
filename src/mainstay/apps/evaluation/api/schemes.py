"""The interface for programs: grading schemes."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.models import Scheme
from mainstay.apps.evaluation.queries.schemes import scheme, schemes
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.shell.web.access import acting, requires

router = Router()


class InForceOut(Schema):
    """The evaluation whose grades are in force."""

    number: int
    as_of: date


class SchemeOut(Schema):
    """A scheme with its newest definition, as docs/algorithms/grading.md describes it."""

    code: str
    name: str
    unit: str
    approval: str
    version: int
    published_at: datetime
    definition: dict[str, Any]
    in_force: InForceOut | None


def _out(row: Scheme) -> dict[str, Any]:
    newest = row.versions.all()[0]
    in_force = row.in_force
    return {
        "code": row.code,
        "name": str(scheme_name(row.code)),
        "unit": row.unit,
        "approval": row.approval,
        "version": newest.number,
        "published_at": newest.published_at,
        "definition": newest.definition,
        "in_force": None if in_force is None else {"number": in_force.pk, "as_of": in_force.as_of},
    }


@router.get("", response=list[SchemeOut])
@requires(policies.VIEW_SCHEMES)
def list_schemes(request: HttpRequest) -> list[dict[str, Any]]:
    """All schemes, in order."""
    return [_out(each) for each in schemes(acting(request))]


@router.get("/{str:code}", response=SchemeOut)
@requires(policies.VIEW_SCHEMES)
def get_scheme(request: HttpRequest, code: str) -> dict[str, Any]:
    """One scheme."""
    return _out(scheme(acting(request), code))
