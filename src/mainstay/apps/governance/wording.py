"""Codes of governance in words."""

from collections.abc import Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.foundation.jobs.outcomes import Ending, Words, cancelled_or_failed, plain_title

ACTIONS: dict[str, Promise] = {
    "governance.session.opened": _("Signed in"),
    "governance.session.closed": _("Signed out"),
    "governance.session.left_idle": _("Signed out after a while without use"),
    "governance.session.ended": _("One of the own sessions ended"),
    "governance.session.others_ended": _("All other own sessions ended"),
    "governance.person.sessions_ended": _("All sessions of a person ended"),
    "governance.account.changed": _("Own account changed"),
    "governance.account.password_changed": _("Own password changed"),
    "governance.account.password_asked_for": _("Link for a forgotten password asked for"),
    "governance.account.password_reset": _("Forgotten password replaced"),
    "governance.invitation.sent": _("Person invited"),
    "governance.invitation.renewed": _("Invitation sent again"),
    "governance.invitation.withdrawn": _("Invitation withdrawn"),
    "governance.invitation.accepted": _("Invitation accepted"),
    "governance.second_factor.added": _("Second factor turned on"),
    "governance.second_factor.removed": _("Second factor turned off"),
    "governance.second_factor.codes_renewed": _("Recovery codes renewed"),
    "governance.second_factor.code_used": _("Signed in with a recovery code"),
    "governance.passkey.added": _("Passkey added"),
    "governance.passkey.renamed": _("Passkey renamed"),
    "governance.passkey.removed": _("Passkey removed"),
    "governance.provider.linked": _("Account linked to the identity provider"),
    "governance.provider.unlinked": _("Account unlinked from the identity provider"),
    "governance.provider.confirmed": _("Confirmed through the identity provider"),
    "governance.person.unlinked": _("A person's account unlinked from the identity provider"),
    "governance.account.confirmed": _("Password confirmed"),
    "governance.person.second_factor_reset": _("Second factor of a person reset"),
    "governance.installation.created": _("Installation set up"),
    "governance.installation.changed": _("Settings of the installation changed"),
    "governance.backup.made": _("Backup made"),
    "governance.backup.restored": _("Backup restored"),
    "governance.people.exported": _("People exported"),
    "governance.invitations.exported": _("Invitations exported"),
    "governance.teams.exported": _("Teams exported"),
    "governance.roles.exported": _("Roles exported"),
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
    "invitation": _("Invitation"),
    "sign-in": _("Sign-in"),
    "provider": _("Identity provider"),
    "doctor": _("Check of the installation"),
}
"""What the audit trail calls whoever acts without a person."""

KEPT_LABELS = {
    "leftovers_days": _("Keep forgotten files for (days)"),
    "old_states_days": _("Keep files of earlier ledger states for (days)"),
    "uploads_days": _("Keep uploaded files for (days)"),
    "rejects_days": _("Keep reject files for (days)"),
    "before_images_days": _("Keep what customers were like before an import for (days)"),
    "frozen_inputs_days": _("Keep details of old evaluations for (days)"),
    "messages_days": _("Keep messages that were read for (days)"),
}
"""How the settings for how long something is kept are called."""

DETAILS: dict[str, Promise] = {
    "email": _("E-mail"),
    "full_name": pgettext_lazy("person", "Name"),
    "language": _("Language"),
    "gets_mail": _("Messages by mail"),
    "team": _("Team"),
    "roles": _("Roles"),
    "regions": _("Regions"),
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
    "exchange_rate_days": _("Days for which an exchange rate holds"),
    "second_factor": _("Second factor needed by"),
    "sign_in_profile": _("Rules for sign-in"),
    "password_days": _("Strict: a password runs out after (days)"),
    "idle_minutes": _("Strict: signed out when idle for (minutes)"),
    "passkey": _("Passkey"),
    "codes_left": _("Recovery codes left"),
    **KEPT_LABELS,
    "bytes": _("Bytes"),
    "files": _("Files"),
    "made_at": _("Made"),
    "sessions": _("Ended sessions"),
    "device": _("Device"),
    "address": _("Address"),
    "reason": _("Reason"),
    "way": _("Signed in with"),
    "provider": _("Identity provider"),
    "provider_subject": _("Subject at the provider"),
}
"""What the audit trail calls the facts that were changed or told."""

BACKUP_FAILURES: dict[str, Promise] = {
    "exists": _("There is a file {file} already; nothing was written."),
    "backup_running": _("A backup is being made; wait until it is done."),
    "file_differs": _(
        "No backup was made: {file} is missing or not as it was written. Run `mainstay doctor`."
    ),
    "program_missing": _(
        "The program {program} is not on this machine: install the client programs of PostgreSQL "
        "in the version of the server or a newer one (on Debian: apt install postgresql-client)."
    ),
    "program_failed": _("{program} failed: {says}"),
    "room": _("The disk has {free} left, and {needed} are needed."),
    "disk": _("The disk refused: {error}."),
    "not_empty": _(
        "A backup is only brought back where nothing is, and there is {place}. Nothing was changed."
    ),
    "no_backup": _("The file is no backup of Mainstay."),
    "damaged": _("The backup is damaged or not complete; nothing was restored."),
    "altered": _(
        "The backup is not as it was written ({name} does not fit its list of contents); nothing "
        "was restored."
    ),
    "foreign_name": _(
        "The backup holds a file that Mainstay does not write ({name}); nothing was restored."
    ),
    "newer": _(
        "The backup was made by the newer version {name}: install that version or a later one "
        "first."
    ),
    "other_database": _(
        "The backup holds a database of the kind {name}; set MAINSTAY_DATABASE_URL to an empty one "
        "of that kind."
    ),
}
"""Why a backup was not made or not brought back."""


def backup_failure(code: str, figures: Mapping[str, Any]) -> str:
    """The same as a sentence with its figures."""
    shown = {
        name: filesizeformat(value).replace("\xa0", " ") if isinstance(value, int) else value
        for name, value in figures.items()
    }
    return str(BACKUP_FAILURES[code]).format(**shown)


def ending_of_backup(ending: Ending) -> Words:
    """How a backup ended."""

    def failure(ending: Ending) -> str:
        known = ending.error_code in BACKUP_FAILURES
        return backup_failure(ending.error_code, ending.error_details) if known else ""

    return Words(plain_title(ending), cancelled_or_failed(ending, failure))
