"""What an import of contacts would do, record by record, before it does it."""

from array import array
from typing import Any

from mainstay.apps.customers.services.importing.plan import ImportPlan
from mainstay.apps.customers.services.importing.spool import CONTACT_SCHEMA, Row, Spool

FACTS = tuple(
    name
    for name in CONTACT_SCHEMA.names
    if name not in {"record", "customer", "customer_name", "source"}
)


class ContactPlan(ImportPlan):
    """The decisions about contacts. `source` is the system whose codes the file has."""

    def __init__(self, spool: Spool, source: str) -> None:
        super().__init__(spool)
        self.source = source
        self.customers = array("q", bytes(8 * spool.rows))
        """The key of each row's customer."""
        self.standing: dict[int, tuple[int, int]] = {}
        """Of each customer that was looked at: how many contacts, and their versions added up."""

    def facts_of(self, row: Row) -> dict[str, Any]:
        """What a row says about its contact: its cells that are not empty."""
        facts = {name: row[name] for name in FACTS if row[name] not in (None, "")}
        if "code" in facts:
            facts["source"] = row["source"] or self.source
        return facts
