"""Regions are given to people, and stay while they are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.governance import queries as governance
from mainstay.apps.governance import services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.reference.models import Branch
from mainstay.apps.reference.queries.branches import REGIONS
from mainstay.apps.reference.services.branches import archive_branch, remove_branch
from mainstay.apps.reference.testing import SETTING_UP, branch
from mainstay.foundation.audit.models import AuditEntry

SignedIn = Callable[[Person], Client]
Queries = Any


@pytest.fixture
def south(db: None) -> Branch:
    return branch(REGIONS, "S", "South")


@pytest.fixture
def guangdong(south: Branch) -> Branch:
    return branch(REGIONS, "GD", "Guangdong", above=south)


def last_changes() -> Any:
    entry = AuditEntry.objects.system("test").order_by("pk").last()
    assert entry is not None
    return entry.details["changes"]


def test_the_page_of_a_person_offers_the_current_regions_and_keeps_the_chosen(
    people: NamedPeople, signed_in: SignedIn, guangdong: Branch, south: Branch
) -> None:
    archive_branch(SETTING_UP, REGIONS, branch(REGIONS, "N", "North").pk)
    wang = signed_in(people.admin_wang)
    address = f"/administration/people/{people.tom_becker.pk}/"
    form = wang.get(address).context["form"]
    offered = form.fields["region_ids"].choices
    assert offered == [(south.pk, "South"), (guangdong.pk, "\u2003Guangdong")]
    facts: dict[str, Any] = {
        "full_name": "Tom Becker",
        "email": people.tom_becker.email,
        "language": "en",
    }
    facts |= {"team_id": people.tom_becker.team_id, "roles": ["key_account_manager"]}
    wang.post(address, {**facts, "region_ids": [guangdong.pk]})
    assert governance.person(SETTING_UP, people.tom_becker.pk).region_ids == [guangdong.pk]
    assert last_changes() == {"regions": [[], ["Guangdong"]]}


def test_a_new_person_can_be_given_regions_at_once(guangdong: Branch) -> None:
    made = services.create_person(
        SETTING_UP,
        email="lin.hao@mainstay.example",
        full_name="Lin Hao",
        password="steady-rope-holds-the-mast",
        region_ids=[guangdong.pk],
    )
    assert made.region_ids == [guangdong.pk]
    assert last_changes()["regions"] == [[], ["Guangdong"]]


def test_regions_that_are_archived_or_unknown_are_not_given_but_kept(
    acting: NamedActors, people: NamedPeople, guangdong: Branch
) -> None:
    tom = people.tom_becker
    services.change_person(acting.admin_wang, tom, region_ids=[guangdong.pk])
    archive_branch(SETTING_UP, REGIONS, guangdong.pk)
    services.change_person(acting.admin_wang, tom, region_ids=[guangdong.pk])
    for key in (guangdong.pk, 4711):
        with pytest.raises(ValidationError, match="There is no such region") as refused:
            services.change_person(acting.admin_wang, people.wu_jing, region_ids=[key])
        assert set(refused.value.error_dict) == {"region_ids"}


def test_programs_read_and_give_regions(
    people: NamedPeople, signed_in: SignedIn, guangdong: Branch
) -> None:
    address = f"/api/people/{people.tom_becker.pk}"
    wang = signed_in(people.admin_wang)
    json = "application/json"
    answer = wang.patch(address, {"region_ids": [guangdong.pk]}, content_type=json)
    assert (answer.status_code, answer.json()["region_ids"]) == (200, [guangdong.pk])
    refused = wang.patch(address, {"region_ids": [4711]}, content_type=json)
    assert refused.status_code == 422
    assert "region_ids" in refused.content.decode()
    assert (
        signed_in(people.mei_lin).patch(address, {"region_ids": []}, content_type=json).status_code
        == 403
    )


def test_a_caller_is_told_the_regions_that_count(
    people: NamedPeople, signed_in: SignedIn, guangdong: Branch
) -> None:
    role = services.create_role(SETTING_UP, name="Regional", scope="region")
    services.change_person(
        SETTING_UP, people.nobody_ning, roles=[role.code], region_ids=[guangdong.pk]
    )
    me = signed_in(people.nobody_ning).get("/api/me").json()
    assert (me["scope"], me["regions"]) == ("own", ["Guangdong"])


def test_a_region_that_is_given_to_somebody_is_not_deleted(
    people: NamedPeople, guangdong: Branch
) -> None:
    services.change_person(SETTING_UP, people.tom_becker, region_ids=[guangdong.pk])
    with pytest.raises(ValidationError, match="It is given to people"):
        remove_branch(SETTING_UP, REGIONS, guangdong.pk)
    services.change_person(SETTING_UP, people.tom_becker, region_ids=[])
    remove_branch(SETTING_UP, REGIONS, guangdong.pk)


def test_only_who_has_a_role_for_regions_pays_a_query_for_them(
    people: NamedPeople, guangdong: Branch, django_assert_num_queries: Queries
) -> None:
    tom = services.change_person(SETTING_UP, people.tom_becker, region_ids=[guangdong.pk])
    with django_assert_num_queries(2):  # roles, teams
        governance.actor_of(tom)
    role = services.create_role(SETTING_UP, name="Regional", scope="region")
    services.set_roles(SETTING_UP, tom, [role.code])
    with django_assert_num_queries(3):
        assert governance.actor_of(tom).regions == {"Guangdong"}


def test_an_own_role_may_see_regions(people: NamedPeople, signed_in: SignedIn) -> None:
    page = signed_in(people.admin_wang).get("/administration/roles/new/").content.decode()
    assert "Regions of the person" in page
