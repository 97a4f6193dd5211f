"""The pages of products: what people see, what they can do, and who is turned away."""

import pytest
from django.test import Client

from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.reference.models import Product
from mainstay.apps.reference.queries.branches import PRODUCT_LINES
from mainstay.apps.reference.services.products import archive_product, change_product
from mainstay.apps.reference.testing import SETTING_UP, branch, product
from mainstay.apps.reference.tests.conftest import SignedIn
from mainstay.apps.reference.tests.test_rate_pages import text
from mainstay.foundation.testing.trail import last_entry

LIST = "/reference/products/"
PATHS = ["", "export/", "new/", "1/", "1/edit/", "1/archive/", "1/restore/"]
FORM = {"code": "R-8", "name": "Rope 8 mm", "unit": "m", "category": "Rope"}


def kept() -> Product:
    [row] = Product.objects.system("test").select_related("line")
    return row


@pytest.mark.parametrize("path", PATHS)
def test_strangers_are_sent_to_the_sign_in(path: str, client: Client, db: None) -> None:
    assert client.get(LIST + path)["Location"].startswith("/sign-in/")
    assert client.post(LIST + path)["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", PATHS)
def test_who_has_no_role_is_refused(
    path: str, company: None, people: NamedPeople, signed_in: SignedIn
) -> None:
    assert signed_in(people.nobody_ning).get(LIST + path).status_code == 403


def test_who_only_reads_finds_no_way_to_change(tom: Client) -> None:
    row = product("R-8", "Rope 8 mm")
    page = text(tom.get(LIST))
    assert "Rope 8 mm" in page
    assert f"{LIST}new/" not in page
    page = text(tom.get(f"{LIST}{row.pk}/"))
    assert f"{LIST}{row.pk}/edit/" not in page
    assert f"{LIST}{row.pk}/archive/" not in page
    for path in ("new/", *(f"{row.pk}/{each}/" for each in ("edit", "archive", "restore"))):
        assert tom.post(LIST + path, FORM).status_code == 403
    assert kept().version == 1


def test_a_product_is_created_and_changed(li: Client) -> None:
    line = branch(PRODUCT_LINES, "L", "Ropes")
    facts = {**FORM, "line_id": line.pk, "sold_from": "2026-03-01"}
    answer = li.post(LIST + "new/", facts, follow=True)
    assert "Rope 8 mm has been created." in text(answer)
    row = kept()
    assert (row.code, row.line, str(row.sold_from)) == ("R-8", line, "2026-03-01")
    page = text(li.get(f"{LIST}{row.pk}/"))
    assert "Ropes" in page
    assert "Mar" in page
    form = text(li.get(f"{LIST}{row.pk}/edit/"))
    assert 'value="2026-03-01"' in form
    assert '<option value="Rope"></option>' in form
    changed = {**facts, "version": 1, "name": "Rope", "line_id": ""}
    assert li.post(f"{LIST}{row.pk}/edit/", changed)["Location"] == f"{LIST}{row.pk}/"
    assert (kept().name, kept().line) == ("Rope", None)


def test_a_refusal_stands_beside_its_field(li: Client) -> None:
    days = {"sold_from": "2026-03-02", "sold_until": "2026-03-01"}
    page = text(li.post(LIST + "new/", {**FORM, **days}))
    assert "The last day lies before the first one." in page
    assert 'value="Rope 8 mm"' in page
    assert not Product.objects.system("test").exists()


def test_who_was_overtaken_keeps_what_was_typed(li: Client) -> None:
    row = product("R-8", "Rope 8 mm")
    change_product(SETTING_UP, row.pk, 1, name="Rope, 8 mm")
    page = text(li.post(f"{LIST}{row.pk}/edit/", {**FORM, "version": 1, "name": "Thick rope"}))
    assert "Somebody else has changed this since you opened it." in page
    assert 'value="Thick rope"' in page
    assert kept().name == "Rope, 8 mm"


def test_a_product_is_archived_after_a_question_and_restored(li: Client) -> None:
    row = product("R-8", "Rope 8 mm")
    assert "stay and count" in text(li.get(f"{LIST}{row.pk}/archive/"))
    assert not kept().is_archived
    answer = li.post(f"{LIST}{row.pk}/archive/", follow=True)
    assert f'hx-post="{LIST}{row.pk}/restore/"' in text(answer)
    assert kept().is_archived
    assert "Rope 8 mm" not in text(li.get(LIST))
    assert "Rope 8 mm" in text(li.get(LIST, {"standing": "archived"}))
    assert "It is offered again." in text(li.get(f"{LIST}{row.pk}/restore/"))
    li.post(f"{LIST}{row.pk}/restore/")
    assert not kept().is_archived


def test_the_list_says_what_can_be_done_when_it_is_empty(li: Client) -> None:
    assert "No products yet" in text(li.get(LIST))
    product("R-8")
    page = text(li.get(LIST, {"q": "gear"}))
    assert "No product found" in page


def test_the_list_has_pages_filters_and_an_order(li: Client) -> None:
    line = branch(PRODUCT_LINES, "L", "Ropes")
    for number in range(60):
        product(f"R-{number:02}", category="Rope", line_id=line.pk if number % 2 else None)
    first = li.get(LIST, {"sort": "-code"}).context["table"].page
    assert first.items[0].code == "R-59"
    second = li.get(LIST, {"sort": "-code", "cursor": first.next}).context["table"].page
    assert [row.code for row in second.items][-1] == "R-00"
    of_line = li.get(LIST, {"line": line.pk, "category": "Rope"}).context["table"]
    assert of_line.total.value == 30


def test_the_filtered_list_is_handed_out_as_a_file(li: Client) -> None:
    line = branch(PRODUCT_LINES, "L", "Ropes")
    product("R-8", "=Rope", line_id=line.pk)
    archive_product(SETTING_UP, product("R-9").pk)
    answer = li.get(LIST + "export/")
    lines = answer.getvalue().decode().removeprefix("\ufeff").split()
    assert lines == [
        "code,name,unit,category,line,sold_from,sold_until,archived",
        "R-8,'=Rope,,,L,,,no",
    ]
    assert (last_entry().action, last_entry().details["rows"]) == ("reference.products.exported", 1)
    assert li.get(LIST + "export/", {"format": "xlsx"}).getvalue().startswith(b"PK")


def test_a_product_that_is_not_there_is_said_so(li: Client) -> None:
    assert li.get(f"{LIST}99/").status_code == 404
    assert li.get(f"{LIST}99/edit/").status_code == 404
