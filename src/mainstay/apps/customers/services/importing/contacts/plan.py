"""What an import of contacts would do, record by record, before it does it."""

from array import array
from typing import Any

from mainstay.apps.customers.services.importing.newcomers import NewCustomerFacts
from mainstay.apps.customers.services.importing.plan import ImportPlan, Outcome
from mainstay.apps.customers.services.importing.spool import CONTACT_SCHEMA, Row, Spool
from mainstay.apps.customers.services.keys import keys_for_new

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
        self.unknown: dict[str, tuple[int, NewCustomerFacts]] = {}
        """By code the customers that rows name: the number that stands for the key, and a name."""
        self.new_customers: dict[str, NewCustomerFacts] = {}
        """By code the customers to be created: those of whom a contact is."""
        self.customer_keys: dict[str, int] = {}
        """Their keys, once they have some."""

    def stand_in(self, code: str, name: str) -> int:
        """The number below zero that stands for the key of a customer to be created."""
        number, facts = self.unknown.setdefault(code, (-1 - len(self.unknown), {}))
        if name and "name" not in facts:
            facts["name"] = name
        self.standing[number] = (0, 0)
        return number

    def settle_customers(self) -> None:
        """Once all rows are decided: choose the customers to be created."""
        needed = {
            key
            for key, outcome in zip(self.customers, self.outcomes, strict=True)
            if key < 0 and outcome == Outcome.CREATED
        }
        self.new_customers = {
            code: facts for code, (key, facts) in self.unknown.items() if key in needed
        }

    def reserve_keys(self) -> None:
        """Give the customers to be created their keys, in a short transaction of its own.

        Call it before the transaction that applies the plan, so that nobody waits for the counter.
        """
        self.customer_keys = keys_for_new(self.new_customers)
        real = {self.unknown[code][0]: key for code, key in self.customer_keys.items()}
        for place, number in enumerate(self.customers):
            self.customers[place] = real.get(number, number)
        self.standing.update(dict.fromkeys(real.values(), (0, 0)))

    def facts_of(self, row: Row) -> dict[str, Any]:
        """What a row says about its contact: its cells that are not empty."""
        facts = {name: row[name] for name in FACTS if row[name] not in (None, "")}
        if "code" in facts:
            facts["source"] = row["source"] or self.source
        return facts
