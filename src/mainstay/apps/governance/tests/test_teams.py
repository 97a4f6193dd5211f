"""The team tree stays a tree."""

import pytest

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Team
from mainstay.apps.governance.testing import NamedActors, NamedPeople, NamedTeams
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.kept import values_kept
from mainstay.foundation.testing.trail import last_entry


def test_a_team_can_be_moved_and_its_members_reach_moves_with_it(
    acting: NamedActors, people: NamedPeople, teams: NamedTeams
) -> None:
    services.change_team(acting.admin_wang, teams.guangzhou, parent_id=teams.east_china.pk)
    assert queries.actor_of(people.mei_lin).team_ids == {teams.south_china.pk}
    assert last_entry().details["changes"] == {"parent": ["South China", "East China"]}


def test_within_a_request_too_a_moved_team_counts_from_then_on(
    acting: NamedActors, people: NamedPeople, teams: NamedTeams
) -> None:
    with values_kept():
        assert teams.guangzhou.pk in queries.actor_of(people.mei_lin).team_ids
        services.change_team(acting.admin_wang, teams.guangzhou, parent_id=teams.east_china.pk)
        assert teams.guangzhou.pk not in queries.actor_of(people.mei_lin).team_ids
        made = services.create_team(
            acting.admin_wang, name="Fuzhou", parent_id=people.mei_lin.team_id
        )
        assert made.pk in queries.actor_of(people.mei_lin).team_ids
        services.delete_team(acting.admin_wang, made)
        assert queries.actor_of(people.mei_lin).team_ids == {teams.south_china.pk}


def test_a_team_cannot_be_moved_below_itself(acting: NamedActors, teams: NamedTeams) -> None:
    with refuses(parent_id="loop"):
        services.change_team(acting.admin_wang, teams.headquarters, parent_id=teams.guangzhou.pk)
    with refuses(parent_id="loop"):
        services.change_team(acting.admin_wang, teams.guangzhou, parent_id=teams.guangzhou.pk)


def test_a_team_s_name_must_fit_its_place(acting: NamedActors) -> None:
    with refuses(name="too_long"):
        services.create_team(acting.admin_wang, name="x" * 121)


def test_two_teams_of_one_name_need_different_places(
    acting: NamedActors, teams: NamedTeams
) -> None:
    with refuses(name="name_taken"):
        services.create_team(acting.admin_wang, name="Guangzhou", parent_id=teams.south_china.pk)
    with refuses(name="name_taken"):
        services.create_team(acting.admin_wang, name="Headquarters")
    services.create_team(acting.admin_wang, name="Guangzhou", parent_id=teams.service.pk)


def test_a_lead_is_an_active_person(
    acting: NamedActors, people: NamedPeople, teams: NamedTeams
) -> None:
    services.disable_person(acting.admin_wang, people.mei_lin)
    with refuses(lead_id="unknown_person"):
        services.change_team(acting.admin_wang, teams.south_china, lead_id=people.mei_lin.pk)


def test_a_team_with_people_or_teams_is_not_deleted(
    acting: NamedActors, people: NamedPeople, teams: NamedTeams
) -> None:
    with refuses(whole="in_use"):
        services.delete_team(acting.admin_wang, teams.east_china)
    with refuses(whole="in_use"):
        services.delete_team(acting.admin_wang, teams.headquarters)


def test_an_empty_team_is_deleted(acting: NamedActors) -> None:
    team = services.create_team(acting.admin_wang, name="Overseas")
    services.delete_team(acting.admin_wang, team)
    assert not Team.objects.system("test").filter(name="Overseas").exists()
    assert last_entry().action == "governance.team.deleted"


@pytest.mark.parametrize("name", ["chen_wei", "mei_lin", "tom_becker", "grace_liu"])
def test_only_administrators_change_teams(
    acting: NamedActors, teams: NamedTeams, name: str
) -> None:
    with pytest.raises(AccessDenied):
        services.change_team(getattr(acting, name), teams.service, name="Mine")


def test_key_account_managers_do_not_read_the_tree(acting: NamedActors) -> None:
    assert list(queries.teams(acting.tom_becker)) == []


def test_the_tree_puts_each_team_below_its_parent_with_its_active_people(
    acting: NamedActors, people: NamedPeople
) -> None:
    services.disable_person(acting.admin_wang, people.tom_becker)
    tree = queries.team_tree(acting.admin_wang)
    assert [(node.team.name, node.depth, node.size) for node in tree] == [
        ("Headquarters", 0, 3),
        ("East China", 1, 1),
        ("Service", 1, 1),
        ("South China", 1, 1),
        ("Guangzhou", 2, 1),
    ]
