"""Who went from which grade to which between two evaluations."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import Evaluation, EvaluationUnit
from mainstay.apps.evaluation.queries.grade_migration import (
    NOT_THERE,
    GradeMigration,
    NotComparable,
    earlier_evaluations,
    evaluation_of_day,
    grade_migration,
)
from mainstay.apps.evaluation.queries.results import NO_GRADE
from mainstay.apps.evaluation.queries.schemes import NotEvaluated
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.tests.scorecards import FLOORED, own_scheme
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.audit.models import AuditEntry
from mainstay.project.home import Home

SYSTEM = system_actor("test")
LATER = date(2026, 1, 1)


@pytest.fixture
def a_year_later(evaluation: Evaluation, home: Home) -> Evaluation:
    """The middle customer bought much, the giant nothing, and somebody for the first time."""
    orders = [
        ("MIDDLE", "4", "2025-03-05", "900"),
        ("NEWCOMER", "5", "2025-04-06", "100"),
        ("SMALL", "6", "2025-06-07", "50"),
    ]
    import_orders(home.root, orders, costs=True)
    return evaluate(SYSTEM, "abc", LATER)


def ways(found: GradeMigration) -> list[tuple[str | None, str | None, int]]:
    return [(flow.before, flow.after, flow.customers) for flow in found.flows]


def listed(found: GradeMigration, before: str, after: str) -> list[str]:
    codes: list[str] = found.moving(before, after)[CODE].to_pylist()
    return codes


def test_it_tells_from_which_grade_to_which(
    evaluation: Evaluation, a_year_later: Evaluation
) -> None:
    found = grade_migration(SYSTEM, evaluation, a_year_later)

    assert ways(found) == [("A", None, 1), ("B", "A", 1), ("C", "C", 1), (None, "B", 1)]
    assert found.everybody
    counted = found.migration
    assert (counted.rose, counted.fell, counted.stayed) == (1, 0, 1)
    assert (counted.entered, counted.left) == (1, 1)


def test_flows_have_the_revenue_of_both_times(
    evaluation: Evaluation, a_year_later: Evaluation
) -> None:
    lost, risen, stayed, new = grade_migration(SYSTEM, evaluation, a_year_later).flows

    assert (lost.revenue_before, lost.revenue) == (Decimal(800), Decimal(0))
    assert (risen.revenue_before, risen.revenue) == (Decimal(150), Decimal(900))
    assert (stayed.revenue_before, stayed.revenue) == (Decimal(50), Decimal(50))
    assert (new.revenue_before, new.revenue) == (Decimal(0), Decimal(100))


def test_who_is_new_or_lost_is_found_by_the_flow(
    evaluation: Evaluation, a_year_later: Evaluation
) -> None:
    found = grade_migration(SYSTEM, evaluation, a_year_later)

    assert listed(found, NOT_THERE, "B") == ["NEWCOMER"]
    assert listed(found, "A", NOT_THERE) == ["GIANT"]
    assert listed(found, "", "C") == ["SMALL"]
    assert listed(found, "", "") == ["GIANT", "MIDDLE", "NEWCOMER"]


def test_who_bought_in_neither_year_is_not_lost_again(
    evaluation: Evaluation, a_year_later: Evaluation
) -> None:
    still = evaluate(SYSTEM, "abc", date(2026, 2, 1))
    found = grade_migration(SYSTEM, a_year_later, still)

    assert listed(found, "C", "C") == ["GIANT", "SMALL"]
    assert listed(found, "", NOT_THERE) == []


def test_of_whom_too_little_was_known_is_neither_new_nor_lost(
    trade: NamedPeople, home: Home
) -> None:
    scheme = own_scheme(FLOORED)
    earlier = evaluate(SYSTEM, scheme, date(2025, 1, 1))
    import_orders(home.root, [("SMALL", "6", "2025-06-07", "50")], costs=True)
    found = grade_migration(SYSTEM, earlier, evaluate(SYSTEM, scheme, LATER))

    assert ways(found) == [(NO_GRADE, NO_GRADE, 1), (NO_GRADE, None, 2)]
    assert listed(found, NO_GRADE, NO_GRADE) == ["SMALL"]


def test_a_customer_out_of_sight_is_in_no_flow(
    evaluation: Evaluation, a_year_later: Evaluation, trade: NamedPeople
) -> None:
    found = grade_migration(actor_of(trade.tom_becker), evaluation, a_year_later)

    assert ways(found) == [("C", "C", 1)]
    assert not found.everybody


def test_a_withdrawn_customer_is_not_lost(evaluation: Evaluation, a_year_later: Evaluation) -> None:
    giant = Customer.objects.system("test").get(code="GIANT")
    giant.withdrawn_at = giant.created_at
    giant.save()
    found = grade_migration(SYSTEM, evaluation, a_year_later)

    assert listed(found, "", NOT_THERE) == []


def test_only_evaluations_of_one_scheme_and_unit_in_order_of_time_are_compared(
    evaluation: Evaluation, a_year_later: Evaluation
) -> None:
    tiers = evaluate(SYSTEM, "tiers", date(2024, 12, 1))
    groups = evaluate(SYSTEM, "abc", date(2024, 12, 1), EvaluationUnit.GROUP)
    for other in (tiers, groups, a_year_later):
        with pytest.raises(NotComparable):
            grade_migration(SYSTEM, other, a_year_later)
    with pytest.raises(NotComparable):
        grade_migration(SYSTEM, a_year_later, evaluation)
    assert earlier_evaluations(SYSTEM, a_year_later) == [evaluation]


def test_of_each_day_the_last_evaluation_is_offered(
    evaluation: Evaluation, a_year_later: Evaluation
) -> None:
    again = evaluate(SYSTEM, "abc", date(2025, 1, 1))
    between = evaluate(SYSTEM, "abc", date(2025, 7, 1))

    assert earlier_evaluations(SYSTEM, a_year_later) == [between, again]
    assert evaluation_of_day(SYSTEM, "abc") == a_year_later
    assert evaluation_of_day(SYSTEM, "abc", date(2025, 1, 1)) == again
    with pytest.raises(NotEvaluated):
        evaluation_of_day(SYSTEM, "abc", date(2025, 1, 2))


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.content.decode()


@pytest.fixture
def page(a_year_later: Evaluation) -> str:
    """The address of the page."""
    return f"/evaluations/{a_year_later.pk}/migration/"


def test_the_page_tells_the_flows_and_every_mark_opens_its_customers(
    li_na: Client, evaluation: Evaluation, page: str
) -> None:
    text = shown(li_na, page)

    assert 'data-chart="flows"' in text
    for way in ("before=A&amp;after=--", "before=--&amp;after=B", "before=C&amp;after=C"):
        assert f'href="?since={evaluation.pk}&amp;{way}#movers"' in text
    narrowed = shown(li_na, f"{page}?since={evaluation.pk}&before=A&after=--")
    assert "From A to Lost" in narrowed
    assert "GIANT" in narrowed
    assert "NEWCOMER" not in narrowed


def test_the_result_leads_to_the_page(li_na: Client, a_year_later: Evaluation, page: str) -> None:
    assert f'href="{page}"' in shown(li_na, f"/evaluations/{a_year_later.pk}/")


def test_an_evaluation_of_ones_choice_is_compared_with(
    li_na: Client, evaluation: Evaluation, page: str
) -> None:
    between = evaluate(SYSTEM, "abc", date(2025, 7, 1))

    assert f'<option value="{between.pk}" selected>' in shown(li_na, page)
    chosen = shown(li_na, f"{page}?since={evaluation.pk}")
    assert f'<option value="{evaluation.pk}" selected>' in chosen


def test_without_an_earlier_evaluation_the_page_says_so(
    li_na: Client, evaluation: Evaluation
) -> None:
    assert "Nothing to compare with" in shown(li_na, f"/evaluations/{evaluation.pk}/migration/")


def test_the_list_comes_as_a_file_and_that_is_audited(li_na: Client, page: str) -> None:
    response = li_na.get(f"{page}?format=csv&before=--&after=B")
    heading, row = b"".join(response).decode("utf-8-sig").splitlines()

    assert heading.startswith("Customer,Code,")
    assert row.split(",")[1:4] == ["NEWCOMER", "New", "B"]
    entries = AuditEntry.objects.system("test").filter(action="evaluation.migration.exported")
    assert entries.count() == 1


def test_who_may_not_see_profit_is_told_none(
    page: str, signed_in: Callable[[Person], Client]
) -> None:
    iris = signed_in(person_without("Iris Vogel", "analyst", VIEW_COSTS))
    assert "rofit" not in shown(iris, page)


def test_a_damaged_result_is_named_and_nothing_is_shown(
    li_na: Client, evaluation: Evaluation, page: str
) -> None:
    evaluation.files = {**evaluation.files, "result.parquet": "0" * 64}
    evaluation.save()
    response = li_na.get(page)

    assert response.status_code == 503
    assert "GIANT" not in response.content.decode()


def test_the_page_takes_as_many_queries_however_long_its_list_is(
    li_na: Client, page: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shown(li_na, page)
    for address in (page, f"{page}?before=C&after=C"):
        with django_assert_num_queries(10):
            shown(li_na, address)


def test_programs_are_told_the_same(
    li_na: Client, evaluation: Evaluation, a_year_later: Evaluation
) -> None:
    told = li_na.get(f"/api/evaluations/{a_year_later.pk}/migration").json()

    counts = {name: told[name] for name in ("rose", "fell", "stayed", "new", "lost", "customers")}
    assert counts == {"rose": 1, "fell": 0, "stayed": 1, "new": 1, "lost": 1, "customers": 4}
    assert (told["earlier"], told["later_as_of"]) == (evaluation.pk, "2026-01-01")
    lost, _risen, _stayed, new = told["flows"]
    assert (lost["before"], lost["after"], lost["is_lost"], lost["is_new"]) == (
        "A", None, True, False,
    )  # fmt: skip
    assert (new["before"], new["after"], new["is_new"]) == (None, "B", True)
    assert (float(lost["revenue_before"]), float(new["revenue"])) == (800, 100)


def test_programs_list_the_customers_of_a_flow(li_na: Client, a_year_later: Evaluation) -> None:
    address = f"/api/evaluations/{a_year_later.pk}/moved"

    def named(query: str) -> list[str]:
        return [row["customer"] for row in li_na.get(address + query).json()["items"]]

    assert named("") == ["MIDDLE", "GIANT", "NEWCOMER"]
    assert named("?before=--") == ["NEWCOMER"]
    assert named("?before=A&after=--") == ["GIANT"]


def test_programs_are_told_what_cannot_be_compared(
    li_na: Client, evaluation: Evaluation, a_year_later: Evaluation
) -> None:
    address = f"/api/evaluations/{evaluation.pk}/migration"
    for query in ("", f"?since={a_year_later.pk}"):
        response = li_na.get(address + query)
        assert (response.status_code, response.json()["code"]) == (409, "not_comparable")
    assert li_na.get(f"{address}?since=999999").status_code == 404
