"""The second factor: who weakens it, who resets it, who owes it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from mainstay.apps.governance import queries, second_factor, services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.apps.governance.tests.second_factors import (
    ADD,
    CODE,
    CODES,
    CONFIRM,
    OFF,
    code_of,
    confirm,
    confirmation,
    is_inside,
    password,
    require,
)
from mainstay.foundation.access.actor import ActorKind, system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import entries, last_entry

SignedIn = Callable[[Person], Client]

pytestmark = pytest.mark.usefixtures("time_stands_still")


# Weakening it


@pytest.mark.parametrize("address", [CODES, OFF])
def test_it_is_weakened_with_the_password_alone(
    people: NamedPeople, signed_in: SignedIn, secret: str, address: str
) -> None:
    client = signed_in(people.tom_becker)
    assert client.get(address)["Location"] == confirmation(address)
    assert client.post(address)["Location"].startswith(CONFIRM)
    assert queries.second_factor_of(people.tom_becker) is not None
    wrong = client.post(f"{CONFIRM}?next={address}", {"password": "not-the-rope"})
    assert list(wrong.context["form"].errors) == ["password"]
    assert (last_entry().action, last_entry().outcome) == ("governance.account.confirmed", "failed")
    assert client.get(address).status_code == 302
    confirm(client, address)
    assert client.get(address).status_code == 200


def test_the_own_password_cannot_be_tried_without_end(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.tom_becker)
    for _ in range(10):
        client.post(CONFIRM, {"password": "not-the-rope"})
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 429


def test_new_recovery_codes_replace_the_old_ones(
    people: NamedPeople, signed_in: SignedIn, secret: str, codes: list[str]
) -> None:
    client = signed_in(people.tom_becker)
    confirm(client, CODES)
    fresh = client.post(CODES).context["codes"]
    assert len(fresh) == 10
    entered = password(people.tom_becker)
    entered.post(CODE, {"code": codes[0]})
    assert not is_inside(entered)
    entered.post(CODE, {"code": fresh[0]})
    assert is_inside(entered)


def test_it_is_turned_off_with_its_recovery_codes(
    people: NamedPeople, signed_in: SignedIn, secret: str
) -> None:
    client = signed_in(people.tom_becker)
    confirm(client, OFF)
    assert client.post(OFF)["Location"] == "/account/"
    assert not Authenticator.objects.filter(user_id=people.tom_becker.pk).exists()
    assert is_inside(password(people.tom_becker))
    assert len(entries("governance.second_factor.removed")) == 1


def test_without_a_second_factor_there_are_no_recovery_codes(acting: NamedActors) -> None:
    with refuses(whole="missing"):
        services.renew_recovery_codes(acting.tom_becker)


def test_a_token_keeps_no_second_factor(acting: NamedActors, people: NamedPeople) -> None:
    token = replace(acting.admin_wang, kind=ActorKind.TOKEN)
    for write in (
        lambda: services.add_second_factor(token, secret="JBSWY3DP", code="1"),
        lambda: services.renew_recovery_codes(token),
        lambda: services.remove_second_factor(token),
        lambda: services.reset_second_factor(token, people.tom_becker),
    ):
        with pytest.raises(AccessDenied):
            write()


# Administrators


def reset_page(person: Person) -> str:
    return reverse("governance:reset_second_factor", args=[person.pk])


def test_an_administrator_sees_who_has_one_and_resets_it(
    people: NamedPeople, signed_in: SignedIn, secret: str
) -> None:
    client = signed_in(people.admin_wang)
    rows = client.get("/administration/people/").context["table"].page.items
    held = {row.full_name for row in rows if row.has_second_factor}
    assert held == {"Tom Becker"}
    address = reset_page(people.tom_becker)
    assert address in client.get(f"/administration/people/{people.tom_becker.pk}/").content.decode()
    assert client.post(address)["Location"].startswith(CONFIRM)
    assert queries.second_factor_of(people.tom_becker) is not None
    confirm(client, address)
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert queries.second_factor_of(people.tom_becker) is None
    assert is_inside(password(people.tom_becker))
    entry = entries("governance.person.second_factor_reset")[0]
    assert (entry.actor_name, entry.subject_label) == ("Admin Wang", "Tom Becker")


def test_nobody_else_resets_it_or_sees_who_has_one(
    people: NamedPeople, signed_in: SignedIn, acting: NamedActors, secret: str
) -> None:
    client = signed_in(people.mei_lin)
    assert client.get(reset_page(people.tom_becker)).status_code == 403
    assert client.post(reset_page(people.tom_becker)).status_code == 403
    assert "Second factor" not in client.get("/administration/people/").content.decode()
    found = client.get(f"/api/people/{people.tom_becker.pk}").json()
    assert found["second_factor"] is None
    with pytest.raises(AccessDenied):
        services.reset_second_factor(acting.mei_lin, people.tom_becker)
    assert queries.second_factor_of(people.tom_becker) is not None


def test_the_interface_tells_an_administrator_who_has_one(
    people: NamedPeople, signed_in: SignedIn, secret: str
) -> None:
    client = signed_in(people.admin_wang)
    assert client.get(f"/api/people/{people.tom_becker.pk}").json()["second_factor"] is True
    assert client.get(f"/api/people/{people.mei_lin.pk}").json()["second_factor"] is False


# Owing it


@pytest.mark.parametrize(
    ("duty", "led"),
    [("nobody", set()), ("administrators", {"admin"}), ("everybody", {"admin", "tom"})],
)
def test_whom_the_installation_asks_is_led_to_the_set_up(
    people: NamedPeople, signed_in: SignedIn, duty: str, led: set[str]
) -> None:
    require(duty)
    for name, person in (("admin", people.admin_wang), ("tom", people.tom_becker)):
        client = signed_in(person)
        assert is_inside(client) is (name not in led)
        assert client.get("/api/me").status_code == (401 if name in led else 200)
        if name in led:
            assert client.get("/account/")["Location"] == ADD


def test_a_role_of_ones_own_with_the_rights_of_administrators_owes_it_too(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    require("administrators")
    services.create_role(
        system_actor("init"), name="Staff", scope="all", permissions=["governance.role.change"]
    )
    role = "staff"
    from mainstay.apps.governance.models import Role

    role = Role.objects.system("test").get(name="Staff").code
    services.set_roles(system_actor("init"), people.mei_lin, [role])
    assert signed_in(people.mei_lin).get("/account/")["Location"] == ADD


def test_once_it_is_set_up_everything_opens(people: NamedPeople) -> None:
    require("everybody")
    client = password(people.tom_becker)
    shown = client.get(ADD)
    assert "asks you for a second factor" in shown.content.decode()
    client.post(ADD, {"code": code_of(shown.context["secret"].replace(" ", ""))})
    assert is_inside(client)
    assert client.get("/api/me").status_code == 200


def test_programs_with_tokens_go_on(people: NamedPeople, acting: NamedActors) -> None:
    from datetime import timedelta

    from django.utils import timezone

    _token, text = services.issue_token(
        acting.tom_becker, name="Report", expires_at=timezone.now() + timedelta(days=1)
    )
    require("everybody")
    client = Client(headers={"Authorization": f"Bearer {text}"})
    assert client.get("/api/me").status_code == 200


def test_the_rule_is_one_of_three(people: NamedPeople) -> None:
    require("everybody")
    with refuses(second_factor="invalid"):
        services.change_installation(system_actor("init"), second_factor="some")


def test_asking_fewer_people_takes_the_password_once_more(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    require("nobody")
    client = signed_in(people.admin_wang)
    address = reverse("governance:installation")
    facts = client.get(address).context["form"].initial
    assert client.post(address, {**facts, "second_factor": "everybody"})["Location"] == address
    client.post(ADD)
    services.add_second_factor(
        queries.actor_of(people.admin_wang),
        secret=(key := second_factor.new_secret()),
        code=code_of(key),
    )
    answer = client.post(address, {**facts, "second_factor": "nobody"})
    assert answer["Location"] == confirmation(address)
    assert queries.installation().second_factor == "everybody"
    confirm(client, address)
    assert queries.installation().second_factor == "nobody"
