"""What is one for everybody."""

from mainstay.apps.customers.testing import field_defined
from mainstay.apps.governance import services as governing
from mainstay.apps.governance.models import Role
from mainstay.apps.governance.services.invitations import invite
from mainstay.apps.ledger.services.importing.rates import import_rates
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile
from mainstay.apps.notifications.services import channels, webhooks
from mainstay.apps.notifications.services.announcing import put_down
from mainstay.apps.reference.models import TakenFile
from mainstay.apps.reference.policies import INDUSTRIES, PRODUCT_LINES, REGIONS
from mainstay.apps.reference.services.calendars import create_calendar
from mainstay.apps.reference.testing import branch, product, rate_on
from mainstay.foundation.audit.models import AuditEntry
from tests.rights.rules import ROLES
from tests.rights.world import LISTENER, MAKING, ROBOT, World


def furnish_house(world: World) -> None:
    facts = {"email": "new@mainstay.example", "full_name": "Invited Ines"}
    invitation = invite(MAKING, **facts)
    world.put("invitation", "one", "", "Invited Ines", invitation_id=invitation.pk)
    team = governing.create_team(MAKING, name="Spare team")
    world.put("team", "one", "", "Spare team", team_id=team.pk)
    role = governing.create_role(MAKING, name="Spare role")
    world.put("role", "one", "", "Spare role", role_id=role.pk)
    entry = AuditEntry.objects.system("test").earliest("pk")
    world.put("audit entry", "one", "", number=entry.pk)
    house = channels.add_company_channel(MAKING, name="House robot", address=f"{ROBOT}house")
    world.put("company channel", "one", "", "House robot", key=house.pk)
    facts = {"name": "House hook", "address": f"{LISTENER}house", "hears": ["customer.changed"]}
    hook, _secret = webhooks.add_webhook(MAKING, **facts)
    webhooks.pause_webhook(MAKING, hook.pk)  # so that nothing is sent
    world.put("webhook", "one", "", "House hook", key=hook.pk)
    [sent] = put_down([hook.pk], "customer.changed", {}, "/api/customers/1")
    world.put("delivery", "one", "", key=hook.pk, number=sent.pk)
    terms = field_defined("spare")
    world.put("custom field", "one", "", "Spare", field_id=terms.pk)
    world.put("way", "one", "", way="bell")
    world.put("task", "one", "", task="tidy")
    _check_roles()


def _check_roles() -> None:
    found = set(Role.objects.system("test").values_list("code", flat=True))
    if not set(ROLES.values()) <= found:
        raise LookupError(found)


def furnish_reference(world: World) -> None:
    calendar = create_calendar(MAKING, name="Plant calendar")
    place = {"key": calendar.pk, "on": "2024-03-05"}
    world.put("calendar", "one", "", "Plant calendar", **place)
    rate = rate_on("2024-01-02", "EUR", "7.8123")
    world.put("rate", "one", "", "7.8123", key=rate.pk)
    world.put("product", "one", "", "Cabin Nine", key=product("P-9", "Cabin Nine").pk)
    for type_, kind in (
        ("product line", PRODUCT_LINES),
        ("region", REGIONS),
        ("industry", INDUSTRIES),
    ):
        name = f"Spare {type_}"
        world.put(type_, "one", "", name, key=branch(kind, "SP-1", name).pk)
    content = b"date,currency,rate\n2024-02-02,USD,7.1\n2024-02-03,USD,x\n"
    import_rates(MAKING, ReferenceFile("rates-2024.csv", [content]))
    taken = TakenFile.objects.system("test").latest("pk")
    world.put("taken file", "one", "", "rates-2024.csv", number=taken.pk)
