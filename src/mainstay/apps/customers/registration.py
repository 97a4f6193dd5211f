"""What the customer master puts into the registries."""

from dataclasses import replace
from functools import partial

from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers import outcomes, policies, webhook_events, wording
from mainstay.apps.customers.contracts.account_teams import let_members
from mainstay.apps.customers.contracts.contacts import REACH
from mainstay.apps.customers.models import (
    AccountTeamMember,
    BulkChange,
    BulkChangedCustomer,
    Contact,
    ContactChange,
    Counter,
    Customer,
    CustomerAlias,
    CustomerChange,
    CustomerField,
    CustomerTag,
    CustomerValue,
    CustomerView,
    ImportedContact,
    ImportedCustomer,
    PinnedView,
)
from mainstay.apps.customers.queries import (
    ContactNotFound,
    CustomerNotFound,
    UnknownSort,
    customers_called,
)
from mainstay.apps.customers.queries.account_teams import MemberNotFound
from mainstay.apps.customers.queries.bulk import BulkNotFound
from mainstay.apps.customers.queries.custom_fields import FieldNotFound
from mainstay.apps.customers.queries.searching import CONTACT_INDEX, CUSTOMER_INDEX
from mainstay.apps.customers.queries.views import HiddenView, ViewNotFound
from mainstay.apps.customers.rules import ContactVersionConflict, VersionConflict
from mainstay.apps.customers.rules.conditions import InvalidFilter
from mainstay.apps.customers.rules.custom_fields import FieldVersionConflict
from mainstay.apps.customers.rules.filter_wording import reason
from mainstay.apps.customers.rules.views import ViewVersionConflict
from mainstay.apps.customers.services.account_teams import ADDED
from mainstay.apps.customers.services.bulk import NothingToUndo, asking, changing, undoing
from mainstay.apps.customers.web import finding
from mainstay.apps.customers.web.listing import customers_where
from mainstay.apps.governance.contracts import PersonLink, register_person_link
from mainstay.apps.notifications.contracts import (
    MessageKind,
    Topic,
    register_kind,
    register_topic,
)
from mainstay.apps.reference.contracts import NameUse, Place, register_name_use
from mainstay.foundation.access import permissions
from mainstay.foundation.access.permissions import Permission
from mainstay.foundation.access.policies import PermittedPolicy, register_policy
from mainstay.foundation.audit.actions import name_actions, name_details
from mainstay.foundation.bounded import TookTooLong
from mainstay.foundation.jobs import registry as jobs
from mainstay.foundation.jobs.registry import JobKind
from mainstay.shell.api.routers import register_api
from mainstay.shell.failures import Failure, register_failure, register_missing
from mainstay.shell.web import navigation
from mainstay.shell.web.navigation import NavigationItem, SearchBox, Section
from mainstay.shell.web.palette.registry import Deed, Finder, register_deed, register_finder

_READERS = frozenset(
    {
        "administrator",
        "executive",
        "director",
        "key_account_manager",
        "service_agent",
        "analyst",
        "auditor",
    }
)
_KEEPERS = frozenset({"administrator", "director", "analyst"})
_EXPORTERS = _READERS - {"service_agent"}
_WRITERS = _KEEPERS | {"key_account_manager"}
_IMPORTERS = frozenset({"administrator", "analyst"})
_SHARERS = _KEEPERS | {"executive"}


def register() -> None:
    """Tell the rest of the house about customers."""
    _declare_permissions()
    let_members(policies.CHANGE)
    _register_policies()
    name_actions(wording.ACTIONS)
    name_details("customers", wording.DETAILS)
    _register_jobs()
    _register_faces()
    _register_name_uses()
    register_person_link(
        PersonLink(
            "customers.reach",
            _("What this person reaches"),
            "customers:reach",
            "eye",
            policies.EXPLAIN,
        )
    )
    register_kind(MessageKind(ADDED, wording.added_to_account_team))
    register_topic(Topic(ADDED, _("I was added to an account team"), permission=policies.VIEW))
    webhook_events.register()
    CUSTOMER_INDEX.keep()
    CONTACT_INDEX.keep()


def _declare_permissions() -> None:
    permissions.declare(
        Permission(policies.VIEW, _("See customers"), writes=False, roles=_READERS),
        Permission(
            REACH,
            _("See telephone numbers, e-mail addresses and WeChat of contacts"),
            writes=False,
            roles=_READERS - {"auditor"},
            opens=_("how to reach contacts"),
            audited=False,
        ),
        Permission(policies.EXPORT, _("Export customers"), writes=False, roles=_EXPORTERS),
        Permission(policies.CREATE, _("Create customers"), roles=_WRITERS),
        Permission(policies.CHANGE, _("Change customers"), roles=_WRITERS),
        Permission(policies.CHANGE_TEAM, _("Decide who belongs to account teams"), roles=_WRITERS),
        Permission(
            policies.EXPLAIN,
            _("See who sees a customer, and why"),
            writes=False,
            roles=frozenset({"administrator", "director"}),
        ),
        Permission(policies.ARCHIVE, _("Archive and restore customers"), roles=_KEEPERS),
        Permission(policies.IMPORT, _("Import customers"), roles=_IMPORTERS),
        Permission(policies.CHANGE_MANY, _("Change many customers at once"), roles=_KEEPERS),
        Permission(
            policies.DEFINE_FIELDS,
            _("Define the custom fields of customers"),
            roles=frozenset({"administrator"}),
        ),
        Permission(policies.KEEP_VIEWS, _("Keep views of customers"), roles=_READERS - {"auditor"}),
        Permission(policies.SHARE_VIEWS, _("Share views of customers"), roles=_SHARERS),
    )


def _register_policies() -> None:
    register_policy(Customer, policies.CustomerPolicy())
    register_policy(AccountTeamMember, policies.OfCustomerPolicy("customer"))
    register_policy(CustomerTag, policies.OfCustomerPolicy("customer"))
    register_policy(CustomerAlias, policies.OfCustomerPolicy("kept"))
    register_policy(Contact, policies.ContactPolicy())
    register_policy(ImportedContact, policies.OfCustomerPolicy("contact__customer"))
    register_policy(ContactChange, policies.OfCustomerPolicy("contact__customer"))
    register_policy(ImportedCustomer, policies.OfCustomerPolicy("customer"))
    register_policy(CustomerChange, policies.OfCustomerPolicy("customer"))
    register_policy(Counter, PermittedPolicy(policies.VIEW))
    register_policy(CustomerField, policies.CustomerFieldPolicy())
    register_policy(CustomerValue, policies.OfCustomerPolicy("customer"))
    register_policy(CustomerView, policies.CustomerViewPolicy())
    register_policy(PinnedView, policies.OwnPinsPolicy())
    register_policy(BulkChange, policies.BulkChangePolicy())
    register_policy(BulkChangedCustomer, policies.OfCustomerPolicy("customer"))


def _register_jobs() -> None:
    jobs.register(JobKind(asking.CHANGE, _("Change many customers"), changing.run))
    jobs.register(JobKind(asking.UNDO, _("Undo a bulk change"), undoing.run))
    outcomes.register()


def _register_faces() -> None:
    navigation.register(
        NavigationItem(
            "customers", _("Customers"), "customers:list", "building", policies.VIEW, order=20
        )
    )
    navigation.register(
        NavigationItem(
            "custom_fields",
            _("Customer fields"),
            "customers:custom_fields",
            "adjustments-horizontal",
            policies.DEFINE_FIELDS,
            order=35,
            section=Section.ADMINISTRATION,
        )
    )
    navigation.register_search(SearchBox("customers:list", _("Search customers"), policies.VIEW))
    register_deed(Deed("new_customer", _("New customer"), "customers:new", "plus", policies.CREATE))
    register_finder(
        Finder(
            "customer",
            _("Customers"),
            "building",
            policies.VIEW,
            page="customers:list",
            find=finding.find_customers,
            named=finding.customers_named,
            order=10,
        )
    )
    register_finder(
        Finder(
            "contact",
            _("Contacts"),
            "user",
            policies.VIEW,
            page="customers:contacts",
            find=finding.find_contacts,
            named=finding.contacts_named,
            order=20,
        )
    )
    register_finder(
        Finder(
            "customer_view",
            _("Views of customers"),
            "filter",
            policies.VIEW,
            page="customers:views",
            find=finding.find_views,
            named=finding.views_named,
            order=30,
        )
    )
    register_api("mainstay.apps.customers.api")
    missing = Failure(404, "customer_not_found", _("There is no such customer for you."))
    register_failure(CustomerNotFound, lambda _error: missing)
    register_missing("customers.customer", missing)
    gone = Failure(404, "contact_not_found", _("There is no such contact for you."))
    register_failure(ContactNotFound, lambda _error: gone)
    register_missing("customers.contact", gone)
    nobody = Failure(404, "member_not_found", _("There is no such member for you."))
    register_failure(MemberNotFound, lambda _error: nobody)
    conflict = Failure(
        409, "version_conflict", _("Somebody else has changed this customer since it was read.")
    )
    register_failure(VersionConflict, lambda error: replace(conflict, members=error.told))
    outpaced = Failure(
        409,
        "contact_version_conflict",
        _("Somebody else has changed this contact since it was read."),
    )
    register_failure(ContactVersionConflict, lambda error: replace(outpaced, members=error.told))
    no_field = Failure(404, "custom_field_not_found", _("There is no such custom field."))
    register_failure(FieldNotFound, lambda _error: no_field)
    field_outpaced = Failure(
        409,
        "custom_field_version_conflict",
        _("Somebody else has changed this field since it was read."),
    )
    register_failure(FieldVersionConflict, lambda _error: field_outpaced)
    no_view = Failure(404, "view_not_found", _("There is no such view for you."))
    register_failure(ViewNotFound, lambda _error: no_view)
    view_outpaced = Failure(
        409, "view_version_conflict", _("Somebody else has changed this view since it was read.")
    )
    register_failure(ViewVersionConflict, lambda _error: view_outpaced)
    register_failure(InvalidFilter, invalid_filter)
    hidden = Failure(403, "view_hidden", _("This view filters by something that you may not see."))
    register_failure(HiddenView, lambda _error: hidden)
    too_long = _("Counting them all takes too long; filter the list first.")
    register_failure(TookTooLong, lambda _error: Failure(503, "took_too_long", too_long))
    no_bulk = Failure(404, "bulk_not_found", _("There is no such bulk change for you."))
    register_failure(BulkNotFound, lambda _error: no_bulk)
    settled = Failure(
        409, "nothing_to_undo", _("There is nothing to undo, or it is still under way.")
    )
    register_failure(NothingToUndo, lambda _error: settled)
    unsortable = Failure(400, "unknown_sort", _("The list cannot be sorted by this."))
    register_failure(UnknownSort, lambda _error: unsortable)


def invalid_filter(error: InvalidFilter) -> Failure:
    """Which conditions of a filter mean nothing, and why; their places count from 0."""
    errors = [
        {
            "pointer": f"/where/{fault.group}/{fault.place}",
            "code": fault.code,
            "detail": reason(fault),
        }
        for fault in error.faults
    ]
    return Failure(422, "invalid_filter", errors[0]["detail"], {"errors": errors})


def _register_name_uses() -> None:
    for place, field in ((Place.REGIONS, "region"), (Place.INDUSTRIES, "industry")):
        register_name_use(
            NameUse(
                place,
                f"customers.{field}",
                _("Customers"),
                policies.VIEW,
                count=partial(customers_called, field),
                address=partial(customers_where, field),
            )
        )
