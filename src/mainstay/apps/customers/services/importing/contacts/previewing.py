"""What an import changes in contacts, for its preview."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from mainstay.apps.customers.models import Contact
from mainstay.apps.customers.services.importing.contacts.matching import COLUMNS, differences
from mainstay.apps.customers.services.importing.contacts.plan import ContactPlan


def changes_of(
    plan: ContactPlan, records: Collection[int]
) -> dict[int, dict[str, tuple[str, str]]]:
    """For a few records that change a contact, each field that changes: as it is, as it becomes."""
    wanted = frozenset(records)
    changes: dict[int, dict[str, tuple[str, str]]] = {}
    contacts = Contact.objects.system("the plan checked them")
    for start, chunk in plan.spool.chunks():
        rows = {place: row for place, row in enumerate(chunk, start) if row["record"] in wanted}
        if not rows:
            continue
        keys = [plan.keys[place] for place in rows]
        known = {each["id"]: each for each in contacts.filter(pk__in=keys).values(*COLUMNS)}
        for place, row in rows.items():
            facts, now = plan.facts_of(row), known[plan.keys[place]]
            changes[row["record"]] = {
                field: (_text(now[field]), _text(facts[field])) for field in differences(now, facts)
            }
    return changes


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)
