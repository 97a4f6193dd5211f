"""Columns of the schemes that customers are graded by: each has one, which goes with the scheme."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.rules.views import state_of
from mainstay.apps.customers.services import views
from mainstay.apps.evaluation.models import Scheme, SchemeVersion, VersionState
from mainstay.apps.evaluation.services.drafting import make_primary
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.tests.scorecards import CAPPED, FIRST_TWO, at_least, own_scheme
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople, person_without
from mainstay.foundation.access.actor import system_actor

SYSTEM = system_actor("test")
AS_OF = date(2025, 1, 1)
LABELS: dict[str, Any] = {
    "code": "channels",
    "labels": [
        {"code": "online", "rule": at_least("revenue_12m", "700")},
        {"code": "export", "rule": at_least("revenue_12m", "100")},
    ],
}
"""By figures: GIANT has two labels, MIDDLE one, SMALL none."""
KEY_BY_REVENUE: dict[str, Any] = {
    "code": "keys",
    "grades": [
        {"code": "vital", "key_account": True, "rule": at_least("revenue_12m", "700")},
        {"code": "usual", "rule": "otherwise"},
    ],
}


def named(definition: dict[str, Any], name: str) -> Scheme:
    """A scheme of the company's own that people call something."""
    code = own_scheme(definition)
    Scheme.objects.system("test").filter(code=code).update(name=name)
    return Scheme.objects.system("test").get(code=code)


@pytest.fixture
def first_two(trade: NamedPeople) -> Scheme:
    """A for the giant and the middle one, B for the small one."""
    scheme = named(FIRST_TWO, "Growth programme")
    evaluate(SYSTEM, scheme.code, AS_OF)
    return scheme


@pytest.fixture
def channels(trade: NamedPeople) -> Scheme:
    scheme = named(LABELS, "Channels")
    evaluate(SYSTEM, scheme.code, AS_OF)
    return scheme


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return str(response.content.decode())


def listed(client: Client, asked: str) -> list[str]:
    """Codes of the customers that programs are told of."""
    answer = client.get(f"/api/customers?{asked}")
    assert answer.status_code == 200, answer.content
    return [each["code"] for each in answer.json()["items"]]


def offered(client: Client) -> str:
    """The page on which the columns of the list are chosen."""
    return shown(client, "/customers/columns/")


def test_a_scheme_of_ones_own_is_a_column_for_who_chooses_it(
    li_na: Client, first_two: Scheme
) -> None:
    assert "Growth programme" in offered(li_na)
    assert "Growth programme" not in shown(li_na, "/customers/")
    page = shown(li_na, "/customers/?columns=name,grade_first_two")
    assert 'data-label="Growth programme"' in page
    assert '<span class="grade grade-2">B</span>' in page


def test_the_column_is_sorted_and_filtered_by(li_na: Client, first_two: Scheme) -> None:
    page = shown(li_na, "/customers/?columns=name,grade_first_two&sort=-grade_first_two")
    assert page.index("SMALL") < page.index("GIANT")
    assert listed(li_na, "grade_first_two=2") == ["SMALL"]
    assert listed(li_na, "where=grade_first_two:is:1") == ["GIANT", "MIDDLE"]
    quick = shown(li_na, "/customers/?grade_first_two=2")
    assert "SMALL" in quick
    assert "MIDDLE" not in quick
    assert 'name="grade_first_two"' in shown(li_na, "/customers/?filters=all")


def test_a_condition_reads_as_a_sentence(li_na: Client, first_two: Scheme) -> None:
    page = shown(li_na, "/customers/?where=grade_first_two:is:2")
    assert "Growth programme is B" in page
    assert "GIANT" not in page


def test_labels_of_ones_own_stand_in_one_cell_and_are_found_one_by_one(
    li_na: Client, channels: Scheme
) -> None:
    page = shown(li_na, "/customers/?columns=name,grade_channels&sort=grade_channels")
    giant = page[page.index("GIANT") : page.index("MIDDLE")]
    assert giant.index("online") < giant.index("export")
    assert listed(li_na, "grade_channels=export") == ["GIANT", "MIDDLE"]
    assert listed(li_na, "where=grade_channels:empty:") == ["SMALL"]


def test_programs_are_told_the_grades_of_every_scheme(
    li_na: Client, first_two: Scheme, channels: Scheme
) -> None:
    rows = {row["code"]: row["columns"] for row in li_na.get("/api/customers").json()["items"]}
    assert (rows["GIANT"]["grade_first_two"], rows["SMALL"]["grade_first_two"]) == ("A", "B")
    assert rows["GIANT"]["grade_channels"] == "online, export"
    fields = {each["code"]: each for each in li_na.get("/api/customers/fields").json()}
    assert fields["grade_first_two"]["choices"] == [
        {"value": "1", "label": "A"},
        {"value": "2", "label": "B"},
    ]
    assert li_na.get("/api/customers?grade_first_two=7").status_code == 400


def exported(client: Client, asked: str) -> list[dict[str, str]]:
    response: Any = client.get(f"/api/customers/export?{asked}")
    assert response.status_code == 200, response.content
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_files_have_the_column(li_na: Client, first_two: Scheme) -> None:
    chosen = exported(li_na, "columns=code,grade_first_two")
    assert [(row["code"], row["grade_first_two"]) for row in chosen] == [
        ("GIANT", "A"),
        ("MIDDLE", "A"),
        ("SMALL", "B"),
    ]
    assert exported(li_na, "")[0]["grade_first_two"] == "A"


def test_a_saved_view_uses_the_column_and_says_so_when_it_is_gone(
    li_na: Client, first_two: Scheme, acting: NamedActors
) -> None:
    columns, sort = ["name", "grade_first_two"], "-grade_first_two"
    kept = views.create_view(acting.li_na, name="Kept", state=state_of("", columns, sort))
    state = state_of("grade_first_two:is:2", columns, sort)
    narrowed = views.create_view(acting.li_na, name="Narrowed", state=state)
    assert "MIDDLE" not in shown(li_na, f"/customers/?view={narrowed.pk}")

    first_two.retired_at = timezone.now()
    first_two.save(update_fields=["retired_at"])

    page = shown(li_na, f"/customers/?view={kept.pk}")
    assert "they are left out" in page
    assert "MIDDLE" in page
    assert "SMALL" not in shown(li_na, f"/customers/?view={narrowed.pk}")


def test_a_scheme_that_is_a_draft_or_retired_has_no_column(
    li_na: Client, trade: NamedPeople
) -> None:
    draft = named(FIRST_TWO, "Being drafted")
    SchemeVersion.objects.system("test").filter(scheme=draft).update(state=VersionState.DRAFT)
    retired = named(CAPPED, "Given up")
    retired.retired_at = timezone.now()
    retired.save(update_fields=["retired_at"])
    page = offered(li_na)
    assert "Being drafted" not in page
    assert "Given up" not in page
    assert li_na.get("/api/customers?grade_first_two=1").status_code == 422


def test_a_shipped_scheme_has_a_column_once_it_was_evaluated(
    li_na: Client, trade: NamedPeople
) -> None:
    assert "Contribution to profit" not in offered(li_na)
    evaluate(SYSTEM, "profit", AS_OF)
    assert "Contribution to profit" in offered(li_na)
    assert listed(li_na, "grade_profit=1") == ["GIANT"]


def test_who_sees_no_grades_has_no_such_column(
    first_two: Scheme, signed_in: Callable[[Person], Client]
) -> None:
    client = signed_in(person_without("Zhao Lei", "analyst", "evaluation.grade.view"))
    assert "Growth programme" not in offered(client)
    assert client.get("/api/customers?grade_first_two=1").status_code == 422
    assert "grade_first_two" not in client.get("/api/customers").json()["items"][0]["columns"]


def test_a_list_asks_for_schemes_only_where_it_shows_one(
    li_na: Client, first_two: Scheme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    usual = "/customers/?columns=name,grade_abc"
    shown(li_na, usual)
    with django_assert_num_queries(13) as plain:
        shown(li_na, usual)
    evaluate(SYSTEM, named(CAPPED, "Capped").code, AS_OF)
    with django_assert_num_queries(len(plain.captured_queries)):
        shown(li_na, usual)
    several = "/customers/?columns=name,grade_abc,grade_first_two,grade_capped"
    with django_assert_num_queries(len(plain.captured_queries) + 1):
        shown(li_na, several)


def test_the_head_of_a_customers_page_has_the_grade_of_the_primary_scheme(
    li_na: Client, trade: NamedPeople
) -> None:
    evaluate(SYSTEM, "tiers", AS_OF)
    evaluate(SYSTEM, named(KEY_BY_REVENUE, "Keys").code, AS_OF)
    address = f"/customers/{Customer.objects.system('test').get(code='GIANT').pk}/"

    assert head(shown(li_na, address)).count("General") == 1
    make_primary(SYSTEM, "keys")
    assert "vital" in head(shown(li_na, address))
    assert "General" not in head(shown(li_na, address))


def test_of_several_labels_the_first_stands_in_the_head(li_na: Client, channels: Scheme) -> None:
    Scheme.objects.system("test").filter(is_primary=True).update(is_primary=False)
    Scheme.objects.system("test").filter(code="channels").update(is_primary=True)
    giant = Customer.objects.system("test").get(code="GIANT")
    page = head(shown(li_na, f"/customers/{giant.pk}/"))
    assert "online" in page
    assert "export" not in page


def head(page: str) -> str:
    """The head of a customer's page: its title and badges."""
    return page[page.index('id="customer-head"') : page.index('id="customer-notes"')]
