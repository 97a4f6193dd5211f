"""Importing contacts in bulk: plan, apply, undo.

A record is matched to a contact by its source and code, without a code by its customer and name,
and by e-mail address or telephone number where several have the name. An empty cell leaves what
the contact has. Records = created + changed + unchanged + rejected, always.
"""

from mainstay.apps.customers.services.importing.contacts.applying import apply
from mainstay.apps.customers.services.importing.contacts.plan import ContactPlan
from mainstay.apps.customers.services.importing.contacts.planning import plan_contact_import
from mainstay.apps.customers.services.importing.contacts.previewing import changes_of

__all__ = ["ContactPlan", "apply", "changes_of", "plan_contact_import"]
