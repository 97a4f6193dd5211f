"""What imports and the ledger put into the registries."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts import actions as customer_actions
from mainstay.apps.customers.contracts import panels as customer_panels
from mainstay.apps.customers.contracts.account_teams import let_members
from mainstay.apps.customers.contracts.actions import ListAction
from mainstay.apps.customers.contracts.events import CustomerChanged, ManyCustomersChanged
from mainstay.apps.customers.contracts.panels import CustomerPanel
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger import (
    basket_wording,
    failure_wording,
    outcomes,
    policies,
    recurring_wording,
    webhook_events,
    wording,
)
from mainstay.apps.ledger.cleaning.mapping import MappingRefused
from mainstay.apps.ledger.contracts import VIEW_COSTS, VIEW_LINES
from mainstay.apps.ledger.queries.keeping import kept_files
from mainstay.apps.ledger.queries.profiles import ProfileGone
from mainstay.apps.ledger.queries.quality import FindingGone
from mainstay.apps.ledger.queries.recurring import RecurringImportGone
from mainstay.apps.ledger.queries.states import current_number, products_in_lines
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.services import undoing
from mainstay.apps.ledger.services.downloading import FileGone
from mainstay.apps.ledger.services.exporting import NoSuchSource
from mainstay.apps.ledger.services.importing import (
    BatchBusy,
    ImportFailed,
    NoContacts,
    OptionRefused,
    running,
)
from mainstay.apps.ledger.services.importing.failures import as_failure
from mainstay.apps.ledger.services.keeping import compacting, expiring, tidying
from mainstay.apps.ledger.services.keeping.rules import rules
from mainstay.apps.ledger.services.quality import checking, mending
from mainstay.apps.ledger.services.recurring import looking, noting, reference, starting
from mainstay.apps.ledger.web import panels
from mainstay.apps.ledger.web.quality.panel import customer_quality
from mainstay.apps.notifications.contracts import MessageKind, register_kind
from mainstay.apps.reference.contracts import (
    CHANGE_CALENDARS,
    CHANGE_INDUSTRIES,
    CHANGE_PRODUCTS,
    CHANGE_RATES,
    CHANGE_REGIONS,
    VIEW_FILES,
    PageAction,
    Place,
    register_page_action,
    register_products_used,
)
from mainstay.engine.errors import EngineUnavailable, LedgerDamaged
from mainstay.foundation import events
from mainstay.foundation.access.permissions import Permission, declare
from mainstay.foundation.audit.actions import name_actions, name_details
from mainstay.foundation.audit.naming import name_system_actors
from mainstay.foundation.jobs import registry as jobs
from mainstay.foundation.jobs.registry import JobKind, Schedule
from mainstay.foundation.keeping.kept_files import register_kept_files
from mainstay.foundation.keeping.retention import register_retention
from mainstay.foundation.keeping.standing_still import BackupRunning
from mainstay.shell.api.routers import register_api
from mainstay.shell.failures import Failure, register_failure
from mainstay.shell.web import home, navigation
from mainstay.shell.web.home import HomePanel
from mainstay.shell.web.navigation import NavigationItem, Section

_IMPORTERS = frozenset({"administrator", "analyst"})
_KEEPERS = frozenset({"administrator"})
_WATCHERS = _IMPORTERS | {"executive", "director"}
_EXPORTERS = _WATCHERS | {"key_account_manager"}
_READERS = _EXPORTERS | {"service_agent"}
_QUALITY_READERS = _EXPORTERS | {"auditor"}
_WITH_COSTS = _EXPORTERS | {"auditor"}

PERMISSIONS = (
    Permission(policies.VIEW_IMPORTS, _("See imports"), writes=False, roles=_WATCHERS),
    Permission(
        policies.VIEW_FILES,
        _("See and download what imported files hold"),
        writes=False,
        roles=_IMPORTERS,
    ),
    Permission(policies.RUN_IMPORTS, _("Import files"), roles=_IMPORTERS),
    Permission(policies.UNDO_IMPORTS, _("Undo imports"), roles=_IMPORTERS),
    Permission(policies.CHANGE_PROFILES, _("Keep import profiles"), roles=_IMPORTERS),
    Permission(
        policies.CHANGE_RECURRING, _("Set up imports that run by themselves"), roles=_IMPORTERS
    ),
    Permission(VIEW_LINES, _("See order lines"), writes=False, roles=_READERS),
    Permission(policies.EXPORT_LINES, _("Export order lines"), writes=False, roles=_EXPORTERS),
    Permission(
        VIEW_COSTS,
        _("See costs, profit and margins"),
        writes=False,
        roles=_WITH_COSTS,
        opens=_("costs, profit and margins"),
    ),
    Permission(policies.VIEW_QUALITY, _("See data quality"), writes=False, roles=_QUALITY_READERS),
    Permission(
        policies.EXPORT_QUALITY,
        _("Export data quality findings"),
        writes=False,
        roles=_QUALITY_READERS,
    ),
    Permission(policies.CHECK_QUALITY, _("Check data quality"), roles=_IMPORTERS),
    Permission(
        policies.CALL_RIGHT,
        _("Say of a finding that it is right as it is"),
        roles=_IMPORTERS | {"director", "key_account_manager"},
    ),
    Permission(
        policies.VERIFY,
        _("Verify the ledger's files"),
        writes=False,
        roles=_KEEPERS,
    ),
    Permission(
        policies.KEEP_TIDY,
        _("Merge the ledger's files and remove what is no longer needed"),
        roles=_KEEPERS,
    ),
)


def register() -> None:
    """Tell the rest of the house about imports and the ledger."""
    declare(*PERMISSIONS)
    let_members(policies.CALL_RIGHT)
    policies.register()
    name_actions({**wording.ACTIONS, **recurring_wording.ACTIONS})
    name_system_actors({"imports": _("Imports"), "quality": _("Data quality")})
    name_details("ledger", {**wording.DETAILS, **recurring_wording.DETAILS})
    for kind in (
        JobKind(running.CHECK, _("Check a file"), running.check),
        JobKind(running.COMMIT, _("Import a file"), starting.import_and_go_on),
        JobKind(starting.START_DUE, _("Start recurring imports that are due"), starting.start_due),
        JobKind(looking.LOOK, _("Look for the next file"), looking.look, minor=True),
        JobKind(undoing.UNDO, _("Undo an import"), undoing.undo),
        JobKind(compacting.COMPACT, _("Merge small ledger files"), compacting.run),
        JobKind(tidying.TIDY, _("Remove forgotten files"), tidying.run),
        JobKind(expiring.EXPIRE, _("Remove what is kept for a time only"), expiring.run),
        JobKind(checking.CHECK, _("Check data quality"), checking.run),
    ):
        jobs.register(kind)
    outcomes.register()
    register_kind(MessageKind(noting.PAUSED_ITSELF, recurring_wording.pause_message))
    register_kind(MessageKind(noting.TOOK_NO_FILE, recurring_wording.failure_message))
    register_kind(MessageKind(reference.TOOK_FILE, recurring_wording.taken_message))
    _register_keeping()
    governance.register_zone_lock(lambda: current_number() > 0)
    _register_failures()
    _register_faces()
    _register_panels()


def _register_keeping() -> None:
    """At night: first small files are merged, then goes what nobody needs any more."""
    routine = {"routine": True}
    for kind, at, parameters in (
        (compacting.COMPACT, time(18, 30), routine),
        (expiring.EXPIRE, time(19, 0), {}),
        (tidying.TIDY, time(19, 30), {}),
    ):
        jobs.register_schedule(Schedule(kind, kind, daily_at=at, parameters=parameters))
    jobs.register_schedule(Schedule(checking.CHECK, checking.CHECK, daily_at=time(20, 0)))
    due = timedelta(seconds=10)
    jobs.register_schedule(
        Schedule(starting.START_DUE, starting.START_DUE, every=due, wanted=starting.any_due)
    )
    webhook_events.register()
    events.subscribe(CustomerChanged, mending.after_change)
    events.subscribe(ManyCustomersChanged, checking.after_many_changes)
    register_kept_files(kept_files)
    for rule in rules():
        register_retention(rule)


def _register_failures() -> None:
    absent = Failure(404, "recurring_import_not_found", _("There is no such recurring import."))
    register_failure(RecurringImportGone, lambda _error: absent)
    unkept = Failure(404, "import_profile_not_found", _("There is no such import profile."))
    register_failure(ProfileGone, lambda _error: unkept)
    making = Failure(409, "backup_running", failure_wording.FAILURES["backup_running"])
    register_failure(BackupRunning, lambda _error: making)
    register_failure(BatchBusy, lambda error: Failure(409, "batch_busy", wording.busy(error.state)))
    register_failure(ImportFailed, _refused)
    for kind in (FileRefused, MappingRefused, OptionRefused):
        register_failure(kind, _unusable)
    mended = Failure(404, "finding_gone", _("There is no such finding for you, or no longer."))
    register_failure(FindingGone, lambda _error: mended)
    none = Failure(409, "no_contacts", _("This import has no contacts that could follow now."))
    register_failure(NoContacts, lambda _error: none)
    gone = Failure(404, "file_gone", _("There is no such file, or no longer."))
    register_failure(FileGone, lambda _error: gone)
    unknown = Failure(404, "source_not_found", _("No order lines came from this source."))
    register_failure(NoSuchSource, lambda _error: unknown)
    register_failure(LedgerDamaged, _damaged)
    register_failure(EngineUnavailable, _unavailable)
    for refusal in basket_wording.REFUSALS:
        register_failure(refusal, _not_counted)


def _refused(error: ImportFailed) -> Failure:
    words = failure_wording.failure(error.code, error.details)
    return Failure(422, error.code, words, {"figures": error.details})


def _unusable(error: Exception) -> Failure:
    refusal = as_failure(error)
    return _refused(refusal) if refusal else Failure(422, "unusable_file")


def _not_counted(error: Exception) -> Failure:
    code, words = basket_wording.refused(error)
    return Failure(422, code, words)


def _damaged(error: LedgerDamaged) -> Failure:
    return Failure(503, "ledger_damaged", wording.damaged(error.name), {"file": error.name})


def _unavailable(error: EngineUnavailable) -> Failure:
    return Failure(503, "engine_unavailable", wording.unavailable(error.engine))


def _register_faces() -> None:
    navigation.register(
        NavigationItem(
            "imports",
            _("Imports"),
            "ledger:list",
            "database-import",
            policies.VIEW_IMPORTS,
            section=Section.DATA,
            offered=policies.may_have_imports,
        )
    )
    navigation.register(
        NavigationItem(
            "quality",
            _("Data quality"),
            "quality:quality",
            "clipboard-check",
            policies.VIEW_QUALITY,
            section=Section.DATA,
        )
    )
    navigation.register(
        NavigationItem(
            "upkeep",
            _("Upkeep"),
            "upkeep:upkeep",
            "restore",
            policies.KEEP_TIDY,
            order=60,
            section=Section.ADMINISTRATION,
        )
    )
    register_api("mainstay.apps.ledger.api")
    action = ListAction(
        "ledger.import",
        _("Import a file"),
        "ledger:upload_customers",
        "file-import",
        policies.RUN_IMPORTS,
        fills=True,
    )
    customer_actions.register(action)
    _register_reference_files()


def _register_reference_files() -> None:
    """On each list of reference data a button for a file, and one for those that were taken."""
    register_products_used(products_in_lines)
    for place, url_name, permission in (
        (Place.RATES, "ledger:rates", CHANGE_RATES),
        (Place.CALENDAR, "ledger:calendar_days", CHANGE_CALENDARS),
        (Place.PRODUCTS, "ledger:products", CHANGE_PRODUCTS),
        (Place.PRODUCT_LINES, "ledger:product_lines", CHANGE_PRODUCTS),
        (Place.REGIONS, "ledger:regions", CHANGE_REGIONS),
        (Place.INDUSTRIES, "ledger:industries", CHANGE_INDUSTRIES),
    ):
        code, label = f"ledger.import.{place}", _("Import a file")
        register_page_action(PageAction(place, code, label, url_name, "file-import", permission))
        code, label = f"ledger.files.{place}", _("Files taken in")
        listing = "ledger:calendar_files" if place is Place.CALENDAR else "ledger:files"
        query = "" if place is Place.CALENDAR else f"?kind={place}"
        register_page_action(
            PageAction(place, code, label, listing, "history", VIEW_FILES, query, fills=False)
        )


def _register_panels() -> None:
    months = CustomerPanel(
        "ledger.months",
        _("Revenue by month"),
        30,
        VIEW_LINES,
        "ledger/months_panel.html",
        panels.monthly_figures,
    )
    lines = CustomerPanel(
        "ledger.lines",
        _("Order lines"),
        80,
        VIEW_LINES,
        "ledger/lines_panel.html",
        panels.order_lines,
        flush=True,
    )
    quality = CustomerPanel(
        "ledger.quality",
        _("Data quality"),
        90,
        policies.VIEW_QUALITY,
        "ledger/quality/customer_panel.html",
        customer_quality,
    )
    for panel in (months, lines, quality):
        customer_panels.register(panel)
    home.register(
        HomePanel(
            "ledger.imports",
            _("Last imports"),
            policies.VIEW_IMPORTS,
            "ledger/home_imports.html",
            panels.last_imports,
            order=60,
        )
    )
    home.register(
        HomePanel(
            "ledger.rejects",
            _("Rejects to mend"),
            policies.RUN_IMPORTS,
            "ledger/home_rejects.html",
            panels.rejects_to_mend,
            order=50,
        )
    )
