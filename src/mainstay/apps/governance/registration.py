"""What governance puts into the registries."""

from django.utils.translation import gettext_lazy as _

from mainstay.apps.governance import policies, queries, sign_in, wording, writing_letters
from mainstay.apps.governance.services import backing_up
from mainstay.foundation.access.permissions import Permission, declare
from mainstay.foundation.audit.actions import name_actions, name_details
from mainstay.foundation.audit.naming import name_system_actors
from mainstay.foundation.jobs import registry as jobs
from mainstay.foundation.jobs.outcomes import Outcome, register_outcome
from mainstay.foundation.jobs.registry import JobKind, register_actor_resolver
from mainstay.foundation.letters import register_letter
from mainstay.shell.api.routers import register_api
from mainstay.shell.api.token_check import supply_token_check
from mainstay.shell.web import navigation
from mainstay.shell.web.navigation import NavigationItem, Section

ADMINISTRATORS = frozenset({"administrator"})
LEADERS = frozenset({"administrator", "executive", "director"})

PERMISSIONS = (
    Permission("governance.account.change", _("Manage one's own account"), everyone=True),
    Permission("governance.person.view", _("See people"), writes=False, roles=LEADERS),
    Permission(
        "governance.person.change",
        _("Create, change and disable people, give roles and initial passwords"),
        roles=ADMINISTRATORS,
    ),
    Permission("governance.team.view", _("See teams"), writes=False, roles=LEADERS),
    Permission(
        "governance.team.change", _("Create, change and delete teams"), roles=ADMINISTRATORS
    ),
    Permission(
        "governance.role.view",
        _("See roles and their permissions"),
        writes=False,
        roles=ADMINISTRATORS,
    ),
    Permission(
        "governance.role.change", _("Create, change and delete roles"), roles=ADMINISTRATORS
    ),
    Permission(
        "governance.token.view",
        _("See everybody's API tokens"),
        writes=False,
        roles=ADMINISTRATORS,
    ),
    Permission("governance.token.change", _("Revoke anybody's API tokens"), roles=ADMINISTRATORS),
    Permission(
        "governance.installation.change",
        _("Change the installation's settings"),
        roles=ADMINISTRATORS,
    ),
    Permission(policies.MAKE_BACKUPS, _("Make backups"), roles=ADMINISTRATORS),
)

PAGES = (
    NavigationItem(
        "people",
        _("People"),
        "governance:people",
        "users",
        "governance.person.view",
        order=10,
        section=Section.ADMINISTRATION,
    ),
    NavigationItem(
        "teams",
        _("Teams"),
        "governance:teams",
        "hierarchy",
        "governance.team.view",
        order=20,
        section=Section.ADMINISTRATION,
    ),
    NavigationItem(
        "roles",
        _("Roles"),
        "governance:roles",
        "shield-lock",
        "governance.role.view",
        order=30,
        section=Section.ADMINISTRATION,
    ),
    NavigationItem(
        "trail",
        _("Audit trail"),
        "governance:trail",
        "history",
        "audit.entry.view",
        order=40,
        section=Section.ADMINISTRATION,
    ),
    NavigationItem(
        "installation",
        _("Installation"),
        "governance:installation",
        "settings",
        "governance.installation.change",
        order=50,
        section=Section.ADMINISTRATION,
    ),
    NavigationItem(
        "account", _("Your account"), "governance:account", "user-circle", section=Section.ACCOUNT
    ),
)


def register() -> None:
    """Declare what governance brings; say how jobs and the API find their actor."""
    declare(*PERMISSIONS)
    policies.register()
    name_actions(wording.ACTIONS)
    name_system_actors(wording.ACTORS)
    name_details("governance", wording.DETAILS)
    # A backup that was cut short is of no use to whoever waited for it: another one is made.
    jobs.register(JobKind(backing_up.JOB, _("Make a backup"), backing_up.back_up, retries=0))
    register_outcome(backing_up.JOB, Outcome(policies.MAKE_BACKUPS, wording.ending_of_backup))
    register_actor_resolver(queries.acting_person)
    for letter in writing_letters.KINDS:
        register_letter(letter)
    supply_token_check(sign_in.actor_of_token)
    register_api("mainstay.apps.governance.api")
    for item in PAGES:
        navigation.register(item)
