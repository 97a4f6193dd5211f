from mainstay.cli.demo.people import KEY_ACCOUNT_MANAGERS, MAIL_DOMAIN, PEOPLE, TEAMS
from mainstay.cli.demo.places import OWNERS

ROLES = {
    "administrator",
    "executive",
    "director",
    "key_account_manager",
    "service_agent",
    "analyst",
    "auditor",
}


def test_every_role_is_played() -> None:
    assert {person.role for person in PEOPLE} == ROLES


def test_every_interface_language_has_a_reader() -> None:
    assert {person.language for person in PEOPLE} == {"zh-hans", "zh-hant", "en"}


def test_everybody_has_an_address_of_their_own_that_cannot_be_delivered() -> None:
    addresses = [person.email for person in PEOPLE]
    assert len(set(addresses)) == len(addresses)
    assert MAIL_DOMAIN.endswith(".example")
    assert all(address.endswith(f"@{MAIL_DOMAIN}") for address in addresses)


def test_teams_form_one_tree_listed_from_the_top() -> None:
    seen: set[str | None] = set()
    for team in TEAMS:
        assert (team.parent is None) == (not seen)
        assert team.parent is None or team.parent in seen
        seen.add(team.code)
    assert {person.team for person in PEOPLE} <= seen


def test_every_team_is_led_by_one_of_its_members() -> None:
    team_of = {person.email: person.team for person in PEOPLE}
    assert all(team_of[team.lead] == team.code for team in TEAMS)


def test_every_region_is_looked_after_by_key_account_managers() -> None:
    owners = {owner for region in OWNERS.values() for owner in region}
    assert owners == set(KEY_ACCOUNT_MANAGERS)
