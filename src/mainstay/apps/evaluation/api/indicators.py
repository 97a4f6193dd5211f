"""The interface for programs: what indicators there are, and the latest figures."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from mainstay.analytics.indicators import LEDGER_INDICATORS
from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import LatestFigures
from mainstay.apps.evaluation.queries.indicators import all_latest_figures, own_figures
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class IndicatorOut(Schema):
    """An indicator: what is counted, in what, and which way is better."""

    code: str
    name: str
    definition: str
    unit: str
    better: str
    dimension: str
    source: str
    places: int
    step: Decimal


class FiguresOut(Schema):
    """A customer's figures as of the newest refresh."""

    customer: str
    as_of: date
    ledger_state: int
    indicators: dict[str, Decimal | None]


@router.get("", response=list[IndicatorOut])
@requires(policies.VIEW_GRADES)
def list_indicators(request: HttpRequest) -> list[dict[str, Any]]:
    """All indicators."""
    return [
        {
            "code": each.code,
            "name": str(each.name),
            "definition": str(each.definition),
            "unit": each.indicator.unit,
            "better": each.indicator.better,
            "dimension": each.indicator.dimension,
            "source": each.source,
            "places": each.indicator.places,
            "step": each.indicator.step,
        }
        for each in indicators.definitions().values()
    ]


@router.get("/latest", response=PageOut[FiguresOut])
@requires(policies.VIEW_GRADES)
def list_latest_figures(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The latest figures of the customers within reach, by their codes.

    Shares of the company are null for who does not see all customers.
    """
    actor = acting(request)
    rows = QuerySetRows(all_latest_figures(actor))
    found = page_out(request, rows, ["customer__code"], page)
    return {**found, "items": [_out(own_figures(actor, row)) for row in found["items"]]}


def _out(row: LatestFigures) -> dict[str, Any]:
    return {
        "customer": row.customer.code,
        "as_of": row.as_of,
        "ledger_state": row.ledger_state,
        "indicators": {each.code: getattr(row, each.code) for each in LEDGER_INDICATORS},
    }
