"""What reference data puts into the registries."""

from django.utils.translation import gettext_lazy as _

from mainstay.apps.reference import policies, wording
from mainstay.apps.reference.queries.calendars import CalendarNotFound, NoWorkday
from mainstay.apps.reference.queries.rates import RateNotFound, UnknownSort
from mainstay.foundation.access.permissions import Permission, declare
from mainstay.foundation.audit.actions import name_actions, name_details
from mainstay.shell.api.routers import register_api
from mainstay.shell.failures import Failure, register_failure
from mainstay.shell.web import navigation
from mainstay.shell.web.navigation import NavigationItem, Section

_KEEPERS = frozenset({"administrator", "analyst"})
_READERS = _KEEPERS | {"executive", "director", "key_account_manager", "service_agent"}

PERMISSIONS = (
    Permission(policies.VIEW_RATES, _("See exchange rates"), writes=False, roles=_READERS),
    Permission(policies.CHANGE_RATES, _("Set, import and delete exchange rates"), roles=_KEEPERS),
    Permission(policies.VIEW_CALENDARS, _("See business calendars"), writes=False, roles=_READERS),
    Permission(
        policies.CHANGE_CALENDARS, _("Create, change and delete business calendars"), roles=_KEEPERS
    ),
)


def register() -> None:
    """Tell the rest of the house about reference data."""
    declare(*PERMISSIONS)
    policies.register()
    name_actions(wording.ACTIONS)
    name_details("reference", wording.DETAILS)
    unknown = Failure(404, "rate_not_found", _("There is no such exchange rate."))
    register_failure(RateNotFound, lambda _error: unknown)
    unsortable = Failure(400, "unknown_sort", _("The list cannot be sorted by this."))
    register_failure(UnknownSort, lambda _error: unsortable)
    missing = Failure(404, "calendar_not_found", _("There is no such calendar."))
    register_failure(CalendarNotFound, lambda _error: missing)
    restless = Failure(
        422, "no_workday", _("The calendar has no workday for ten years from there.")
    )
    register_failure(NoWorkday, lambda _error: restless)
    navigation.register(
        NavigationItem(
            "calendars",
            _("Business calendars"),
            "reference:calendars",
            "calendar",
            policies.VIEW_CALENDARS,
            order=130,
            section=Section.DATA,
        )
    )
    navigation.register(
        NavigationItem(
            "rates",
            _("Exchange rates"),
            "reference:rates",
            "coin",
            policies.VIEW_RATES,
            order=120,
            section=Section.DATA,
        )
    )
    register_api("mainstay.apps.reference.api")
