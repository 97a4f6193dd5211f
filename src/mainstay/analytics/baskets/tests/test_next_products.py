"""What a customer may buy next: the example of docs/algorithms/baskets.md, and its edge cases."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from mainstay.analytics.baskets.choices import Per
from mainstay.analytics.baskets.contents import held_by_customers, item_names
from mainstay.analytics.baskets.next_of_all import next_products_of_all
from mainstay.analytics.baskets.next_products import NextProduct, next_products
from mainstay.analytics.baskets.rules import association_rules
from mainstay.analytics.baskets.tests.trading import line, minimums, sets_of, traded
from mainstay.analytics.baskets.usual_spend import UsualSpend, read_usual_spend

# Ten customers and what they have: rail, door, motor, cable, oil.
HAVE = {
    1: "rail door motor",
    2: "rail door motor",
    3: "rail door motor oil",
    4: "rail door",
    5: "rail motor",
    6: "rail",
    7: "oil cable",
    8: "oil cable",
    9: "oil",
    10: "cable",
}
MOTORS = {1: 300, 2: 500, 3: 900, 5: 400}


def lines(have: Mapping[int, str] = HAVE) -> list[Any]:
    return [
        line(
            str(customer),
            item,
            customer=customer,
            product_name=f"{item.title()} 1",
            amount=Decimal(MOTORS.get(customer, 10) if item == "motor" else 10),
        )
        for customer, items in have.items()
        for item in items.split()
    ]


def suggested(holdings: str, confidence: str = "0.3") -> list[NextProduct]:
    bought = traded(lines())
    least = minimums("0.1", confidence)
    sets = sets_of(bought, "0.1", per=Per.CUSTOMER)
    rules = association_rules(sets, least)
    spend = read_usual_spend(bought, ibis.memtable({"item": ["motor", "door", "cable", "oil"]}))
    return next_products(rules, sets.baskets, holdings.split(), spend)


def test_the_example_of_the_page() -> None:
    motor, *rest = suggested("rail door")
    assert motor == NextProduct(
        product="motor",
        because=("door",),
        also=3,
        alike=4,
        buyers=4,
        baskets=10,
        confidence=0.75,
        lift=1.875,
        usual=Decimal("450.0000"),
        expected_value=Decimal("337.5000"),
    )
    assert rest == []


def test_what_the_customer_has_is_not_suggested() -> None:
    assert {each.product for each in suggested("rail")} == {"door", "motor"}
    assert suggested("rail door motor oil cable") == []


def test_who_has_nothing_is_suggested_nothing() -> None:
    assert suggested("") == []


def test_products_that_nobody_else_has_change_nothing() -> None:
    assert suggested("rail door unheard-of") == suggested("rail door")


def test_a_rule_that_tells_no_more_than_chance_speaks_for_nothing() -> None:
    # Of the four with oil two have cable, which three of ten have: lift 5/3. One of them has rail,
    # which six of ten have: fewer than of all.
    assert [each.product for each in suggested("oil", "0.1")] == ["cable"]


def test_rules_alike_in_confidence_go_by_expected_value() -> None:
    schema = {"antecedent": [["a"], ["a"], ["b"]], "consequent": ["x", "y", "y"]}
    counts = {"count": [3, 3, 3], "antecedent_count": [4, 4, 6], "consequent_count": [4, 4, 4]}
    floats = {"confidence": [0.75, 0.75, 0.5], "lift": [1.5, 1.5, 1.0]}
    rules = pa.table({**schema, **counts, **floats})
    spend = {"y": UsualSpend(4, Decimal(8))}
    found = next_products(rules, 8, ["a", "b"], spend)
    assert [(each.product, each.because, each.expected_value) for each in found] == [
        ("y", ("a",), Decimal(6)),
        ("x", ("a",), None),
    ]


def test_usual_spend_is_the_median_of_the_buyers_net_of_returns() -> None:
    amounts = {1: [300], 2: [700, -200], 3: [900], 4: [50, -50]}
    bought = [
        line(
            str(customer),
            "motor",
            1 if amount > 0 else -1,
            customer=customer,
            amount=Decimal(amount),
        )
        for customer, each in amounts.items()
        for amount in each
    ]
    bought.append(line("2", "motor", customer=2, amount=Decimal(0)))
    wanted = ibis.memtable({"item": ["motor", "oil"]})
    # 300, 500, 900; the fourth took everything back
    assert read_usual_spend(traded(bought), wanted) == {"motor": UsualSpend(3, Decimal(500))}
    bought.append(line("5", "motor", customer=5, amount=Decimal("510.0001")))
    even = read_usual_spend(traded(bought), wanted)["motor"]
    assert even == UsualSpend(4, Decimal("505.0000"))


def test_names_are_those_that_lines_give() -> None:
    named = item_names(traded(lines()), ibis.memtable({"item": ["oil", "unheard-of"]}))
    assert named.to_pyarrow().to_pylist() == [{"item": "oil", "name": "Oil 1"}]


def test_all_customers_at_once_are_given_what_each_is_given_alone() -> None:
    bought = traded(lines())
    least = minimums("0.1", "0.2")
    sets = sets_of(bought, "0.1", per=Per.CUSTOMER)
    rules = association_rules(sets, least)
    spend = read_usual_spend(bought, ibis.memtable({"item": ["motor", "door", "cable", "oil"]}))
    holdings = held_by_customers(bought).select("customer", "item").to_pyarrow()

    found = next_products_of_all(rules, sets.baskets, holdings, spend, most=2).to_pylist()

    for customer, items in HAVE.items():
        alone = next_products(rules, sets.baskets, items.split(), spend)[:2]
        mine = [row for row in found if row["customer"] == customer]
        assert [row["place"] for row in mine] == list(range(1, len(alone) + 1))
        for row, each in zip(mine, alone, strict=True):
            assert (row["product"], tuple(row["because"])) == (each.product, each.because)
            assert (row["also"], row["expected_value"]) == (each.also, each.expected_value)


def test_without_rules_or_holdings_nobody_is_given_anything() -> None:
    bought = traded(lines())
    sets = sets_of(bought, "0.1", per=Per.CUSTOMER)
    rules = association_rules(sets, minimums("0.1", "0.2"))
    nothing = pa.table({"customer": pa.array([], pa.int64()), "item": pa.array([], pa.string())})
    assert next_products_of_all(rules, 10, nothing, {}, most=5).num_rows == 0
    some = pa.table({"customer": pa.array([1]), "item": pa.array(["rail"])})
    assert next_products_of_all(rules.slice(0, 0), 10, some, {}, most=5).num_rows == 0
