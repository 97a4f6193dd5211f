"""Set up the whole company."""

from mainstay.apps.governance.testing import (
    create_people,
    create_teams,
    person_named,
)
from mainstay.apps.ledger.testing import company
from tests.rights.furnishing.customers import furnish_customers
from tests.rights.furnishing.house import furnish_house, furnish_reference
from tests.rights.furnishing.ledger import furnish_ledger
from tests.rights.furnishing.people import furnish_accounts, furnish_work
from tests.rights.rules import PEOPLE
from tests.rights.world import World


def furnish() -> World:
    """Set the company up."""
    company()
    teams = create_teams()
    named = create_people(teams)
    people = {letter: getattr(named, name) for letter, (name, _role) in PEOPLE.items()}
    helper = person_named("Helper He", team=teams.service)
    world = World(people, teams, named.ana_silva, named.wu_jing, helper)
    furnish_reference(world)
    furnish_house(world)
    furnish_customers(world)
    furnish_ledger(world)
    furnish_work(world)
    furnish_accounts(world)
    return world
