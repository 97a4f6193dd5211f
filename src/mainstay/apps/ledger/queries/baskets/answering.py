"""The rules and next products that are asked for, from the lines within the reader's reach."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mainstay.analytics.baskets.choices import By, Per
from mainstay.analytics.baskets.contents import held_by_customers, item_names, traded_items
from mainstay.analytics.baskets.counting import find_frequent_sets
from mainstay.analytics.baskets.frequent_sets import FrequentSets
from mainstay.analytics.baskets.next_products import NextProduct, next_products
from mainstay.analytics.baskets.rules import association_rules
from mainstay.analytics.baskets.usual_spend import read_usual_spend
from mainstay.apps.customers import queries as customers
from mainstay.apps.ledger.policies import VIEW_LINES
from mainstay.apps.ledger.queries.baskets.asking import Wanted, year_before
from mainstay.apps.ledger.queries.states import current_state, engine, store
from mainstay.engine.ledger_state import LedgerState
from mainstay.engine.tables import LedgerTables, open_tables
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.kernel.periods import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

FEWEST_ALIKE = 2
"""What one customer alone has bought is no reason to suggest it to another one."""


@dataclass(frozen=True, slots=True)
class BasketRules:
    """The rules of a state of the ledger, best first.

    `rules` has the columns of `RULES_SCHEMA`, `names` what lines call the products in them.
    `of_everybody` says whether the baskets are those of all customers or of the reader's alone.
    """

    wanted: Wanted
    ledger_state: int
    of_everybody: bool
    sets: FrequentSets
    rules: "pa.Table"
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NextProducts:
    """What a customer may buy next, best rules first; it has so many products by now."""

    rules: BasketRules
    customer: int
    holdings: int
    suggestions: list[NextProduct]


def basket_rules(actor: Actor, wanted: Wanted) -> BasketRules:
    """The rules that are asked for, of the customers within reach.

    Raises AccessDenied, LedgerDamaged, and what `find_frequent_sets` refuses.
    """
    require(actor, VIEW_LINES)
    with _reading(actor) as reading:
        return reading.rules(wanted)


def next_products_of(actor: Actor, key: int, wanted: Wanted) -> NextProducts:
    """What a customer within reach may buy next, by the rules of what customers have.

    Raises AccessDenied, CustomerNotFound, LedgerDamaged, and what `find_frequent_sets` refuses.
    """
    require(actor, VIEW_LINES)
    if not customers.visible(actor).filter(pk=key).exists():
        raise customers.CustomerNotFound(key)
    minimums = replace(wanted.minimums, baskets=FEWEST_ALIKE)
    wanted = replace(wanted, per=Per.CUSTOMER, minimums=minimums)
    with _reading(actor) as reading:
        return reading.next_products(key, wanted)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One state of the ledger, open, with whose lines count."""

    tables: LedgerTables
    state: LedgerState
    aliases: Mapping[int, int]
    reach: "pa.Table | None"
    of_everybody: bool

    def rules(self, wanted: Wanted) -> BasketRules:
        traded = self._traded(wanted, wanted.window)
        sets = find_frequent_sets(traded, wanted.per, wanted.minimums, longest=wanted.longest)
        rules = association_rules(sets, wanted.minimums)
        names = _names(traded, rules) if wanted.by is By.PRODUCT else {}
        return BasketRules(wanted, self.state.number, self.of_everybody, sets, rules, names)

    def next_products(self, key: int, wanted: Wanted) -> NextProducts:
        found = self.rules(wanted)
        unit = self.aliases.get(key, key)
        traded = self._traded(wanted, wanted.window)
        mine = held_by_customers(traded.filter(traded.customer == unit))
        holdings = mine.select("item").to_pyarrow()["item"].to_pylist()
        year = self._traded(wanted, year_before(wanted.window.end))
        spend = read_usual_spend(year, _listed(found.rules["consequent"].unique()))
        suggestions = next_products(found.rules, found.sets.baskets, holdings, spend)
        return NextProducts(found, key, len(holdings), suggestions)

    def _traded(self, wanted: Wanted, window: Period) -> "ir.Table":
        import ibis
        import pyarrow as pa

        units = pa.table(
            {
                "customer": pa.array(self.aliases.keys(), pa.int64()),
                "unit": pa.array(self.aliases.values(), pa.int64()),
            }
        )
        return traded_items(
            self.tables.lines(),
            self.tables.orders(),
            window,
            by=wanted.by,
            units=ibis.memtable(units) if self.aliases else None,
            reach=None if self.reach is None else ibis.memtable(self.reach),
        )


@contextmanager
def _reading(actor: Actor) -> Iterator[_Reading]:
    state = current_state()
    _version, aliases = customers.alias_map()
    reach = customers.reach_of(actor)
    with open_tables(engine(), store(), state) as tables:
        yield _Reading(tables, state, aliases, reach, customers.sees_all(actor))


def _names(traded: "ir.Table", rules: "pa.Table") -> dict[str, str]:
    """What lines call the products of rules; every one is in a consequent or an antecedent."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sides = (pc.list_flatten(rules["antecedent"]), rules["consequent"])
    items = pa.concat_arrays([side.combine_chunks() for side in sides]).unique()
    named = item_names(traded, _listed(items)).to_pyarrow()
    return dict(zip(named["item"].to_pylist(), named["name"].to_pylist(), strict=True))


def _listed(items: "pa.Array") -> "ir.Table":
    import ibis
    import pyarrow as pa

    return ibis.memtable(pa.table({"item": items}))
