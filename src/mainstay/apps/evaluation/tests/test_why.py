"""Why a customer has its grade, in words."""

from datetime import date

import pytest
from django.utils import translation

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries import CustomerNotFound
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.evaluation.models import Approval, EvaluationUnit, Scheme
from mainstay.apps.evaluation.queries.grades import grade_sheet
from mainstay.apps.evaluation.queries.schemes import NotEvaluated
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.tests.trading import company, import_orders
from mainstay.apps.evaluation.wording.amounts import figure
from mainstay.apps.evaluation.wording.next_step import next_step
from mainstay.apps.evaluation.wording.reasons import reasons
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.project.home import Home

READER = system_actor("test")
AS_OF = date(2025, 1, 1)


@pytest.fixture
def trade(db: None, home: Home) -> Home:
    """Three customers that bought in 2024."""
    company()
    orders = [
        ("GIANT", "1", "2024-03-05", "8000000"),
        ("MIDDLE", "2", "2024-05-06", "1500000"),
        ("SMALL", "3", "2024-06-07", "500000"),
    ]
    import_orders(home.root, orders)
    return home


def test_a_pareto_grade_is_told_by_rank_and_shares(trade: Home) -> None:
    evaluate(READER, "abc", AS_OF)

    told = why(READER, "MIDDLE", "abc")

    assert (told.grade, told.since) == ("B", AS_OF)
    [reason] = told.reasons
    assert reason == (
        "Number 2 of 3 by “Revenue, 12 months” with ¥1.50M. Those before it make 80.00% of ¥10.0M,"
        " so it is among the customers that make the first 95%."
    )
    assert told.next.text == (
        "Reaches A with: “Revenue, 12 months” up by ¥0.01, from ¥1,500,000.00 to ¥1,500,000.01."
    )
    assert told.next.as_json()["to"] == "1500000.0100"


def test_the_first_of_all_is_told_that_nobody_stands_before_it(trade: Home) -> None:
    evaluate(READER, "abc", AS_OF)

    [english] = why(READER, "GIANT", "abc").reasons
    with translation.override("zh-hans"):
        [simplified] = why(READER, "GIANT", "abc").reasons
    with translation.override("zh-hant"):
        [traditional] = why(READER, "GIANT", "abc").reasons

    assert english == (
        "Number 1 of 3 by “Revenue, 12 months” with ¥8.00M of ¥10.0M: no customer stands before it,"
        " so it is among those that make the first 80%."
    )
    assert "没有排在其前的客户" in simplified
    assert "沒有排在其前的客戶" in traditional


def test_the_best_grade_has_nothing_above_it(trade: Home) -> None:
    evaluate(READER, "abc", AS_OF)

    assert why(READER, "GIANT", "abc").next.text == "This is the best grade."


def test_tiers_say_that_amounts_alone_decided(trade: Home) -> None:
    evaluate(READER, "tiers", AS_OF)

    main, general = why(READER, "GIANT", "tiers"), why(READER, "SMALL", "tiers")

    assert main.grade == "main"
    assert main.reasons[0] == ("Revenue, 12 months is ¥8.00M; at least ¥5.00M is asked and met.")
    assert "No ratings yet for Scale and brand: the amounts alone decided." in main.reasons
    assert general.grade == "general"
    assert general.reasons[0] == "No better grade was reached. The next one is Main:"
    assert general.next.text == (
        "Reaches Main with: “Revenue, 12 months” up by ¥4.50M (exactly ¥4,500,000.00),"
        " from ¥500K to ¥5.00M."
    )


def test_a_segment_is_told_by_its_scores(trade: Home) -> None:
    evaluate(READER, "rfm", AS_OF)

    told = why(READER, "GIANT", "rfm")

    assert told.reasons[0] == "Days since the last purchase: 302 days, score 1 of 5."
    assert told.reasons[-1].startswith("Together these scores make the segment")


def test_chinese_readers_get_their_units(trade: Home) -> None:
    with translation.override("zh-hans"):
        assert figure("revenue_12m", "12345678", "CNY") == "¥1,235万"
    with translation.override("zh-hant"):
        assert figure("revenue_12m", "123456789", "CNY") == "¥1.23億"


def test_missing_figures_in_the_way_are_named() -> None:
    explanation = {
        "grade": "general",
        "explained": "strategic",
        "findings": [
            {
                "kind": "condition",
                "outcome": "missing",
                "indicator": "brand_awareness",
                "operator": ">=",
                "value": "4",
                "figure": None,
            }
        ],
        "missing": ["brand_awareness"],
        "skipped": [],
        "next": {
            "status": "needs_figures",
            "grade": None,
            "changes": [],
            "missing": ["brand_awareness"],
        },
    }

    assert reasons(explanation, "tiers", "CNY") == [
        "No better grade was reached. The next one is Strategic:",
        "Brand awareness is not known yet; at least 4 is asked.",
        "Not rated yet: Brand awareness. Grades that ask for these cannot be reached before.",
    ]
    assert next_step(explanation, "tiers", "CNY").text == (
        "No way up can be stated before these are known: Brand awareness."
    )


def test_a_prospect_has_no_grade_and_that_is_said(trade: Home) -> None:
    customer_named("Prospect")
    evaluate(READER, "abc", AS_OF)

    told = why(READER, "PROSPECT", "abc")

    assert (told.grade, told.since) == (None, None)
    assert told.reasons == ("There are no order lines yet, so there is no grade.",)
    assert told.next.as_json()["status"] == "not_graded"


def test_lines_from_the_day_on_are_not_denied(trade: Home) -> None:
    evaluate(READER, "abc", date(2024, 4, 1))

    told = why(READER, "SMALL", "abc")

    assert told.grade is None
    assert told.reasons == ("There are no order lines before 1 Apr 2024, so there is no grade.",)
    assert told.next.text == (
        "An evaluation as of a later day counts the order lines that there are."
    )
    with translation.override("zh-hans"):
        assert why(READER, "SMALL", "abc").reasons == ("2024-04-01之前没有订单明细，暂不定级。",)
    with translation.override("zh-hant"):
        assert why(READER, "SMALL", "abc").reasons == ("2024-04-01之前沒有訂單明細，暫不定級。",)


def test_before_any_evaluation_there_is_nothing_to_tell(trade: Home) -> None:
    with pytest.raises(NotEvaluated):
        why(READER, "GIANT", "abc")


def test_a_member_tells_the_reasons_of_its_group(trade: Home) -> None:
    group_of_middle(trade)

    told = why(READER, "MIDDLE", "abc")

    assert told.inherited_from == "HOLDING"
    assert told.reasons[0] == "The grade is that of its group, HOLDING and all below it."
    assert "Number 2 of 3" in told.reasons[1]


def test_who_does_not_see_the_top_gets_the_grade_without_its_figures(
    trade: Home, people: NamedPeople, acting: NamedActors
) -> None:
    group_of_middle(trade)
    Customer.objects.system("test").filter(code="MIDDLE").update(owner=people.tom_becker)

    told = why(acting.tom_becker, "MIDDLE", "abc")

    assert told.grade == "B"
    assert told.inherited_from == ""
    assert told.reasons == ("The grade is that of the group it belongs to.",)
    assert not told.findings
    assert told.next.as_json()["indicator"] is None


def group_of_middle(trade: Home) -> None:
    holding = customer_named("Holding", "HOLDING")
    Customer.objects.system("test").filter(code="MIDDLE").update(parent=holding)
    evaluate(READER, "abc", AS_OF, EvaluationUnit.GROUP)


def test_somebody_elses_customer_is_not_found(trade: Home, acting: NamedActors) -> None:
    evaluate(READER, "abc", AS_OF)

    with pytest.raises(CustomerNotFound):
        why(acting.tom_becker, "GIANT", "abc")


def test_who_sees_some_customers_is_not_told_what_the_others_make(
    trade: Home, people: NamedPeople, acting: NamedActors
) -> None:
    Customer.objects.system("test").filter(code="SMALL").update(owner=people.tom_becker)
    evaluate(READER, "abc", AS_OF)

    told = why(acting.tom_becker, "SMALL", "abc").as_json()

    [finding] = told["findings"]
    assert finding["figure"] == "500000.0000"
    assert {finding[name] for name in ("rank", "customers", "before", "total")} == {None}
    assert told["reasons"] == [
        "No better grade was reached. The next one is B:",
        "Revenue, 12 months is ¥500K: not among the customers that make the first 95%.",
    ]
    assert (told["next"]["status"], told["next"]["grade"]) == ("reachable", "B")
    assert (told["next"]["to"], told["next"]["changes"]) == (None, [])
    assert told["next"]["text"] == (
        "B is within reach; how far it is depends on customers that you do not see."
    )


def test_a_best_grade_is_told_without_the_total(
    trade: Home, people: NamedPeople, acting: NamedActors
) -> None:
    Customer.objects.system("test").filter(code="GIANT").update(owner=people.tom_becker)
    evaluate(READER, "abc", AS_OF)

    [reason] = why(acting.tom_becker, "GIANT", "abc").reasons
    [row] = grade_sheet(acting.tom_becker, "abc")

    assert reason == row.why
    assert reason == "Revenue, 12 months is ¥8.00M: among the customers that make the first 80%."


def test_a_step_by_scores_does_not_name_the_figure_of_another_customer(
    trade: Home, people: NamedPeople, acting: NamedActors
) -> None:
    Customer.objects.system("test").filter(code="GIANT").update(owner=people.tom_becker)
    evaluate(READER, "rfm", AS_OF)

    everything = why(READER, "GIANT", "rfm").as_json()
    told = why(acting.tom_becker, "GIANT", "rfm").as_json()

    assert everything["next"]["changes"]
    assert told["next"]["changes"] == []
    assert told["reasons"] == everything["reasons"]


def test_a_step_by_amounts_stays_told_to_who_sees_some_customers(
    trade: Home, people: NamedPeople, acting: NamedActors
) -> None:
    Customer.objects.system("test").filter(code="SMALL").update(owner=people.tom_becker)
    evaluate(READER, "tiers", AS_OF)

    assert why(acting.tom_becker, "SMALL", "tiers").next == why(READER, "SMALL", "tiers").next


def test_the_sheet_tells_reasons_of_the_newest_evaluation(trade: Home) -> None:
    evaluate(READER, "abc", AS_OF)
    import_orders(trade.root, [("SMALL", "9", "2024-12-05", "1000")])
    evaluate(READER, "abc", AS_OF)

    [sheet] = [row for row in grade_sheet(READER, "abc") if row.customer == "SMALL"]

    assert "¥501" in sheet.why


def test_the_sheet_lists_only_what_the_reader_sees(
    trade: Home, people: NamedPeople, acting: NamedActors
) -> None:
    Customer.objects.system("test").filter(code="MIDDLE").update(owner=people.tom_becker)
    evaluate(READER, "abc", AS_OF)

    assert [row.customer for row in grade_sheet(acting.tom_becker, "abc")] == ["MIDDLE"]


def test_the_sheet_of_proposals_tells_their_own_reasons(trade: Home) -> None:
    evaluate(READER, "abc", AS_OF)
    Scheme.objects.system("test").filter(code="abc").update(approval=Approval.REQUIRED)
    import_orders(trade.root, [("SMALL", "9", "2024-12-05", "9000000")])
    evaluate(READER, "abc", AS_OF)

    proposed = {row.customer: row for row in grade_sheet(READER, "abc", proposed=True)}

    assert {code: row.grade for code, row in proposed.items()} == {"SMALL": "A"}
    assert "¥9.50M" in proposed["SMALL"].why


def test_a_member_of_a_group_stands_on_the_sheet_with_the_reasons_of_its_group(
    trade: Home,
) -> None:
    group_of_middle(trade)

    [row] = [row for row in grade_sheet(READER, "abc") if row.customer == "MIDDLE"]

    assert row.why == " ".join(why(READER, "MIDDLE", "abc").reasons)
    assert "HOLDING" in row.why
    assert "¥1.50M" in row.why


def test_the_sheet_of_who_does_not_see_the_top_has_no_figures_of_the_group(
    trade: Home, people: NamedPeople, acting: NamedActors
) -> None:
    group_of_middle(trade)
    Customer.objects.system("test").filter(code="MIDDLE").update(owner=people.tom_becker)

    [row] = grade_sheet(acting.tom_becker, "abc")

    assert row.why == "The grade is that of the group it belongs to."
