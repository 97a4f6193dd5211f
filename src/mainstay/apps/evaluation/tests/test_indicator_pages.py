"""The pages of indicators: the catalogue, one of them, and defining one."""

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import CustomIndicator, FigureFile
from mainstay.apps.evaluation.queries.catalogue import indicator_figures
from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.evaluation.tests.defining import DEFINING, define, graded_by
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import system_actor

INDICATORS = "/evaluations/indicators/"
OWN = f"{INDICATORS}custom.per_month/"


@pytest.fixture
def admin(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """The administrator."""
    return signed_in(trade.admin_wang)


@pytest.fixture
def zhang(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """A service agent, who sees no costs."""
    return signed_in(trade.zhang_min)


@pytest.fixture(autouse=True)
def current(trade: NamedPeople) -> None:
    refresh_figures(DEFINING, date(2025, 1, 1))


def text(client: Client, address: str, status: int = 200) -> str:
    answer: Any = client.get(address)
    assert answer.status_code == status
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return html.unescape(whole.decode())


def read_aloud(page: str) -> str:
    """What stands on a page, without its marks."""
    return re.sub(r"<[^>]+>", "", page)


def filled(**other: Any) -> dict[str, Any]:
    usual = {
        "code": "per_month",
        "source": "formula",
        "formula": "revenue_12m / active_months_12m",
        "unit": "money",
        "better": "more",
        "dimension": "value",
        "name_en": "Revenue per active month",
        "definition_en": "What a month with orders brings.",
    }
    return usual | other


def test_the_catalogue_names_every_indicator_with_its_source(li_na: Client) -> None:
    define(names={"en": "Revenue per month"})
    page = text(li_na, INDICATORS)
    assert "Revenue, 12 months" in page
    assert "Ratings by people" in page
    assert "Revenue per month" in page
    assert "Own formula" in page
    assert "New indicator" not in page


@pytest.mark.parametrize(
    ("query", "shown", "left_out"),
    [
        ("q=drop", "Drop over 90 days", "Revenue, 12 months"),
        ("dimension=risk", "Drop over 90 days", "Revenue, 12 months"),
        ("source=rating", "Brand awareness", "Drop over 90 days"),
    ],
)
def test_the_catalogue_is_searched_and_filtered(
    li_na: Client, query: str, shown: str, left_out: str
) -> None:
    page = text(li_na, f"{INDICATORS}?{query}")
    assert shown in page
    assert left_out not in page


def test_nothing_found_says_so(li_na: Client) -> None:
    assert "No indicator found" in text(li_na, f"{INDICATORS}?q=zzz")


def test_the_catalogue_is_handed_out_as_a_file(li_na: Client) -> None:
    assert "revenue_drop_90d" in text(li_na, f"{INDICATORS}?format=csv")


def test_who_sees_no_costs_finds_no_indicator_of_profit(zhang: Client) -> None:
    define(formula="gross_profit_12m / 12")
    page = text(zhang, INDICATORS)
    assert "Gross" not in page
    assert "per_month" not in page
    text(zhang, OWN, 404)
    text(zhang, f"{INDICATORS}gross_profit_12m/", 404)


def test_an_indicator_shows_coverage_distribution_and_customers(li_na: Client) -> None:
    define(names={"en": "Revenue per month"})
    page = text(li_na, OWN)
    assert "3 of 3 customers" in read_aloud(page)
    assert "revenue_12m / active_months_12m" in page
    assert f"{OWN}?lower=150.0000&below=150.0001#customers" in page
    rows = page[page.index('id="customers"') :]
    assert rows.index("GIANT") < rows.index("MIDDLE") < rows.index("SMALL")


def test_the_form_says_that_one_of_the_names_is_needed(admin: Client) -> None:
    assert "A name in one language at least is needed." in text(admin, f"{INDICATORS}new/")


def test_where_less_is_better_the_least_stand_first(li_na: Client) -> None:
    page = text(li_na, f"{INDICATORS}recency_days/")
    rows = page[page.index('id="customers"') :]
    assert rows.index("SMALL") < rows.index("MIDDLE") < rows.index("GIANT")


def test_every_indicator_of_the_catalogue_has_a_page_and_a_curve(li_na: Client) -> None:
    for code in indicators.definitions():
        text(li_na, f"{INDICATORS}{code}/")
        text(li_na, f"{INDICATORS}{code}/curve/?kind=percentile")


def test_places_in_an_industry_are_those_by_the_newest_figures(li_na: Client) -> None:
    bought = Customer.objects.system("test").filter(code__in=["GIANT", "SMALL"])
    bought.update(industry="Steel")

    found = indicator_figures(system_actor("test"), "industry_rank").table.to_pydict()

    assert dict(zip(found["customer"], found["figure"], strict=True)) == {
        "GIANT": 1,
        "MIDDLE": None,
        "SMALL": 2,
    }


def test_a_bar_of_the_distribution_opens_its_customers(li_na: Client) -> None:
    page = text(li_na, f"{INDICATORS}revenue_12m/?lower=150.0000&below=150.0001")
    rows = page[page.index('id="customers"') :]
    assert "MIDDLE" in rows
    assert "GIANT" not in rows


def test_customers_without_a_figure_are_found(li_na: Client) -> None:
    page = text(li_na, f"{INDICATORS}interval_cv/")
    assert "3 customers without a figure" in read_aloud(page)
    assert "No figures yet" in page
    rows = text(li_na, f"{INDICATORS}interval_cv/?missing=on")
    assert "GIANT" in rows[rows.index('id="customers"') :]


def test_one_sees_ones_own_customers(tom: Client) -> None:
    page = text(tom, f"{INDICATORS}revenue_12m/")
    assert "1 of 1 customers" in read_aloud(page)
    assert "GIANT" not in page


def test_shares_of_the_company_are_not_for_who_sees_a_part(tom: Client) -> None:
    page = text(tom, f"{INDICATORS}share_of_revenue/")
    assert "Not for you" in page
    assert "SMALL" not in page


def test_an_administrator_defines_an_indicator(admin: Client) -> None:
    assert "What can stand in a formula" in text(admin, f"{INDICATORS}new/")
    made = admin.post(f"{INDICATORS}new/", filled())
    assert made.headers["Location"] == OWN
    assert str(indicators.definition("custom.per_month").name) == "Revenue per active month"
    assert "What a month with orders brings." in text(admin, OWN)


def test_a_mistake_in_the_formula_stands_beside_it(admin: Client) -> None:
    answer = admin.post(f"{INDICATORS}new/", filled(formula="revenue_12m / months", name_en=""))
    page = html.unescape(answer.content.decode())
    assert "Character 15: there is no indicator “months”." in page
    assert page.count("This is needed.") == 1
    assert not CustomIndicator.objects.system("test").exists()


def test_an_indicator_is_changed_retired_brought_back_and_deleted(admin: Client) -> None:
    row = define()
    assert "revenue_12m / active_months_12m" in text(admin, f"{OWN}edit/")
    admin.post(f"{OWN}edit/", filled(formula="revenue_12m / 12", version=row.version))
    assert indicators.definition("custom.per_month").made_of == ("revenue_12m",)

    assert "Retire" in text(admin, f"{OWN}retire/")
    admin.post(f"{OWN}retire/")
    assert "This indicator is retired" in text(admin, OWN)
    assert "Bring" in text(admin, f"{OWN}restore/")
    admin.post(f"{OWN}restore/")
    assert "This indicator is retired" not in text(admin, OWN)

    assert "Only an indicator that no scheme" in text(admin, f"{OWN}delete/")
    assert admin.post(f"{OWN}delete/").headers["Location"] == INDICATORS
    text(admin, OWN, 404)


def test_who_was_overtaken_keeps_what_was_typed(admin: Client) -> None:
    row = define()
    admin.post(f"{OWN}edit/", filled(dimension="risk", version=row.version))
    answer = admin.post(f"{OWN}edit/", filled(formula="revenue_12m / 3", version=row.version))
    page = answer.content.decode()
    assert "Somebody else has changed this indicator" in page
    assert "revenue_12m / 3" in page


def test_what_grades_rest_on_is_said_before_it_is_refused(admin: Client) -> None:
    define()
    graded_by("custom.per_month")
    assert "Grades rest on this indicator" in text(admin, f"{OWN}edit/")
    answer = admin.post(f"{OWN}delete/", follow=True)
    assert "it can be retired, not deleted" in answer.content.decode()


@pytest.mark.parametrize("rest", ["edit/", "retire/", "restore/", "delete/"])
def test_nobody_else_defines_or_changes(li_na: Client, rest: str) -> None:
    define()
    assert li_na.get(f"{INDICATORS}new/").status_code == 403
    assert li_na.post(OWN + rest).status_code == 403


def test_indicators_that_are_not_there_are_not_found(admin: Client) -> None:
    for rest in ("", "edit/", "retire/", "restore/", "delete/"):
        text(admin, f"{INDICATORS}custom.nothing/{rest}", 404)


def test_the_page_asks_the_same_however_many_customers(
    li_na: Client, django_assert_max_num_queries: Any
) -> None:
    define("half", "revenue_12m / 2")
    define("quarter", "custom.half / 2")
    with django_assert_max_num_queries(24):
        text(li_na, f"{INDICATORS}custom.quarter/")


def test_names_come_in_the_language_of_the_reader(trade: NamedPeople, li_na: Client) -> None:
    define(names={"en": "Per month", "zh-hans": "每月收入"})
    Person.objects.system("test").filter(pk=trade.li_na.pk).update(language="zh-hans")
    assert "每月收入" in text(li_na, OWN)


WALLET = f"{INDICATORS}custom.wallet/"


@pytest.fixture
def wallet(trade: NamedPeople) -> CustomIndicator:
    """The share of wallet, whose figures come in files."""
    return define("wallet", "", source="external", unit="ratio", names={"en": "Share of wallet"})


def handed_in(content: str, **other: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("wallet.csv", content.encode())
    return {"file": file, "origin": "Report 2024", "on": "2024-06-30", **other}


def test_an_administrator_defines_an_indicator_whose_figures_come_in_files(admin: Client) -> None:
    asked = filled(code="wallet", source="external", unit="ratio", field_right="ledger.cost.view")
    made = admin.post(f"{INDICATORS}new/", asked)
    assert made.headers["Location"] == WALLET
    row = CustomIndicator.objects.system("test").get()
    assert (row.source, row.formula, row.field_right) == ("external", "", "ledger.cost.view")
    assert "No figures were taken in yet" in text(admin, WALLET)


def test_figures_are_imported_on_a_page_and_taken_back(
    wallet: CustomIndicator, admin: Client
) -> None:
    assert "Published by" in text(admin, f"{WALLET}import/")
    checked = admin.post(
        f"{WALLET}import/", handed_in("customer,value\nGIANT,20%\nX,1\n", check_only="on")
    )
    assert "nothing was set" in checked.content.decode()
    assert not FigureFile.objects.system("test").exists()

    done = admin.post(f"{WALLET}import/", handed_in("customer,value\nGIANT,20%\nX,1\n"))
    page = html.unescape(done.content.decode())
    assert "The figures have been imported" in page
    assert "There is no such customer, or none that you see." in page

    page = text(admin, WALLET)
    assert "1 of 3 customers" in read_aloud(page)
    assert "Report 2024" in page
    number = FigureFile.objects.system("test").get().pk
    assert "They no longer count" in text(admin, f"{WALLET}files/{number}/take-back/")
    admin.post(f"{WALLET}files/{number}/take-back/")
    page = text(admin, WALLET)
    assert "taken back" in page
    assert "0 of 3 customers" in read_aloud(page)


def test_a_question_about_the_file_stands_beside_it(wallet: CustomIndicator, admin: Client) -> None:
    content = "customer,value,date\nGIANT,1,03/04/2024\n"
    asked = admin.post(f"{WALLET}import/", handed_in(content))
    assert not FigureFile.objects.system("test").exists()
    assert "03/04/2024" in asked.content.decode()
    admin.post(f"{WALLET}import/", handed_in(content, day_order="month_first"))
    assert FigureFile.objects.system("test").get().first_on == date(2024, 3, 4)


def test_readers_see_where_figures_are_from_and_import_none(
    wallet: CustomIndicator, admin: Client, li_na: Client
) -> None:
    admin.post(f"{WALLET}import/", handed_in("customer,value\nGIANT,20%\n"))
    page = text(li_na, WALLET)
    assert "Report 2024" in page
    assert "Take back" not in page
    number = FigureFile.objects.system("test").get().pk
    assert li_na.post(f"{WALLET}import/").status_code == 403
    assert li_na.post(f"{WALLET}files/{number}/take-back/").status_code == 403


def test_files_are_of_indicators_without_a_formula(admin: Client) -> None:
    define()
    text(admin, f"{OWN}import/", 404)
    text(admin, f"{OWN}files/1/take-back/", 404)


def test_a_file_that_is_not_there_is_not_found(wallet: CustomIndicator, admin: Client) -> None:
    text(admin, f"{WALLET}files/1/take-back/", 404)
