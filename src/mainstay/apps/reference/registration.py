"""What reference data puts into the registries."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from mainstay.apps.governance.contracts import RegionTree, register_regions
from mainstay.apps.notifications.contracts import supply_days_off
from mainstay.apps.reference import policies, wording
from mainstay.apps.reference.queries.branches import BranchNotFound, UnknownBranchSort
from mainstay.apps.reference.queries.calendars import (
    CalendarNotFound,
    NoWorkday,
    default_calendar,
    is_workday,
)
from mainstay.apps.reference.queries.products import ProductNotFound, UnknownProductSort
from mainstay.apps.reference.queries.rates import RateNotFound, UnknownSort
from mainstay.apps.reference.queries.reaching import all_regions, names_reached
from mainstay.apps.reference.queries.taken import FileNotFound, NoRejectFile
from mainstay.apps.reference.rules.catalogue import VersionConflict
from mainstay.apps.reference.services.taken import FileUndone
from mainstay.foundation.access.permissions import Permission, declare
from mainstay.foundation.audit.actions import name_actions, name_details
from mainstay.foundation.audit.naming import name_system_actors
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
    Permission(
        policies.VIEW_PRODUCTS, _("See products and product lines"), writes=False, roles=_READERS
    ),
    Permission(
        policies.CHANGE_PRODUCTS,
        _("Create, change, import and archive products and product lines"),
        roles=_KEEPERS,
    ),
    Permission(policies.VIEW_REGIONS, _("See regions"), writes=False, roles=_READERS),
    Permission(
        policies.CHANGE_REGIONS, _("Create, change, import and archive regions"), roles=_KEEPERS
    ),
    Permission(policies.VIEW_INDUSTRIES, _("See industries"), writes=False, roles=_READERS),
    Permission(
        policies.CHANGE_INDUSTRIES,
        _("Create, change, import and archive industries"),
        roles=_KEEPERS,
    ),
    Permission(
        policies.VIEW_FILES,
        _("See which files of reference data were taken in"),
        writes=False,
        roles=_KEEPERS,
    ),
    Permission(policies.UNDO_FILES, _("Undo files of reference data"), roles=_KEEPERS),
)


def register() -> None:
    """Tell the rest of the house about reference data."""
    declare(*PERMISSIONS)
    policies.register()
    register_regions(RegionTree(all_regions, names_reached))
    name_actions(wording.ACTIONS)
    name_details("reference", wording.DETAILS)
    name_system_actors({"reference data": _("Reference data")})
    supply_days_off(_days_off)
    _register_failures()
    _register_navigation()
    register_api("mainstay.apps.reference.api")


def _days_off() -> Callable[[date], bool]:
    calendar = default_calendar()
    return lambda day: not is_workday(calendar, day)


def _register_failures() -> None:
    unsortable = Failure(400, "unknown_sort", _("The list cannot be sorted by this."))
    for kind in (UnknownSort, UnknownProductSort, UnknownBranchSort):
        register_failure(kind, lambda _error: unsortable)
    unknown = Failure(404, "rate_not_found", _("There is no such exchange rate."))
    register_failure(RateNotFound, lambda _error: unknown)
    missing = Failure(404, "calendar_not_found", _("There is no such calendar."))
    register_failure(CalendarNotFound, lambda _error: missing)
    restless = Failure(
        422, "no_workday", _("The calendar has no workday for ten years from there.")
    )
    register_failure(NoWorkday, lambda _error: restless)
    gone = Failure(404, "product_not_found", _("There is no such product."))
    register_failure(ProductNotFound, lambda _error: gone)
    absent = Failure(404, "not_found", _("There is no such entry."))
    register_failure(BranchNotFound, lambda _error: absent)
    lost = Failure(404, "file_not_found", _("There is no such file."))
    register_failure(FileNotFound, lambda _error: lost)
    done = Failure(409, "file_undone", _("This file has been undone already."))
    register_failure(FileUndone, lambda _error: done)
    none = Failure(404, "no_rejects", _("There is no reject file, or it is no longer kept."))
    register_failure(NoRejectFile, lambda _error: none)
    conflict = Failure(
        409, "version_conflict", _("Somebody else has changed this since it was read.")
    )
    register_failure(VersionConflict, lambda _error: conflict)


def _register_navigation() -> None:
    for code, label, icon, permission, order in (
        ("rates", _("Exchange rates"), "coin", policies.VIEW_RATES, 120),
        ("calendars", _("Business calendars"), "calendar", policies.VIEW_CALENDARS, 130),
        ("products", _("Products"), "package", policies.VIEW_PRODUCTS, 140),
        ("regions", _("Regions"), "map-pin", policies.VIEW_REGIONS, 150),
        ("industries", _("Industries"), "building-factory-2", policies.VIEW_INDUSTRIES, 160),
    ):
        navigation.register(
            NavigationItem(
                code,
                label,
                f"reference:{code}",
                icon,
                permission,
                order=order,
                section=Section.DATA,
            )
        )
