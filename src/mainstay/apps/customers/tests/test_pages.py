"""The customer pages: what people see, what they can do, and who is turned away."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.contracts import actions, panels
from mainstay.apps.customers.contracts.actions import ListAction
from mainstay.apps.customers.contracts.panels import CustomerBadge, CustomerPanel
from mainstay.apps.customers.models import Customer, Status
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.governance.models import Installation, Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.shell.web.tables import GradeBadge

SignedIn = Callable[[Person], Client]
LIST = "/customers/"
PATHS = ["", "new/", "1/", "1/edit/", "1/archive/", "1/restore/", "export/"]


def text(response: Any) -> str:
    """What the page says."""
    assert response.status_code == 200, response
    return str(response.content.decode())


def reread(customer: Customer) -> Customer:
    return Customer.objects.system("test").get(pk=customer.pk)


@pytest.mark.parametrize(
    "path", ["", "new/", "1/", "1/edit/", "1/archive/", "1/restore/", "export/"]
)
def test_strangers_are_sent_to_the_sign_in(path: str, client: Client, db: None) -> None:
    response = client.get(LIST + path)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    "path", ["", "new/", "1/", "1/edit/", "1/archive/", "1/restore/", "export/"]
)
def test_who_has_no_role_is_refused(path: str, people: NamedPeople, signed_in: SignedIn) -> None:
    assert signed_in(people.nobody_ning).get(LIST + path).status_code == 403


def test_who_only_reads_neither_creates_nor_changes(
    hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    grace = signed_in(people.grace_liu)
    for path in ("new/", f"{hengda.pk}/edit/"):
        assert grace.post(LIST + path, {"code": "X", "name": "X"}).status_code == 403
    assert reread(hengda).version == hengda.version


def test_the_list_shows_what_lies_within_reach(
    hengda: Customer, people: NamedPeople, mei: Client, signed_in: SignedIn
) -> None:
    customer_named("Foreign", "F-1", owner=people.ana_silva.pk)
    page = text(mei.get(LIST))
    assert "Hengda Lifts" in page
    assert "Foreign" not in page
    assert "Hengda Lifts" not in text(signed_in(people.ana_silva).get(LIST))


def test_the_list_is_searched_filtered_and_sorted(hengda: Customer, mei: Client) -> None:
    page = text(mei.get(LIST, {"q": "ＨＥＮＧ", "region": "South", "sort": "-name"}))
    assert "Hengda Lifts" in page
    assert 'aria-sort="descending"' in page
    assert "Hengda Lifts" not in text(mei.get(LIST, {"q": "elsewhere"}))


def test_incomplete_customers_are_found_among_the_statuses(
    hengda: Customer, people: NamedPeople, mei: Client
) -> None:
    customer_named("Unchecked", owner=people.mei_lin.pk, to_be_completed=True)
    page = text(mei.get(LIST, {"status": "incomplete"}))
    assert "Unchecked" in page
    assert "Hengda Lifts" not in page


def test_rows_become_cards_on_a_phone(hengda: Customer, mei: Client) -> None:
    page = text(mei.get(LIST))
    assert "data-cards" in page
    assert 'data-label="Owner"' in page


def test_pages_of_the_list_follow_each_other(people: NamedPeople, mei: Client) -> None:
    for number in range(60):
        customer_named(f"Customer {number:02}", owner=people.mei_lin.pk)
    first = mei.get(LIST)
    following = first.context["table"].page.next
    assert "Customer 49" in text(first)
    second = text(mei.get(LIST, {"cursor": following}))
    assert "Customer 50" in second
    assert "Customer 49" not in second


def test_an_empty_list_leads_to_the_import(people: NamedPeople, signed_in: SignedIn) -> None:
    actions.register(
        ListAction(
            "import",
            "Import customers",
            "customers:new",
            "file-import",
            "customers.customer.import",
            fills=True,
        )
    )
    try:
        assert text(signed_in(people.li_na).get(LIST)).count("Import customers") == 2
        assert "Import customers" not in text(signed_in(people.mei_lin).get(LIST))
    finally:
        actions.unregister("import")


def test_a_list_without_hits_offers_to_clear_the_filters(hengda: Customer, mei: Client) -> None:
    page = text(mei.get(LIST, {"q": "nowhere"}))
    assert "No customer found" in page
    assert "Clear filters" in page


@pytest.mark.parametrize("asked", [{"filters": "all"}, {"tag": "vip"}, {"kind": "person"}])
def test_filters_beyond_the_first_come_when_asked_for_or_set(
    people: NamedPeople, mei: Client, asked: dict[str, str]
) -> None:
    customer_named("Tagged", owner=people.mei_lin.pk, tags=["vip"])
    few = text(mei.get(LIST, {"status": "active"}))
    assert 'name="tag"' not in few
    assert "More filters</a>" in few
    every = text(mei.get(LIST, {"status": "active", **asked}))
    assert 'name="tag"' in every
    assert "More filters</a>" not in every


@pytest.mark.usefixtures("grade_column")
def test_the_list_shows_the_columns_of_other_subjects(hengda: Customer, mei: Client) -> None:
    assert "Strategic" in text(mei.get(LIST))


@pytest.fixture
def installation(db: None) -> None:
    """The row that every real installation has."""
    Installation.objects.create(name="Hengsheng", reporting_currency="CNY", time_zone="UTC")


@pytest.mark.usefixtures("installation")
def test_the_list_costs_the_same_however_many_customers(
    people: NamedPeople, mei: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        customer_named(f"Customer {number}", owner=people.mei_lin.pk, region="South", tags=["t"])
    mei.get(LIST)
    with django_assert_num_queries(13):
        mei.get(LIST)


@pytest.mark.usefixtures("installation")
def test_the_page_costs_the_same_however_large_the_group(
    hengda: Customer, tom: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(9):
        customer_named(f"Site {number}", parent=hengda.pk, owner=hengda.owner_id, tags=["a", "b"])
    url = reverse("customers:customer", args=[hengda.pk])
    tom.get(url)
    with django_assert_num_queries(12):
        tom.get(url)


def test_a_customers_page_shows_its_facts_and_its_group(hengda: Customer, tom: Client) -> None:
    site = customer_named("Site", parent=hengda.pk, owner=hengda.owner_id, industry="Lifts")
    assert "Site" in text(tom.get(reverse("customers:customer", args=[hengda.pk])))
    page = text(tom.get(reverse("customers:customer", args=[site.pk])))
    assert "Lifts" in page
    assert reverse("customers:customer", args=[hengda.pk]) in page


def test_a_customer_out_of_reach_is_not_found(
    hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    ana = signed_in(people.ana_silva)
    assert ana.get(reverse("customers:customer", args=[hengda.pk])).status_code == 404
    assert ana.get(reverse("customers:edit", args=[hengda.pk])).status_code == 404


def test_a_customers_page_leads_to_each_of_its_panels(hengda: Customer, tom: Client) -> None:
    customer_named("Site", parent=hengda.pk, owner=hengda.owner_id)
    page = text(tom.get(f"{LIST}{hengda.pk}/"))
    bar = page[page.index('class="page-sections"') :]
    anchors = re.findall(r'href="#([a-z-]+)"', bar[: bar.index("</nav>")])
    assert anchors == re.findall(r'<section class="panel" id="([a-z-]+)"', page)
    assert {"facts", "contacts", "account-team", "belonging"} <= set(anchors)


def test_other_subjects_add_panels_and_badges(hengda: Customer, tom: Client) -> None:
    panels.register(
        CustomerPanel(
            "lines",
            "Order lines",
            60,
            "customers.customer.view",
            "customers/panels.html",
            lambda actor, customer: {"panels": []},
        )
    )
    panels.register(
        CustomerPanel(
            "none", "Left out", 10, "customers.customer.view", "x.html", lambda a, c: None
        )
    )
    panels.register(
        CustomerPanel("secret", "Secret", 10, "other.permission", "x.html", lambda a, c: {})
    )
    panels.register_badge(
        CustomerBadge("grade", 1, "customers.customer.view", lambda a, c: GradeBadge("Focus", 2))
    )
    try:
        page = text(tom.get(reverse("customers:customer", args=[hengda.pk])))
    finally:
        for code in ("lines", "none", "secret", "grade"):
            panels.unregister(code)
    assert page.index("Facts") < page.index("Order lines")
    assert "Left out" not in page
    assert "Secret" not in page
    assert 'class="grade grade-2">Focus' in page


FACTS = {"code": "N-1", "name": "New", "kind": "organisation", "status": "prospect"}


def test_a_customer_is_created_with_the_form(mei: Client, people: NamedPeople) -> None:
    customer_named("Group", "G", owner=people.mei_lin.pk)
    facts = {
        **FACTS,
        "parent": "G",
        "owner": people.tom_becker.pk,
        "tags": "a、b，c",
        "founded_on": "2001-02-03",
        "registered_capital": "1000.5",
    }
    response = mei.post(reverse("customers:new"), facts, follow=True)
    assert "New has been created." in text(response)
    made = Customer.objects.system("test").select_related("parent").get(code="N-1")
    assert (made.owner, made.parent and made.parent.code) == (people.tom_becker, "G")
    assert set(made.tags.system("test").values_list("name", flat=True)) == {"a", "b", "c"}


def test_errors_stand_beside_their_fields(mei: Client, hengda: Customer) -> None:
    response = mei.post(
        reverse("customers:new"), {**FACTS, "code": "C-1", "parent": "NOWHERE", "name": ""}
    )
    assert set(response.context["form"].errors) == {"name", "parent"}
    again = mei.post(reverse("customers:new"), {**FACTS, "code": "C-1"})
    assert again.context["form"].errors["code"] == ["Another customer has this code."]


def form_facts(client: Client, customer: Customer) -> dict[str, Any]:
    """What the edit form sends when nothing is touched."""
    form = client.get(reverse("customers:edit", args=[customer.pk])).context["form"]
    values = {bound.name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_a_customer_is_changed_with_the_form(tom: Client, hengda: Customer) -> None:
    facts = form_facts(tom, hengda)
    url = reverse("customers:edit", args=[hengda.pk])
    response = tom.post(url, {**facts, "name": "Hengda Group"}, follow=True)
    assert "Hengda Group has been changed." in text(response)
    assert reread(hengda).name == "Hengda Group"
    assert reread(hengda).region == "South"


def test_an_untouched_form_changes_nothing(tom: Client, hengda: Customer) -> None:
    facts = form_facts(tom, hengda)
    tom.post(reverse("customers:edit", args=[hengda.pk]), facts)
    assert reread(hengda).version == 1


def test_who_hands_a_customer_over_returns_to_the_list(
    tom: Client, hengda: Customer, people: NamedPeople
) -> None:
    facts = form_facts(tom, hengda) | {"owner": people.ana_silva.pk}
    response = tom.post(reverse("customers:edit", args=[hengda.pk]), facts)
    assert response["Location"] == LIST
    assert reread(hengda).owner == people.ana_silva


def test_archiving_asks_first_and_offers_the_way_back(mei: Client, hengda: Customer) -> None:
    url = reverse("customers:archive", args=[hengda.pk])
    assert "Archive Hengda Lifts?" in text(mei.get(url))
    assert reread(hengda).status == Status.PROSPECT
    page = text(mei.post(url, follow=True))
    back = reverse("customers:restore", args=[hengda.pk])
    assert f'hx-post="{back}"' in page
    assert "This customer is archived" in page
    assert "Restore Hengda Lifts?" in text(mei.get(back))
    answer = mei.post(back, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("customers:customer", args=[hengda.pk])
    assert reread(hengda).status == Status.PROSPECT


def test_the_name_in_a_message_is_text_and_no_markup(mei: Client, people: NamedPeople) -> None:
    sly = customer_named("<b>Sly</b>", "S", owner=people.mei_lin.pk)
    page = text(mei.post(reverse("customers:archive", args=[sly.pk]), follow=True))
    assert "<b>Sly</b>" not in page


def test_a_manager_may_not_archive(tom: Client, hengda: Customer) -> None:
    for name in ("customers:archive", "customers:restore"):
        assert tom.post(reverse(name, args=[hengda.pk])).status_code == 403
    assert reread(hengda).status == Status.PROSPECT


def test_an_archived_customer_cannot_be_edited(mei: Client, hengda: Customer) -> None:
    archive_customer(SETTING_UP, hengda.pk)
    response = mei.get(reverse("customers:edit", args=[hengda.pk]))
    assert response["Location"] == reverse("customers:customer", args=[hengda.pk])
