"""What rules can be about, and what a basket can be."""

from enum import StrEnum


class By(StrEnum):
    """What rules are about."""

    PRODUCT = "product"
    CATEGORY = "category"


class Per(StrEnum):
    """What a basket is: one order, or all that a customer bought in the window."""

    ORDER = "order"
    CUSTOMER = "customer"
