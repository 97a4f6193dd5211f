"""Customers hold regions and industries as text; the lists of reference data suggest the words."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.reference.queries.branches import INDUSTRIES, REGIONS
from mainstay.apps.reference.services.branches import (
    archive_branch,
    change_branch,
    remove_branch,
)
from mainstay.apps.reference.testing import branch
from mainstay.foundation.audit.models import AuditEntry


def test_the_form_suggests_the_names_of_the_lists_and_those_in_use(
    hengda: Customer, mei: Client
) -> None:
    branch(REGIONS, "E", "East <China>")
    branch(REGIONS, "S", "South")
    archive_branch(SETTING_UP, REGIONS, branch(REGIONS, "W", "West").pk)
    branch(INDUSTRIES, "L", "Lift makers")
    page = mei.get("/customers/new/")
    assert page.context["suggestions"] == {
        "industry": ["Lift makers"],
        "region": ["East <China>", "South"],
    }
    assert '<option value="East &lt;China&gt;"></option>' in page.content.decode()


def test_a_regions_page_counts_the_customers_that_the_reader_sees(
    hengda: Customer, mei: Client, tom: Client
) -> None:
    row = branch(REGIONS, "S", "South")
    customer_named("Elsewhere", region="South")
    archive_customer(SETTING_UP, hengda.pk)
    address = "/customers/?region=South&amp;status=all"
    page = f"/reference/regions/{row.pk}/"
    link = f'<a href="{address}"><data class="figure" value="1">'
    assert link in tom.get(page).content.decode()
    listed = tom.get(address.replace("&amp;", "&")).context["table"].page.items
    assert [customer.name for customer in listed] == ["Hengda Lifts"]


def test_an_industrys_page_counts_its_customers(tom: Client) -> None:
    row = branch(INDUSTRIES, "L", "Lift makers")
    page = tom.get(f"/reference/industries/{row.pk}/").content.decode()
    assert "<dt>Customers</dt><dd>" in page
    assert "/customers/?industry=" not in page


def test_a_region_whose_name_customers_hold_is_not_deleted(hengda: Customer) -> None:
    row = branch(REGIONS, "S", "South")
    with pytest.raises(ValidationError, match="archive it instead"):
        remove_branch(SETTING_UP, REGIONS, row.pk)
    remove_branch(SETTING_UP, REGIONS, branch(REGIONS, "N", "North").pk)


def test_a_new_name_leaves_customers_as_they_are(hengda: Customer) -> None:
    row = branch(REGIONS, "S", "South")
    change_branch(SETTING_UP, REGIONS, row.pk, row.version, name="South China")
    assert Customer.objects.system("test").get().region == "South"
    last = AuditEntry.objects.system("test").order_by("pk").last()
    assert last is not None
    assert last.details["changes"] == {"name": ["South", "South China"]}
