"""Who may see people, teams, roles, tokens and the installation."""

from django.db.models import Q, QuerySet

from mainstay.apps.governance.models import (
    ApiToken,
    Backup,
    BrowserSession,
    FormerPassword,
    Installation,
    Invitation,
    Person,
    ProviderLink,
    Role,
    Team,
)
from mainstay.foundation.access.actor import Actor, ActorKind, RowScope
from mainstay.foundation.access.policies import PermittedPolicy, Policy, register_policy

MAKE_BACKUPS = "governance.backup.make"


class PersonPolicy(Policy[Person]):
    """Oneself always; others within the row scope of those who may see people."""

    def visible(self, actor: Actor, rows: QuerySet[Person]) -> QuerySet[Person]:
        if actor.may("governance.person.view") and actor.scope is RowScope.ALL:
            return rows
        reach = Q(pk=actor.person_id) if actor.person_id is not None else Q(pk__in=())
        if actor.may("governance.person.view") and actor.scope is RowScope.TEAM:
            reach |= Q(team_id__in=actor.team_ids)
        return rows.filter(reach)


class TokenPolicy(Policy[ApiToken]):
    """One's own tokens; everybody's for those who may see tokens. A token sees no token."""

    def visible(self, actor: Actor, rows: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
        if actor.kind is ActorKind.TOKEN:
            return rows.none()
        if actor.may("governance.token.view"):
            return rows
        if actor.person_id is None:
            return rows.none()
        return rows.filter(person_id=actor.person_id)


class SessionPolicy(Policy[BrowserSession]):
    """One's own; everybody's for those who may change people. A token sees none of either."""

    def visible(self, actor: Actor, rows: QuerySet[BrowserSession]) -> QuerySet[BrowserSession]:
        if actor.kind is ActorKind.TOKEN:
            return rows.none()
        if actor.may("governance.person.change"):
            return rows
        return rows.filter(person_id__in=[] if actor.person_id is None else [actor.person_id])


class LinkPolicy(Policy[ProviderLink]):
    """One's own; everybody's for those who may change people."""

    def visible(self, actor: Actor, rows: QuerySet[ProviderLink]) -> QuerySet[ProviderLink]:
        if actor.may("governance.person.change"):
            return rows
        return rows.filter(person_id__in=[] if actor.person_id is None else [actor.person_id])


class UnreadPolicy(Policy[FormerPassword]):
    """Nobody reads these; whether a new password is among them is asked by the system."""

    def visible(self, actor: Actor, rows: QuerySet[FormerPassword]) -> QuerySet[FormerPassword]:
        return rows.none()


class InstallationPolicy(Policy[Installation]):
    """Everybody who has proved who they are may know whose installation this is."""

    def visible(self, actor: Actor, rows: QuerySet[Installation]) -> QuerySet[Installation]:
        return rows.none() if actor.kind is ActorKind.ANONYMOUS else rows


def register() -> None:
    """Put the policies into the registry."""
    register_policy(Person, PersonPolicy())
    register_policy(Team, PermittedPolicy("governance.team.view"))
    register_policy(Role, PermittedPolicy("governance.role.view"))
    register_policy(ApiToken, TokenPolicy())
    register_policy(BrowserSession, SessionPolicy())
    register_policy(ProviderLink, LinkPolicy())
    register_policy(Invitation, PermittedPolicy("governance.person.change"))
    register_policy(FormerPassword, UnreadPolicy())
    register_policy(Backup, PermittedPolicy(MAKE_BACKUPS))
    register_policy(Installation, InstallationPolicy())
