"""Rules of baskets and next products: of whom, in which window, and in words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from mainstay.analytics.baskets.choices import By, Per
from mainstay.analytics.baskets.refusals import TooManyCombinations, TooManySets
from mainstay.analytics.libraries import LibraryMissing
from mainstay.apps.customers.models import Customer, CustomerAlias
from mainstay.apps.customers.queries import CustomerNotFound
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.queries import today
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.basket_wording import reason, refused
from mainstay.apps.ledger.queries.baskets.answering import (
    BasketRules,
    NextProducts,
    basket_rules,
    next_products_of,
)
from mainstay.apps.ledger.queries.baskets.asking import Wanted, minimums_of, wanted_of
from mainstay.apps.ledger.testing import csv_file, imported
from mainstay.apps.ledger.tests.asking import answer, ask
from mainstay.apps.ledger.tests.browsing import SignedIn
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.kernel.periods import Period, month_of, shift_months
from mainstay.project.home import Home

pytestmark = pytest.mark.usefixtures("shop")

HEADER = "customer,order_no,line_no,ordered_at,product_code,product_name,quantity,amount"
SINCE, UNTIL = date(2024, 1, 1), date(2025, 1, 1)
DAYS = {"since": SINCE, "until": UNTIL}
WINDOW = "since=2024-01-01&until=2025-01-01"


def bought(customer: str, *products: str) -> list[str]:
    """An order of a customer, a line for each product."""
    return [
        f"{customer},{customer}-1,{number},2024-03-0{number},{product},{product.title()} 1,1,100"
        for number, product in enumerate(products, 1)
    ]


@pytest.fixture
def orders(shop: Home, people: NamedPeople) -> None:
    """Tom's A, B and C buy rails with doors, two of them motors; Ana's D oil with cable."""
    customers = Customer.objects.system("test")
    customers.filter(code__in="ABC").update(owner=people.tom_becker)
    customer_named("Customer D", "D", owner=people.ana_silva.pk)
    imported(
        csv_file(
            *bought("A", "rail", "door"),
            *bought("B", "rail", "door", "motor"),
            *bought("C", "rail", "door", "motor"),
            *bought("D", "oil", "cable"),
            header=HEADER,
        )
    )


def wanted(per: Per = Per.CUSTOMER, confidence: str = "0.6", **facts: Any) -> Wanted:
    minimums = minimums_of(Decimal("0.001"), Decimal(confidence))
    return wanted_of(By.PRODUCT, per, minimums, **{**DAYS, **facts})


def told(found: BasketRules) -> set[tuple[str, str]]:
    return {
        ("+".join(sorted(rule["antecedent"])), rule["consequent"])
        for rule in found.rules.to_pylist()
    }


def suggested(actor: Actor, code: str, **facts: Any) -> NextProducts:
    key = Customer.objects.system("test").get(code=code).key
    return next_products_of(actor, key, wanted(**facts))


@pytest.mark.usefixtures("orders")
def test_who_sees_everybody_gets_the_rules_of_all(acting: NamedActors) -> None:
    found = basket_rules(acting.li_na, wanted())
    assert (found.of_everybody, found.sets.baskets, found.ledger_state) == (True, 4, 1)
    assert ("oil", "cable") in told(found)
    assert ("door", "motor") in told(found)
    assert found.names["rail"] == "Rail 1"


@pytest.mark.usefixtures("orders")
def test_who_sees_some_gets_the_rules_of_these_alone(acting: NamedActors) -> None:
    found = basket_rules(acting.tom_becker, wanted())
    assert (found.of_everybody, found.sets.baskets) == (False, 3)
    assert ("door", "motor") in told(found)
    assert "oil" not in found.sets.items
    assert "oil" not in found.names
    assert basket_rules(acting.ana_silva, wanted()).sets.baskets == 1
    assert basket_rules(acting.wu_jing, wanted()).sets.baskets == 0


@pytest.mark.usefixtures("orders")
def test_who_may_not_see_order_lines_gets_no_rules(acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        basket_rules(acting.nobody_ning, wanted())
    with pytest.raises(AccessDenied):
        suggested(acting.nobody_ning, "A")


@pytest.mark.usefixtures("orders")
def test_withdrawn_customers_count_for_nobody(acting: NamedActors) -> None:
    Customer.objects.system("test").filter(code="D").update(withdrawn_at=now())
    found = basket_rules(acting.li_na, wanted())
    assert (found.of_everybody, found.sets.baskets) == (True, 3)


@pytest.mark.usefixtures("orders")
def test_a_merged_customer_counts_with_the_one_that_was_kept(acting: NamedActors) -> None:
    keys = {row.code: row.key for row in Customer.objects.system("test")}
    CustomerAlias.objects.create(old_key=keys["D"], kept_id=keys["A"])
    of_customers = basket_rules(acting.tom_becker, wanted())
    assert of_customers.sets.baskets == 3
    assert "oil" in of_customers.sets.items
    assert basket_rules(acting.tom_becker, wanted(Per.ORDER)).sets.baskets == 4
    assert suggested(acting.tom_becker, "A").holdings == 4


@pytest.mark.usefixtures("orders")
def test_a_customer_may_buy_what_others_with_the_same_products_have(acting: NamedActors) -> None:
    found = suggested(acting.li_na, "A")
    [motor] = found.suggestions
    assert found.holdings == 2
    assert (motor.product, motor.because, motor.also, motor.alike) == ("motor", ("door",), 2, 3)
    assert (motor.usual, motor.expected_value) == (Decimal("100.0000"), Decimal("66.6667"))
    assert reason(motor, found.rules.names) == (
        "Of 3 customers with door (Door 1), 2 also buy it (67%), "
        "1.3 times as often as all customers."
    )


@pytest.mark.usefixtures("orders")
def test_what_all_in_reach_have_is_no_reason(acting: NamedActors) -> None:
    """Each of Tom's customers has a door, so who has one is not more likely to buy a motor."""
    assert suggested(acting.tom_becker, "A").suggestions == []


@pytest.mark.usefixtures("orders")
def test_a_customer_out_of_reach_is_not_there(acting: NamedActors) -> None:
    with pytest.raises(CustomerNotFound):
        suggested(acting.ana_silva, "A")


@pytest.mark.usefixtures("orders")
def test_the_window_is_the_last_twelve_months_unless_said(acting: NamedActors) -> None:
    minimums = minimums_of(Decimal("0.1"), Decimal("0.5"))
    window = wanted_of(By.PRODUCT, Per.ORDER, minimums).window
    this_month = month_of(today())
    assert window == Period(shift_months(this_month, -12), this_month)
    until = wanted_of(By.PRODUCT, Per.ORDER, minimums, until=date(2025, 3, 31)).window
    assert until == Period(date(2024, 3, 31), date(2025, 3, 31))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"since": UNTIL, "until": SINCE}, "since"),
        ({"since": date(1899, 12, 31)}, "since"),
        ({"until": date(1, 1, 1)}, "until"),
        ({"longest": 1}, "max_length"),
        ({"longest": 11}, "max_length"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        wanted(**facts)
    assert set(refusal.value.message_dict) == {field}


def test_a_minimum_out_of_range_is_refused_by_its_name() -> None:
    with pytest.raises(ValidationError) as refusal:
        minimums_of(Decimal("0.1"), Decimal(2))
    assert refusal.value.message_dict == {
        "min_confidence": ["Confidence lies from 0 to 1, with up to 9 decimals."]
    }


def test_refusals_say_what_to_change() -> None:
    code, words = refused(TooManyCombinations(12_000_000, 5_000_000))
    assert code == "too_many_combinations"
    assert words.startswith("About 12,000,000 combinations would have to be counted, and no more")
    assert (
        refused(TooManySets(1000))[1] == "More than 1,000 sets have the minimum support: raise it."
    )
    assert "pip install 'mainstay[models]'" in refused(LibraryMissing("mlxtend", "models"))[1]


@pytest.mark.usefixtures("orders")
def test_programs_are_told_rules(people: NamedPeople, signed_in: SignedIn) -> None:
    path = f"/basket-rules?{WINDOW}&per=customer&min_confidence=0.6&limit=1"
    found = answer(signed_in(people.tom_becker), "get", path)
    assert (found["baskets"], found["least"], found["of_everybody"]) == (3, 1, False)
    assert found["ledger_state"] is None
    assert found["total"] == 9
    [rule] = found["rules"]
    assert rule == {
        "antecedent": [{"code": "door", "name": "Door 1"}],
        "consequent": {"code": "rail", "name": "Rail 1"},
        "count": 3,
        "antecedent_count": 3,
        "consequent_count": 3,
        "support": 1.0,
        "confidence": 1.0,
        "lift": 1.0,
        "leverage": 0.0,
    }


@pytest.mark.usefixtures("orders")
def test_programs_are_told_next_products(people: NamedPeople, signed_in: SignedIn) -> None:
    key = Customer.objects.system("test").get(code="A").key
    path = f"/ledger/customers/{key}/next-products?{WINDOW}"
    found = answer(signed_in(people.li_na), "get", path)
    assert (found["customer"], found["holdings"], found["baskets"]) == (key, 2, 4)
    [motor] = found["products"]
    assert motor["product"] == {"code": "motor", "name": "Motor 1"}
    assert motor["because"] == [{"code": "door", "name": "Door 1"}]
    assert (motor["usual_spend"], motor["expected_value"]) == ("100.0000", "66.6667")
    assert ask(signed_in(people.ana_silva), "get", path).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "since=2025-01-01&until=2024-01-01",
        "min_support=0",
        "min_support=0.0000000001",
        "min_confidence=1.1",
        "max_length=4",
        "by=colour",
    ],
)
def test_programs_that_ask_for_nonsense_are_told_so(
    people: NamedPeople, signed_in: SignedIn, asked: str
) -> None:
    assert ask(signed_in(people.li_na), "get", f"/basket-rules?{asked}").status_code == 422
