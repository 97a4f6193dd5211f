"""The interface for programs: model runs compared, and when models are run by themselves."""

from dataclasses import asdict
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.models import ModelKind, ModelSchedule
from mainstay.apps.evaluation.queries import model_runs as queries
from mainstay.apps.evaluation.services.model_runs.comparing import Comparison, comparison
from mainstay.apps.evaluation.services.model_runs.kind import Value
from mainstay.apps.evaluation.services.model_runs.scheduling import change_schedule
from mainstay.shell.web.access import acting, requires

router = Router()


class BesideOut(Schema):
    """A parameter, or a figure of all customers together, in both runs."""

    name: str
    before: int | float | str | None
    after: int | float | str | None


class MovedFigureOut(Schema):
    """How far a figure moved among the customers of whom both runs tell it.

    Numbers have a rank correlation, all other figures the share of customers where it changed.
    """

    name: str
    customers: int
    rank_correlation: float | None
    changed: float | None


class MovedCustomerOut(Schema):
    """A customer that moved by the leading figure."""

    customer: str
    name: str
    before: int | float | str
    after: int | float | str


class RunComparisonOut(Schema):
    """Two runs of one kind. `both`, `gone` and `new` count customers that they tell of."""

    before: int
    after: int
    kind: ModelKind
    days: list[date]
    states: list[int | None]
    parameters: list[BesideOut]
    metrics: list[BesideOut]
    both: int
    gone: int
    new: int
    figures: list[MovedFigureOut]
    leading: str
    movers: list[MovedCustomerOut]


class ModelScheduleIn(Schema):
    """When a kind is run by itself, an empty `every` is never; `promotes`: in use at once."""

    every: Literal["", "monthly", "yearly"] = ""
    on_import: bool = False
    promotes: bool = False


class ModelScheduleOut(ModelScheduleIn):
    """When a kind of model is run by itself."""

    kind: ModelKind


class ModelSchedulesOut(Schema):
    """The kinds that are run by themselves, or were."""

    items: list[ModelScheduleOut]


@router.get("/{int:number}/compare/{int:other}", response=RunComparisonOut)
@requires(policies.VIEW_EVALUATIONS)
def compare_model_runs(request: HttpRequest, number: int, other: int) -> dict[str, Any]:
    """A run beside an earlier one of its kind: what they were asked and found, and who moved."""
    return compared(comparison(acting(request), number, other))


@router.get("/schedules", response=ModelSchedulesOut)
@requires(policies.VIEW_EVALUATIONS)
def list_model_schedules(request: HttpRequest) -> dict[str, Any]:
    """When which kind of model is run by itself."""
    rows = queries.schedules(acting(request))
    return {"items": [scheduled(rows[kind]) for kind in sorted(rows)]}


@router.put("/schedules/{str:model}", response=ModelScheduleOut)
@requires(policies.RUN)
def change_model_schedule(
    request: HttpRequest, model: ModelKind, wanted: ModelScheduleIn
) -> dict[str, Any]:
    """Let a kind of model be run by itself, with the parameters of its run in use, or no more."""
    row = change_schedule(
        acting(request),
        model,
        every=wanted.every,
        on_import=wanted.on_import,
        promotes=wanted.promotes,
    )
    return scheduled(row)


def scheduled(row: ModelSchedule) -> dict[str, Any]:
    """When a kind is run by itself."""
    return {
        "kind": row.kind,
        "every": row.runs,
        "on_import": row.runs_on_import,
        "promotes": row.promotes,
    }


def compared(found: Comparison) -> dict[str, Any]:
    """A comparison as plain data."""
    runs = (found.before, found.after)
    return {
        "before": found.before.pk,
        "after": found.after.pk,
        "kind": found.after.kind,
        "days": [run.as_of.isoformat() for run in runs],
        "states": [run.ledger_state for run in runs],
        "parameters": [asdict(each) for each in found.parameters],
        "metrics": [asdict(each) for each in found.metrics],
        "both": found.both,
        "gone": found.gone,
        "new": found.new,
        "figures": [asdict(each) for each in found.figures],
        "leading": found.leading.name,
        "movers": [
            {
                "customer": each.customer,
                "name": each.name,
                "before": _plain(each.before),
                "after": _plain(each.after),
            }
            for each in found.movers
        ],
    }


def _plain(value: Value | date) -> Value:
    return value.isoformat() if isinstance(value, date) else value
