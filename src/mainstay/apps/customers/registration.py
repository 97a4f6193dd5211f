"""What the customer master puts into the registries."""

from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers import policies
from mainstay.apps.customers.models import (
    Counter,
    Customer,
    CustomerAlias,
    CustomerChange,
    CustomerTag,
    ImportedCustomer,
)
from mainstay.foundation.access import permissions
from mainstay.foundation.access.permissions import Permission
from mainstay.foundation.access.policies import PermittedPolicy, register_policy

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


def register() -> None:
    """Declare permissions and policies."""
    permissions.declare(
        Permission(policies.VIEW, _("See customers"), writes=False, roles=_READERS),
        Permission(policies.EXPORT, _("Export customers"), writes=False, roles=_EXPORTERS),
        Permission(policies.CREATE, _("Create customers"), roles=_WRITERS),
        Permission(policies.CHANGE, _("Change customers"), roles=_WRITERS),
        Permission(policies.ARCHIVE, _("Archive and restore customers"), roles=_KEEPERS),
        Permission(policies.IMPORT, _("Import customers"), roles=_IMPORTERS),
    )
    register_policy(Customer, policies.CustomerPolicy())
    register_policy(CustomerTag, policies.OfCustomerPolicy("customer"))
    register_policy(CustomerAlias, policies.OfCustomerPolicy("kept"))
    register_policy(ImportedCustomer, policies.OfCustomerPolicy("customer"))
    register_policy(CustomerChange, policies.OfCustomerPolicy("customer"))
    register_policy(Counter, PermittedPolicy(policies.VIEW))
