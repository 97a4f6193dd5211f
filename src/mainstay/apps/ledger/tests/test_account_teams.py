"""Members of an account team see the lines and findings of its customer, and mend as they may."""

from typing import Any

import pytest
from django.test import Client

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.account_teams import add_member, change_member
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.models import QualityFinding
from mainstay.apps.ledger.queries.customer_figures import CustomerLines, months_of
from mainstay.apps.ledger.services.quality import mending
from mainstay.apps.ledger.testing import IMPORTING, csv_file, imported
from mainstay.apps.ledger.tests.browsing import SignedIn
from mainstay.apps.ledger.tests.test_quality import check, full, office
from mainstay.foundation.access.services import AccessDenied
from mainstay.project.home import Home

__all__ = ["office"]

FINDING = ("region", "missing")


def test_a_member_sees_order_lines_and_figures(
    shop: Home, people: NamedPeople, acting: NamedActors
) -> None:
    hengda = customer_named("Hengda Lifts", "H", owner=people.tom_becker.pk)
    header = "customer,order_no,line_no,ordered_at,amount,cost,product_name"
    imported(csv_file("H,1,1,2024-03-01,10,6,Rail", header=header))
    add_member(IMPORTING, hengda.key, person=people.ana_silva.pk)
    lines: Any = CustomerLines(acting.ana_silva, hengda.key)
    assert lines is not None
    assert [str(each.revenue) for each in months_of(acting.ana_silva, hengda.key)][-1] == "10.0000"


@pytest.mark.usefixtures("office")
def test_who_only_sees_it_mends_nothing_and_calls_nothing_right(
    people: NamedPeople, acting: NamedActors, signed_in: SignedIn
) -> None:
    nord = _found(people)
    member = add_member(IMPORTING, nord.key, person=people.ana_silva.pk)
    browser: Client = signed_in(people.ana_silva)
    page = browser.get("/quality/").content.decode()
    assert "Nord" in page
    assert "/mend/" not in page
    assert "/right/" not in page
    for write in (mending.call_right, mending.recall):
        with pytest.raises(AccessDenied):
            write(acting.ana_silva, nord.key, *FINDING)
    with pytest.raises(AccessDenied):
        mending.mend(acting.ana_silva, nord.key, "region", nord.version, "East")
    change_member(IMPORTING, nord.key, member.pk, right="works")
    assert "/right/" in browser.get("/quality/").content.decode()
    mending.call_right(acting.ana_silva, nord.key, *FINDING)
    assert QualityFinding.objects.system("test").get().called_right_by == "Ana Silva"


def _found(people: NamedPeople) -> Customer:
    """Tom's customer without a region, which a check has found."""
    nord = full("Nord", people.tom_becker, region="")
    check()
    return nord
