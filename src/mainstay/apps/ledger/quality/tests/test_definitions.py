"""Each measure and the score on a few customers, computed by hand beside the test."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from mainstay.apps.ledger.quality.examining import FACTS, examine
from mainstay.apps.ledger.quality.fields import score_of
from mainstay.apps.ledger.quality.figures import FieldFigures, figures_of, scores_of
from mainstay.apps.ledger.quality.placeholders import is_placeholder

TODAY = date(2026, 5, 31)
GOOD_NUMBER = "91350100M000100Y43"


def customer(key: int, **facts: Any) -> dict[str, Any]:
    """A customer with nothing wrong but for what is said."""
    return {
        "key": key,
        "is_person": False,
        "name": f"Good {key} Ltd",
        "registration_number": f"DE{key}",
        "owner": 1,
        "owner_is_active": True,
        "parent": None,
        "parent_is_away": False,
        "is_in_circle": False,
        "is_unseen": False,
        "is_fresh": True,
        "industry": "Steel",
        "region": "Fujian",
        "scale": "large",
        "registered_capital": Decimal(5),
        "founded_on": date(2001, 1, 1),
    } | facts


def facts(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=FACTS)


def found(*rows: dict[str, Any]) -> set[tuple[int, str, str]]:
    """Key, field and code of each finding."""
    table = examine(facts(*rows), TODAY).findings()
    return {(row["key"], row["field"], row["code"]) for row in table.to_pylist()}


def of_field(name: str, *rows: dict[str, Any]) -> FieldFigures:
    figures = figures_of(examine(facts(*rows), TODAY), {})
    [field] = [each for each in figures.fields if each.field == name]
    return field


def test_a_good_customer_has_no_finding_and_the_full_score() -> None:
    assert found(customer(1)) == set()
    assert scores_of(examine(facts(customer(1)), TODAY), {}).tolist() == [100]


@pytest.mark.parametrize(
    ("facts_", "field", "code"),
    [
        ({"name": "测试"}, "name", "placeholder"),
        ({"registration_number": "  "}, "registration_number", "missing"),
        ({"registration_number": "91350100M000100Y44"}, "registration_number", "wrong_check_digit"),
        ({"registration_number": "000000000"}, "registration_number", "placeholder"),
        ({"owner": None, "owner_is_active": None}, "owner", "missing"),
        ({"owner_is_active": False}, "owner", "owner_left"),
        ({"parent": 9, "parent_is_away": True}, "parent", "parent_away"),
        ({"parent": 9, "is_in_circle": True}, "parent", "parent_circle"),
        ({"is_fresh": False}, "record", "stale"),
        ({"is_unseen": True}, "record", "unseen"),
        ({"industry": ""}, "industry", "missing"),
        ({"region": "未知"}, "region", "placeholder"),
        ({"scale": "-"}, "scale", "placeholder"),
        ({"registered_capital": Decimal(0)}, "registered_capital", "not_positive"),
        ({"founded_on": date(2026, 6, 1)}, "founded_on", "in_the_future"),
        ({"founded_on": None}, "founded_on", "missing"),
    ],
)
def test_each_fault_is_found_and_nothing_else(facts_: Any, field: str, code: str) -> None:
    assert found(customer(1, **facts_), customer(2)) == {(1, field, code)}


def test_what_is_at_the_border_is_right() -> None:
    numbers = {"registration_number": GOOD_NUMBER, "founded_on": TODAY}
    assert found(customer(1, **numbers)) == set()
    assert found(customer(1, registration_number=GOOD_NUMBER.lower())) == set()
    assert found(customer(1, registration_number="12345678901234567")) == set()


def test_a_person_is_not_asked_for_what_organisations_have() -> None:
    assert found(customer(1, registered_capital=None)) == set()
    nothing = {
        "registration_number": "",
        "scale": "",
        "registered_capital": None,
        "founded_on": None,
    }
    assert found(customer(1, is_person=True, **nothing)) == set()
    assert of_field("scale", customer(1, is_person=True, **nothing), customer(2)).customers == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("恒盛（上海）有限公司", "恒盛(上海)有限责任公司", True),
        ("ＡＢＣ Trading Co., Ltd.", "abc trading", True),
        ("Nordwind GmbH", "NORDWIND", True),
        ("恒盛集团有限公司", "恒盛有限公司", False),
        ("Costco", "Cost", False),
        ("有限公司", "股份有限公司", False),
        ("测试", "测试", False),
    ],
)
def test_names_are_compared_without_width_case_and_legal_form(
    one: str, other: str, same: bool
) -> None:
    doubles = {
        key
        for key, _field, code in found(customer(1, name=one), customer(2, name=other))
        if code == "double"
    }
    assert doubles == ({1, 2} if same else set())


def test_the_same_number_in_another_writing_is_a_double() -> None:
    rows = [
        customer(1, registration_number="HRB 12-345"),
        customer(2, registration_number="hrb12345"),
    ]
    assert found(*rows) == {
        (1, "registration_number", "double"),
        (2, "registration_number", "double"),
    }


def test_the_measures_of_a_field_are_shares_of_counts() -> None:
    field = of_field(
        "registration_number",
        customer(1),
        customer(2, registration_number="A1", is_fresh=False),
        customer(3, registration_number="A 1"),
        customer(4, registration_number="91350100M000100Y44"),
        customer(5, registration_number=""),
        customer(6, is_person=True, registration_number=""),
    )
    # five organisations, four with a number: one mistyped, one stale, two alike
    assert field.completeness == 4 / 5
    assert field.validity == 3 / 4
    assert field.freshness == 3 / 4
    assert field.uniqueness == 2 / 4
    assert field.findings == 4


def test_a_measure_of_nothing_has_no_value() -> None:
    field = of_field("parent", customer(1))
    assert (field.completeness, field.validity, field.freshness) == (None, None, None)
    assert of_field("region", customer(1)).uniqueness is None
    nobody = figures_of(examine(facts(), TODAY), {})
    assert (nobody.customers, nobody.score, nobody.score_by_revenue) == (0, None, None)


def test_the_score_is_the_weighted_mean_of_the_example() -> None:
    rows = [customer(1, name="Same", region=""), customer(2, name="SAME")]
    scores = scores_of(examine(facts(*rows), TODAY), {})
    # weights 18: no region 2, a double of a name half of 3
    assert scores.tolist() == pytest.approx([100 * (1 - 3.5 / 18), 100 * (1 - 1.5 / 18)])


def test_an_optional_field_weighs_only_where_it_has_a_value() -> None:
    rows = [
        customer(1, region=""),
        customer(2, region="", registered_capital=None),
        customer(3, region="", parent=9),
    ]
    scores = scores_of(examine(facts(*rows), TODAY), {}).tolist()
    assert scores == pytest.approx([100 * (1 - 2 / weight) for weight in (18, 17, 20)])
    capital = of_field("registered_capital", *rows)
    assert (capital.completeness, capital.validity, capital.findings) == (2 / 3, 1, 0)


def test_several_faults_of_a_field_cost_its_weight_once() -> None:
    bad = "91350100M000100Y44"
    rows = [customer(1, registration_number=bad), customer(2, registration_number=bad)]
    assert scores_of(examine(facts(*rows), TODAY), {})[0] == pytest.approx(100 * (1 - 3 / 18))


def test_what_was_called_right_costs_nothing() -> None:
    rows = [customer(1, region="", is_fresh=False), customer(2)]
    examined = examine(facts(*rows), TODAY)
    excused = {("region", "missing"): {1}, ("record", "stale"): {1}}
    figures = figures_of(examined, excused)
    assert figures.score == 100
    assert figures.findings == 0
    by_name = {each.field: each for each in figures.fields}
    assert by_name["region"].completeness == 1 / 2
    assert by_name["industry"].freshness == 1


def test_the_score_by_revenue_leaves_out_who_bought_nothing() -> None:
    rows = [customer(1, region=""), customer(2), customer(3, region="")]
    examined = examine(facts(*rows), TODAY)
    lower = 100 * (1 - 2 / 18)
    revenue = np.array([30.0, 10.0, -5.0])
    assert figures_of(examined, {}, revenue).score_by_revenue == pytest.approx(
        (30 * lower + 10 * 100) / 40
    )
    assert figures_of(examined, {}, np.array([np.nan, 0, -1])).score_by_revenue is None
    assert figures_of(examined, {}).score_by_revenue is None


def test_one_customers_score_is_that_of_all_at_once() -> None:
    rows = [
        customer(1, region="", is_unseen=True, parent=2),
        customer(4, scale="", registered_capital=None),
        customer(2, is_person=True, owner=None, name="Ann"),
        customer(3, is_person=True, name="ann", is_fresh=False, is_unseen=True),
    ]
    examined = examine(facts(*rows), TODAY)
    table = examined.findings().to_pylist()
    for row, score in zip(rows, scores_of(examined, {}), strict=True):
        own = [(each["field"], each["code"]) for each in table if each["key"] == row["key"]]
        without = [name for name in ("parent", "registered_capital") if row[name] is None]
        alone = score_of(own, person=row["is_person"], without=without)
        assert alone == pytest.approx(score)


@pytest.mark.parametrize(
    "text",
    [
        "测试",
        "測試客戶12",
        "test",
        "TEST customer 3",
        "-",
        "——",
        "？？",
        "未知",
        "ＮＡ",
        "n/a",
        "xxx",
        "0000",
    ],
)
def test_texts_that_say_nothing_are_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "测试仪器有限公司", "Testo SE", "3M", "XX", "无锡恒盛", "Unknown Pleasures", "Co"],
)
def test_texts_that_mean_something_are_none(text: str) -> None:
    assert not is_placeholder(text)
