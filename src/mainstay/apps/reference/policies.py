"""Who sees and keeps reference data."""

from mainstay.apps.reference import contracts
from mainstay.apps.reference.models import BusinessCalendar, CalendarDay, ExchangeRate
from mainstay.foundation.access.policies import PermittedPolicy, register_policy

VIEW_RATES = "reference.rate.view"
CHANGE_RATES = contracts.CHANGE_RATES
VIEW_CALENDARS = "reference.calendar.view"
CHANGE_CALENDARS = contracts.CHANGE_CALENDARS


def register() -> None:
    """Register the policy of every model of this app."""
    register_policy(ExchangeRate, PermittedPolicy(VIEW_RATES))
    register_policy(BusinessCalendar, PermittedPolicy(VIEW_CALENDARS))
    register_policy(CalendarDay, PermittedPolicy(VIEW_CALENDARS))
