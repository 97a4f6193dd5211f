"""Writes of governance; each checks, writes and audits in one transaction."""

from mainstay.apps.governance.services.account import change_own_password, change_own_settings
from mainstay.apps.governance.services.forgotten import (
    ask_for_password,
    replace_forgotten_password,
)
from mainstay.apps.governance.services.installation import (
    AlreadyInitialised,
    change_installation,
    complete_schema,
    initialise,
)
from mainstay.apps.governance.services.invitations import (
    accept_invitation,
    invite,
    renew_invitation,
    withdraw_invitation,
)
from mainstay.apps.governance.services.passkeys import (
    add_passkey,
    note_passkey,
    remove_passkey,
    rename_passkey,
)
from mainstay.apps.governance.services.people import (
    PersonFacts,
    change_person,
    create_person,
    disable_person,
    enable_person,
    set_password,
    set_roles,
)
from mainstay.apps.governance.services.provider_links import (
    enter,
    link_own_account,
    may_be_given,
    owner_of,
    unlink_own_account,
    unlink_person,
)
from mainstay.apps.governance.services.roles import (
    RoleFacts,
    change_role,
    create_role,
    delete_role,
)
from mainstay.apps.governance.services.second_factor import (
    add_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    reset_second_factor,
)
from mainstay.apps.governance.services.sessions import (
    end_other_sessions,
    end_session,
    end_sessions_of,
    forget_session,
    note_session,
)
from mainstay.apps.governance.services.teams import (
    TeamFacts,
    change_team,
    create_team,
    delete_team,
)
from mainstay.apps.governance.services.tokens import issue_token, note_use, revoke_token

__all__ = [
    "AlreadyInitialised",
    "PersonFacts",
    "RoleFacts",
    "TeamFacts",
    "accept_invitation",
    "add_passkey",
    "add_second_factor",
    "ask_for_password",
    "change_installation",
    "change_own_password",
    "change_own_settings",
    "change_person",
    "change_role",
    "change_team",
    "complete_schema",
    "create_person",
    "create_role",
    "create_team",
    "delete_role",
    "delete_team",
    "disable_person",
    "enable_person",
    "end_other_sessions",
    "end_session",
    "end_sessions_of",
    "enter",
    "forget_session",
    "initialise",
    "invite",
    "issue_token",
    "link_own_account",
    "may_be_given",
    "note_passkey",
    "note_session",
    "note_use",
    "owner_of",
    "remove_passkey",
    "remove_second_factor",
    "rename_passkey",
    "renew_invitation",
    "renew_recovery_codes",
    "replace_forgotten_password",
    "reset_second_factor",
    "revoke_token",
    "set_password",
    "set_roles",
    "unlink_own_account",
    "unlink_person",
    "withdraw_invitation",
]
