"""Reference data for the tests of this app and of those above it."""

from datetime import date
from decimal import Decimal

from mainstay.apps.reference.models import ExchangeRate
from mainstay.apps.reference.services.rates import set_rate
from mainstay.foundation.access.actor import system_actor

SETTING_UP = system_actor("test")


def rate_on(day: str, currency: str, rate: str, source: str = "") -> ExchangeRate:
    """A rate that stands in the test's world."""
    return set_rate(
        SETTING_UP,
        currency=currency,
        on=date.fromisoformat(day),
        rate=Decimal(rate),
        source=source,
    )
