"""Reads for evaluations and figures: names, groups, aliases, whoever asks."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mainstay.apps.customers import rules
from mainstay.apps.customers.models import Counter, Customer, CustomerAlias
from mainstay.foundation.columns import read_columns

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class CustomerName:
    """How a customer is named where only a name is needed."""

    code: str
    name: str


def names(keys: Collection[int]) -> dict[int, CustomerName]:
    """Code and name of a page of customers, withdrawn ones too, for figures that name them."""
    rows = Customer.objects.system("the caller decided who sees these customers")
    found = rows.filter(key__in=keys).values_list("key", "code", "name")
    return {key: CustomerName(code, name) for key, code, name in found}


def all_names() -> dict[int, CustomerName]:
    """Code and name of every customer that is not withdrawn, for work that sees all."""
    rows = Customer.objects.system("the caller works on all customers")
    found = rows.filter(withdrawn_at=None).values_list("key", "code", "name").order_by()
    return {key: CustomerName(code, name) for key, code, name in found.iterator(10_000)}


def all_codes() -> "pa.Table":
    """`key` and `code` of every customer that is not withdrawn; for evaluations, which see all."""
    import pyarrow as pa

    rows = Customer.objects.system("an evaluation compares all customers")
    schema = pa.schema([("key", pa.int64()), ("code", pa.string())])
    return read_columns(rows.filter(withdrawn_at=None).order_by(), schema)


def all_industries() -> dict[int, str]:
    """The industry of every customer that has one; for figures that are known of industries."""
    rows = Customer.objects.system("figures of industries are those of all their customers")
    pairs = rows.filter(withdrawn_at=None).exclude(industry="").values_list("key", "industry")
    return dict(pairs.order_by().iterator(10_000))


def group_roots() -> dict[int, int]:
    """For each customer the top of its group, itself where it stands alone."""
    rows = Customer.objects.system("an evaluation adds up whole groups")
    pairs = rows.filter(withdrawn_at=None).values_list("key", "parent_id").order_by()
    return rules.roots(dict(pairs.iterator(10_000)))


def alias_map() -> tuple[int, dict[int, int]]:
    """The version of the aliases and, for each merged key, the key that was kept."""
    aliases = CustomerAlias.objects.system("the aliases hold for everybody")
    while True:
        version = _alias_version()
        kept = dict(aliases.values_list("old_key", "kept_id"))
        if _alias_version() == version:  # else somebody merged in between
            return version, kept


def _alias_version() -> int:
    counters = Counter.objects.system("the aliases hold for everybody")
    named = counters.filter(name=Counter.ALIAS_VERSION)
    return named.values_list("value", flat=True).first() or 0
