"""The interface for programs: exchange rates."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.reference import policies
from mainstay.apps.reference.models import ExchangeRate
from mainstay.apps.reference.queries import rates as queries
from mainstay.apps.reference.queries.rates import RateFilter
from mainstay.apps.reference.services import rates as services
from mainstay.shell.api.files import FormatIn
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.exports import file_response
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class RateOut(Schema):
    """What one unit of a currency was worth in the reporting currency on a day."""

    id: int
    currency: str
    on: date
    rate: Decimal
    source: str

    @staticmethod
    def resolve_rate(rate: ExchangeRate) -> Decimal:
        """The rate without noughts at its end."""
        return services.plain(rate.rate)


class RateIn(Schema):
    """A rate to set."""

    currency: str = Field(description="Three letters of ISO 4217.")
    on: date
    rate: Decimal
    source: str = ""


class RateChange(Schema):
    """What to change of a rate; what is left out stays."""

    currency: str = ""
    on: date = date(1900, 1, 1)
    rate: Decimal = Decimal(1)
    source: str = ""


class RateFilterIn(Schema):
    """Which rates to list."""

    currency: str = ""
    since: date | None = None
    until: date | None = None


@router.get("", response=PageOut[RateOut])
@requires(policies.VIEW_RATES)
def list_rates(
    request: HttpRequest,
    page: Query[PageIn],
    wanted: Query[RateFilterIn],
    sort: str = queries.DEFAULT_SORT,
) -> dict[str, Any]:
    """The rates, the newest first; `sort` takes `on`, `currency` or `rate`, also with `-`."""
    rows = queries.rates(acting(request), RateFilter(**wanted.dict()), sort)
    return page_out(request, QuerySetRows(rows), [sort, "pk"], page)


@router.post("", response={201: RateOut})
@requires(policies.CHANGE_RATES)
def set_rate(request: HttpRequest, rate: RateIn) -> Status[ExchangeRate]:
    """Set the rate of a currency on a day that has none."""
    return Status(201, services.set_rate(acting(request), **rate.dict()))


@router.get("/export", response={200: bytes})
@requires(policies.VIEW_RATES)
def export_rates(
    request: HttpRequest,
    wanted: Query[RateFilterIn],
    asked: Query[FormatIn],
    sort: str = queries.DEFAULT_SORT,
) -> HttpResponseBase:
    """The rates as a file, which an import reads again; audited."""
    exported = services.export_rates(acting(request), RateFilter(**wanted.dict()), sort)
    return file_response(exported, asked.format)


@router.get("/{int:key}", response=RateOut)
@requires(policies.VIEW_RATES)
def get_rate(request: HttpRequest, key: int) -> ExchangeRate:
    """One rate."""
    return queries.rate_of(acting(request), key)


@router.patch("/{int:key}", response=RateOut)
@requires(policies.CHANGE_RATES)
def change_rate(request: HttpRequest, key: int, change: RateChange) -> ExchangeRate:
    """Change a rate. Order lines that were converted with it stay as they are."""
    return services.change_rate(acting(request), key, **change.dict(exclude_unset=True))


@router.delete("/{int:key}", response={204: None})
@requires(policies.CHANGE_RATES)
def remove_rate(request: HttpRequest, key: int) -> Status[None]:
    """Take a rate away. Order lines that were converted with it stay as they are."""
    services.remove_rate(acting(request), key)
    return Status(204, None)
