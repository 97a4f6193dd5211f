"""The pages of administration: what an administrator does there, and who is turned away."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import KEPT_DAYS, ApiToken, Person, Role, Team
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople, NamedTeams
from mainstay.foundation.testing.trail import entries, last_entry

SignedIn = Callable[[Person], Client]


@pytest.fixture
def admin(people: NamedPeople, signed_in: SignedIn) -> Client:
    """The administrator's browser."""
    return signed_in(people.admin_wang)


@pytest.fixture
def mei(people: NamedPeople, signed_in: SignedIn) -> Client:
    """A sales director's browser."""
    return signed_in(people.mei_lin)


@pytest.fixture
def tom(people: NamedPeople, signed_in: SignedIn) -> Client:
    """A key account manager's browser."""
    return signed_in(people.tom_becker)


def text(response: Any) -> str:
    """What the page says."""
    return str(response.content.decode())


def page(name: str, *arguments: int) -> str:
    """The address of a page of governance."""
    return reverse(f"governance:{name}", args=arguments)


def errors(response: Any) -> dict[str, list[str]]:
    """The errors that stand beside the form's fields."""
    form = response.context["form"]
    return {field: list(each) for field, each in form.errors.items()}


@pytest.mark.parametrize(
    "name", ["people", "teams", "roles", "trail", "installation", "new_person", "new_team"]
)
def test_a_key_account_manager_finds_the_doors_of_administration_closed(
    tom: Client, name: str
) -> None:
    assert tom.get(page(name)).status_code == 403
    assert tom.get("/account/").status_code == 200
    assert page(name) not in text(tom.get("/account/"))


def test_the_administrator_finds_every_page_in_the_navigation(admin: Client) -> None:
    shown = text(admin.get("/account/"))
    for name in ("people", "teams", "roles", "trail", "installation"):
        assert f'href="{page(name)}"' in shown


def test_the_people_list_filters_by_text_team_and_status(
    admin: Client, teams: NamedTeams, acting: NamedActors, people: NamedPeople
) -> None:
    services.disable_person(acting.admin_wang, people.wu_jing)
    assert "Tom Becker" in text(admin.get(page("people"), {"text": "becker"}))
    assert "Ana Silva" not in text(admin.get(page("people"), {"text": "becker"}))
    assert "Ana Silva" in text(admin.get(page("people"), {"team": teams.east_china.pk}))
    disabled = text(admin.get(page("people"), {"active": "no"}))
    assert "Wu Jing" in disabled
    assert "Tom Becker" not in disabled


def test_nobody_found_is_said_in_words(admin: Client) -> None:
    assert "Nobody found" in text(admin.get(page("people"), {"text": "zzz"}))


def test_a_director_sees_the_team_without_links_to_change(mei: Client, people: NamedPeople) -> None:
    shown = text(mei.get(page("people")))
    assert "Tom Becker" in shown
    assert "Ana Silva" not in shown
    assert page("person", people.tom_becker.pk) not in shown
    assert page("new_person") not in shown


def test_the_administrator_creates_a_person(admin: Client, teams: NamedTeams) -> None:
    form = admin.get(page("new_person")).context["form"]
    assert re.fullmatch(r"[a-z]{4}(-[a-z]{4}){2}-[2-9]{2}", form["password"].value())
    facts = {
        "full_name": "孙悦",
        "email": "sun@mainstay.example",
        "password": "handed-over-rope",
        "team_id": teams.south_china.pk,
        "roles": ["analyst", "director"],
    }
    assert admin.post(page("new_person"), facts)["Location"] == page("people")
    person = queries.person_signing_in("sun@mainstay.example")
    assert person is not None
    assert person.team == teams.south_china
    assert queries.actor_of(person).may("governance.team.view")


def test_what_a_service_refuses_stands_beside_the_field(admin: Client, people: NamedPeople) -> None:
    facts = {"full_name": "T", "email": people.tom_becker.email, "password": "handed-over-rope"}
    response = admin.post(page("new_person"), facts)
    assert response.status_code == 200
    assert errors(response) == {"email": ["Somebody already signs in with this e-mail."]}
    response = admin.post(page("new_person"), {**facts, "email": "t@x.example", "password": "kurz"})
    assert list(errors(response)) == ["password"]


def test_the_administrator_changes_facts_and_roles_at_once(
    admin: Client, people: NamedPeople
) -> None:
    address = page("person", people.tom_becker.pk)
    assert "Tom Becker" in text(admin.get(address))
    facts = {"full_name": "Thomas Becker", "email": "tom@mainstay.example", "roles": ["analyst"]}
    assert admin.post(address, facts)["Location"] == address
    person = Person.objects.system("test").get(pk=people.tom_becker.pk)
    assert (person.full_name, person.email, person.team) == (
        "Thomas Becker",
        "tom@mainstay.example",
        None,
    )
    assert queries.actor_of(person).may("governance.team.view") is False


def test_a_refused_change_changes_nothing(admin: Client, people: NamedPeople) -> None:
    address = page("person", people.admin_wang.pk)
    facts = {"full_name": "Renamed", "email": people.admin_wang.email, "roles": []}
    response = admin.post(address, facts)
    assert errors(response) == {"__all__": ["At least one active administrator is needed."]}
    person = Person.objects.system("test").get(pk=people.admin_wang.pk)
    assert person.full_name == "Admin Wang"


@pytest.mark.parametrize("name", ["person", "person_password", "disable_person", "enable_person"])
def test_only_the_administrator_opens_a_persons_pages(
    mei: Client, people: NamedPeople, name: str
) -> None:
    address = page(name, people.tom_becker.pk)
    assert mei.get(address).status_code == 403
    assert mei.post(address).status_code == 403


@pytest.mark.parametrize("name", ["new_person", "new_team", "new_role", "installation"])
def test_only_the_administrator_sends_the_forms(mei: Client, name: str) -> None:
    before = len(entries("access.denied"))
    assert mei.get(page(name)).status_code == 403
    assert len(entries("access.denied")) == before
    assert mei.post(page(name)).status_code == 403
    assert last_entry().action == "access.denied"
    assert last_entry().actor_name == "Mei Lin"


def test_disabling_asks_first_and_enabling_too(admin: Client, people: NamedPeople) -> None:
    address = page("disable_person", people.tom_becker.pk)
    assert "Disable Tom Becker?" in text(admin.get(address))
    assert queries.acting_person(people.tom_becker.pk) is not None
    admin.post(address)
    assert queries.acting_person(people.tom_becker.pk) is None
    address = page("enable_person", people.tom_becker.pk)
    assert "Enable Tom Becker?" in text(admin.get(address))
    admin.post(address)
    assert queries.acting_person(people.tom_becker.pk) is not None


def test_a_refusal_after_the_question_is_said(admin: Client, people: NamedPeople) -> None:
    response = admin.post(page("disable_person", people.admin_wang.pk), follow=True)
    assert "At least one active administrator is needed." in text(response)


def test_the_administrator_gives_a_new_initial_password(admin: Client, people: NamedPeople) -> None:
    address = page("person_password", people.tom_becker.pk)
    assert admin.get(address).status_code == 200
    admin.post(address, {"password": "handed-over-rope"})
    person = Person.objects.system("test").get(pk=people.tom_becker.pk)
    assert person.check_password("handed-over-rope")


def test_the_administrator_keeps_the_team_tree(
    admin: Client, people: NamedPeople, teams: NamedTeams
) -> None:
    assert "\u2003\u2003Guangzhou" in text(admin.get(page("teams")))
    assert admin.get(page("new_team")).status_code == 200
    facts = {"name": "Shenzhen", "parent_id": teams.south_china.pk, "lead_id": people.mei_lin.pk}
    admin.post(page("new_team"), facts)
    team = Team.objects.system("test").get(name="Shenzhen")
    assert team.lead == people.mei_lin
    assert "Shenzhen" in text(admin.get(page("team", team.pk)))
    admin.post(page("team", team.pk), {"name": "Shenzhen Bay"})
    team.refresh_from_db()
    assert (team.name, team.parent) == ("Shenzhen Bay", None)
    assert "Delete Shenzhen Bay?" in text(admin.get(page("delete_team", team.pk)))
    admin.post(page("delete_team", team.pk))
    assert not Team.objects.system("test").filter(pk=team.pk).exists()


def test_a_director_reads_the_tree_and_changes_nothing(mei: Client, teams: NamedTeams) -> None:
    shown = text(mei.get(page("teams")))
    assert "Guangzhou" in shown
    assert page("team", teams.guangzhou.pk) not in shown
    for name in ("team", "delete_team"):
        assert mei.get(page(name, teams.guangzhou.pk)).status_code == 403
        assert mei.post(page(name, teams.guangzhou.pk)).status_code == 403


def test_the_administrator_copies_and_changes_a_role(admin: Client) -> None:
    analyst = Role.objects.system("test").get(code="analyst")
    shown = text(admin.get(page("role", analyst.pk)))
    assert "comes with Mainstay" in shown
    copy = admin.get(page("new_role"), {"copy": analyst.pk}).context["form"]
    assert copy["scope"].value() == "all"
    assert "name" not in copy.initial
    facts = {"name": "Junior analyst", "scope": "team", "permissions": ["governance.team.view"]}
    admin.post(page("new_role"), facts)
    role = Role.objects.system("test").get(code="junior-analyst")
    assert "Junior analyst" in text(admin.get(page("roles")))
    assert "Junior analyst" in text(admin.get(page("role", role.pk)))
    admin.post(page("role", role.pk), {"name": "Junior analyst", "scope": "own"})
    role.refresh_from_db()
    assert (role.scope, role.permissions) == ("own", [])
    assert "Delete Junior analyst?" in text(admin.get(page("delete_role", role.pk)))
    admin.post(page("delete_role", role.pk))
    assert not Role.objects.system("test").filter(pk=role.pk).exists()


def test_the_auditor_reads_roles_and_changes_none(
    people: NamedPeople, signed_in: SignedIn, acting: NamedActors
) -> None:
    grace = signed_in(people.grace_liu)
    role = services.create_role(acting.admin_wang, name="Night shift")
    assert "Night shift" in text(grace.get(page("role", role.pk)))
    grace.post(page("role", role.pk), {"name": "Mine"})
    role.refresh_from_db()
    assert role.name == "Night shift"
    assert grace.post(page("delete_role", role.pk)).status_code == 403


def test_a_key_account_manager_reads_no_role(tom: Client) -> None:
    analyst = Role.objects.system("test").get(code="analyst")
    assert tom.get(page("role", analyst.pk)).status_code == 403
    assert tom.post(page("role", analyst.pk)).status_code == 403
    assert tom.get(page("delete_role", analyst.pk)).status_code == 403


def test_everybody_changes_the_own_name_and_language(tom: Client, people: NamedPeople) -> None:
    assert "Key account manager" in text(tom.get(page("account")))
    tom.post(page("account"), {"full_name": "Thomas", "language": "zh-hans"})
    people.tom_becker.refresh_from_db()
    assert (people.tom_becker.full_name, people.tom_becker.language) == ("Thomas", "zh-hans")
    assert Client().post(page("account"), {"full_name": "X"}).status_code == 302


def test_a_changed_password_keeps_this_session_and_ends_the_others(
    tom: Client, people: NamedPeople, signed_in: SignedIn
) -> None:
    elsewhere = signed_in(people.tom_becker)
    change = {"current": PASSWORD, "new": "fathoms-of-hemp", "again": "fathoms-of-hemp"}
    tom.post("/account/password/", change)
    assert tom.get(page("account")).status_code == 200
    assert elsewhere.get(page("account")).status_code == 302


def test_two_different_new_passwords_are_refused(tom: Client) -> None:
    change = {"current": PASSWORD, "new": "fathoms-of-hemp", "again": "fathoms-of-help"}
    assert list(errors(tom.post("/account/password/", change))) == ["again"]


def test_the_present_password_is_not_guessed_without_end(tom: Client, people: NamedPeople) -> None:
    change = {"current": "guess", "new": "fathoms-of-hemp", "again": "fathoms-of-hemp"}
    for _ in range(5):
        tom.post("/account/password/", change)
    tom.post("/account/password/", {**change, "current": PASSWORD})
    people.tom_becker.refresh_from_db()
    assert people.tom_becker.check_password(PASSWORD)


def test_a_token_is_shown_once_and_works(tom: Client) -> None:
    assert tom.get(page("new_token")).status_code == 200
    facts = {"name": "Nightly report", "expires_at": "30", "read_only": "yes"}
    response = tom.post(page("new_token"), facts)
    found = re.search(r"mainstay_[0-9a-f]{8}_[0-9a-f]{64}", text(response))
    assert found is not None
    assert "no-store" in response["Cache-Control"]
    me = Client().get("/api/me", headers={"Authorization": f"Bearer {found[0]}"})
    assert me.json()["person"]["full_name"] == "Tom Becker"
    shown = text(tom.get(page("account")))
    assert "Nightly report" in shown
    assert found[0] not in shown


def test_a_token_that_may_nothing_is_refused(tom: Client) -> None:
    facts = {"name": "Idle", "expires_at": "30", "read_only": "no"}
    assert list(errors(tom.post(page("new_token"), facts))) == ["scopes"]
    assert Client().get(page("new_token")).status_code == 302
    assert Client().post(page("new_token"), facts).status_code == 302


def test_a_token_is_revoked_by_its_owner_after_a_question(
    tom: Client, mei: Client, people: NamedPeople
) -> None:
    tom.post(page("new_token"), {"name": "Old", "expires_at": "30", "read_only": "yes"})
    token = ApiToken.objects.system("test").get()
    address = page("revoke_token", token.pk)
    assert mei.get(address).status_code == 404
    assert mei.post(address).status_code == 404
    assert "Revoke Old?" in text(tom.get(address))
    assert tom.post(address)["Location"] == page("account")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_the_administrator_revokes_a_persons_token(
    tom: Client, admin: Client, people: NamedPeople
) -> None:
    tom.post(page("new_token"), {"name": "Old", "expires_at": "30", "read_only": "yes"})
    token = ApiToken.objects.system("test").get()
    assert page("revoke_token", token.pk) in text(admin.get(page("person", people.tom_becker.pk)))
    response = admin.post(page("revoke_token", token.pk))
    assert response["Location"] == page("person", people.tom_becker.pk)
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_the_trail_is_filtered_and_shows_before_and_after(
    admin: Client, people: NamedPeople, acting: NamedActors, signed_in: SignedIn
) -> None:
    services.change_person(acting.admin_wang, people.tom_becker, full_name="Thomas")
    entry = last_entry()
    grace = signed_in(people.grace_liu)
    subject = f"governance.person:{people.tom_becker.pk}"
    for conditions, found in (
        ({}, True),
        ({"action": "governance."}, True),
        ({"action": "customers."}, False),
        ({"subject": subject}, True),
        ({"person": people.admin_wang.pk}, True),
        ({"person": people.chen_wei.pk}, False),
        ({"outcome": "denied"}, False),
        ({"since": "2000-01-01"}, True),
        ({"until": "2000-01-01"}, False),
    ):
        shown = text(grace.get(page("trail"), conditions))
        assert (page("trail_entry", entry.pk) in shown) is found, conditions
    detail = text(grace.get(page("trail_entry", entry.pk)))
    assert "Tom Becker" in detail
    assert "Thomas" in detail


def test_an_unknown_entry_is_not_found_and_the_trail_is_closed_to_directors(
    admin: Client, mei: Client, people: NamedPeople
) -> None:
    assert admin.get(page("trail_entry", 987654)).status_code == 404
    assert mei.get(page("trail_entry", 1)).status_code == 403


def test_the_installation_shows_what_is_locked(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.initialise(
        email="first@mainstay.example",
        password="first-rope-of-all",
        currency="CNY",
        time_zone="Asia/Shanghai",
    )
    facts = {
        "name": "Hengsheng",
        "fiscal_year_start_month": 4,
        "spring_festival_days": 15,
        "spring_festival_days_before": 8,
        "reporting_currency": "EUR",
        "time_zone": "Europe/Berlin",
        "second_factor": "nobody",
        "sign_in_profile": "standard",
        **dict.fromkeys(("exchange_rate_days", "password_days", "idle_minutes", *KEPT_DAYS), 90),
    }
    monkeypatch.setattr("mainstay.apps.governance.queries.company._zone_locks", [lambda: True])
    assert "are fixed" in text(admin.get(page("installation")))
    admin.post(page("installation"), facts)
    company = queries.installation()
    assert (company.name, company.reporting_currency) == ("Hengsheng", "CNY")
    monkeypatch.setattr("mainstay.apps.governance.queries.company._zone_locks", [])
    assert "are fixed" not in text(admin.get(page("installation")))
    admin.post(page("installation"), facts)
    company = queries.installation()
    assert (company.time_zone, company.fiscal_year_start_month) == ("Europe/Berlin", 4)
    assert (company.spring_festival_days, company.exchange_rate_days) == (15, 90)
