"""Comparing a file's rows with the customers that their codes name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mainstay.apps.customers.contracts.custom_fields import PREFIX, CustomField, Value
from mainstay.apps.customers.models import Customer, CustomerTag
from mainstay.apps.customers.queries.custom_fields import values_of
from mainstay.apps.customers.rules import tidy_tags
from mainstay.apps.customers.services.importing.spool import IMPORT_SCHEMA, Row

Custom = Sequence[CustomField]
"""The custom fields that a file brings, mostly none."""
FACTS = frozenset(IMPORT_SCHEMA.names) - {"record", "code"}
PLAIN = tuple(name for name in IMPORT_SCHEMA.names if name in FACTS - {"parent", "owner", "tags"})
"""The facts that are columns of customers."""
COLUMNS = tuple(field.attname for field in Customer._meta.concrete_fields)


@dataclass(frozen=True, slots=True)
class Known:
    """A customer as it stands: its columns, its parent's code, its owner's team, its tags.

    `custom` are its values in the custom fields that were asked for.
    """

    columns: dict[str, Any]
    parent_code: str | None
    team_id: int | None
    tags: list[str]
    custom: Mapping[str, Value]


def known_by(
    field: str, values: Collection[Any], *, with_tags: bool, custom: Custom = ()
) -> dict[Any, Known]:
    """The customers whose `field` (`code` or `key`) is among at most a chunk of values."""
    customers = Customer.objects.system("an import meets every customer; scope is checked by row")
    rows = customers.filter(**{f"{field}__among": values}).order_by()
    found = list(rows.values(*COLUMNS, "parent__code", "owner__team_id"))
    keys = [row["key"] for row in found]
    tags = _tags_of(keys) if with_tags else {}
    having = values_of(keys, custom) if custom else {}
    return {
        row[field]: Known(
            parent_code=row.pop("parent__code"),
            team_id=row.pop("owner__team_id"),
            columns=row,
            tags=tags.get(row["key"], []),
            custom=having.get(row["key"], {}),
        )
        for row in found
    }


def _tags_of(keys: Collection[int]) -> dict[int, list[str]]:
    tags: dict[int, list[str]] = {}
    rows = CustomerTag.objects.system("an import compares tags").filter(customer__in=keys)
    for key, name in rows.order_by().values_list("customer_id", "name"):
        tags.setdefault(key, []).append(name)
    return {key: tidy_tags(names) for key, names in tags.items()}


def brings_tags(rows: Collection[Row]) -> bool:
    """Whether any row says something about tags, so that they must be read."""
    return any(row.get("tags") for row in rows)


def facts_of(row: Row, custom: Custom = ()) -> dict[str, Any]:
    """What a row says: its cells that are not empty, those of custom fields under `custom`."""
    facts = {name: value for name, value in row.items() if value and name in FACTS}
    if "tags" in facts:
        facts["tags"] = tidy_tags(facts["tags"])
    if custom:
        said = {field.code: row.get(field.name) for field in custom}
        said = {code: value for code, value in said.items() if value not in (None, "")}
        if said:
            facts["custom"] = said
    return facts


def said_in(facts: dict[str, Any], field: str, missing: Any = "") -> Any:
    """What a row says in a field, which may be a custom one."""
    if field.startswith(PREFIX):
        return facts.get("custom", {}).get(field.removeprefix(PREFIX), missing)
    return facts.get(field, missing)


def differences(known: Known, facts: dict[str, Any], owner_id: int | None) -> list[str]:
    """The fields in which a row would change a customer.

    A customer that an order file made is completed by a row that says something new of it.
    """
    changed = [name for name in PLAIN if name in facts and facts[name] != known.columns[name]]
    if "parent" in facts and facts["parent"] != known.parent_code:
        changed.append("parent")
    if owner_id is not None and owner_id != known.columns["owner_id"]:
        changed.append("owner")
    if "tags" in facts and facts["tags"] != known.tags:
        changed.append("tags")
    for code, value in facts.get("custom", {}).items():
        if known.custom.get(code) != value:
            changed.append(f"{PREFIX}{code}")
    if changed and known.columns["to_be_completed"]:
        changed.append("to_be_completed")
    return changed
