"""What an import changes in customers, for its preview."""

from collections.abc import Collection
from typing import Any

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


def changes_of(
    plan: CustomerPlan, records: Collection[int]
) -> dict[int, dict[str, tuple[str, str]]]:
    """For a few records that change a customer, each field that changes: as it is, as it becomes.

    Values are texts as a file would have them.
    """
    wanted = frozenset(records)
    owners = {each.person_id: each.full_name for each in governance.colleagues()}
    changes: dict[int, dict[str, tuple[str, str]]] = {}
    for _start, chunk in plan.spool.chunks():
        rows = [row for row in chunk if row["record"] in wanted]
        if not rows:
            continue
        known = known_by("code", [row["code"] for row in rows], with_tags=brings_tags(rows))
        for row in rows:
            facts, now = facts_of(row), known[row["code"]]
            changed = differences(now, facts, plan.owner_ids.get(facts.get("owner", "")))
            changes[row["record"]] = {
                field: (_text(_value(now, field, owners)), _text(facts[field]))
                for field in changed
                if field in facts
            }
    return changes


def _value(known: Known, field: str, owners: dict[int, str]) -> Any:
    """What a customer has in a field of the file."""
    if field == "parent":
        return known.parent_code
    if field == "owner":
        return owners.get(known.columns["owner_id"])
    return known.tags if field == "tags" else known.columns[field]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(stored_value(value))
