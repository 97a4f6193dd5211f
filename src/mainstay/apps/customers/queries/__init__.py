"""Reads of the customer master: single customers, lists, names and groups."""

from mainstay.apps.customers.policies import sees_all
from mainstay.apps.customers.queries.facts import facts_of, newest_batches, priorities
from mainstay.apps.customers.queries.listing import (
    DEFAULT_SORT,
    EVERY_STATUS,
    NO_OWNER,
    ColumnFilter,
    CustomerFilter,
    FilterChoices,
    UnknownSort,
    column_values,
    customers,
    filter_choices,
    sortable,
)
from mainstay.apps.customers.queries.naming import (
    CustomerName,
    alias_map,
    all_codes,
    all_names,
    group_roots,
    names,
)
from mainstay.apps.customers.queries.records import (
    CustomerNotFound,
    children,
    current,
    customer,
    customer_by_code,
    search,
    seen_among,
    visible,
    with_details,
)

__all__ = [
    "DEFAULT_SORT",
    "EVERY_STATUS",
    "NO_OWNER",
    "ColumnFilter",
    "CustomerFilter",
    "CustomerName",
    "CustomerNotFound",
    "FilterChoices",
    "UnknownSort",
    "alias_map",
    "all_codes",
    "all_names",
    "children",
    "column_values",
    "current",
    "customer",
    "customer_by_code",
    "customers",
    "facts_of",
    "filter_choices",
    "group_roots",
    "names",
    "newest_batches",
    "priorities",
    "search",
    "seen_among",
    "sees_all",
    "sortable",
    "visible",
    "with_details",
]
