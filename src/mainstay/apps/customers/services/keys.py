"""Customer keys: numbers that are given out once and mean the same customer for ever."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from mainstay.apps.customers.models import Counter, Customer

CHUNK = 900
"""How many values one `IN` list takes; SQLite allows a thousand on every build."""


def reserve_keys(count: int) -> range:
    """Take the next `count` keys out of the counter, in one short transaction.

    Keys that are reserved and then not used are lost, which costs nothing. Call it before a long
    transaction rather than inside one: the counter stays locked until the transaction ends.
    """
    if count < 0:
        raise ValueError(count)
    with transaction.atomic():
        counters = Counter.objects.system("keys belong to nobody")
        counters.get_or_create(name=Counter.CUSTOMER_KEY)
        counter = counters.filter(name=Counter.CUSTOMER_KEY)
        counter.update(value=F("value") + count)
        last = counter.values_list("value", flat=True).get()
    return range(last - count + 1, last + 1)


def codes_to_keys(codes: Iterable[str]) -> dict[str, int]:
    """The keys of the customers with these codes, archived ones included.

    An order file is the company's, so this looks at all customers whoever imports it. Codes that
    are unknown, or whose customer was withdrawn, are left out.
    """
    return _keys_of(codes, withdrawn=False)


def keys_for_new(codes: Iterable[str]) -> dict[str, int]:
    """A key for each code that `codes_to_keys` does not know, for `create_missing` to use.

    A withdrawn customer's code gets its old key back; the others get freshly reserved ones.
    """
    wanted = list(dict.fromkeys(codes))
    keys = _keys_of(wanted, withdrawn=True)
    fresh = [code for code in wanted if code not in keys]
    keys.update(zip(fresh, reserve_keys(len(fresh)), strict=True))
    return keys


def _keys_of(codes: Iterable[str], *, withdrawn: bool) -> dict[str, int]:
    rows = Customer.objects.system("codes are resolved for the whole company")
    rows = rows.filter(withdrawn_at__isnull=not withdrawn)
    wanted = list(dict.fromkeys(codes))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        found.update(rows.filter(code__in=part).values_list("code", "key"))
    return found
