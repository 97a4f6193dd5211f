"""The page of data quality: its figures, its work list, and mending in place."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.customers.testing import SETTING_UP
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.models import QualityFinding, QualitySnapshot
from mainstay.apps.ledger.services.quality import checking
from mainstay.apps.ledger.tests.browsing import SignedIn, text
from mainstay.apps.ledger.tests.test_quality import check, found, full, office
from mainstay.apps.notifications.queries import unread_count
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.testing.working import run_waiting_jobs

__all__ = ["office"]

pytestmark = pytest.mark.usefixtures("office")

PAGE = "/quality/"
PART = {"HX-Request": "true"}


@pytest.fixture
def nord(people: NamedPeople) -> Customer:
    """Tom's customer without a region, which a check has found."""
    one = full("Nord", people.tom_becker, region="")
    check()
    return one


def at(customer: Customer, what: str = "", field: str = "region", code: str = "missing") -> str:
    return f"{PAGE}{customer.key}/{field}/{code}/{what}"


def rank(customer: Customer, revenue: int, *, key_account: bool = False) -> None:
    rows = QualityFinding.objects.system("test").filter(customer=customer)
    rows.update(revenue=revenue, key_account=key_account)


def saved(client: Client, customer: Customer, value: Any, **more: Any) -> str:
    """What stands in the row after a value was sent."""
    said = {"version": customer.version, "value": value, **more}
    return text(client.post(at(customer, "mend/"), said, headers=PART))


def test_before_the_first_check_the_page_says_so(li: Client) -> None:
    page = text(li.get(PAGE))
    assert "No check yet" in page
    assert "Check now" in page


def test_the_button_starts_a_check_and_the_page_follows_it(li: Client, people: NamedPeople) -> None:
    full("Nord", people.tom_becker, region="")
    assert li.post(f"{PAGE}check/").headers["Location"] == PAGE
    li.post(f"{PAGE}check/")
    assert Job.objects.system("test").filter(kind=checking.CHECK).count() == 1
    assert "A check is under way" in text(li.get(PAGE))
    assert "Looking" in text(li.get(f"{PAGE}progress/")) or "Waiting" in text(
        li.get(f"{PAGE}progress/")
    )
    run_waiting_jobs()
    assert unread_count(actor_of(people.li_na)) == 1
    assert li.get(f"{PAGE}progress/").headers["Location"] == PAGE
    assert unread_count(actor_of(people.li_na)) == 0
    assert li.get(f"{PAGE}progress/", headers=PART).headers["HX-Redirect"] == PAGE
    assert "Region: is missing" in text(li.get(PAGE))


def test_it_is_said_when_nobody_checks(li: Client) -> None:
    li.post(f"{PAGE}check/")
    assert "Nobody is working" not in text(li.get(PAGE))
    waiting = Job.objects.system("test").filter(kind=checking.CHECK)
    waiting.update(available_at=timezone.now() - timedelta(minutes=1))
    assert "Nobody is working" in text(li.get(PAGE))


def test_the_page_shows_score_fields_and_findings(li: Client, nord: Customer) -> None:
    page = text(li.get(PAGE))
    assert "88.9" in page
    assert "?field=region#work-list" in page
    assert "Region: is missing" in page
    assert "those of the last check" in page
    assert 'name="value"' not in page


def test_the_course_over_time_is_drawn_once_there_are_two_days(li: Client, nord: Customer) -> None:
    assert 'data-chart="trend"' not in text(li.get(PAGE))
    QualitySnapshot.objects.create(
        on="2025-01-01", at=timezone.now(), customers=1, findings=2, score=50
    )
    assert 'data-chart="trend"' in text(li.get(PAGE))


def test_a_manager_sees_figures_of_own_customers_alone(
    tom: Client, nord: Customer, people: NamedPeople
) -> None:
    full("Other", people.ana_silva, region="", industry="")
    check()
    page = text(tom.get(PAGE))
    assert "of your own customers alone" in page
    assert "88.9" in page
    assert "Other" not in page
    assert "those of the last check" not in page


def test_key_accounts_come_first_then_revenue(
    li: Client, nord: Customer, people: NamedPeople
) -> None:
    key, large = (full(name, people.tom_becker, region="") for name in ("Kilo", "Lima"))
    check()
    rank(nord, 1)
    rank(large, 900)
    rank(key, 5, key_account=True)
    rows = li.get(PAGE).context["rows"]
    assert [row.customer.name for row in rows] == ["Kilo", "Lima", "Nord"]
    assert "Key account" in text(li.get(PAGE))


def test_the_list_is_filtered(li: Client, nord: Customer, people: NamedPeople) -> None:
    full("Sud", people.ana_silva, industry="n/a")
    check()

    def listed(query: str) -> list[str]:
        return [row.customer.name for row in li.get(PAGE + query).context["rows"]]

    assert listed("?field=region") == ["Nord"]
    assert listed("?problem=placeholder") == ["Sud"]
    assert listed(f"?owner={people.ana_silva.pk}") == ["Sud"]
    assert listed("?owner=none") == []
    assert listed("?state=right") == []
    assert "Nothing found" in text(li.get(f"{PAGE}?field=scale"))


def test_a_value_is_mended_in_its_row(tom: Client, nord: Customer) -> None:
    form = text(tom.get(at(nord, "mend/"), headers=PART))
    assert f'name="version" value="{nord.version}"' in form
    assert 'aria-label="Region of Nord"' in form
    assert "Nord: Region has been mended." in saved(tom, nord, "Berlin")
    assert Customer.objects.system("test").get(pk=nord.pk).region == "Berlin"
    assert found() == set()
    assert "mended already" in text(tom.get(at(nord, "mend/"), headers=PART))


def test_giving_up_shows_the_row_again(tom: Client, nord: Customer) -> None:
    row = text(tom.get(at(nord), headers=PART))
    assert "Region: is missing" in row
    assert "<form id=" not in row


def test_what_is_refused_is_said_in_the_row(tom: Client, people: NamedPeople) -> None:
    one = full("Nord", people.tom_becker, registration_number="")
    check()
    said = {"version": one.version, "value": "91350100M000100Y44"}
    address = at(one, "mend/", "registration_number")
    row = text(tom.post(address, said, headers=PART))
    assert "The check digit does not fit" in row
    assert 'value="91350100M000100Y44"' in row
    assert len(found()) == 1


def test_an_empty_value_is_refused(tom: Client, nord: Customer) -> None:
    assert "This field is required" in saved(tom, nord, "")


def test_a_value_that_is_wrong_too_is_kept_and_said_so(tom: Client, nord: Customer) -> None:
    assert "This has been kept, but it is a placeholder." in saved(tom, nord, "n/a")
    assert found() == {("NORD", "region", "placeholder")}


def test_a_lost_race_keeps_what_was_typed_and_can_be_saved_again(
    tom: Client, nord: Customer
) -> None:
    changed = change_customer(SETTING_UP, nord.key, nord.version, industry="Energy")
    row = saved(tom, nord, "Berlin")
    assert "Somebody else has changed this customer" in row
    assert f'name="version" value="{changed.version}"' in row
    assert 'value="Berlin"' in row
    assert "has been mended" in saved(tom, changed, "Berlin")


@pytest.mark.parametrize(
    ("field", "before", "value"),
    [
        ("owner", None, "tom"),
        ("founded_on", None, "2001-02-03"),
        ("industry", "", "Energy"),
        ("scale", "", "large"),
    ],
)
def test_every_kind_of_value_can_be_mended(
    field: str, before: str | None, value: str, people: NamedPeople, signed_in: SignedIn
) -> None:
    one = full("Nord", people.tom_becker, **({} if field == "owner" else {field: before}))
    if field == "owner":
        Customer.objects.system("test").filter(pk=one.pk).update(owner=None)
    check()
    assert found() == {("NORD", field, "missing")}
    wang = signed_in(people.admin_wang)
    sent = str(people.tom_becker.pk) if value == "tom" else value
    address = at(one, "mend/", field)
    assert "<form id=" in text(wang.get(address, headers=PART))
    answer = wang.post(address, {"version": one.version, "value": sent}, headers=PART)
    assert "has been mended" in text(answer)
    assert found() == set()


def test_a_parent_is_mended_by_its_code(tom: Client, people: NamedPeople) -> None:
    head, child = (full(name, people.tom_becker) for name in ("Head", "Child"))
    Customer.objects.system("test").filter(pk=child.pk).update(parent=head)
    Customer.objects.system("test").filter(pk=head.pk).update(parent=child)
    check()
    address = at(child, "mend/", "parent", "parent_circle")
    assert 'value="HEAD"' in text(tom.get(address, headers=PART))
    wrong = tom.post(address, {"version": child.version, "value": "??"}, headers=PART)
    assert "There is no such parent" in text(wrong)
    answer = tom.post(address, {"version": child.version, "value": ""}, headers=PART)
    assert "has been mended" in text(answer)


def test_a_record_that_nobody_looked_at_is_mended_by_a_click(
    tom: Client, people: NamedPeople
) -> None:
    one = full("Nord", people.tom_becker)
    Customer.objects.system("test").filter(pk=one.pk).update(to_be_completed=True)
    check()
    address = at(one, "mend/", "record", "unseen")
    assert "It has been looked at" in text(tom.get(address, headers=PART))
    answer = tom.post(address, {"version": one.version, "value": ""}, headers=PART)
    assert "has been mended" in text(answer)
    assert not Customer.objects.system("test").get(pk=one.pk).to_be_completed


def test_a_finding_is_called_right_and_put_back(tom: Client, nord: Customer) -> None:
    row = text(tom.post(at(nord, "right/"), headers=PART))
    assert "Nord: Region is right as it is." in row
    assert "Undo" in row
    assert "Nothing to mend" in text(tom.get(PAGE))
    page = text(tom.get(f"{PAGE}?state=right"))
    assert "Called right by Tom Becker" in page
    assert "Region: is missing" in text(tom.post(at(nord, "recall/"), headers=PART))
    assert [row.customer.name for row in tom.get(PAGE).context["rows"]] == ["Nord"]


def test_everything_works_without_script(tom: Client, nord: Customer) -> None:
    edit = reverse("customers:edit", args=[nord.pk])
    assert tom.get(at(nord, "mend/")).headers["Location"] == edit
    for what in ("right/", "recall/"):
        assert tom.post(at(nord, what)).headers["Location"] == PAGE
    assert "back on the work list" in text(tom.get(PAGE))
    refused = tom.post(at(nord, "mend/"), {"version": nord.version, "value": ""}, follow=True)
    assert "This field is required" in text(refused)
    sent = {"version": nord.version, "value": "Berlin"}
    assert "has been mended" in text(tom.post(at(nord, "mend/"), sent, follow=True))


def test_who_only_reads_is_offered_nothing_to_do(
    nord: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    grace = signed_in(people.grace_liu)
    page = text(grace.get(PAGE))
    assert "Region: is missing" in page
    for words in ("Check now", ">Mend<", "Right as it is</button>"):
        assert words not in page


def test_who_may_not_is_refused_everywhere(
    nord: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    reads = [PAGE, f"{PAGE}progress/", f"{PAGE}export/", at(nord), at(nord, "mend/")]
    writes = [f"{PAGE}check/", *(at(nord, what) for what in ("mend/", "right/", "recall/"))]
    nobody, ana = signed_in(people.nobody_ning), signed_in(people.ana_silva)
    for address in reads:
        assert nobody.get(address).status_code == 403, address
        assert Client().get(address).status_code == 302, address
    for address in writes:
        assert nobody.post(address).status_code == 403, address
        assert Client().post(address).status_code == 302, address
    for what in ("", "mend/"):
        assert "Nord" not in ana.get(at(nord, what), headers=PART).content.decode()
    for what in ("right/", "recall/"):
        assert ana.post(at(nord, what)).status_code == 404
    assert ana.get(at(nord)).status_code == 404
    assert found() == {("NORD", "region", "missing")}


def test_the_list_is_exported_as_filtered(li: Client, nord: Customer) -> None:
    answer = li.get(f"{PAGE}export/?field=region")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("code,name,owner,field,problem")
    assert lines[1].startswith("NORD,Nord,tom.becker@mainstay.example,region,missing")
    none = li.get(f"{PAGE}export/?field=scale")
    assert len(b"".join(none.streaming_content).splitlines()) == 1  # type: ignore[attr-defined]
    workbook = li.get(f"{PAGE}export/?format=xlsx")
    assert workbook.headers["Content-Type"].endswith("sheet")
    workbook.close()


def test_the_customers_page_shows_score_and_findings(tom: Client, nord: Customer) -> None:
    page = text(tom.get(reverse("customers:customer", args=[nord.pk])))
    assert ">89</data> out of 100" in page
    assert "Region: is missing" in page


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_asks_the_database_as_often_for_many_findings(
    count: int, people: NamedPeople, li: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        full(f"Nord {number}", people.tom_becker, region="")
    check()
    li.get(PAGE)
    with django_assert_num_queries(16):
        li.get(PAGE)
