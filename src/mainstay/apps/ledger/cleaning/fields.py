"""The fields that a file can bring, for each kind of file."""

from typing import Literal

Kind = Literal[
    "orders",
    "customers",
    "contacts",
    "rates",
    "days",
    "products",
    "product-lines",
    "regions",
    "industries",
    "ratings",
    "figures",
]

ORDER_FIELDS = (
    "customer",
    "order_no",
    "line_no",
    "ordered_at",
    "product_code",
    "product_name",
    "category",
    "quantity",
    "unit_price",
    "discount",
    "tax_rate",
    "amount",
    "cost",
    "profit",
    "currency",
    "channel",
    "salesperson",
    "customer_name",
    "customer_region",
    "customer_industry",
)
COSTS = frozenset({"cost", "profit"})
"""Those that tell costs, and are under the field right to them."""
CUSTOMER_FIELDS = (
    "code",
    "name",
    "short_name",
    "kind",
    "registration_number",
    "industry",
    "region",
    "scale",
    "founded_on",
    "parent",
    "owner",
    "tags",
)
CONTACT_FACTS = (
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
CONTACT_FIELDS = ("customer", "customer_name", *CONTACT_FACTS)
RATE_FIELDS = ("on", "currency", "rate", "source")
DAY_FIELDS = ("on", "works", "name")
PRODUCT_FIELDS = (
    "product_code",
    "product_name",
    "unit",
    "category",
    "line_code",
    "sold_from",
    "sold_until",
    "archived",
)
LINE_FIELDS = ("line_code", "line_name", "above", "archived")
REGION_FIELDS = ("region_code", "region_name", "above", "archived")
INDUSTRY_FIELDS = ("industry_code", "industry_name", "above", "archived")
RATING_FIELDS = ("customer", "criterion", "rater", "rating", "comment")
FIGURE_FIELDS = ("customer", "industry", "figure", "on")
FIELDS: dict[Kind, tuple[str, ...]] = {
    "orders": ORDER_FIELDS,
    "customers": CUSTOMER_FIELDS,
    "contacts": CONTACT_FIELDS,
    "rates": RATE_FIELDS,
    "days": DAY_FIELDS,
    "products": PRODUCT_FIELDS,
    "product-lines": LINE_FIELDS,
    "regions": REGION_FIELDS,
    "industries": INDUSTRY_FIELDS,
    "ratings": RATING_FIELDS,
    "figures": FIGURE_FIELDS,
}

_NEEDED: dict[Kind, tuple[str, ...]] = {
    "rates": ("on", "currency", "rate"),
    "days": ("on", "works"),
    "products": ("product_code",),
    "product-lines": ("line_code",),
    "regions": ("region_code",),
    "industries": ("industry_code",),
    "ratings": ("customer", "criterion", "rating"),
    "figures": ("figure",),
}

CODE_LENGTH = 64
NAME_LENGTH = 200
EMAIL_LENGTH = 254
NOTES_LENGTH = 4000


def missing_fields(fields: set[str], kind: Kind) -> tuple[str, ...]:
    """The fields without which no record of a file could be accepted.

    An order line needs `amount`, or `quantity` and `unit_price` from which it follows; a contact a
    customer by code or by name.
    """
    if kind == "customers":
        return () if "code" in fields else ("code",)
    if kind == "contacts":
        missing = [] if fields & {"customer", "customer_name"} else ["customer"]
        return tuple(missing if "contact_name" in fields else [*missing, "contact_name"])
    if kind in _NEEDED:
        return tuple(name for name in _NEEDED[kind] if name not in fields)
    missing = [name for name in ("customer", "order_no", "ordered_at") if name not in fields]
    if "amount" not in fields and not {"quantity", "unit_price"} <= fields:
        missing.append("amount")
    return tuple(missing)
