"""Back-tests: grades of an earlier day, held against what came afterwards."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from mainstay.analytics.scoring.presets import PRESETS
from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import BackTest, Grade, Outcome
from mainstay.apps.evaluation.queries.back_tests import (
    BackTestNotFound,
    back_test_with_job,
    back_tests,
    reports_of,
)
from mainstay.apps.evaluation.queries.schemes import UnknownScheme
from mainstay.apps.evaluation.services.back_testing import (
    Wanted,
    back_test,
    request_back_test,
)
from mainstay.apps.evaluation.tests.defining import define, graded_by
from mainstay.apps.evaluation.tests.trading import company, import_orders
from mainstay.apps.evaluation.wording.back_tests import verdict
from mainstay.apps.governance.queries import actor_of, today
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.project.home import Home

ANALYST = system_actor("test")
NEW_YEAR = date(2024, 1, 1)


@pytest.fixture
def two_years(people: NamedPeople, home: Home) -> NamedPeople:
    """In 2023 BIG bought most, in 2024 RISING did; NEW came then, and LOSS gave more back."""
    company()
    import_orders(
        home.root,
        [
            ("BIG", "1", "2023-03-05", "800"),
            ("RISING", "2", "2023-05-06", "150"),
            ("LOSS", "3", "2023-06-07", "50"),
            ("BIG", "4", "2024-02-05", "300"),
            ("RISING", "5", "2024-02-06", "600"),
            ("LOSS", "6", "2024-02-07", "-40"),
            ("NEW", "7", "2024-03-08", "100"),
            ("BIG", "8", "2025-01-01", "9999"),
        ],
        costs=True,
    )
    return people


def test_grades_of_a_day_are_held_against_the_months_that_followed(
    two_years: NamedPeople,
) -> None:
    row = back_test(ANALYST, Wanted("abc", (NEW_YEAR,), outcome="revenue"))
    [report] = reports_of(row)

    assert (report.as_of, report.until) == (NEW_YEAR, date(2025, 1, 1))
    assert (report.customers, report.losses, report.total) == (3, 1, Decimal(900))
    assert (report.top_grade, report.top_customers) == ("A", 1)
    assert report.scheme.capture == pytest.approx(300 / 900)
    assert report.lift == pytest.approx((300 / 900) / (1 / 3))
    assert report.net_capture == pytest.approx(300 / 860)
    assert report.newcomers == pytest.approx(100 / 1000)
    assert report.cost_coverage == 1
    assert [(each.grade, each.customers) for each in report.grades] == [
        ("A", 1), ("B", 1), ("C", 1),
    ]  # fmt: skip
    assert {each.order: each.capture for each in report.naive} == {
        "revenue_12m": pytest.approx(300 / 900),
        "recency_days": 0,
    }


def test_the_verdict_is_said_in_words(two_years: NamedPeople) -> None:
    row = back_test(ANALYST, Wanted("abc", (NEW_YEAR,), outcome="revenue"))
    [report] = reports_of(row)

    assert verdict(row, report) == (
        "The top grade “A”, 33.3% of the customers, held 33.3% of the revenue of the next "
        "12 months; as many customers by last year's revenue alone would have held 33.3%. "
        "No better than last year's revenue."
    )


def test_where_nothing_came_that_is_said(two_years: NamedPeople) -> None:
    row = back_test(ANALYST, Wanted("abc", (date(2024, 6, 1),), horizon=1))
    [report] = reports_of(row)

    assert report.verdict == "nothing_to_catch"
    assert verdict(row, report).startswith("Nothing came in the 1 month that followed")


def test_a_day_before_anybody_bought_has_nobody_to_grade(two_years: NamedPeople) -> None:
    row = back_test(ANALYST, Wanted("abc", (date(2022, 1, 1),)))
    [report] = reports_of(row)

    assert (report.customers, report.top_customers) == (0, 0)
    assert report.scheme.capture is None


def test_profit_is_the_outcome_where_costs_are_known(two_years: NamedPeople) -> None:
    row = back_test(ANALYST, Wanted("abc", (NEW_YEAR,)))
    [report] = reports_of(row)

    assert row.outcome == Outcome.PROFIT
    assert report.total == Decimal(450)


def test_revenue_is_the_outcome_where_they_are_not(people: NamedPeople, home: Home) -> None:
    company()
    import_orders(home.root, [("ONE", "1", "2023-03-05", "8"), ("ONE", "2", "2024-03-05", "9")])

    assert back_test(ANALYST, Wanted("abc", (NEW_YEAR,))).outcome == Outcome.REVENUE


def test_several_days_stand_one_below_the_other_the_newest_first(two_years: NamedPeople) -> None:
    days = (date(2023, 7, 1), NEW_YEAR, NEW_YEAR)
    row = back_test(ANALYST, Wanted("abc", days, horizon=6))

    assert [each.as_of for each in reports_of(row)] == [NEW_YEAR, date(2023, 7, 1)]


def test_grades_that_change_within_three_months_are_counted(two_years: NamedPeople) -> None:
    row = back_test(ANALYST, Wanted("abc", (NEW_YEAR,)))
    [report] = reports_of(row)

    assert [(flip.start.month, flip.customers) for flip in report.flips] == [
        (1, 3), (4, 4), (7, 4), (10, 4),
    ]  # fmt: skip
    assert report.flip_rate == pytest.approx(
        sum(flip.changed for flip in report.flips) / sum(flip.customers for flip in report.flips)
    )
    assert sum(flip.changed for flip in report.flips) > 0


def test_what_nobody_knew_on_the_day_is_named(two_years: NamedPeople) -> None:
    row = back_test(ANALYST, Wanted("tiers", (NEW_YEAR,)))
    [report] = reports_of(row)

    assert "brand_awareness" in report.left_out
    assert "revenue_12m" not in report.left_out
    assert report.top_grade == "general"


@pytest.mark.parametrize("scheme", PRESETS)
def test_every_shipped_scheme_can_be_back_tested(scheme: str, two_years: NamedPeople) -> None:
    Customer.objects.system("test").all().update(industry="Steel")

    [report] = reports_of(back_test(ANALYST, Wanted(scheme, (NEW_YEAR,))))

    assert report.customers == 3


def test_groups_are_held_against_what_the_whole_group_brought(two_years: NamedPeople) -> None:
    rows = Customer.objects.system("test")
    rows.filter(code="NEW").update(parent=rows.get(code="RISING"))
    row = back_test(ANALYST, Wanted("abc", (NEW_YEAR,), unit="group", outcome="revenue"))
    [report] = reports_of(row)

    assert (report.total, report.newcomers) == (Decimal(1000), 0)


def test_no_grade_changes_by_a_back_test(two_years: NamedPeople) -> None:
    back_test(ANALYST, Wanted("abc", (NEW_YEAR,)))

    assert not Grade.objects.system("test").exists()


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Wanted("abc", (NEW_YEAR,), horizon=0), "horizon"),
        (Wanted("abc", (NEW_YEAR,), horizon=37), "horizon"),
        (Wanted("abc", ()), "as_of"),
        (Wanted("abc", tuple(date(2020, month, 1) for month in range(1, 10))), "as_of"),
        (Wanted("abc", (date(1899, 12, 31),)), "as_of"),
        (Wanted("abc", (NEW_YEAR,), unit="firm"), "unit"),
        (Wanted("abc", (NEW_YEAR,), outcome="joy"), "outcome"),
    ],
)
def test_what_cannot_be_back_tested_is_refused_by_field(
    two_years: NamedPeople, wanted: Wanted, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        request_back_test(ANALYST, wanted)

    assert list(refused.value.message_dict) == [field]
    assert not BackTest.objects.system("test").exists()


def test_months_that_are_not_over_are_refused_with_the_last_day_that_is_possible(
    two_years: NamedPeople,
) -> None:
    with pytest.raises(ValidationError, match="are not over yet: choose a day up to"):
        request_back_test(ANALYST, Wanted("abc", (today() - timedelta(days=20),), horizon=1))


def test_a_scheme_that_there_is_not_is_refused(two_years: NamedPeople) -> None:
    with pytest.raises(UnknownScheme):
        request_back_test(ANALYST, Wanted("nothing", (NEW_YEAR,)))


def test_who_does_not_see_every_customer_may_not_ask_and_sees_none(
    two_years: NamedPeople,
) -> None:
    row = back_test(ANALYST, Wanted("abc", (NEW_YEAR,)))
    mei_lin, li_na = actor_of(two_years.mei_lin), actor_of(two_years.li_na)

    with pytest.raises(AccessDenied):
        request_back_test(mei_lin, Wanted("abc", (NEW_YEAR,)))
    with pytest.raises(BackTestNotFound):
        back_test_with_job(mei_lin, row.pk)
    assert [each.pk for each in back_tests(li_na, "abc")] == [row.pk]
    assert not back_tests(li_na, "tiers")


def test_asking_and_finishing_stand_in_the_trail(two_years: NamedPeople) -> None:
    row = back_test(ANALYST, Wanted("abc", (NEW_YEAR,)))

    entries = AuditEntry.objects.system("test").filter(action__startswith="evaluation.back_test")
    assert [(entry.action, entry.subject_id) for entry in entries.order_by("pk")] == [
        ("evaluation.back_test.requested", str(row.pk)),
        ("evaluation.back_test.finished", str(row.pk)),
    ]


def test_a_scheme_that_grades_by_an_own_formula_is_tested_too(two_years: NamedPeople) -> None:
    define("half", "revenue_12m / 2")
    graded_by("custom.half", "100")
    [report] = reports_of(back_test(ANALYST, Wanted("own", (NEW_YEAR,), outcome="revenue")))
    assert [(each.grade, each.customers) for each in report.grades] == [("high", 1), ("low", 2)]
