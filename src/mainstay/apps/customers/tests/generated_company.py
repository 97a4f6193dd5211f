"""A generated company: people with roles of all kinds, customers reached in ways of all kinds."""

import random
from dataclasses import dataclass

from django.utils.timezone import now

from mainstay.apps.customers.models import AccountTeamMember, Customer, MemberRight
from mainstay.apps.customers.services.contacts import create_contact
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.governance import services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedTeams, person_named
from mainstay.apps.reference.queries.branches import REGIONS
from mainstay.apps.reference.services.branches import archive_branch
from mainstay.apps.reference.testing import branch

VIEW = "customers.customer.view"
CHANGE = "customers.customer.change"
ARCHIVE = "customers.customer.archive"
EXPORT = "customers.customer.export"
IMPORT = "customers.customer.import"
TEAM = "customers.account_team.change"
RIGHTS = (VIEW, CHANGE, ARCHIVE, EXPORT, IMPORT, TEAM)


@dataclass(frozen=True)
class Company:
    """People and customers, some of them disabled or withdrawn."""

    people: list[Person]
    customers: list[Customer]


def generated(teams: NamedTeams, *, seed: int, people: int, customers: int) -> Company:
    """Draw a company; the same seed draws the same one."""
    draw = random.Random(seed)
    roles = _roles()
    regions = _regions()
    tree = [None, teams.headquarters, teams.south_china, teams.guangzhou, teams.east_china]
    staff = [
        person_named(
            f"Person {number}",
            *draw.sample(roles, draw.choice([0, 1, 1, 1, 2, 3])),
            team=draw.choice(tree),
            region_ids=sorted(draw.sample(sorted(regions), draw.choice([0, 0, 1, 2]))),
            is_active=draw.random() > 0.1,
        )
        for number in range(people)
    ]
    names = ["", "Hubei", *regions.values()]
    made = [
        customer_named(
            f"Customer {number}",
            owner=draw.choice([None, *(each.pk for each in staff if each.is_active)]),
            region=draw.choice(names),
        )
        for number in range(customers)
    ]
    for customer in made:
        create_contact(SETTING_UP, customer.key, name="Wang")
        for person in draw.sample(staff, draw.choice([0, 0, 1, 2, 3])):
            AccountTeamMember.objects.create(
                customer=customer,
                person=person,
                function=draw.choice(["", "Service"]),
                right=draw.choice(MemberRight.values),
            )
    withdrawn = [each.key for each in made if draw.random() < 0.15]
    Customer.objects.system("test").filter(key__in=withdrawn).update(withdrawn_at=now())
    return Company(staff, list(Customer.objects.system("test").order_by("key")))


def _roles() -> list[str]:
    """Roles of all scopes, with all rights, with some, and with those of other subjects alone."""
    codes = ["administrator", "director", "key_account_manager", "service_agent", "auditor"]
    for scope in ("own", "team", "region", "all"):
        for name, rights in (
            ("does everything", RIGHTS),
            ("reads", (VIEW, EXPORT)),
            ("sees nothing", (CHANGE, "ledger.line.view")),
        ):
            role = services.create_role(
                SETTING_UP, name=f"{scope} {name}", scope=scope, permissions=rights
            )
            codes.append(role.code)
    return codes


def _regions() -> dict[int, str]:
    """A tree with an archived region, and a name that two regions bear."""
    south = branch(REGIONS, "S", "South")
    guangdong = branch(REGIONS, "GD", "Guangdong", above=south)
    east = branch(REGIONS, "E", "East")
    rows = [south, guangdong, east, branch(REGIONS, "SZ", "Shenzhen", above=guangdong)]
    rows += [branch(REGIONS, "C-S", "Centre", above=south), branch(REGIONS, "C-E", "Centre", east)]
    rows.append(branch(REGIONS, "N", "North"))
    rows.append(branch(REGIONS, "HLJ", "Heilongjiang", above=rows[-1]))
    archive_branch(SETTING_UP, REGIONS, rows[-2].pk)
    return {row.pk: row.name for row in rows}
