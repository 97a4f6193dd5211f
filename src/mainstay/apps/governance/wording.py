"""Codes of governance in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS: dict[str, Promise] = {
    "governance.session.opened": _("Signed in"),
    "governance.session.closed": _("Signed out"),
    "governance.account.changed": _("Own account changed"),
    "governance.account.password_changed": _("Own password changed"),
    "governance.installation.created": _("Installation set up"),
    "governance.installation.changed": _("Settings of the installation changed"),
    "governance.people.exported": _("People exported"),
    "governance.trail.exported": _("Audit trail exported"),
    "governance.person.created": _("Person created"),
    "governance.person.changed": _("Person changed"),
    "governance.person.disabled": _("Person disabled"),
    "governance.person.enabled": _("Person enabled"),
    "governance.person.password_set": _("Initial password given"),
    "governance.person.roles_changed": _("Roles of a person changed"),
    "governance.role.created": _("Role created"),
    "governance.role.changed": _("Role changed"),
    "governance.role.deleted": _("Role deleted"),
    "governance.team.created": _("Team created"),
    "governance.team.changed": _("Team changed"),
    "governance.team.deleted": _("Team deleted"),
    "governance.token.issued": _("API token created"),
    "governance.token.revoked": _("API token revoked"),
}
"""What the audit trail calls what was done."""

ACTORS: dict[str, Promise] = {
    "command line": _("Command line"),
    "demo": _("Demonstration data"),
    "init": _("Set-up"),
    "doctor": _("Check of the installation"),
}
"""What the audit trail calls whoever acts without a person."""

DETAILS: dict[str, Promise] = {
    "email": _("E-mail"),
    "full_name": pgettext_lazy("person", "Name"),
    "language": _("Language"),
    "team": _("Team"),
    "roles": _("Roles"),
    "is_active": _("Active"),
    "revoked_tokens": _("Revoked API tokens"),
    "name": _("Name"),
    "parent": _("Part of"),
    "lead": _("Lead"),
    "scope": _("Sees"),
    "permissions": _("Permissions"),
    "scopes": _("Permissions"),
    "read_only": _("Read only"),
    "expires_at": _("Ends"),
    "reporting_currency": _("Reporting currency"),
    "time_zone": _("Time zone"),
    "fiscal_year_start_month": _("The fiscal year begins in"),
    "spring_festival_days": _("Days on which trade rests over the Spring Festival"),
    "spring_festival_days_before": _("Of them before the new year's day"),
    "reason": _("Reason"),
}
"""What the audit trail calls the facts that were changed or told."""
