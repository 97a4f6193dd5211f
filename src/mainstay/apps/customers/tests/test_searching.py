"""Finding customers and contacts by parts of their names, with the help of an index."""

import pytest
from django.core.management import call_command
from django.db import connection

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.queries import ContactFilter, CustomerFilter
from mainstay.apps.customers.queries.searching import CONTACT_INDEX, CUSTOMER_INDEX
from mainstay.apps.customers.services.contacts import create_contact
from mainstay.apps.customers.services.importing import undo
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named, imported
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.search import grams, searchable

pytestmark = pytest.mark.django_db


def found(text: str, actor: Actor = SETTING_UP) -> list[str]:
    return [customer.code for customer in queries.customers(actor, CustomerFilter(text=text))]


def people_found(text: str) -> list[str]:
    return [each.name for each in queries.contacts(SETTING_UP, ContactFilter(text=text))]


def few(text: str) -> list[int]:
    keys = CUSTOMER_INDEX.few(searchable(text).split())
    assert keys is not None
    return keys


@pytest.fixture
def huawei() -> Customer:
    return customer_named("华为技术有限公司", "HW", short_name="华为")


@pytest.mark.usefixtures("huawei")
@pytest.mark.parametrize(
    "text",
    ["华", "为技", "華為", "huawei", "HuaWeiJi", "hwjs", "hw", "华为 有限", "ｈｗ", "js 华"],
)
def test_a_customer_is_found_by_signs_pinyin_and_initials(text: str) -> None:
    customer_named("恒达电梯", "HD")
    assert found(text) == ["HW"]


@pytest.mark.usefixtures("huawei")
@pytest.mark.parametrize("text", ["华技", "yxgs", "huaweiyouxian", "达", '"', "华为*", "%", "_"])
def test_what_stands_nowhere_in_a_row_finds_nobody(text: str) -> None:
    assert found(text) == []


def test_both_readings_of_a_sign_find_the_customer() -> None:
    customer_named("重钢集团", "CG")
    assert found("chonggang") == found("zhonggang") == found("cgjt") == ["CG"]


def test_a_renamed_customer_is_found_by_its_new_name_alone(huawei: Customer) -> None:
    change_customer(SETTING_UP, huawei.key, huawei.version, name="恒达电梯", short_name="")
    assert found("恒达") == found("hddt") == ["HW"]
    assert found("华为") == []
    assert few("华为") == []


def test_the_index_forgets_a_customer_that_is_gone(huawei: Customer) -> None:
    assert few("华为") == [huawei.key]
    Customer.objects.system("test").filter(pk=huawei.pk).delete()
    assert few("华为") == []


def test_imported_customers_are_found_and_after_the_undo_as_before() -> None:
    imported(SETTING_UP, 1, {"code": "A", "name": "恒达电梯"})
    imported(SETTING_UP, 2, {"code": "A", "name": "华为技术"}, {"code": "B", "name": "华新"})
    assert found("华") == ["A", "B"]
    assert found("hx") == ["B"]
    undo(SETTING_UP, 2)
    assert found("hengda") == ["A"]
    assert found("华") == []


@pytest.mark.usefixtures("huawei")
def test_whoever_does_not_see_a_customer_does_not_find_it(acting: NamedActors) -> None:
    assert found("华为", acting.tom_becker) == []


def test_words_that_very_many_have_are_looked_for_row_by_row() -> None:
    for number in range(4):
        customer_named(f"恒达{number}", f"C-{number}")
    assert CUSTOMER_INDEX.few(["恒达"], most=3) is None
    assert len(CUSTOMER_INDEX.few(["恒达"], most=4) or ()) == 4


@pytest.mark.django_db(transaction=True)
def test_the_index_is_made_anew_when_its_upkeep_was_lost(huawei: Customer) -> None:
    """SQLite drops triggers when a migration rebuilds the table; PostgreSQL loses no index."""
    index = f"{Customer._meta.db_table}_grams_1"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'DROP TRIGGER "{index}_update"')
        else:
            cursor.execute(f'DROP INDEX "{index}"')
    Customer.objects.system("test").filter(pk=huawei.pk).update(search_text="恒达")
    call_command("migrate", verbosity=0)
    assert few("恒达") == [huawei.key]
    assert few("华为") == []


def test_the_database_takes_a_text_apart_as_the_search_does(huawei: Customer) -> None:
    """Every gram of the search text leads to the row, however the database made them."""
    for gram in grams(huawei.search_text):
        assert huawei.key in (CUSTOMER_INDEX.few([gram]) or ()), gram


def test_a_contact_is_found_by_name_number_and_customer(huawei: Customer) -> None:
    create_contact(SETTING_UP, huawei.key, name="任小明", mobile="138 0013 8000")
    create_contact(SETTING_UP, customer_named("Hengda", "HD").key, name="Ada Lovelace")
    assert people_found("小明") == people_found("rxm") == people_found("8000") == ["任小明"]
    assert people_found("华为") == people_found("hwjs 小明") == ["任小明"]
    assert people_found("lovelace") == people_found("hengda") == ["Ada Lovelace"]
    assert people_found("小红") == []


def test_the_index_of_contacts_keeps_up_with_changes(people: NamedPeople) -> None:
    key = customer_named("Hengda", "HD", owner=people.tom_becker.pk).key
    contact = create_contact(SETTING_UP, key, name="任小明")
    assert CONTACT_INDEX.few(["小明"]) == [contact.pk]
    contact.name = "王大力"
    contact.save()
    assert CONTACT_INDEX.few(["小明"]) == []
    Contact.objects.system("test").filter(pk=contact.pk).delete()
    assert CONTACT_INDEX.few(["大力"]) == []


def test_contacts_of_a_name_that_very_many_have_come_unsorted(
    huawei: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("王小明", "任小明"):
        create_contact(SETTING_UP, huawei.key, name=name)
    wanted = ContactFilter(text="小明")
    assert [each.name for each in listed(wanted)] == ["任小明", "王小明"]
    monkeypatch.setattr("mainstay.apps.customers.queries.searching.SORTED", 1)
    assert [each.name for each in listed(wanted)] == ["王小明", "任小明"]
    assert [each.name for each in listed(ContactFilter())] == ["任小明", "王小明"]


def listed(wanted: ContactFilter) -> list[Contact]:
    found = queries.contact_list(SETTING_UP, wanted)
    return list(found.rows.order_by(*found.order))


def test_contacts_are_called_by_their_own_names_alone(huawei: Customer) -> None:
    create_contact(SETTING_UP, huawei.key, name="任小明", mobile="138 0013 8000")
    for text, names in (("小明", ["任小明"]), ("8000", ["任小明"]), ("华为", [])):
        assert [each.name for each in queries.contacts_called(SETTING_UP, text, 5)] == names


def test_who_sees_few_customers_finds_the_same_as_if_they_were_many(
    acting: NamedActors, people: NamedPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, owner in (("Hengda", people.tom_becker), ("Hengxin", people.ana_silva)):
        customer = customer_named(name, name, owner=owner.pk)
        create_contact(SETTING_UP, customer.key, name=f"Ada of {name}")

    def seen() -> tuple[list[str], list[str]]:
        contacts = queries.contacts(acting.tom_becker, ContactFilter(text="ada"))
        return found("heng", acting.tom_becker), [each.name for each in contacts]

    assert seen() == (["Hengda"], ["Ada of Hengda"])
    monkeypatch.setattr("mainstay.apps.customers.queries.within.FEW", 0)
    assert seen() == (["Hengda"], ["Ada of Hengda"])
