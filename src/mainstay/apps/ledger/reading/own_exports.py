"""Mainstay's own exports, told by their headings, so that they come back as they went out."""

from collections.abc import Sequence

from mainstay.apps.ledger.reading.reject_columns import REJECT_COLUMNS

ORDER_HEADINGS = (
    "customer",
    "order_no",
    "line_no",
    "ordered_at",
    "product_code",
    "product_name",
    "category",
    "quantity",
    "unit_price",
    "amount",
    "cost",
    "currency",
    "channel",
    "salesperson",
    "source",
)
"""Of order lines of several sources; those of one have two of `REJECT_COLUMNS` instead."""
CUSTOMER_HEADINGS = (
    "code",
    "name",
    "short_name",
    "kind",
    "status",
    "registration_number",
    "industry",
    "region",
    "scale",
    "registered_capital",
    "founded_on",
    "business_scope",
    "parent",
    "owner",
    "source",
    "tags",
    "to_be_completed",
)
"""The first ones of a list of customers; indicators may follow."""
CONTACT_HEADINGS = (
    "customer",
    "customer_name",
    "contact_source",
    "contact_code",
    "contact_name",
    "position",
    "department",
    "email",
    "phone",
    "mobile",
    "wechat",
    "is_main",
    "notes",
)
"""Of contacts."""
RATE_HEADINGS = ("date", "currency", "rate", "source")
"""Of exchange rates."""
DAY_HEADINGS = ("date", "kind", "name")
"""Of a calendar's own days."""

PRODUCT_HEADINGS = (
    "code",
    "name",
    "unit",
    "category",
    "line",
    "sold_from",
    "sold_until",
    "archived",
)
"""Of products."""
BRANCH_HEADINGS = ("code", "name", "parent", "archived")
"""Of product lines, regions and industries."""
_WHOLE = (
    ORDER_HEADINGS,
    CONTACT_HEADINGS,
    RATE_HEADINGS,
    DAY_HEADINGS,
    PRODUCT_HEADINGS,
    BRANCH_HEADINGS,
)


def is_own_file(headings: Sequence[str]) -> bool:
    """Whether Mainstay wrote a file with these headings, so that hostile texts are guarded."""
    if any(heading in REJECT_COLUMNS for heading in headings):
        return True
    begins = tuple(headings)
    return begins in _WHOLE or begins[: len(CUSTOMER_HEADINGS)] == CUSTOMER_HEADINGS
