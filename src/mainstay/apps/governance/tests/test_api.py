"""Governance through the interface for programs, by token and by session."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Person, Role
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople, NamedTeams
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.permissions import all_permissions
from mainstay.foundation.audit import triggers
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.audit.services import seal
from mainstay.foundation.idempotency.models import KeyedRequest
from mainstay.foundation.testing.trail import last_entry

SignedIn = Callable[[Person], Client]


def token_client(actor: Actor, **facts: Any) -> Client:
    """A program with a token of the actor's, by default with all of the actor's permissions."""
    wanted = {"read_only": False, "scopes": actor.permissions, **facts}
    _, text = services.issue_token(
        actor, name="Program", expires_at=timezone.now() + timedelta(days=1), **wanted
    )
    return Client(headers={"Authorization": f"Bearer {text}"})


@pytest.fixture
def admin(acting: NamedActors) -> Client:
    """A program of the administrator's."""
    return token_client(acting.admin_wang)


@pytest.fixture
def tom(acting: NamedActors) -> Client:
    """A program of a key account manager's."""
    return token_client(acting.tom_becker)


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Send JSON and return the response."""
    ask = getattr(client, method)
    return ask(f"/api{path}", body, content_type="application/json")


def code_at(response: Any) -> dict[str, str]:
    """The codes of a refusal by pointer."""
    assert response.status_code == 422, response.content
    assert response["Content-Type"] == "application/problem+json"
    return {each["pointer"]: each["code"] for each in response.json()["errors"]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/me"),
        ("patch", "/me"),
        ("post", "/me/password"),
        ("get", "/tokens"),
        ("post", "/tokens"),
        ("delete", "/tokens/1"),
        ("get", "/installation"),
    ],
)
@pytest.mark.django_db
def test_what_everybody_may_who_is_known_is_refused_to_strangers(method: str, path: str) -> None:
    response = send(Client(), method, path, {})
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/people"),
        ("post", "/people"),
        ("get", "/people/1"),
        ("patch", "/people/1"),
        ("post", "/people/1/disable"),
        ("post", "/people/1/enable"),
        ("post", "/people/1/password"),
        ("get", "/teams"),
        ("post", "/teams"),
        ("get", "/teams/1"),
        ("patch", "/teams/1"),
        ("delete", "/teams/1"),
        ("get", "/roles"),
        ("get", "/roles/permissions"),
        ("post", "/roles"),
        ("get", "/roles/1"),
        ("patch", "/roles/1"),
        ("delete", "/roles/1"),
        ("get", "/audit-entries"),
        ("get", "/audit-entries/1"),
        ("get", "/audit-entries/verification"),
        ("patch", "/installation"),
    ],
)
def test_administration_is_refused_to_key_account_managers_and_strangers(
    tom: Client, method: str, path: str
) -> None:
    body = {
        "email": "a@b.example",
        "full_name": "A",
        "name": "A",
        "password": "handed-over-rope",
    }
    assert send(Client(), method, path, body).status_code == 401
    response = send(tom, method, path, body)
    assert response.status_code == 403
    assert response.json()["code"] == "forbidden"


@pytest.mark.parametrize(
    "header", ["Bearer nonsense", "Bearer mainstay_00000000_00", "Basic dG9tOnRvbQ==", "Bearer"]
)
@pytest.mark.django_db
def test_a_wrong_authorization_is_refused(header: str) -> None:
    client = Client(headers={"Authorization": header})
    assert send(client, "get", "/me").status_code == 401


def test_me_says_what_the_token_may(acting: NamedActors) -> None:
    client = token_client(acting.mei_lin, scopes=["governance.team.view"])
    me: dict[str, Any] = send(client, "get", "/me").json()
    assert me["acting_as"] == "token"
    assert me["scope"] == "team"
    assert me["permissions"] == [
        "governance.team.view",
        "jobs.job.view",
        "notifications.message.view",
    ]
    assert me["person"]["roles"] == ["director"]


def test_a_session_needs_a_token_against_forged_requests_to_write(people: NamedPeople) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.tom_becker)
    assert send(client, "get", "/me").status_code == 200
    assert send(client, "patch", "/me", {"full_name": "Forged"}).status_code == 403
    people.tom_becker.refresh_from_db()
    assert people.tom_becker.full_name == "Tom Becker"


def test_a_session_changes_the_own_account(people: NamedPeople, signed_in: SignedIn) -> None:
    client = signed_in(people.tom_becker)
    assert send(client, "patch", "/me", {"language": "zh-hans"}).status_code == 200
    assert code_at(send(client, "patch", "/me", {"language": "xx"})) == {
        "/body/language": "unknown_language"
    }
    change = {"current": "guess", "new": "fathoms-of-hemp"}
    refused = send(client, "post", "/me/password", change)
    assert code_at(refused) == {"/body/current": "wrong_password"}
    change = {"current": PASSWORD, "new": "fathoms-of-hemp"}
    assert send(client, "post", "/me/password", change).status_code == 204


def test_the_own_password_is_not_guessed_without_end(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.tom_becker)
    change = {"current": "guess", "new": "fathoms-of-hemp"}
    answers = [send(client, "post", "/me/password", change).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_tokens_are_not_guessed_without_end(acting: NamedActors, client: Client) -> None:
    def guess(number: int, address: str) -> Any:
        shown = {"Authorization": f"Bearer mainstay_0a1b2c3d_{number:064x}"}
        return client.get("/api/me", headers=shown, REMOTE_ADDR=address)

    answers = [guess(number, "192.0.2.1") for number in range(14)]
    assert [each.status_code for each in answers] == [401] * 10 + [429] * 4
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert answers[-1]["Retry-After"] == "60"
    assert answers[-1].json()["code"] == "too_many_requests"
    assert guess(14, "192.0.2.2").status_code == 401
    right = token_client(acting.mei_lin, scopes=["governance.team.view"])
    assert right.get("/api/me", REMOTE_ADDR="192.0.2.1").status_code == 200


def test_a_token_changes_no_password_and_issues_no_token(tom: Client) -> None:
    change = {"current": PASSWORD, "new": "fathoms-of-hemp"}
    assert send(tom, "post", "/me/password", change).status_code == 403
    wanted = {"name": "Child", "expires_at": "2099-01-01T00:00:00Z"}
    assert send(tom, "post", "/tokens", wanted).status_code == 403
    assert send(tom, "get", "/tokens").json()["items"] == []


def test_a_session_issues_lists_and_revokes_tokens(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.tom_becker)
    expires = (timezone.now() + timedelta(days=7)).isoformat()
    issued = send(client, "post", "/tokens", {"name": "Report", "expires_at": expires})
    assert issued.status_code == 201
    answer: dict[str, Any] = issued.json()
    program = Client(headers={"Authorization": f"Bearer {answer['text']}"})
    assert send(program, "get", "/me").status_code == 200
    listed = send(client, "get", "/tokens")
    assert answer["text"] not in listed.content.decode()
    assert send(client, "delete", f"/tokens/{answer['token']['id']}").status_code == 204
    assert send(program, "get", "/me").status_code == 401


def test_a_time_without_zone_is_refused(people: NamedPeople, signed_in: SignedIn) -> None:
    wanted = {"name": "Report", "expires_at": "2030-01-01T00:00:00"}
    response = send(signed_in(people.tom_becker), "post", "/tokens", wanted)
    assert list(code_at(response).values()) == ["timezone_aware"]


def test_people_are_created_changed_disabled_and_enabled(
    admin: Client, teams: NamedTeams, people: NamedPeople
) -> None:
    facts = {
        "email": "Sun@mainstay.example",
        "full_name": "孙悦",
        "password": "handed-over-rope",
        "roles": ["analyst"],
    }
    created = send(admin, "post", "/people", facts)
    assert created.status_code == 201
    person: dict[str, Any] = created.json()
    assert (person["email"], person["roles"]) == ("sun@mainstay.example", ["analyst"])
    assert "password" not in person
    address = f"/people/{person['id']}"
    changed = send(admin, "patch", address, {"team_id": teams.guangzhou.pk, "roles": []})
    assert changed.json()["team_id"] == teams.guangzhou.pk
    assert changed.json()["full_name"] == "孙悦"
    removed = send(admin, "patch", address, {"team_id": None})
    assert removed.json()["team_id"] is None
    assert send(admin, "post", f"{address}/disable").json()["is_active"] is False
    assert send(admin, "post", f"{address}/enable").json()["is_active"] is True
    initial = {"password": "another-good-rope"}
    assert send(admin, "post", f"{address}/password", initial).status_code == 204
    assert last_entry().action == "governance.person.password_set"
    assert last_entry().actor_kind == "token"
    assert send(admin, "get", address).json()["must_change_password"] is True


def test_a_refused_person_names_the_fields(admin: Client, people: NamedPeople) -> None:
    facts = {"email": people.tom_becker.email, "full_name": "T", "password": "handed-over-rope"}
    assert code_at(send(admin, "post", "/people", facts)) == {"/body/email": "email_taken"}
    nothing = send(admin, "patch", f"/people/{people.tom_becker.pk}", {"full_name": None})
    assert nothing.status_code == 422


def test_people_are_listed_in_pages(admin: Client, people: NamedPeople) -> None:
    seen: list[str] = []
    address: str | None = "/api/people?limit=3"
    while address:
        page = admin.get(address).json()
        seen += [person["full_name"] for person in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 10
    assert seen == sorted(seen)


def test_a_directors_program_reaches_the_team_and_no_further(
    acting: NamedActors, people: NamedPeople
) -> None:
    client = token_client(acting.mei_lin)
    listed: dict[str, Any] = send(client, "get", "/people").json()
    assert {p["full_name"] for p in listed["items"]} == {"Mei Lin", "Tom Becker", "Wu Jing"}
    assert send(client, "get", f"/people/{people.ana_silva.pk}").status_code == 404


def test_teams_are_kept(admin: Client, teams: NamedTeams) -> None:
    created = send(admin, "post", "/teams", {"name": "Shenzhen", "parent_id": teams.guangzhou.pk})
    assert created.status_code == 201
    address = f"/teams/{created.json()['id']}"
    assert send(admin, "patch", address, {"name": "Bay"}).json()["name"] == "Bay"
    assert send(admin, "get", address).json()["parent_id"] == teams.guangzhou.pk
    loop = send(admin, "patch", f"/teams/{teams.headquarters.pk}", {"parent_id": teams.service.pk})
    assert code_at(loop) == {"/body/parent_id": "loop"}
    assert send(admin, "delete", address).status_code == 204
    assert send(admin, "get", address).status_code == 404
    assert len(send(admin, "get", "/teams").json()["items"]) == 5


def test_roles_are_kept(admin: Client) -> None:
    facts = {"name": "Night shift", "permissions": ["governance.team.view"]}
    created = send(admin, "post", "/roles", facts)
    assert created.status_code == 201
    address = f"/roles/{created.json()['id']}"
    assert send(admin, "patch", address, {"scope": "team"}).json()["scope"] == "team"
    assert send(admin, "get", address).json()["permissions"] == ["governance.team.view"]
    assert send(admin, "delete", address).status_code == 204
    shipped = Role.objects.system("test").get(code="auditor")
    assert code_at(send(admin, "delete", f"/roles/{shipped.pk}")) == {"": "shipped"}
    listed: dict[str, Any] = send(admin, "get", "/roles").json()
    assert {"code": "auditor", "name": "Auditor"}.items() <= listed["items"][-1].items()


def test_what_a_role_can_allow_is_listed(admin: Client) -> None:
    listed: list[dict[str, Any]] = send(admin, "get", "/roles/permissions").json()
    grantable = [each.code for each in all_permissions() if not each.everyone]
    assert [each["code"] for each in listed] == grantable


def test_the_audit_trail_is_read(acting: NamedActors, admin: Client, people: NamedPeople) -> None:
    services.change_person(acting.admin_wang, people.tom_becker, full_name="Thomas")
    entry = last_entry()
    grace = token_client(acting.grace_liu, read_only=True)
    query = f"?action=governance.person.&person_id={people.admin_wang.pk}&outcome=done"
    listed: dict[str, Any] = send(grace, "get", f"/audit-entries{query}").json()
    assert [each["id"] for each in listed["items"]] == [entry.pk]
    read: dict[str, Any] = send(grace, "get", f"/audit-entries/{entry.pk}").json()
    assert read["details"]["changes"] == {"full_name": ["Tom Becker", "Thomas"]}
    assert send(grace, "get", "/audit-entries/987654").status_code == 404


@pytest.mark.parametrize(
    ("asked", "answered"), [({}, "zh-hans"), ({"Accept-Language": "zh-TW"}, "zh-hant")]
)
def test_a_program_is_answered_as_it_asks_else_in_its_owner_s_language(
    asked: dict[str, str], answered: str, acting: NamedActors, people: NamedPeople
) -> None:
    services.change_person(acting.admin_wang, people.tom_becker, language="zh-hans")
    response = token_client(acting.tom_becker).get("/api/me", headers=asked)
    assert response["Content-Language"] == answered


def test_a_program_is_told_the_time_of_the_company_s_zone(tom: Client) -> None:
    services.initialise(
        email="first@mainstay.example",
        password="first-rope-of-all",
        currency="CNY",
        time_zone="Asia/Shanghai",
    )
    send(tom, "get", "/me")
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"
    timezone.deactivate()


def test_the_audit_trail_is_verified(acting: NamedActors, people: NamedPeople) -> None:
    services.change_person(acting.admin_wang, people.tom_becker, full_name="Thomas")
    grace = token_client(acting.grace_liu, read_only=True)
    seal()
    assert send(grace, "get", "/audit-entries/verification").json()["intact"] is True
    triggers.remove(connection)
    entry = last_entry()
    AuditEntry.objects.system("test").filter(pk=entry.pk).update(actor_name="Somebody else")
    found = send(grace, "get", "/audit-entries/verification").json()
    assert found["broken"] == [{"kind": "altered", "sequence": entry.sequence, "count": 1}]
    assert (found["intact"], found["entries"]) == (False, found["sealed"])


def test_the_installation_is_read_by_everybody_and_changed_by_the_administrator(
    admin: Client, tom: Client
) -> None:
    services.initialise(
        email="first@mainstay.example",
        password="first-rope-of-all",
        currency="CNY",
        time_zone="Asia/Shanghai",
    )
    assert send(tom, "get", "/installation").json()["reporting_currency"] == "CNY"
    changed = send(admin, "patch", "/installation", {"name": "Hengsheng"})
    assert changed.json()["name"] == "Hengsheng"
    assert queries.installation().time_zone == "Asia/Shanghai"


def test_a_token_that_is_asked_for_twice_under_a_key_is_the_same_and_not_kept_in_plain(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    expires = (timezone.now() + timedelta(days=1)).isoformat()
    client, wanted = signed_in(people.tom_becker), {"name": "Report", "expires_at": expires}
    headers = {"Idempotency-Key": "5f2c"}
    first, again = (
        client.post("/api/tokens", wanted, content_type="application/json", headers=headers).json()
        for _ in range(2)
    )
    assert again == first
    row = KeyedRequest.objects.get()
    assert first["text"] not in row.sealed_answer
    assert "5f2c" not in (row.key_digest, row.sealed_answer)
