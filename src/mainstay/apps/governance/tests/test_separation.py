"""In the strict profile whoever administers does no business."""

from typing import Any

import pytest

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Role
from mainstay.apps.governance.testing import NamedActors, NamedPeople, person_named
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.foundation.access.actor import Actor

BOTH = ["administrator", "key_account_manager"]
NEW: dict[str, Any] = {
    "email": "sun.yue@mainstay.example",
    "full_name": "Sun Yue",
    "password": "Rope-and-mast-9",
}
ADMINISTERS = "governance.role.change"
SEES_CUSTOMERS = "customers.customer.view"


def own_role(actor: Actor, *permissions: str) -> Role:
    return services.create_role(actor, name="Caretaker", permissions=permissions)


def test_an_administrator_administers_and_does_nothing_else(
    strict: None, people: NamedPeople
) -> None:
    wang = queries.actor_of(people.admin_wang)
    for code in (
        "governance.person.change",
        "governance.account.change",
        "audit.entry.view",
        "notifications.mail.test",
        "ledger.file.tidy",
    ):
        assert wang.may(code)
    for code in (SEES_CUSTOMERS, "customers.customer.export", "ledger.import.run"):
        assert not wang.may(code)


def test_in_the_standard_profile_an_administrator_does_both(
    company: None, people: NamedPeople
) -> None:
    assert queries.actor_of(people.admin_wang).may(SEES_CUSTOMERS)


def test_others_keep_what_their_roles_say(strict: None, people: NamedPeople) -> None:
    assert queries.actor_of(people.mei_lin).may(SEES_CUSTOMERS)
    assert queries.actor_of(people.mei_lin).may("governance.person.view")


def test_roles_of_both_kinds_are_refused_and_named(
    strict: None, acting: NamedActors, people: NamedPeople
) -> None:
    with refuses(roles="mixed_roles") as refusal:
        services.set_roles(acting.admin_wang, people.tom_becker, BOTH)
    assert "Administrator and Key account manager" in str(refusal.value)
    with refuses(roles="mixed_roles"):
        services.create_person(acting.admin_wang, **NEW, roles=BOTH)
    services.create_person(acting.admin_wang, **NEW, roles=BOTH[:1])


def test_an_auditor_reads_the_business_and_so_administers_nothing(
    strict: None, acting: NamedActors, people: NamedPeople
) -> None:
    with refuses(roles="mixed_roles"):
        services.set_roles(acting.admin_wang, people.grace_liu, ["auditor", "administrator"])


def test_an_own_role_of_both_kinds_is_refused(strict: None, acting: NamedActors) -> None:
    with refuses(permissions="mixed_permissions") as refusal:
        own_role(acting.admin_wang, ADMINISTERS, SEES_CUSTOMERS)
    assert "See customers" in str(refusal.value)
    own_role(acting.admin_wang, ADMINISTERS)


def test_a_role_cannot_become_one_that_its_holders_may_not_have(
    strict: None, acting: NamedActors, people: NamedPeople
) -> None:
    role = own_role(acting.admin_wang, "governance.team.change")
    services.set_roles(acting.admin_wang, people.tom_becker, ["key_account_manager", role.code])
    with refuses(permissions="mixed_people") as refusal:
        services.change_role(acting.admin_wang, role, permissions=[ADMINISTERS])
    assert "Tom Becker" in str(refusal.value)


def test_the_profile_waits_until_nobody_has_both(company: None, acting: NamedActors) -> None:
    person_named("Sun Yue", *BOTH)
    with refuses(sign_in_profile="mixed_people") as refusal:
        services.change_installation(acting.admin_wang, sign_in_profile="strict")
    assert "Sun Yue" in str(refusal.value)
    assert not queries.sign_in_rules().strict


def test_who_was_disabled_with_both_is_not_enabled_with_both(
    company: None, acting: NamedActors
) -> None:
    person = person_named("Sun Yue", *BOTH, is_active=False)
    services.change_installation(acting.admin_wang, sign_in_profile="strict")
    with refuses(roles="mixed_roles"):
        services.enable_person(acting.admin_wang, person)


@pytest.mark.parametrize("profile", ["loose", ""])
def test_there_are_two_profiles(profile: str, company: None, acting: NamedActors) -> None:
    with refuses(sign_in_profile="invalid"):
        services.change_installation(acting.admin_wang, sign_in_profile=profile)
