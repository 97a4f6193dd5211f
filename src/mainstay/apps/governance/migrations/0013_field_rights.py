"""What people see of costs and contacts before field rights came, they see after it too."""

from typing import Any

from django.conf import settings
from django.db import migrations

COSTS, REACH = "ledger.cost.view", "customers.contact.reach"
BUSINESS = ("customers.", "ledger.", "evaluation.")
NAMES = {
    "en": ("Costs and profit, as before", "How to reach contacts, as before"),
    "zh-hans": ("成本与利润（同以前）", "联系人的联系方式（同以前）"),
    "zh-hant": ("成本與利潤（同以前）", "聯絡人的聯絡方式（同以前）"),
}
"""What the roles are called, in the installation's language."""


def keep_sight(apps: Any, schema_editor: Any) -> None:
    """Give both rights to every own role and token of the business.

    Shipped roles follow their declaration. Who holds one that lacks a right now, and no other role
    with it, gets an own role that has nothing but this right and that can be taken away.
    """
    alias = schema_editor.connection.alias
    roles = apps.get_model("governance", "Role")._base_manager.using(alias)
    tokens = apps.get_model("governance", "ApiToken")._base_manager.using(alias)
    for row in roles.filter(built_in=False):
        if (permissions := _with_both(row.permissions)) is not None:
            roles.filter(pk=row.pk).update(permissions=permissions)
    for row in tokens.filter(read_only=False):
        if (scopes := _with_both(row.scopes)) is not None:
            tokens.filter(pk=row.pk).update(scopes=scopes)
    people = apps.get_model("governance", "Person")._base_manager.using(alias)
    costs, ways = NAMES.get(settings.LANGUAGE_CODE, NAMES["en"])
    for right, lacking, name in ((COSTS, "service_agent", costs), (REACH, "auditor", ways)):
        others = roles.exclude(code=lacking)
        known = [row.pk for row in others if row.built_in or right in row.permissions]
        without = people.filter(roles__code=lacking).exclude(roles__in=known)
        if holders := list(without.distinct()):
            role = roles.create(code=f"as-before-{lacking}", name=name, permissions=[right])
            role.people.add(*holders)


def _with_both(permissions: list[str]) -> list[str] | None:
    if not any(code.startswith(BUSINESS) for code in permissions):
        return None
    return sorted({*permissions, COSTS, REACH})


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0012_regions'),
    ]

    operations = [
        migrations.RunPython(keep_sight, migrations.RunPython.noop),
    ]
