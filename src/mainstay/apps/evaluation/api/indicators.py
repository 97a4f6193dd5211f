"""The interface for programs: what indicators there are, and the latest figures."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mainstay.analytics.indicators import LEDGER_INDICATORS
from mainstay.analytics.scoring.plain_data import SchemeError
from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.indicators import IndicatorDefinition
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import LatestFigures
from mainstay.apps.evaluation.queries import catalogue
from mainstay.apps.evaluation.queries.curve_previews import curve_preview
from mainstay.apps.evaluation.queries.indicators import (
    all_latest_figures,
    indicators_table,
    own_figures,
)
from mainstay.apps.evaluation.queries.table_rows import TableRows
from mainstay.apps.evaluation.rules.curves import curve_from
from mainstay.apps.evaluation.wording.definitions import problem
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
    made_of: list[str] = Field(description="The codes of the indicators in its formula.")
    retired: bool


class BinOut(Schema):
    """How many customers have a figure from `lower` on and below `below`; null where it is open."""

    lower: Decimal | None
    below: Decimal | None
    customers: int


class IndicatorDetailsOut(IndicatorOut):
    """An indicator, and how the customers within reach stand in it."""

    as_of: date
    customers: int
    known: int = Field(description="How many of them have a figure.")
    distribution: list[BinOut]


class FigureOut(Schema):
    """A customer's newest figure of one indicator."""

    customer: str
    name: str
    figure: Decimal | None


class FiguresOut(Schema):
    """A customer's figures as of the newest refresh."""

    customer: str
    as_of: date
    ledger_state: int
    indicators: dict[str, Decimal | None]


class FiguresAsOfOut(Schema):
    """A customer's figures as of the day that was asked for, which itself does not count."""

    customer: str = Field(description="The customer's code.")
    as_of: date
    indicators: dict[str, Decimal | None] = Field(
        description="By code, exact; null where there is nothing to compute one from."
    )


class FiguresPageIn(PageIn):
    """Which page of figures; every page measures all customers anew, so large ones are better."""

    limit: int = Field(1_000, ge=1, le=10_000, description="Customers on one page.")


@router.get("", response=list[IndicatorOut])
@requires(policies.VIEW_GRADES)
def list_indicators(request: HttpRequest) -> list[dict[str, Any]]:
    """The indicators whose figures the caller may see."""
    return [_facts(each) for each in catalogue.catalogue(acting(request))]


def _facts(each: IndicatorDefinition) -> dict[str, Any]:
    return {
        "code": each.code,
        "name": str(each.name),
        "definition": str(each.definition),
        "unit": each.indicator.unit,
        "better": each.indicator.better,
        "dimension": each.indicator.dimension,
        "source": each.source,
        "places": each.indicator.places,
        "step": each.indicator.step,
        "made_of": list(each.made_of),
        "retired": each.retired,
    }


@router.get("/latest", response=PageOut[FiguresOut])
@requires(policies.VIEW_GRADES)
def list_latest_figures(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The latest figures of the customers within reach, by their codes.

    Shares of the company are null for who does not see all customers; indicators that the caller
    may not see are left out.
    """
    actor = acting(request)
    rows = QuerySetRows(all_latest_figures(actor))
    found = page_out(request, rows, ["customer__code"], page)
    shown = [each.code for each in LEDGER_INDICATORS if indicators.sees(actor, each.code)]
    return {**found, "items": [_out(own_figures(actor, row), shown) for row in found["items"]]}


@router.get("/as-of", response=PageOut[FiguresAsOfOut])
@requires(policies.VIEW_GRADES)
def list_figures_as_of(
    request: HttpRequest, as_of: date, page: Query[FiguresPageIn]
) -> dict[str, Any]:
    """The figures of the customers within reach as of a day, by their codes.

    They are measured from the current state of the ledger; orders before the day count. Shares of
    the company are null for who does not see all customers; indicators that the caller may not see
    are left out. Answers 503 when a file of the ledger is damaged.
    """
    rows = TableRows(indicators_table(acting(request), as_of))
    found = page_out(request, rows, [CODE], page)
    return {**found, "items": [_as_of(as_of, row) for row in found["items"]]}


@router.get("/{str:code}", response=IndicatorDetailsOut)
@requires(policies.VIEW_GRADES)
def get_indicator(request: HttpRequest, code: str) -> dict[str, Any]:
    """One indicator, how many customers within reach have a figure, and how these are spread."""
    found = catalogue.indicator_figures(acting(request), code)
    column = found.column

    def border(units: int | None) -> Decimal | None:
        return None if units is None else column.figure(units)

    return {
        **_facts(found.definition),
        "as_of": found.as_of,
        "customers": found.customers,
        "known": found.known,
        "distribution": [
            {"lower": border(each.lower), "below": border(each.upper), "customers": each.count}
            for each in found.bins()
        ],
    }


class CurveIn(Schema):
    """A curve, as a scorecard has it."""

    kind: Literal["percentile", "minmax", "steps", "logistic"]
    winsor: str = Field("", description="Of minmax: the share cut off at either end.")
    middle: str = Field("", description="Of logistic: the figure whose value is 50.")
    width: str = Field("", description="Of logistic: so far from the middle the value is 90.")
    steps: str = Field("", description="Of steps: figures and values, as in 1:0,3:50,5:100.")


class BarOut(BinOut):
    """The same, and the mean of the values that the curve gives them."""

    value: Decimal | None = Field(
        description="Null without customers, and where the curve compares all customers and the "
        "caller does not see them all."
    )


class CurveOut(Schema):
    """A curve over the newest figures of the customers with order lines within reach."""

    as_of: date
    everybody: bool = Field(description="Whether these are all customers.")
    known: int
    missing: int
    mean: Decimal | None = Field(description="Of all values.")
    bars: list[BarOut]


@router.get("/{str:code}/curve", response=CurveOut)
@requires(policies.VIEW_GRADES)
def preview_curve(request: HttpRequest, code: str, curve: Query[CurveIn]) -> dict[str, Any]:
    """What a curve of a scorecard makes of an indicator's figures."""
    try:
        found = curve_preview(acting(request), code, curve_from(curve.dict()))
    except SchemeError as error:
        says = problem(error.place, error.problem)
        raise ValidationError({"kind": ValidationError(says, "not_a_curve")}) from error
    places = found.definition.indicator.places

    def border(units: int | None) -> Decimal | None:
        return None if units is None else Decimal(units).scaleb(-places)

    bars = [
        {
            "lower": border(each.bin.lower),
            "below": border(each.bin.upper),
            "customers": each.bin.count,
            "value": each.value,
        }
        for each in found.drawn.bars
    ]
    counted = {"known": found.drawn.known, "missing": found.drawn.missing}
    told = {"as_of": found.as_of, "everybody": found.everybody, "mean": found.drawn.mean}
    return {**told, **counted, "bars": bars}


@router.get("/{str:code}/figures", response=PageOut[FigureOut])
@requires(policies.VIEW_GRADES)
def list_indicator_figures(request: HttpRequest, code: str, page: Query[PageIn]) -> dict[str, Any]:
    """The newest figures of the customers within reach, by their codes.

    What tells of the company's total has no rows for who does not see all customers.
    """
    rows = catalogue.indicator_figures(acting(request), code).rows()
    found = page_out(request, rows, [CODE], page)
    told = [
        {"customer": row[CODE], "name": row["name"], "figure": row[catalogue.FIGURE]}
        for row in found["items"]
    ]
    return {**found, "items": told}


def _as_of(as_of: date, row: dict[str, Any]) -> dict[str, Any]:
    figures = {code: figure for code, figure in row.items() if code != CODE}
    return {"customer": row[CODE], "as_of": as_of, "indicators": figures}


def _out(row: LatestFigures, shown: list[str]) -> dict[str, Any]:
    return {
        "customer": row.customer.code,
        "as_of": row.as_of,
        "ledger_state": row.ledger_state,
        "indicators": {code: getattr(row, code) for code in shown},
    }
