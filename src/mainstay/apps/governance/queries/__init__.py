"""Reads of governance: the installation, who acts, and the lists its screens show."""

from mainstay.apps.governance.queries.accounts import (
    Colleague,
    Recipient,
    colleagues,
    language_of,
    myself,
    people,
    people_who_may,
    person,
    recipients,
)
from mainstay.apps.governance.queries.acting import (
    acting_person,
    actor_of,
    actor_of_token,
    person_of_session,
    person_signing_in,
)
from mainstay.apps.governance.queries.api_tokens import (
    token,
    tokens,
    tokens_of,
)
from mainstay.apps.governance.queries.browser_sessions import (
    session,
    sessions,
    sessions_of,
)
from mainstay.apps.governance.queries.company import (
    NotInitialised,
    find_installation,
    forget_installation,
    installation,
    installation_kept,
    is_set_up,
    is_zone_locked,
    last_backup,
    register_zone_lock,
    today,
)
from mainstay.apps.governance.queries.organisation import (
    TeamNode,
    role,
    roles,
    roles_with_holders,
    team,
    team_tree,
    teams,
)
from mainstay.apps.governance.queries.second_factor import (
    SecondFactor,
    lacks_second_factor,
    second_factor_of,
)

__all__ = [
    "Colleague",
    "NotInitialised",
    "Recipient",
    "SecondFactor",
    "TeamNode",
    "acting_person",
    "actor_of",
    "actor_of_token",
    "colleagues",
    "find_installation",
    "forget_installation",
    "installation",
    "installation_kept",
    "is_set_up",
    "is_zone_locked",
    "lacks_second_factor",
    "language_of",
    "last_backup",
    "myself",
    "people",
    "people_who_may",
    "person",
    "person_of_session",
    "person_signing_in",
    "recipients",
    "register_zone_lock",
    "role",
    "roles",
    "roles_with_holders",
    "second_factor_of",
    "session",
    "sessions",
    "sessions_of",
    "team",
    "team_tree",
    "teams",
    "today",
    "token",
    "tokens",
    "tokens_of",
]
