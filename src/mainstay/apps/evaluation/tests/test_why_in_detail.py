"""Why a customer has its grade, in detail: what changed, what would, who stands beside."""

from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from mainstay.analytics.scoring.presets import SERVICE
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries import CustomerNotFound
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.why_in_detail import Reach, SingleStep
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import Evaluation, EvaluationUnit, Grade, GradeState
from mainstay.apps.evaluation.queries.detail import why_in_detail
from mainstay.apps.evaluation.queries.files import INPUTS, RESULT, read
from mainstay.apps.evaluation.queries.schemes import NotEvaluated
from mainstay.apps.evaluation.services.drafting import change_draft, publish, start_draft
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.grading import grade, read_scheme
from mainstay.apps.evaluation.tests.scorecards import (
    BY_REVENUE,
    IN_STEPS,
    STAYING,
    STEPPED,
    line,
    own_scheme,
)
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import system_actor
from mainstay.project.home import Home

SYSTEM = system_actor("test")
EARLIER, LATER = date(2025, 1, 1), date(2026, 1, 1)


def test_what_moved_the_score_adds_up_to_the_difference(stepped: Evaluation) -> None:
    change = why_in_detail(SYSTEM, "MIDDLE", "stepped").change

    assert change is not None
    assert (change.as_of, change.grade_before, change.grade) == (EARLIER, "B", "A")
    # (3 · 50 + 1 · 40) ÷ 4, then (3 · 100 + 1 · 40) ÷ 4.
    assert (change.score_before, change.score) == (Decimal("47.5"), Decimal(85))
    revenue, orders = change.lines
    assert (revenue.indicator, revenue.cause) == ("revenue_12m", "figure")
    assert (revenue.figure_before, revenue.figure) == (Decimal(150), Decimal(900))
    assert (revenue.points_before, revenue.points) == (Decimal("37.5"), Decimal(75))
    assert (orders.cause, orders.difference) == ("none", Decimal(0))
    assert change.difference == sum(each.difference or 0 for each in change.lines)


def test_the_last_evaluation_is_that_of_the_last_earlier_day(stepped: Evaluation) -> None:
    between = evaluate(SYSTEM, "stepped", date(2025, 4, 1))
    change = why_in_detail(SYSTEM, "MIDDLE", "stepped").change

    assert change is not None
    assert change.evaluation == between.pk


def test_a_changed_curve_is_told_from_others_that_moved(stepped: Evaluation) -> None:
    definition = {**STEPPED, "scorecard": {"indicators": [*STEPPED["scorecard"]["indicators"]]}}
    steps = [*IN_STEPS["steps"][:2], {"from": "500", "value": "90"}]
    curve = {"kind": "steps", "steps": steps}
    definition["scorecard"]["indicators"][0] = line("revenue_12m", "value", "3", curve)
    start_draft(SYSTEM, "stepped")
    change_draft(SYSTEM, "stepped", definition)
    publish(SYSTEM, "stepped")
    evaluate(SYSTEM, "stepped", date(2026, 1, 2))
    change = why_in_detail(SYSTEM, "MIDDLE", "stepped").change

    assert change is not None
    revenue = change.lines[0]
    assert (revenue.indicator, revenue.cause, revenue.curve_changed) == (
        "revenue_12m", "scale", True,
    )  # fmt: skip


def test_where_others_moved_the_same_figure_counts_for_less(trade: NamedPeople, home: Home) -> None:
    ranked = {**STEPPED, "code": "ranked", "scorecard": {"indicators": [BY_REVENUE]}}
    own_scheme(ranked)
    evaluate(SYSTEM, "ranked", EARLIER)
    orders = [("SMALL", "8", "2024-12-30", "500")]
    import_orders(home.root, orders, costs=True)
    evaluate(SYSTEM, "ranked", date(2025, 1, 2))
    change = why_in_detail(SYSTEM, "MIDDLE", "ranked").change

    assert change is not None
    [revenue] = change.lines
    assert (revenue.cause, revenue.curve_changed) == ("scale", False)
    assert revenue.figure_before == revenue.figure == Decimal(150)


def test_without_a_scorecard_the_figures_that_rules_ask_for_are_compared(
    evaluation: Evaluation, home: Home
) -> None:
    import_orders(home.root, [("MIDDLE", "4", "2025-03-05", "900")], costs=True)
    evaluate(SYSTEM, "abc", LATER)
    change = why_in_detail(SYSTEM, "MIDDLE", "abc").change

    assert change is not None
    assert (change.score, change.difference) == (None, None)
    [revenue] = change.lines
    assert (revenue.indicator, revenue.cause, revenue.points) == ("revenue_12m", "figure", None)
    assert (revenue.figure_before, revenue.figure) == (Decimal(150), Decimal(900))


def test_of_whom_the_last_evaluation_knew_nothing_there_is_no_change(
    evaluation: Evaluation, home: Home
) -> None:
    assert why_in_detail(SYSTEM, "MIDDLE", "abc").change is None
    import_orders(home.root, [("NEWCOMER", "5", "2025-04-06", "100")], costs=True)
    evaluate(SYSTEM, "abc", LATER)
    assert why_in_detail(SYSTEM, "NEWCOMER", "abc").change is None


def applied(evaluation: Evaluation, customer: str, step: SingleStep) -> str | None:
    """The grade that the frozen inputs give with one figure changed as it is told."""
    inputs = read(evaluation, INPUTS)
    place = inputs.schema.get_field_index(step.indicator)
    column = inputs[step.indicator]
    is_customer = np.array([code == customer for code in inputs[CODE].to_pylist()])
    figures = [
        step.needed if changed else each
        for each, changed in zip(column.to_pylist(), is_customer, strict=True)
    ]
    kind = column.type
    whole = [None if each is None else int(each) for each in figures]
    moved = pa.array(whole if pa.types.is_integer(kind) else figures, kind)
    changed = inputs.set_column(place, step.indicator, moved)
    graded = grade(read_scheme(evaluation.version.definition), changed, evaluation.as_of)
    position = int(np.flatnonzero(is_customer)[0])
    code: str | None = graded.files[RESULT]["grade"][position].as_py()
    return code


def next_to(step: SingleStep) -> SingleStep:
    """One step of the figure less far."""
    places = indicators.definition(step.indicator).indicator.places
    smallest = Decimal(1).scaleb(-min(places, 2))
    nearer = step.needed - smallest.copy_sign(step.difference)
    return SingleStep(step.indicator, step.present, nearer, step.grade)


@pytest.mark.parametrize("scheme", ["stepped", "abc", "service", "tiers"])
def test_each_stated_change_leads_to_the_stated_grade_and_nothing_less_does(
    stepped: Evaluation, scheme: str
) -> None:
    evaluation = stepped if scheme == "stepped" else evaluate(SYSTEM, scheme, LATER)
    stated = 0
    for customer in ("GIANT", "MIDDLE", "SMALL"):
        found = why_in_detail(SYSTEM, customer, scheme).reachable
        assert found.reach is Reach.TOLD
        for step in (*found.up, *found.down):
            stated += 1
            assert applied(evaluation, customer, step) == step.grade
            if scheme in {"stepped", "abc"}:
                assert applied(evaluation, customer, next_to(step)) != step.grade
    assert stated


def test_changes_up_and_down_are_named_for_each_indicator(stepped: Evaluation) -> None:
    found = why_in_detail(SYSTEM, "SMALL", "stepped").reachable

    # Revenue 110 and two orders: (3 · 50 + 1 · 40) ÷ 4 = 47.5, a B.
    assert [(each.indicator, each.needed, each.grade) for each in found.up] == [
        ("revenue_12m", Decimal(500), "A"),
        ("orders_12m", Decimal(3), "A"),
    ]
    assert [(each.indicator, each.needed, each.grade) for each in found.down] == [
        ("revenue_12m", Decimal("99.99"), "C"),
    ]


def test_inside_a_minimum_stay_no_single_change_is_told(trade: NamedPeople, home: Home) -> None:
    own_scheme(STAYING)
    evaluate(SYSTEM, "staying", EARLIER)
    evaluate(SYSTEM, "staying", date(2025, 2, 1))

    assert why_in_detail(SYSTEM, "GIANT", "staying").reachable.reach is Reach.HELD


def test_two_above_and_two_below_stand_beside_a_customer(
    evaluation: Evaluation, home: Home
) -> None:
    orders = [(f"N{n}", str(20 + n), "2025-03-05", str(100 * n)) for n in range(1, 7)]
    import_orders(home.root, orders, costs=True)
    evaluate(SYSTEM, "abc", LATER)
    found = why_in_detail(SYSTEM, "N4", "abc").neighbours

    assert found is not None
    assert (found.by, found.rank, found.customers, found.everybody) == ("revenue_12m", 3, 9, True)
    assert [(each.customer, each.rank) for each in found.rows] == [
        ("N6", 1), ("N5", 2), ("N4", 3), ("N3", 4), ("N2", 5),
    ]  # fmt: skip
    first = why_in_detail(SYSTEM, "N6", "abc").neighbours
    assert first is not None
    assert [each.customer for each in first.rows] == ["N6", "N5", "N4"]


def test_neighbours_have_the_grades_that_people_decided(evaluation: Evaluation) -> None:
    held = Grade.objects.system("test").filter(customer__code="GIANT", scheme__code="abc")
    held.filter(state=GradeState.IN_FORCE).update(code="C", step=3)

    found = why_in_detail(SYSTEM, "SMALL", "abc").neighbours

    assert found is not None
    assert {each.customer: each.grade for each in found.rows}["GIANT"] == "C"


def test_with_a_scorecard_the_score_ranks(stepped: Evaluation) -> None:
    found = why_in_detail(SYSTEM, "SMALL", "stepped").neighbours

    assert found is not None
    assert found.by == "score"
    assert [(each.customer, each.figure) for each in found.rows] == [
        ("MIDDLE", Decimal(85)), ("SMALL", Decimal("47.5")), ("GIANT", Decimal(0)),
    ]  # fmt: skip


def test_an_account_manager_is_told_nothing_of_customers_out_of_sight(
    evaluation: Evaluation, trade: NamedPeople, home: Home
) -> None:
    tom = actor_of(trade.tom_becker)
    orders = [("MIDDLE", "4", "2025-03-05", "900"), ("SMALL", "6", "2025-06-07", "50")]
    import_orders(home.root, orders, costs=True)
    evaluate(SYSTEM, "abc", LATER)
    found = why_in_detail(tom, "SMALL", "abc")

    assert found.neighbours is not None
    assert [each.customer for each in found.neighbours.rows] == ["SMALL"]
    assert (found.neighbours.customers, found.neighbours.everybody) == (1, False)
    assert (found.reachable.reach, found.reachable.up) == (Reach.COMPARES, ())
    before = found.as_json()
    import_orders(home.root, [("GIANT", "11", "2025-08-08", "10")], costs=True)
    evaluate(SYSTEM, "abc", LATER)
    assert why_in_detail(tom, "SMALL", "abc").as_json() == before
    with pytest.raises(CustomerNotFound):
        why_in_detail(tom, "MIDDLE", "abc")


def test_a_scheme_that_compares_nobody_tells_single_changes_of_own_customers(
    stepped: Evaluation, trade: NamedPeople
) -> None:
    own = why_in_detail(actor_of(trade.tom_becker), "SMALL", "stepped").reachable

    assert own == why_in_detail(SYSTEM, "SMALL", "stepped").reachable


def test_percentiles_change_in_whole_points_for_who_sees_some(
    trade: NamedPeople, home: Home
) -> None:
    own_scheme({**SERVICE, "code": "points"})
    evaluate(SYSTEM, "points", EARLIER)
    import_orders(home.root, [("SMALL", "6", "2025-06-07", "50")], costs=True)
    evaluate(SYSTEM, "points", LATER)
    change = why_in_detail(actor_of(trade.tom_becker), "SMALL", "points").change

    assert change is not None
    assert change.score is not None
    assert change.score % 1 == 0
    assert change.difference is not None
    assert change.difference % 1 == 0


def test_what_rests_on_profit_is_not_told_to_who_may_not_see_it(
    trade: NamedPeople, home: Home
) -> None:
    iris = actor_of(person_without("Iris Vogel", "analyst", VIEW_COSTS))
    own_scheme({**SERVICE, "code": "points"})
    evaluate(SYSTEM, "points", EARLIER)
    import_orders(home.root, [("SMALL", "6", "2025-06-07", "50")], costs=True)
    evaluate(SYSTEM, "points", LATER)
    found = why_in_detail(iris, "SMALL", "points")

    assert found.neighbours is None
    assert found.reachable.reach is Reach.WITHHELD
    assert found.change is not None
    assert (found.change.score_before, found.change.score) == (None, None)
    told = {each.indicator: each for each in found.change.lines}
    assert "gross_profit_12m" not in told
    assert {each.points for each in told.values()} == {None}
    assert told["revenue_12m"].figure is not None
    evaluate(SYSTEM, "profit", LATER)
    profit = why_in_detail(iris, "SMALL", "profit")
    assert (profit.neighbours, profit.reachable.reach) == (None, Reach.WITHHELD)


def test_a_member_of_a_group_is_told_of_its_group_where_the_top_is_seen(
    trade: NamedPeople, home: Home
) -> None:
    holding = customer_named("Holding", "HOLDING")
    small = Customer.objects.system("test").filter(code="SMALL")
    small.update(parent=holding)
    evaluate(SYSTEM, "abc", EARLIER, EvaluationUnit.GROUP)

    found = why_in_detail(SYSTEM, "SMALL", "abc").neighbours
    assert found is not None
    assert [each.customer for each in found.rows if each.is_self] == ["HOLDING"]
    nothing = why_in_detail(actor_of(trade.tom_becker), "SMALL", "abc")
    assert (nothing.change, nothing.neighbours) == (None, None)
    assert nothing.reachable.reach is Reach.NO_GRADE


def test_who_has_no_grade_has_nothing_to_tell(evaluation: Evaluation) -> None:
    customer_named("Prospect", "PROSPECT")
    found = why_in_detail(SYSTEM, "PROSPECT", "abc")

    assert (found.change, found.neighbours) == (None, None)
    with pytest.raises(NotEvaluated):
        why_in_detail(SYSTEM, "GIANT", "tiers")
