"""Products, as the undo of a file handles them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from mainstay.apps.reference.contracts import products_used
from mainstay.apps.reference.models import Product
from mainstay.apps.reference.services.product_files import (
    known_products,
    plain_facts,
    product_facts,
    put_facts,
    save_all,
)
from mainstay.apps.reference.services.products import every_line, every_product
from mainstay.apps.reference.services.taken.kept import Facts, KeptRows, portions

_DAYS = ("sold_from", "sold_until")


class KeptProducts(KeptRows):
    """A product that order lines have stays, and one whose line of before is gone."""

    def __init__(self) -> None:
        self._rows: dict[str, Product] = {}

    def present(self, keys: Sequence[str]) -> dict[str, Facts]:
        found = known_products(keys)
        self._rows |= found
        return {code: plain_facts(product_facts(row)) for code, row in found.items()}

    def stuck(self, back: Mapping[str, Facts], gone: Collection[str]) -> set[str]:
        lines = {None, *every_line().values_list("pk", flat=True)}
        homeless = {code for code, facts in back.items() if facts["line_id"] not in lines}
        return homeless | products_used(gone)

    def bring_back(self, back: Mapping[str, Facts]) -> None:
        for code, facts in back.items():
            put_facts(self._rows[code], {name: _typed(name, facts[name]) for name in facts})
        save_all([self._rows[code] for code in back])

    def remove(self, gone: Collection[str]) -> None:
        for keys in portions([self._rows[code].pk for code in gone]):
            every_product().filter(pk__in=keys).delete()


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS and value else value
