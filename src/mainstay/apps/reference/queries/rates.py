"""Reads of exchange rates: lists, single ones, and all that a conversion needs."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from mainstay.apps.governance import queries as governance
from mainstay.apps.reference.models import ExchangeRate
from mainstay.foundation.access.actor import Actor

SORTABLE = ("on", "currency", "rate")
DEFAULT_SORT = "-on"


class RateNotFound(LookupError):
    """There is no such exchange rate."""


class UnknownSort(ValueError):
    """The list cannot be ordered by this."""


@dataclass(frozen=True, slots=True)
class RateFilter:
    """Which rates to list; what is left empty does not matter."""

    currency: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RateHistory:
    """The rates of a currency, the oldest first: `rates` holds from the day in `days` on."""

    days: list[date] = field(default_factory=list)
    rates: list[Decimal] = field(default_factory=list)


def rates(
    actor: Actor, wanted: RateFilter | None = None, sort: str = DEFAULT_SORT
) -> QuerySet[ExchangeRate]:
    """The rates the actor may see and wants, in order. Raises UnknownSort."""
    if sort.removeprefix("-") not in SORTABLE:
        raise UnknownSort(sort)
    wanted = wanted or RateFilter()
    rows = ExchangeRate.objects.visible_to(actor)
    if wanted.currency:
        rows = rows.filter(currency=wanted.currency)
    if wanted.since:
        rows = rows.filter(on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(on__lte=wanted.until)
    return rows.order_by(sort, "pk")


def rate_of(actor: Actor, key: int) -> ExchangeRate:
    """One rate. Raises RateNotFound."""
    found = ExchangeRate.objects.visible_to(actor).filter(pk=key).first()
    if found is None:
        raise RateNotFound(key)
    return found


def currencies_with_rates(actor: Actor) -> list[str]:
    """The currencies that have a rate, in order."""
    rows = ExchangeRate.objects.visible_to(actor).order_by("currency")
    return list(rows.values_list("currency", flat=True).distinct())


def rate_histories() -> dict[str, RateHistory]:
    """All rates by currency, as order lines of many days are converted with them."""
    found: dict[str, RateHistory] = {}
    rows = ExchangeRate.objects.system("amounts are converted alike for everybody")
    for currency, on, rate in rows.order_by("currency", "on").values_list("currency", "on", "rate"):
        history = found.setdefault(currency, RateHistory())
        history.days.append(on)
        history.rates.append(rate)
    return found


def longest_age() -> int:
    """For how many days after its own a rate holds, where no newer one does."""
    return governance.installation().exchange_rate_days
