"""Findings with the customers they are of, for a page of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mainstay.apps.customers import queries as customers
from mainstay.apps.ledger.models import QualityFinding
from mainstay.apps.ledger.quality.fields import RECORD, Code
from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding and its customer as the actor sees it, with owner and parent read along."""

    finding: QualityFinding
    customer: Any
    is_for_reading: bool = False
    """Whether the actor sees the customer and may do nothing with it."""

    @property
    def value(self) -> Any:
        """What stands in the field now."""
        field = self.finding.field
        if field == RECORD:
            return self.customer.updated_at
        return getattr(self.customer, field)

    @property
    def can_be_mended(self) -> bool:
        """Whether another value would mend it; a stale record is confirmed instead."""
        return self.finding.code != Code.STALE


def with_customers(actor: Actor, found: Sequence[QualityFinding]) -> list[FindingRow]:
    """The findings with their customers, without those whose customer has gone since."""
    keys = {each.customer_id for each in found}
    rows = customers.with_details(actor, customers.visible(actor).filter(key__in=keys))
    seen = {each.key: each for each in rows}
    read = customers.only_read(actor, keys)
    return [
        FindingRow(each, seen[each.customer_id], each.customer_id in read)
        for each in found
        if each.customer_id in seen
    ]
