"""Grades by region and by industry, along their trees."""

from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries import breakdown as queries
from mainstay.apps.evaluation.queries.breakdown import Breakdown, Field, breakdown, in_place
from mainstay.apps.evaluation.queries.pictures import REVENUE
from mainstay.apps.evaluation.queries.results import visible_result
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople, person_without
from mainstay.apps.reference.models import Region
from mainstay.apps.reference.policies import VIEW_REGIONS
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.audit.models import AuditEntry

SYSTEM = system_actor("test")


@pytest.fixture
def placed(evaluation: Evaluation) -> Evaluation:
    """The giant in a town, the middle one in the province of the town, the small one nowhere."""
    china = Region.objects.create(code="CN", name="China")
    anhui = Region.objects.create(code="AH", name="Anhui", parent=china)
    Region.objects.create(code="HF", name="Hefei", parent=anhui)
    stand("GIANT", "Hefei")
    stand("MIDDLE", "Anhui")
    return evaluation


def stand(code: str, region: str) -> None:
    Customer.objects.system("test").filter(code=code).update(region=region)


def found(placed: Evaluation, within: str = "", actor: Actor = SYSTEM) -> Breakdown:
    return breakdown(actor, visible_result(actor, placed, (REVENUE,)), Field.REGION, within)


def counts(told: Breakdown) -> dict[str, dict[str | None, int]]:
    return {
        row.wanted: {grade: cell.customers for grade, cell in row.cells.items()}
        for row in told.rows
    }


def test_a_place_counts_all_that_lies_below_it(placed: Evaluation) -> None:
    told = found(placed)

    assert counts(told) == {"China": {"A": 1, "B": 1}, "-": {"C": 1}}
    assert [row.is_parent for row in told.rows] == [True, False]
    china = told.rows[0]
    assert (china.total.customers, china.total.revenue, china.total.share) == (
        2,
        Decimal(950),
        0.95,
    )
    assert china.cells["B"].revenue == Decimal(150)
    assert china.cells["B"].share == 0.15


def test_looking_into_a_place_tells_who_stands_there_and_who_below(placed: Evaluation) -> None:
    assert counts(found(placed, "China")) == {"Anhui": {"A": 1, "B": 1}}
    told = found(placed, "Anhui")
    assert counts(told) == {"Hefei": {"A": 1}, "=Anhui": {"B": 1}}
    assert told.above == ("China", "Anhui")
    assert (told.total.customers, told.total.revenue) == (2, Decimal(950))


def test_the_customers_of_each_row_are_found(placed: Evaluation) -> None:
    def standing(wanted: str) -> list[str]:
        seen = visible_result(SYSTEM, placed)
        codes: list[str] = in_place(SYSTEM, seen, Field.REGION, wanted).table[CODE].to_pylist()
        return codes

    assert standing("China") == ["GIANT", "MIDDLE"]
    assert standing("=Anhui") == ["MIDDLE"]
    assert standing("Hefei") == ["GIANT"]
    assert standing("-") == ["SMALL"]
    assert standing("Nowhere") == []


def test_a_name_that_several_places_bear_stands_at_the_top(placed: Evaluation) -> None:
    Region.objects.create(code="X", name="Hefei")

    assert counts(found(placed)) == {"Hefei": {"A": 1}, "China": {"B": 1}, "-": {"C": 1}}


def test_a_name_that_is_in_no_tree_is_a_place_of_its_own(placed: Evaluation) -> None:
    stand("SMALL", "By the sea")

    assert counts(found(placed))["By the sea"] == {"C": 1}


def test_of_many_places_those_with_most_revenue_are_told(
    placed: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_ROWS", 1)
    told = found(placed)

    assert list(counts(told)) == ["China"]
    assert (told.left_out, told.total.customers) == (1, 3)


def test_where_nobody_stands_there_is_nothing(placed: Evaluation) -> None:
    told = found(placed, "Nowhere")

    assert (list(told.rows), told.total.customers) == ([], 0)


def test_places_of_customers_out_of_sight_are_not_told(
    placed: Evaluation, trade: NamedPeople
) -> None:
    assert counts(found(placed, "", actor_of(trade.tom_becker))) == {"-": {"C": 1}}


def test_who_may_not_see_regions_is_told_the_names_that_customers_have(
    placed: Evaluation,
) -> None:
    ida = actor_of(person_without("Ida Berg", "analyst", VIEW_REGIONS))

    assert list(counts(found(placed, "", ida))) == ["Hefei", "Anhui", "-"]


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return unescape(response.content.decode())


def test_every_cell_of_the_page_opens_its_customers(li_na: Client, placed: Evaluation) -> None:
    page = shown(li_na, f"/evaluations/{placed.pk}/by/region/")
    result = f"/evaluations/{placed.pk}/"

    for query in ("?grade=A&region=China", "?region=China", "?grade=C&region=-", "?grade=C"):
        assert f'href="{result}{query}#customers"' in page
    listed = shown(li_na, f"{result}?grade=A&region=China").partition('id="customers"')[2]
    assert "GIANT" in listed
    assert "MIDDLE" not in listed
    assert "Region: China" in listed
    assert f'href="/evaluations/{placed.pk}/by/region/?within=China"' in page


def test_a_list_of_a_place_is_handed_out_as_a_file(li_na: Client, placed: Evaluation) -> None:
    response = li_na.get(f"/evaluations/{placed.pk}/export/?format=csv&region=Anhui")

    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["customer", "GIANT", "MIDDLE"]


def test_the_table_comes_as_a_file_and_that_is_audited(li_na: Client, placed: Evaluation) -> None:
    response = li_na.get(f"/evaluations/{placed.pk}/by/region/?format=csv")
    heading, china, nowhere = b"".join(response).decode("utf-8-sig").splitlines()

    assert heading.startswith('Region,A: Customers,"A: Revenue, 12 months",A: Share of revenue')
    assert china.startswith("China,1,800.0000,0.8,1,150.0000,0.15,0,,")
    assert nowhere.startswith("not stated,0,,,")
    entries = AuditEntry.objects.system("test").filter(action="evaluation.breakdown.exported")
    assert entries.get().details["rows"] == 2


def test_the_page_says_where_nobody_stands(li_na: Client, placed: Evaluation) -> None:
    assert "Nobody here" in shown(li_na, f"/evaluations/{placed.pk}/by/region/?within=Nowhere")
    assert "not stated" in shown(li_na, f"/evaluations/{placed.pk}/by/industry/")
    assert li_na.get(f"/evaluations/{placed.pk}/by/owner/").status_code == 404


def test_an_account_manager_reads_of_own_customers_alone(tom: Client, placed: Evaluation) -> None:
    page = shown(tom, f"/evaluations/{placed.pk}/by/region/")

    assert "the one customer that you see" in page
    assert "China" not in page


def test_programs_are_told_the_same(li_na: Client, placed: Evaluation) -> None:
    told = li_na.get(f"/api/evaluations/{placed.pk}/breakdown?by=region&within=Anhui").json()

    assert told["above"] == ["China", "Anhui"]
    assert [(row["place"], row["total"]["customers"]) for row in told["places"]] == [
        ("Hefei", 1),
        ("=Anhui", 1),
    ]
    assert told["places"][0]["grades"][0]["share_of_revenue"] == 0.8
    listed = li_na.get(f"/api/evaluations/{placed.pk}/results?region==Anhui").json()
    assert [row["customer"] for row in listed["items"]] == ["MIDDLE"]
    assert li_na.get(f"/api/evaluations/{placed.pk}/breakdown?by=owner").status_code == 422


def test_the_page_takes_as_many_queries_however_many_places_there_are(
    li_na: Client, placed: Evaluation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/evaluations/{placed.pk}/by/region/"
    shown(li_na, address)
    for within in ("", "?within=Anhui"):
        with django_assert_num_queries(9):
            shown(li_na, address + within)
