"""Pages that define custom fields, and the pages of customers that show them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import Customer, CustomerField
from mainstay.apps.customers.queries.custom_fields import custom_of
from mainstay.apps.customers.services.custom_fields import change_field
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named, field_defined
from mainstay.apps.governance.testing import NamedPeople

LIST = "/customers/"
FIELDS = "/customers/fields/"
TERMS: list[Any] = [
    {"code": "net30", "names": {"en": "Net 30 days"}},
    {"code": "old", "names": {"en": "Old terms"}, "is_archived": True},
]
NEW = {
    "type": "choice",
    "code": "terms",
    "name_en": "Payment terms",
    "name_zh-hans": "付款条件",
    "choices": "net30 = 月结30天 | 月結30天 | Net 30 days\n\ncash＝款到发货",
}


def text(response: Any) -> str:
    assert response.status_code == 200, response
    return str(response.content.decode())


def rows() -> list[CustomerField]:
    return list(CustomerField.objects.system("test"))


def had(customer: Customer) -> dict[str, Any]:
    return dict(custom_of(queries.customer(SETTING_UP, customer.pk)))


@pytest.fixture
def wang(people: NamedPeople, signed_in: Any) -> Client:
    """The browser of the administrator."""
    client: Client = signed_in(people.admin_wang)
    return client


@pytest.fixture
def every_type(db: None) -> None:
    """A field of each type."""
    field_defined("note", helps={"en": "As you like"})
    field_defined("staff", "whole", least="1", most="1000")
    field_defined("volume", "decimal", least="0")
    field_defined("ends_on", "date", least="2020-01-01")
    field_defined("listed", "yes_no")
    field_defined("terms", "choice", choices=TERMS)


PATHS = ["", "new/", "1/", "1/archive/", "1/restore/", "1/delete/"]


@pytest.mark.parametrize("path", PATHS)
def test_strangers_are_sent_to_the_sign_in(path: str, client: Client, db: None) -> None:
    assert client.get(FIELDS + path)["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", PATHS)
def test_who_is_no_administrator_is_refused(path: str, mei: Client) -> None:
    row = field_defined("terms")
    for address in (FIELDS + path.replace("1/", f"{row.pk}/"), f"{FIELDS}{row.pk}/move/"):
        assert mei.post(address, {"do": "up"}).status_code in {403, 405}
    assert mei.get(FIELDS + path.replace("1/", f"{row.pk}/")).status_code == 403
    assert [each.is_archived for each in rows()] == [False]


def test_an_administrator_defines_a_field(wang: Client) -> None:
    assert "No customer fields yet" in text(wang.get(FIELDS))
    page = text(wang.get(f"{FIELDS}new/"))
    assert 'data-with="id_type"' in page
    answer = text(wang.post(f"{FIELDS}new/", NEW, follow=True))
    assert "Payment terms has been created." in answer
    [row] = rows()
    assert row.names == {"zh-hans": "付款条件", "en": "Payment terms"}
    assert row.choices[0]["names"]["zh-hant"] == "月結30天"
    assert row.choices[1] == {
        "code": "cash",
        "names": {"zh-hans": "款到发货"},
        "is_archived": False,
    }


def test_what_is_wrong_stands_beside_its_field(wang: Client) -> None:
    said = {**NEW, "code": "Terms", "name_en": "", "name_zh-hans": "", "choices": "just words"}
    page = text(wang.post(f"{FIELDS}new/", said))
    assert "The code begins with a small letter" in page
    assert "This is needed." in page
    assert "Every choice needs a name" in page or "The code of a choice has letters" in page
    assert "just words" in page
    assert rows() == []


def test_a_field_is_edited_and_a_choice_put_away(wang: Client) -> None:
    row = field_defined("terms", "choice", choices=TERMS)
    address = f"{FIELDS}{row.pk}/"
    assert "old =  |  | Old terms" in text(wang.get(address))
    said = {
        **NEW,
        "version": 1,
        "choices": "net30 = | | Net 30\nold = | | Old",
        "archived": ["old"],
    }
    assert "Payment terms has been changed." in text(wang.post(address, said, follow=True))
    assert [each["is_archived"] for each in rows()[0].choices] == [False, True]
    assert "Somebody else has changed this field" in text(wang.post(address, said))


def test_type_and_code_are_refused_once_there_are_values(wang: Client) -> None:
    row = field_defined("terms")
    customer_named("Hengda", custom={"terms": "x"})
    address = f"{FIELDS}{row.pk}/"
    page = text(wang.get(address))
    assert "Customers have values of this field" in page
    assert "delete/" not in page
    said = {"version": 1, "type": "whole", "code": "terms", "name_en": "Terms"}
    assert "so its type stays" in text(wang.post(address, said))


def test_a_field_is_archived_restored_and_deleted_after_a_question(wang: Client) -> None:
    row = field_defined("terms")
    for deed, done in (
        ("archive", "has been archived"),
        ("restore", "has been restored"),
        ("delete", "has been deleted"),
    ):
        address = f"{FIELDS}{row.pk}/{deed}/"
        assert "Terms?" in text(wang.get(address))
        assert done in text(wang.post(address, follow=True))
    assert rows() == []
    assert wang.get(f"{FIELDS}{row.pk}/").status_code == 404


def test_a_field_with_values_is_not_deleted(wang: Client) -> None:
    row = field_defined("terms")
    customer_named("Hengda", custom={"terms": "x"})
    page = text(wang.post(f"{FIELDS}{row.pk}/delete/", follow=True))
    assert "it can be archived, not deleted" in page
    assert len(rows()) == 1


def test_fields_are_put_in_order(wang: Client) -> None:
    field_defined("first")
    second = field_defined("second")
    wang.post(f"{FIELDS}{second.pk}/move/", {"do": "up"})
    page = text(wang.get(FIELDS))
    assert page.index("custom.second") < page.index("custom.first")


def test_the_form_of_a_customer_has_a_control_for_each_field(every_type: None, mei: Client) -> None:
    page = text(mei.get(f"{LIST}new/"))
    for control in (
        '<input type="text" name="custom.note" maxlength="200"',
        '<input type="text" name="custom.staff" inputmode="numeric"',
        '<input type="text" name="custom.volume" inputmode="decimal"',
        '<input type="date" name="custom.ends_on"',
        '<select name="custom.listed"',
        '<option value="net30">Net 30 days</option>',
    ):
        assert control in page
    assert "As you like" in page
    assert "From 1 to 1,000." in page
    assert "Old terms" not in page


def filled(**custom: str) -> dict[str, str]:
    facts = {"code": "N", "name": "New", "kind": "organisation", "status": "prospect"}
    return {**facts, **{f"custom.{code}": value for code, value in custom.items()}}


def test_a_customer_is_created_with_values_and_its_page_shows_them(
    every_type: None, mei: Client, people: NamedPeople
) -> None:
    said = filled(
        note="Hello", staff="250", volume="1234.5", ends_on="2027-12-31", listed="no", terms="net30"
    )
    said["owner"] = str(people.mei_lin.pk)
    page = text(mei.post(f"{LIST}new/", said, follow=True))
    for words in ("Custom fields", "Hello", "250", "1,234.5", "31 Dec 2027", "Net 30 days"):
        assert words in page
    made = queries.customer_by_code(SETTING_UP, "N")
    assert had(made)["volume"] == Decimal("1234.5")
    assert had(made)["listed"] is False


def test_a_value_that_a_field_does_not_take_is_refused_beside_it(
    every_type: None, mei: Client
) -> None:
    page = text(mei.post(f"{LIST}new/", filled(staff="0", ends_on="2019-01-01")))
    assert page.count("This is less or earlier than the field takes.") == 2
    assert 'id="id_custom.staff_error"' in page
    assert not Customer.objects.system("test").exists()


def test_a_value_is_changed_and_emptied_and_an_archived_choice_may_stay(
    hengda: Customer, tom: Client
) -> None:
    field_defined("staff", "whole")
    terms = field_defined("terms", "choice", choices=[TERMS[0]])
    change_customer(SETTING_UP, hengda.pk, 1, custom={"staff": 5, "terms": "net30"})
    put_away: Any = [{**TERMS[0], "is_archived": True}]
    change_field(SETTING_UP, terms.pk, 1, choices=put_away)
    address = f"{LIST}{hengda.pk}/edit/"
    said = {**filled(staff="", terms="net30"), "version": "2", "code": "C-1", "name": "Hengda"}
    tom.post(address, {**said, "region": "South"})
    assert had(hengda) == {"terms": "net30"}


def test_a_required_field_is_asked_for(mei: Client) -> None:
    field_defined("terms", is_required=True)
    page = text(mei.post(f"{LIST}new/", filled(terms="")))
    assert "This field is required." in page


def test_a_list_shows_custom_fields_as_columns(
    every_type: None, hengda: Customer, mei: Client
) -> None:
    custom = {"volume": "1234.5", "ends_on": date(2027, 12, 31), "terms": "net30", "listed": True}
    change_customer(SETTING_UP, hengda.pk, 1, custom=custom)
    codes = "name,custom.volume,custom.ends_on,custom.terms,custom.listed"
    page = text(mei.get(f"{LIST}?columns={codes}"))
    for words in ("1,234.5", "31 Dec 2027", "Net 30 days", "Yes"):
        assert words in page
    assert "sort=custom" not in page
    assert "Volume" in text(mei.get(f"{LIST}columns/"))


def test_columns_cost_one_question_however_many_customers(
    every_type: None,
    people: NamedPeople,
    mei: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        customer_named(
            f"C {number}", owner=people.mei_lin.pk, custom={"staff": number + 1, "volume": number}
        )
    address = f"{LIST}?columns=name,custom.staff,custom.volume,custom.terms"
    mei.get(address)
    with django_assert_num_queries(14):
        mei.get(address)


def test_a_condition_on_a_custom_field_is_made_and_said_in_words(
    every_type: None, hengda: Customer, mei: Client
) -> None:
    change_customer(SETTING_UP, hengda.pk, 1, custom={"volume": 50, "terms": "net30"})
    page = text(mei.get(f"{LIST}condition/?list=&field=custom.terms&operator=is"))
    assert "Custom fields" in page
    assert "Old terms" in page
    page = text(mei.get(f"{LIST}?where=custom.terms:is:net30;custom.volume:least:40"))
    assert "Terms is Net 30 days" in page
    assert "Volume at least 40" in page
    assert "Hengda Lifts" in page
    assert "Hengda Lifts" not in text(mei.get(f"{LIST}?where=custom.volume:least:60"))
