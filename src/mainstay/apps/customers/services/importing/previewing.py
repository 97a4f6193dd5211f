"""What customers are like before an import changes them, for its preview."""

from collections.abc import Collection

from mainstay.apps.customers.services.importing.matching import (
    Known,
    brings_tags,
    differences,
    facts_of,
    known_by,
)
from mainstay.apps.customers.services.importing.plan import CustomerPlan
from mainstay.apps.customers.services.importing.storing import stored_value
from mainstay.apps.governance import queries as governance


def values_before(plan: CustomerPlan, records: Collection[int]) -> dict[int, dict[str, str]]:
    """For a few records that change a customer, the fields that change, as they are now."""
    wanted = frozenset(records)
    owners = {each.person_id: each.full_name for each in governance.colleagues()}
    before: dict[int, dict[str, str]] = {}
    for _start, chunk in plan.spool.chunks():
        rows = [row for row in chunk if row["record"] in wanted]
        if not rows:
            continue
        known = known_by("code", [row["code"] for row in rows], with_tags=brings_tags(rows))
        for row in rows:
            facts, now = facts_of(row), known[row["code"]]
            changed = differences(now, facts, plan.owner_ids.get(facts.get("owner", "")))
            before[row["record"]] = {
                field: _shown(now, field, owners) for field in changed if field in facts
            }
    return before


def _shown(known: Known, field: str, owners: dict[int, str]) -> str:
    """A customer's value in the words of a file."""
    if field == "parent":
        return known.parent_code or ""
    if field == "owner":
        return owners.get(known.columns["owner_id"], "")
    if field == "tags":
        return ", ".join(known.tags)
    value = stored_value(known.columns[field])
    return "" if value is None else str(value)
