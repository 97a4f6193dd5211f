"""What grades are entitled to, what that costs, and what-if that reckons with it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.evaluation.models import (
    Entitlement,
    EntitlementCost,
    EntitlementItem,
    Evaluation,
)
from mainstay.apps.evaluation.queries.entitlements import grade_costs
from mainstay.apps.evaluation.services import drafting
from mainstay.apps.evaluation.services.entitlements import (
    set_entitlement_costs,
    set_entitlements,
)
from mainstay.apps.evaluation.services.what_if import Question, what_if
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry

SYSTEM = system_actor("test")
VISITS, EVENTS, PRIORITY, MANAGER = EntitlementItem
COSTS = {
    VISITS: Decimal(500), EVENTS: Decimal(2000), PRIORITY: Decimal(1200), MANAGER: Decimal(300000),
}  # fmt: skip
OF_ABC = {
    "A": {VISITS: Decimal(12), EVENTS: Decimal(2), PRIORITY: Decimal(1), MANAGER: Decimal("0.05")},
    "B": {VISITS: Decimal(4)},
    "C": {},
}
"""A customer of A costs 6,000 + 4,000 + 1,200 + 15,000 a year, one of B 2,000, one of C nothing."""


@pytest.fixture
def priced(evaluation: Evaluation) -> Evaluation:
    set_entitlements(SYSTEM, "abc", OF_ABC)
    set_entitlement_costs(SYSTEM, COSTS)
    return evaluation


@pytest.fixture
def wang(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(trade.admin_wang)


def test_a_customer_costs_what_its_grade_is_entitled_to(priced: Evaluation) -> None:
    costs = grade_costs(SYSTEM, "abc")
    assert costs is not None
    assert costs.by_grade == {"A": Decimal(26200), "B": Decimal(2000), "C": Decimal(0)}
    assert costs.of("A", 3) == 78600
    assert costs.of("new", 1) is None
    assert costs.of("new", 0) == 0


def test_an_item_without_a_cost_makes_its_grades_unknown(priced: Evaluation) -> None:
    set_entitlement_costs(SYSTEM, {EVENTS: None})
    costs = grade_costs(SYSTEM, "abc")
    assert costs is not None
    assert costs.by_grade == {"A": None, "B": Decimal(2000), "C": Decimal(0)}


def test_where_nothing_was_said_there_are_no_costs(priced: Evaluation) -> None:
    assert grade_costs(SYSTEM, "tiers") is None


def test_who_sees_no_costs_is_told_none(priced: Evaluation) -> None:
    reader = actor_of(person_without("Wei Fang", "administrator", VIEW_COSTS))
    assert grade_costs(reader, "abc") is None
    assert what_if(reader, Question("abc")).costs is None


def test_what_if_tells_the_cost_of_each_grade_and_of_all(priced: Evaluation) -> None:
    tried = what_if(SYSTEM, Question("abc", changes={"threshold.A": "0.81"}))

    assert {each.grade.code: tried.cost(each) for each in tried.sizes("before")} == {
        "A": 26200, "B": 2000, "C": 0,
    }  # fmt: skip
    assert {each.grade.code: tried.cost(each) for each in tried.sizes("after")} == {
        "A": 52400, "B": 0, "C": 0,
    }  # fmt: skip
    assert tried.total_cost("before") == 28200
    assert tried.total_cost("after") == 52400


def test_what_is_set_is_audited_and_takes_the_place_of_all_before(priced: Evaluation) -> None:
    set_entitlements(SYSTEM, "abc", {"A": {VISITS: Decimal(10)}})
    assert {row.grade for row in Entitlement.objects.system("test")} == {"A"}
    entries = AuditEntry.objects.system("test").filter(action="evaluation.entitlements.set")
    assert entries.count() == 2
    assert entries.latest("pk").details["changes"]["A.visits"] == ["12.0000", "10"]
    set_entitlements(SYSTEM, "abc", {"A": {VISITS: Decimal(10)}})
    assert entries.count() == 2


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"Z": {}}, "There is no grade “Z”."),
        ({"A": {VISITS: Decimal(-1)}}, "from 0 to 10000"),
        ({"A": {MANAGER: Decimal("1.5")}}, "from 0 to 1,"),
        ({"A": {VISITS: Decimal("0.00001")}}, "at most four places"),
    ],
)
def test_what_nobody_can_be_entitled_to_is_refused(
    trade: NamedPeople, wanted: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        set_entitlements(SYSTEM, "abc", wanted)
    assert not Entitlement.objects.system("test").exists()


def test_a_cost_below_zero_is_refused(trade: NamedPeople) -> None:
    with pytest.raises(ValidationError, match="from 0 up"):
        set_entitlement_costs(SYSTEM, {VISITS: Decimal(-1)})


def test_costs_are_set_by_who_sees_them(trade: NamedPeople) -> None:
    blind = actor_of(person_without("Wei Fang", "administrator", VIEW_COSTS))
    with pytest.raises(AccessDenied):
        set_entitlement_costs(blind, COSTS)
    assert not EntitlementCost.objects.system("test").exists()


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_an_administrator_says_it_in_a_form(wang: Client, evaluation: Evaluation) -> None:
    address = "/evaluations/schemes/abc/entitlements/"
    assert "Share of a manager, in %" in shown(wang, address)
    said = {"0-visits": "12", "0-events": "2", "0-priority_service": "on", "0-manager": "5"}
    assert wang.post(address, said)["Location"] == "/evaluations/schemes/abc/"

    kept = Entitlement.objects.system("test").filter(grade="A")
    assert {row.item: row.quantity for row in kept} == {
        "visits": 12, "events": 2, "priority_service": 1, "manager": Decimal("0.05"),
    }  # fmt: skip
    assert 'value="5"' in shown(wang, address)
    costs = {"visits": "500", "events": "2000", "priority_service": "1200", "manager": "300000"}
    saved = wang.post("/evaluations/costs/entitlements/", costs)
    assert saved["Location"] == "/evaluations/costs/"
    assert "¥500.00" in shown(wang, "/evaluations/costs/")
    page = shown(wang, "/evaluations/schemes/abc/")
    assert "Cost of a customer" in page
    assert "¥26,200.00" in page


def test_the_what_if_page_has_costs_beside_the_sizes(wang: Client, priced: Evaluation) -> None:
    drafting.start_draft(SYSTEM, "abc")
    page = shown(wang, "/evaluations/schemes/abc/what-if/")
    assert "Cost in a year" in page
    assert "All together" in page
    assert "¥28,200.00" in page


def test_a_mistake_stands_beside_the_form(wang: Client, evaluation: Evaluation) -> None:
    response = wang.post("/evaluations/schemes/abc/entitlements/", {"0-manager": "400"})
    assert "less than or equal to 100" in response.content.decode()


def test_programs_read_and_write_entitlements_and_costs(
    wang: Client, evaluation: Evaluation
) -> None:
    def put(path: str, **said: Any) -> Any:
        response = wang.put(path, said, content_type="application/json")
        assert response.status_code == 200, response.content
        return response.json()

    told = put("/api/schemes/abc/entitlements", grades={"A": {"visits": "12"}})
    assert told["grades"]["A"]["cost"] is None
    assert put("/api/entitlement-costs", visits="500")["visits"] == "500.0000"
    read = wang.get("/api/schemes/abc/entitlements").json()["grades"]["A"]
    assert (read["visits"], read["manager"], Decimal(read["cost"])) == (
        "12.0000", "0.0000", Decimal(6000),
    )  # fmt: skip
    tried = wang.post("/api/schemes/abc/what-if", {}, content_type="application/json").json()
    assert Decimal(tried["costs"]["before"]["A"]) == 6000
    assert tried["costs"]["before"]["B"] is None
    assert tried["costs"]["total_before"] is None


def test_who_may_not_change_schemes_or_costs_is_refused(li_na: Client) -> None:
    assert li_na.get("/evaluations/schemes/abc/entitlements/").status_code == 403
    assert li_na.get("/api/entitlement-costs").status_code == 403
