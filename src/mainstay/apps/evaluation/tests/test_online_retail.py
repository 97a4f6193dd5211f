"""A real retailer, imported and evaluated the way people do it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mainstay.analytics.scoring.grading import grade
from mainstay.analytics.scoring.population import Population, population_from_table
from mainstay.analytics.scoring.scheme import scheme_from_dict
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import Evaluation, LatestFigures
from mainstay.apps.evaluation.queries.files import INPUTS, RESULT, read
from mainstay.apps.evaluation.queries.grades import grade_sheet
from mainstay.apps.evaluation.queries.indicators import indicators_table
from mainstay.apps.evaluation.queries.pictures import PICTURED, revenue_picture
from mainstay.apps.evaluation.queries.results import visible_result
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.services.drafting import publish
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.grading import rerun
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.evaluation.services.what_if import Question, save_as_draft, what_if
from mainstay.foundation.access.actor import system_actor

READER = system_actor("test")
AS_OF = date(2011, 9, 1)
SAMPLED = 40
"""The pure test beside the scoring tries every customer; here every so many-th goes all the way."""

pytestmark = pytest.mark.usefixtures("retailer")


def test_the_published_figures_come_out_to_the_digit() -> None:
    table = indicators_table(READER, AS_OF)
    revenue = dict(
        zip(table["customer"].to_pylist(), table["revenue_12m"].to_pylist(), strict=True)
    )

    assert table.column_names[0] == "customer"
    assert len(revenue) == 3360
    assert sum(revenue.values()) == Decimal("4919107.7320")
    assert sum(amount <= 0 for amount in revenue.values()) == 56
    largest = sorted(revenue, key=lambda code: -revenue[code])[:5]
    assert [(code, str(revenue[code])) for code in largest] == [
        ("14646", "175638.9400"),
        ("18102", "127318.4200"),
        ("12415", "98393.8100"),
        ("17450", "83899.8600"),
        ("14156", "81319.4700"),
    ]
    assert revenue["12346"] == 0


def test_a_fifth_of_the_customers_holds_what_is_published() -> None:
    evaluation = evaluate(READER, "abc", AS_OF)
    seen = visible_result(READER, evaluation, PICTURED)
    amounts = sorted((row.as_py() for row in seen.table["revenue_12m"]), reverse=True)
    picture = revenue_picture(seen)

    positive = Decimal(picture.concentration.total).scaleb(-4)
    net = Decimal(picture.concentration.net_total).scaleb(-4)

    assert round(sum(amounts[:672]) / positive * 100, 4) == Decimal("72.4375")
    assert round(sum(amounts[:672]) / net * 100, 4) == Decimal("72.6395")
    assert picture.marks[-1].customers == 1.0
    assert picture.concentration.top[0] == pytest.approx(175638.94 / float(positive))


def test_the_latest_figures_are_those_of_the_table() -> None:
    table = {row["customer"]: row for row in indicators_table(READER, AS_OF).to_pylist()}

    assert refresh_figures(READER, AS_OF) == 3360

    rows = LatestFigures.objects.system("test").select_related("customer")
    for row in rows.filter(customer__code__in=("12748", "12346", "14646")):
        for code in ("revenue_12m", "orders_12m", "recency_days", "repurchase_rate"):
            assert getattr(row, code) == table[row.customer.code][code]


@pytest.fixture(params=["abc", "tiers", "rfm"])
def evaluation(request: pytest.FixtureRequest) -> Evaluation:
    return evaluate(READER, request.param, AS_OF)


def population_of(evaluation: Evaluation) -> Population:
    known = [each.indicator for each in indicators.definitions().values()]
    return population_from_table(read(evaluation, INPUTS), known)


def sampled(evaluation: Evaluation) -> Iterator[tuple[int, str]]:
    codes = read(evaluation, RESULT, ["customer"])["customer"].to_pylist()
    yield from list(enumerate(codes))[::SAMPLED]


def test_the_stated_change_reaches_the_stated_grade_and_one_step_less_does_not(
    evaluation: Evaluation,
) -> None:
    scheme = scheme_from_dict(evaluation.version.definition)
    order = [each.code for each in scheme.grades]
    frozen = population_of(evaluation)
    tried = 0
    for position, code in sampled(evaluation):
        told = why(READER, code, scheme.code).as_json()
        ahead = told["next"]
        if ahead["status"] != "reachable":
            continue
        moved = {change["indicator"]: Decimal(change["to"]) for change in ahead["changes"]}
        reached = grade(scheme, frozen.with_figures(position, moved)).codes()[position]
        assert reached == ahead["grade"], code
        for indicator, needed in moved.items():
            short = {**moved, indicator: needed - _step(indicator, ahead)}
            less = grade(scheme, frozen.with_figures(position, short)).codes()[position]
            assert less is not None
            assert order.index(less) >= order.index(told["grade"]), code
        tried += 1
    assert tried > 40


def _step(indicator: str, ahead: dict[str, Any]) -> Decimal:
    [change] = [each for each in ahead["changes"] if each["indicator"] == indicator]
    step = indicators.definition(indicator).indicator.step
    return step if Decimal(change["change"]) > 0 else -step


def test_the_result_is_the_same_byte_for_byte_when_it_is_graded_again(
    evaluation: Evaluation,
) -> None:
    assert rerun(READER, evaluation)


def test_every_graded_customer_stands_on_the_sheet_with_its_reasons(
    evaluation: Evaluation,
) -> None:
    rows = list(grade_sheet(READER, evaluation.version.scheme.code))

    assert len(rows) == 3360
    assert all(row.why for row in rows)
    assert {row.since for row in rows} == {AS_OF}


def test_abc_follows_the_ranking() -> None:
    evaluation = evaluate(READER, "abc", AS_OF)

    assert evaluation.sizes == {"A": 948, "B": 1136, "C": 1276}


def test_nobody_is_strategic_without_ratings_and_it_is_said() -> None:
    evaluate(READER, "tiers", AS_OF)

    told = why(READER, "14646", "tiers")

    assert told.grade == "general"
    assert any("the amounts alone decided" in reason for reason in told.reasons)
    assert told.next.as_json()["indicator"] == "revenue_12m"
    assert told.next.as_json()["to"] == "5000000.0000"


def test_what_if_gives_the_grades_that_publishing_and_evaluating_gives() -> None:
    evaluate(READER, "service", AS_OF)
    changes = {
        "weight.revenue_12m": "40",
        "curve.orders_12m": "logistic:6:3",
        "threshold.vip": "70",
        "margin.premium": "2",
        "cap.vip.score": "100",
        "floor": "0.6",
    }
    tried = what_if(READER, Question("service", changes=changes))
    save_as_draft(READER, tried)
    publish(READER, "service")
    done = evaluate(READER, "service", AS_OF)

    graded = visible_result(READER, done).table
    assert tried.customers == 3360
    assert 0 < tried.movers.num_rows < 3360
    assert tried.table["after"].to_pylist() == graded["grade"].to_pylist()
    assert {size.grade.code: size.customers for size in tried.sizes("after")} == done.sizes
