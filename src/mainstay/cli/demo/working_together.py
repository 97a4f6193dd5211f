"""Who works for customers of others, and who keeps a region: what roles alone do not say."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mainstay.cli.demo.discoveries import (
    FAST_RISER,
    SILENT_LEAVER,
    UNPROFITABLE_GIANT,
)
from mainstay.cli.demo.people import mail
from mainstay.cli.demo.places import CENTRAL

if TYPE_CHECKING:
    from mainstay.foundation.access.actor import Actor

REGIONAL_ROLE = "区域销售 Regional sales"
REGIONAL_PERSON = mail("xu.ning")
"""A key account manager of the east who also keeps Central China."""


@dataclass(frozen=True, slots=True)
class CastMember:
    """A member of an account team: the customer's code, a person's e-mail, function and right."""

    customer: str
    email: str
    function: str
    right: str


_SPONSOR, _SERVICE = "高层对接 Executive sponsor", "售后服务 After-sales service"
_TECHNOLOGY, _DEPUTY = "技术支持 Technical support", "负责人代理 Deputy"
MEMBERS: tuple[CastMember, ...] = (
    CastMember(UNPROFITABLE_GIANT.customer, mail("zhao.min"), _SPONSOR, "reads"),
    CastMember(UNPROFITABLE_GIANT.customer, mail("ma.chao"), _TECHNOLOGY, "reads"),
    CastMember(UNPROFITABLE_GIANT.customer, mail("ho.kayan"), _DEPUTY, "works"),
    CastMember(SILENT_LEAVER.customer, mail("chen.wei"), _SPONSOR, "reads"),
    CastMember(SILENT_LEAVER.customer, mail("wu.qian"), _SERVICE, "reads"),
    CastMember(FAST_RISER.customer, mail("shen.yue"), _TECHNOLOGY, "works"),
)


def work_together(actor: "Actor") -> None:
    """Form the account teams, and give the regional person role and region."""
    from mainstay.apps.customers import queries as customers
    from mainstay.apps.customers.services.account_teams import add_member
    from mainstay.apps.governance import queries as governance

    people = {each.email: each.person_id for each in governance.colleagues()}
    for member in MEMBERS:
        key = customers.customer_by_code(actor, member.customer).key
        add_member(
            actor,
            key,
            person=people[member.email],
            function=member.function,
            right=member.right,
        )


def keep_a_region(actor: "Actor") -> None:
    """Give the regional person a role that sees regions, and the region. Needs the system."""
    from mainstay.apps.governance import queries, services
    from mainstay.apps.governance.contracts import regions

    person = queries.person(actor, _key_of(REGIONAL_PERSON))
    manager = queries.roles(actor).get(code="key_account_manager")
    role = services.create_role(
        actor, name=REGIONAL_ROLE, scope="region", permissions=manager.permissions
    )
    given = [each.pk for each in regions().all_regions() if each.name == CENTRAL]
    held = [each.code for each in person.roles.all()]
    services.change_person(actor, person, region_ids=given, roles=[*held, role.code])


def _key_of(email: str) -> int:
    from mainstay.apps.governance import queries

    return next(each.person_id for each in queries.colleagues() if each.email == email)
