"""Creating, changing and disabling people."""

from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.governance.contracts import regions
from mainstay.apps.governance.models import ApiToken, Invitation, Person, Role, ShippedRole, Team
from mainstay.apps.governance.services.changes import in_words, save_changes
from mainstay.apps.governance.services.passwords import SAVED, assign_password
from mainstay.apps.governance.services.refusals import checked_language, checked_zone, refused
from mainstay.apps.governance.services.separation import refuse_mixed_roles
from mainstay.apps.governance.services.sessions import forget_sessions_of
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.names import checked_name

CHANGE = "governance.person.change"
TOLD = ("email", "full_name", "language", "time_zone", "team_id", "region_ids")


class PersonFacts(TypedDict, total=False):
    """What administrators may change of a person; what is left out stays."""

    email: str
    full_name: str
    language: str
    time_zone: str
    team_id: int | None
    region_ids: Iterable[int]


@service(CHANGE)
def create_person(
    actor: Actor,
    *,
    email: str,
    full_name: str,
    password: str | None,
    language: str = "",
    time_zone: str = "",
    team_id: int | None = None,
    region_ids: Iterable[int] = (),
    roles: Iterable[str] = (),
    must_change_password: bool = True,
    blame: str = "password",
) -> Person:
    """Add a person with an initial password, which by default must be changed at first sign-in.

    With None for a password the person signs in through the identity provider alone.
    `roles` are role codes. An invitation to the same e-mail ends. Raises ValidationError naming the
    field, `blame` for the password.
    """
    person = Person(must_change_password=must_change_password)
    assign_facts(
        person,
        email=email,
        full_name=full_name,
        language=language,
        time_zone=time_zone,
        team_id=team_id,
        region_ids=region_ids,
    )
    if password is None:
        person.set_unusable_password()
    else:
        assign_password(person, password, field=blame)
    person.save()
    Invitation.objects.system("who is here needs no invitation").filter(email=person.email).delete()
    chosen = roles_named(roles)
    refuse_mixed_roles(chosen)
    person.roles.add(*chosen)
    audit.record(
        actor,
        "governance.person.created",
        subject=person,
        changes={
            **told_regions({name: [None, value] for name, value in in_words(person, TOLD).items()}),
            "roles": [[], [role.code for role in chosen]],
        },
    )
    return person


@service(CHANGE)
def change_person(
    actor: Actor,
    person: Person,
    *,
    roles: Iterable[str] | None = None,
    **facts: Unpack[PersonFacts],
) -> Person:
    """Change name, e-mail, language, time zone, team, regions or, by code, roles; all or nothing.

    Raises ValidationError naming the field.
    """
    require(actor, CHANGE, person)
    changes = save_changes(person, facts, lambda: assign_facts(person, **facts))
    if changes:
        audit.record(
            actor, "governance.person.changed", subject=person, changes=told_regions(changes)
        )
    if roles is not None:
        set_roles(actor, person, roles)
    return person


@service(CHANGE)
def set_roles(actor: Actor, person: Person, roles: Iterable[str]) -> Person:
    """Give a person exactly these roles, by code. Raises ValidationError.

    Whoever may do this can make anybody an administrator, oneself included: the permission is the
    administrator's.
    """
    require(actor, CHANGE, person)
    wanted = {role.code: role for role in roles_named(roles)}
    refuse_mixed_roles(wanted.values())
    held = {role.code: role for role in person.roles.system("to see what changes")}
    if wanted.keys() == held.keys():
        return person
    person.roles.remove(*(held[code] for code in held.keys() - wanted.keys()))
    person.roles.add(*(wanted[code] for code in wanted.keys() - held.keys()))
    if ShippedRole.ADMINISTRATOR in held:
        _keep_an_administrator()
    audit.record(
        actor,
        "governance.person.roles_changed",
        subject=person,
        changes={"roles": [sorted(held), sorted(wanted)]},
    )
    return person


@service(CHANGE)
def disable_person(actor: Actor, person: Person) -> Person:
    """Shut a person out at once: sessions end, API tokens are revoked. Raises ValidationError."""
    require(actor, CHANGE, person)
    if not person.is_active:
        return person
    person.is_active = False
    person.session_generation = F("session_generation") + 1
    person.save(update_fields=["is_active", "session_generation"])
    person.refresh_from_db(fields=["session_generation"])
    forget_sessions_of(person)
    if person.roles.system("to see what is lost").filter(code=ShippedRole.ADMINISTRATOR).exists():
        _keep_an_administrator()
    tokens = ApiToken.objects.system("a disabled person's tokens end with the person")
    revoked = tokens.filter(person=person, revoked_at=None).update(revoked_at=timezone.now())
    audit.record(
        actor,
        "governance.person.disabled",
        subject=person,
        changes={"is_active": [True, False]},
        revoked_tokens=revoked,
    )
    return person


@service(CHANGE)
def enable_person(actor: Actor, person: Person) -> Person:
    """Let a disabled person sign in again; old sessions and tokens stay ended.

    Raises ValidationError.
    """
    require(actor, CHANGE, person)
    if person.is_active:
        return person
    refuse_mixed_roles(person.roles.system("to see what comes back"))
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(
        actor, "governance.person.enabled", subject=person, changes={"is_active": [False, True]}
    )
    return person


@service(CHANGE)
def set_password(actor: Actor, person: Person, password: str) -> Person:
    """Give a person a new initial password, to be changed at the next sign-in; sessions end."""
    require(actor, CHANGE, person)
    assign_password(person, password)
    person.must_change_password = True
    person.save(update_fields=[*SAVED, "must_change_password"])
    forget_sessions_of(person)
    audit.record(actor, "governance.person.password_set", subject=person)
    return person


def assign_facts(person: Person, **facts: Unpack[PersonFacts]) -> None:
    """Check the facts and put them on the person, unsaved."""
    if "email" in facts:
        person.email = _checked_email(facts["email"], person)
    if "full_name" in facts:
        person.full_name = checked_name(Person, "full_name", facts["full_name"])
    if "language" in facts:
        person.language = checked_language(facts["language"])
    if "time_zone" in facts:
        person.time_zone = checked_zone(facts["time_zone"])
    if "team_id" in facts:
        team_id = facts["team_id"]
        known = Team.objects.system("to check that the team exists")
        if team_id is not None and not known.filter(pk=team_id).exists():
            raise refused("team_id", _("There is no such team."), "unknown_team")
        person.team_id = team_id
    if "region_ids" in facts:
        person.region_ids = _checked_regions(facts["region_ids"], person)


def _checked_regions(given: Iterable[int], person: Person) -> list[int]:
    """The regions in order: those that are current, and those that the person has already."""
    wanted = set(given)
    if not wanted:
        return []
    current = {each.pk for each in regions().all_regions() if not each.is_archived}
    if wanted - current - set(person.region_ids):
        raise refused("region_ids", _("There is no such region."), "unknown_region")
    return sorted(wanted)


def told_regions(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The same changes with regions by name, which outlasts the rows."""
    told = dict(changes)
    given = told.pop("region_ids", None)
    if given is None or not any(given):
        return told
    names = {each.pk: each.name for each in regions().all_regions()}
    told["regions"] = [[names.get(key, str(key)) for key in side or ()] for side in given]
    return told


def _checked_email(email: str, person: Person) -> str:
    """The e-mail in lower case, once it is valid and nobody else's."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise refused("email", str(error.message), "invalid") from None
    others = Person.objects.system("an e-mail belongs to one person").exclude(pk=person.pk)
    if others.filter(email=email).exists():
        raise refused("email", _("Somebody already signs in with this e-mail."), "email_taken")
    return email


def roles_named(codes: Iterable[str]) -> list[Role]:
    """The roles with these codes. Raises ValidationError naming `roles`."""
    wanted = set(codes)
    found = list(Role.objects.system("roles are given by code").filter(code__in=wanted))
    if len(found) != len(wanted):
        raise refused("roles", _("There is no such role."), "unknown_role")
    return found


def _keep_an_administrator() -> None:
    """Refuse to leave the installation without an active administrator.

    The role's row is locked, so that two administrators cannot shut out each other at once.
    """
    role = Role.objects.system("counting administrators").select_for_update()
    administrator = role.get(code=ShippedRole.ADMINISTRATOR)
    holders = Person.objects.system("counting administrators")
    if not holders.filter(roles=administrator, is_active=True).exists():
        raise refused(None, _("At least one active administrator is needed."), "last_administrator")
