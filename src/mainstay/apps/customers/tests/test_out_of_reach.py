"""What pages and exports do not tell of customers out of the reader's reach."""

import pytest
from django.urls import reverse

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.customers.tests.test_pages import FACTS, SignedIn, form_facts, text
from mainstay.apps.governance.testing import NamedPeople


@pytest.fixture
def hengda(people: NamedPeople) -> Customer:
    """Tom's customer."""
    return customer_named("Hengda Lifts", "C-1", owner=people.tom_becker.pk, region="South")


def test_a_parent_out_of_reach_stands_neither_on_pages_nor_in_exports(
    hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    site = customer_named("Site", parent=hengda.pk, owner=people.ana_silva.pk)
    ana = signed_in(people.ana_silva)
    for name in ("customer", "edit"):
        page = text(ana.get(reverse(f"customers:{name}", args=[site.pk])))
        assert "Site" in page
        assert "Hengda" not in page
        assert "C-1" not in page
    exported = b"".join(ana.get(reverse("customers:export"))).decode()
    assert "SITE" in exported
    assert "C-1" not in exported


def test_saving_a_form_keeps_the_parent_that_it_did_not_show(
    hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    site = customer_named("Site", parent=hengda.pk, owner=people.ana_silva.pk)
    ana = signed_in(people.ana_silva)
    facts = {**form_facts(ana, site), "region": "East"}
    ana.post(reverse("customers:edit", args=[site.pk]), facts)
    kept = Customer.objects.system("test").get(pk=site.pk)
    assert (kept.parent_id, kept.region) == (hengda.pk, "East")


def test_a_code_of_a_customer_out_of_reach_is_taken_and_no_more_is_said(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    put_away = customer_named("Put away", "P-1", owner=people.tom_becker.pk)
    archive_customer(SETTING_UP, put_away.pk)
    for person, words in (
        (people.mei_lin, "This code belongs to an archived customer."),
        (people.ana_silva, "Another customer has this code."),
    ):
        refused = signed_in(person).post(reverse("customers:new"), {**FACTS, "code": "P-1"})
        assert refused.context["form"].errors["code"] == [words]
