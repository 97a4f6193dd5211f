"""The rules and next products that are asked for, from the lines within the reader's reach."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mainstay.analytics.baskets.choices import By, Per
from mainstay.analytics.baskets.contents import held_by_customers, item_names, traded_items
from mainstay.analytics.baskets.counting import find_frequent_sets
from mainstay.analytics.baskets.frequent_sets import FrequentSets
from mainstay.analytics.baskets.next_of_all import next_products_of_all
from mainstay.analytics.baskets.next_products import NextProduct, next_products
from mainstay.analytics.baskets.rules import association_rules
from mainstay.analytics.baskets.usual_spend import read_usual_spend
from mainstay.apps.customers import queries as customers
from mainstay.apps.ledger.contracts import VIEW_LINES
from mainstay.apps.ledger.queries.baskets.asking import Wanted, year_before
from mainstay.apps.ledger.queries.states import current_state, engine, state_at, store
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


@dataclass(frozen=True, slots=True)
class BasketsOfEverybody:
    """The rules of what all customers have, and what each of them may buy next.

    `suggestions` has the columns of `NEXT_SCHEMA`, `held` how many items each `customer` has.
    """

    rules: BasketRules
    suggestions: "pa.Table"
    held: "pa.Table"


def baskets_of_everybody(
    ledger_state: int, aliases: Mapping[int, int], wanted: Wanted, most: int
) -> BasketsOfEverybody:
    """The rules of a state of the ledger and at most so many suggestions for each customer.

    For a job that keeps what it finds, and decides who is told. Raises LedgerDamaged, and what
    `find_frequent_sets` refuses.
    """
    state = state_at(ledger_state)
    with open_tables(engine(), store(), state) as tables:
        reading = _Reading(tables, state, aliases, reach=None, of_everybody=True)
        return reading.everybody(replace(wanted, per=Per.CUSTOMER), most)


def holdings_of_everybody(
    ledger_state: int, aliases: Mapping[int, int], by: By, window: Period
) -> "pa.Table":
    """What each customer holds of the orders of a window, `customer` and `item`, each once.

    For a job, as `baskets_of_everybody`. Raises LedgerDamaged.
    """
    state = state_at(ledger_state)
    with open_tables(engine(), store(), state) as tables:
        reading = _Reading(tables, state, aliases, reach=None, of_everybody=True)
        held = held_by_customers(reading.traded(by, window))
        return held.select("customer", "item").to_pyarrow()


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
        traded = self.traded(wanted.by, wanted.window)
        sets = find_frequent_sets(traded, wanted.per, wanted.minimums, longest=wanted.longest)
        rules = association_rules(sets, wanted.minimums)
        names = _names(traded, rules) if wanted.by is By.PRODUCT else {}
        return BasketRules(wanted, self.state.number, self.of_everybody, sets, rules, names)

    def next_products(self, key: int, wanted: Wanted) -> NextProducts:
        found = self.rules(wanted)
        unit = self.aliases.get(key, key)
        traded = self.traded(wanted.by, wanted.window)
        mine = held_by_customers(traded.filter(traded.customer == unit))
        holdings = mine.select("item").to_pyarrow()["item"].to_pylist()
        year = self.traded(wanted.by, year_before(wanted.window.end))
        spend = read_usual_spend(year, _listed(found.rules["consequent"].unique()))
        suggestions = next_products(found.rules, found.sets.baskets, holdings, spend)
        return NextProducts(found, key, len(holdings), suggestions)

    def everybody(self, wanted: Wanted, most: int) -> BasketsOfEverybody:
        found = self.rules(wanted)
        listed = _listed(_items(found.rules))
        holdings = held_by_customers(self.traded(wanted.by, wanted.window))
        relevant = holdings.semi_join(listed, "item").select("customer", "item").to_pyarrow()
        counts = holdings.group_by("customer").aggregate(items=holdings.count()).to_pyarrow()
        year = self.traded(wanted.by, year_before(wanted.window.end))
        spend = read_usual_spend(year, _listed(found.rules["consequent"].unique()))
        suggestions = next_products_of_all(
            found.rules, found.sets.baskets, relevant, spend, most=most
        )
        return BasketsOfEverybody(found, suggestions, counts)

    def traded(self, by: By, window: Period) -> "ir.Table":
        """What was sold and taken back in a window."""
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
            by=by,
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
    named = item_names(traded, _listed(_items(rules))).to_pyarrow()
    return dict(zip(named["item"].to_pylist(), named["name"].to_pylist(), strict=True))


def _items(rules: "pa.Table") -> "pa.Array":
    """All that rules are about."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sides = (pc.list_flatten(rules["antecedent"]), rules["consequent"])
    return pa.concat_arrays([side.combine_chunks() for side in sides]).unique()


def _listed(items: "pa.Array") -> "ir.Table":
    import ibis
    import pyarrow as pa

    return ibis.memtable(pa.table({"item": items}))
