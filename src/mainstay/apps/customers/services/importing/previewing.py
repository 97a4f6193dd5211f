"""What an import changes in customers, for its preview."""

from collections.abc import Collection
from typing import Any

from mainstay.apps.customers.contracts.custom_fields import NO, PREFIX, YES
from mainstay.apps.customers.services.importing.matching import (
    Known,
    brings_tags,
    differences,
    facts_of,
    known_by,
    said_in,
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
    for _start, chunk in plan.spool.said_chunks():
        rows = [row for row in chunk if row["record"] in wanted]
        if not rows:
            continue
        codes = [row["code"] for row in rows]
        known = known_by("code", codes, with_tags=brings_tags(rows), custom=plan.custom)
        for row in rows:
            facts, now = facts_of(row, plan.custom), known[row["code"]]
            changed = differences(now, facts, plan.owner_ids.get(facts.get("owner", "")))
            changes[row["record"]] = {
                field: (_text(_value(now, field, owners)), _text(said_in(facts, field)))
                for field in changed
                if said_in(facts, field, None) is not None
            }
    return changes


def _value(known: Known, field: str, owners: dict[int, str]) -> Any:
    """What a customer has in a field of the file."""
    if field.startswith(PREFIX):
        return known.custom.get(field.removeprefix(PREFIX))
    if field == "parent":
        return known.parent_code
    if field == "owner":
        return owners.get(known.columns["owner_id"])
    return known.tags if field == "tags" else known.columns[field]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(stored_value(value))
