"""Inviting people, by hand and through the interface for programs."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mainstay.apps.governance import links, queries, services
from mainstay.apps.governance.models import Invitation, Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople, NamedTeams
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import entries, last_entry

SignedIn = Callable[[Person], Client]

NEW: dict[str, Any] = {"email": "Sun.Yue@mainstay.example", "full_name": "Sun Yue"}
CHOSEN = "lanterns over the harbour"
LIST = "/administration/people/invitations/"

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def invitation(acting: NamedActors, teams: NamedTeams) -> Invitation:
    """Sun Yue is invited as a key account manager in Guangzhou."""
    return services.invite(
        acting.admin_wang,
        **NEW,
        language="en",
        team_id=teams.guangzhou.pk,
        roles=["key_account_manager"],
    )


def accept(link: str, password: str = CHOSEN) -> tuple[Client, Any]:
    client = Client()
    return client, client.post(link, {"new": password, "again": password})


def sun_yue() -> Person | None:
    return queries.person_signing_in("sun.yue@mainstay.example")


# The link


def test_whoever_was_invited_sets_a_password_and_is_in(
    invitation: Invitation, teams: NamedTeams
) -> None:
    link = links.invitation_path(invitation)
    shown = Client().get(link)
    assert "sun.yue@mainstay.example" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    client, answer = accept(link)
    assert answer["Location"] == "/"
    assert client.get("/account/").status_code == 200
    person = sun_yue()
    assert person is not None
    assert person.check_password(CHOSEN)
    assert (person.full_name, person.team_id) == ("Sun Yue", teams.guangzhou.pk)
    assert not person.must_change_password
    assert queries.actor_of(person).may("customers.customer.change")
    [accepted] = entries("governance.invitation.accepted")
    assert (accepted.actor_name, accepted.origin) == ("invitation", "127.0.0.1")
    assert CHOSEN not in str([entry.details for entry in entries("governance.person.created")])


def test_a_link_is_good_once(invitation: Invitation) -> None:
    link = links.invitation_path(invitation)
    accept(link)
    _client, answer = accept(link, "another good rope")
    assert answer.status_code == 404
    assert "opens nothing any more" in answer.content.decode()


def test_a_link_is_good_for_three_days(invitation: Invitation) -> None:
    link = links.invitation_path(invitation)
    rows = Invitation.objects.system("test").filter(pk=invitation.pk)
    rows.update(expires_at=timezone.now() + timedelta(minutes=1))
    assert Client().get(link).status_code == 200
    rows.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert Client().get(link).status_code == 404
    assert accept(link)[1].status_code == 404
    assert sun_yue() is None


def other_sign(link: str) -> str:
    """The link with another sign in the middle of its signature."""
    return f"{link[:-20]}{'B' if link[-20] == 'A' else 'A'}{link[-19:]}"


@pytest.mark.parametrize("change", [other_sign, lambda link: link[:-9] + "/"])
def test_a_link_that_was_altered_opens_nothing(
    change: Callable[[str], str], invitation: Invitation
) -> None:
    assert Client().get(change(links.invitation_path(invitation))).status_code == 404


def test_a_bad_password_leaves_the_invitation_open(invitation: Invitation) -> None:
    link = links.invitation_path(invitation)
    _client, answer = accept(link, "sun.yue-2026")
    assert list(answer.context["form"].errors) == ["new"]
    _client, answer = accept(link, "short")
    assert list(answer.context["form"].errors) == ["new"]
    assert sun_yue() is None
    assert accept(link)[1].status_code == 302


def test_sending_again_shuts_the_link_before(invitation: Invitation, acting: NamedActors) -> None:
    before = links.invitation_path(invitation)
    services.renew_invitation(acting.admin_wang, invitation)
    assert accept(before)[1].status_code == 404
    assert accept(links.invitation_path(invitation))[1].status_code == 302


def test_a_withdrawn_invitation_opens_nothing(invitation: Invitation, acting: NamedActors) -> None:
    link = links.invitation_path(invitation)
    services.withdraw_invitation(acting.admin_wang, invitation)
    assert accept(link)[1].status_code == 404
    assert last_entry().action == "governance.invitation.withdrawn"


def test_of_two_who_hold_the_link_the_first_is_let_in(
    invitation: Invitation, acting: NamedActors
) -> None:
    held = queries.open_invitation(invitation.pk)
    assert held is not None
    accept(links.invitation_path(invitation))
    with refuses(whole="used"):
        services.accept_invitation(acting.admin_wang, held, new="another good rope")


def test_what_has_become_impossible_is_told_at_the_door(
    invitation: Invitation, acting: NamedActors, people: NamedPeople
) -> None:
    services.change_person(acting.admin_wang, people.mei_lin, email=invitation.email)
    _client, answer = accept(links.invitation_path(invitation))
    assert "Somebody already signs in with this e-mail." in answer.content.decode()
    assert Invitation.objects.system("test").count() == 1


# Whom, and by whom


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"email": "sun.yue"}, {"email": "invalid"}),
        ({"email": "tom.becker@mainstay.example"}, {"email": "email_taken"}),
        ({"full_name": " "}, {"full_name": "required"}),
        ({"roles": ["captain"]}, {"roles": "unknown_role"}),
        ({"team_id": 987654}, {"team_id": "unknown_team"}),
        ({"language": "tlh"}, {"language": "unknown_language"}),
    ],
)
def test_a_wrong_fact_is_refused_by_name(
    facts: dict[str, Any], refusal: dict[str, str], acting: NamedActors
) -> None:
    with refuses(**refusal):
        services.invite(acting.admin_wang, **{**NEW, **facts})
    assert not Invitation.objects.system("test").exists()


def test_nobody_is_invited_twice(invitation: Invitation, acting: NamedActors) -> None:
    with refuses(email="invited"):
        services.invite(acting.admin_wang, **NEW)


def test_roles_that_the_strict_profile_keeps_apart_are_refused(
    strict: None, acting: NamedActors
) -> None:
    with refuses(roles="mixed_roles"):
        services.invite(acting.admin_wang, **NEW, roles=["administrator", "analyst"])


def test_a_person_who_is_created_needs_no_invitation_any_more(
    invitation: Invitation, acting: NamedActors
) -> None:
    services.create_person(acting.admin_wang, **NEW, password=CHOSEN)
    assert not Invitation.objects.system("test").exists()


@pytest.mark.parametrize("name", ["chen_wei", "mei_lin", "tom_becker", "grace_liu"])
def test_only_administrators_invite(name: str, acting: NamedActors, invitation: Invitation) -> None:
    actor = getattr(acting, name)
    for attempt in (
        lambda: services.invite(actor, email="x@mainstay.example", full_name="X"),
        lambda: services.renew_invitation(actor, invitation),
        lambda: services.withdraw_invitation(actor, invitation),
        lambda: services.accept_invitation(actor, invitation, new=CHOSEN),
    ):
        with pytest.raises(AccessDenied):
            attempt()
    assert not queries.invitations(actor).exists()


# The pages


def test_without_mail_the_link_is_shown_once(people: NamedPeople, signed_in: SignedIn) -> None:
    client = signed_in(people.admin_wang)
    shown = client.post("/administration/people/invite/", {**NEW, "roles": ["analyst"]})
    found = re.search(r'value="http://testserver(/invitation/[^"]+)"', shown.content.decode())
    assert found is not None
    assert "no-store" in shown["Cache-Control"]
    listed = client.get(LIST).content.decode()
    assert "sun.yue@mainstay.example" in listed
    assert "/invitation/" not in listed
    assert accept(found[1])[1].status_code == 302
    assert "Nobody is invited" in client.get(LIST).content.decode()


def test_an_administrator_sends_again_and_withdraws_on_the_list(
    invitation: Invitation, people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.admin_wang)
    again = reverse("governance:renew_invitation", args=[invitation.pk])
    withdraw = reverse("governance:withdraw_invitation", args=[invitation.pk])
    listed = client.get(LIST).content.decode()
    assert again in listed
    assert withdraw in listed
    assert client.get(again).status_code == 200
    assert "/invitation/" in client.post(again).content.decode()
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw)["Location"] == LIST
    assert client.post(withdraw).status_code == 404


def test_a_wrong_invitation_stays_in_the_form(people: NamedPeople, signed_in: SignedIn) -> None:
    client = signed_in(people.admin_wang)
    answer = client.post("/administration/people/invite/", {**NEW, "email": people.mei_lin.email})
    assert list(answer.context["form"].errors) == ["email"]


def test_the_list_is_handed_out_as_a_file_without_what_can_be_done(
    invitation: Invitation, people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.admin_wang)
    answer = client.get(f"{LIST}?format=csv")
    heading, row = answer.getvalue().decode("utf-8-sig").splitlines()
    assert heading == "E-mail,Name,Roles,Invited by,Sent,Status"
    assert row.startswith("sun.yue@mainstay.example,Sun Yue,Key account manager,Admin Wang,")
    assert last_entry().action == "governance.invitations.exported"
    assert client.get(f"{LIST}?format=pdf").status_code == 400


def test_the_pages_are_closed_to_others(
    invitation: Invitation, people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.mei_lin)
    for name, arguments in (
        ("invite", []),
        ("invitations", []),
        ("renew_invitation", [invitation.pk]),
        ("withdraw_invitation", [invitation.pk]),
    ):
        address = reverse(f"governance:{name}", args=arguments)
        assert client.get(address).status_code == 403
        if name != "invitations":
            assert client.post(address).status_code == 403
    assert Invitation.objects.system("test").count() == 1
    assert "Invite" not in client.get("/administration/people/").content.decode()


def test_the_list_asks_as_often_for_many_as_for_one(
    invitation: Invitation,
    acting: NamedActors,
    people: NamedPeople,
    signed_in: SignedIn,
    django_assert_num_queries: Any,
) -> None:
    client = signed_in(people.admin_wang)
    for number in range(5):
        services.invite(
            acting.admin_wang,
            email=f"guest{number}@mainstay.example",
            full_name="Guest",
            roles=["analyst", "auditor"],
        )
    with django_assert_num_queries(8):
        client.get(LIST)


# The interface for programs


def test_programs_invite_send_again_and_withdraw(people: NamedPeople, signed_in: SignedIn) -> None:
    client = signed_in(people.admin_wang)
    facts = {**NEW, "roles": ["analyst"]}
    sent = client.post("/api/invitations", facts, content_type="application/json")
    assert sent.status_code == 201
    told = sent.json()["invitation"]
    assert (told["email"], told["roles"]) == ("sun.yue@mainstay.example", ["analyst"])
    assert sent.json()["link"].startswith("http://testserver/invitation/")
    [listed] = client.get("/api/invitations").json()["items"]
    assert listed == told
    again = client.post(f"/api/invitations/{told['id']}/send")
    assert again.json()["link"] != sent.json()["link"]
    assert client.delete(f"/api/invitations/{told['id']}").status_code == 204
    assert client.delete(f"/api/invitations/{told['id']}").status_code == 404
    assert sun_yue() is None


def test_the_interface_is_closed_to_others(
    invitation: Invitation, people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.mei_lin)
    one = f"/api/invitations/{invitation.pk}"
    assert client.get("/api/invitations").status_code == 403
    json = "application/json"
    assert client.post("/api/invitations", NEW, content_type=json).status_code == 403
    assert client.post(f"{one}/send").status_code == 403
    assert client.delete(one).status_code == 403
    assert Client().get("/api/invitations").status_code == 401
