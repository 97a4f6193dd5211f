"""Rejected records wait on the first page until they were given back or somebody dismissed them."""

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.governance.models import Role
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.models import ImportBatch, ImportKind
from mainstay.apps.ledger.queries.batches import with_rejects_to_mend
from mainstay.apps.ledger.queries.folders import reject_path
from mainstay.apps.ledger.services import importing, undoing
from mainstay.apps.ledger.testing import IMPORTING, csv_file, handed_in, imported, report_of
from mainstay.apps.ledger.tests.browsing import page_of, text
from mainstay.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("shop")

FILE = csv_file("A,1,1,2024-03-01,5", "A,1,2,2024-03-01,six", "A,1,3,2024-03-01,seven")
DISMISSED = "ledger.rejects.dismissed"


def waiting() -> dict[int, int]:
    """How many records wait, by the number of the import that rejected them."""
    rows = with_rejects_to_mend(IMPORTING)
    return {batch.pk: batch.to_mend for batch in rows}  # type: ignore[attr-defined]


def left_behind(content: bytes = FILE) -> ImportBatch:
    return imported(content, reject_limit=100)


def reject_lines(batch: ImportBatch) -> list[str]:
    return reject_path(batch).read_text("utf-8-sig").splitlines()


def given_back(lines: list[str], kind: str = ImportKind.ORDERS) -> ImportBatch:
    """An import of these lines of a reject file, with the figures mended."""
    mended = "\n".join([*lines, ""]).replace("seven", "7").replace("six", "6")
    return imported(mended.encode("utf-8-sig"), kind, name="rejects.csv", reject_limit=100)


def test_rejects_wait_until_they_were_mended_and_imported() -> None:
    batch = left_behind()
    assert waiting() == {batch.pk: 2}
    given_back(reject_lines(batch))
    assert waiting() == {}


def test_the_rest_waits_while_only_some_were_given_back() -> None:
    batch = left_behind()
    header, first, second = reject_lines(batch)
    given_back([header, first])
    assert waiting() == {batch.pk: 1}
    given_back([header, second])
    assert waiting() == {}


def test_a_record_that_is_rejected_again_waits_with_the_import_that_rejected_it_last() -> None:
    batch = left_behind()
    header, first, second = reject_lines(batch)
    again = given_back([header, first, second.replace("seven", "about")])
    assert waiting() == {again.pk: 1}
    assert reject_lines(again)[1].startswith(f"{again.pk},")


def test_a_record_that_no_longer_fits_the_headings_waits_with_the_later_import() -> None:
    batch = left_behind()
    header, first, second = reject_lines(batch)
    again = given_back([header, first, second + ",too,many"])
    assert waiting() == {again.pk: 1}


def test_undoing_the_import_of_the_mended_file_makes_them_wait_again() -> None:
    batch = left_behind()
    again = given_back(reject_lines(batch))
    undoing.undo_now(IMPORTING, again)
    assert waiting() == {batch.pk: 2}


def test_the_same_line_twice_in_a_mended_file_is_one_record() -> None:
    batch = left_behind()
    header, first, _second = reject_lines(batch)
    given_back([header, first, first])
    assert waiting() == {batch.pk: 1}


def test_a_part_that_is_given_back_twice_counts_once() -> None:
    batch = left_behind()
    header, first, second = reject_lines(batch)
    given_back([header, first])
    again = given_back([header, first])
    assert report_of(again).unchanged == 1
    assert waiting() == {batch.pk: 1}
    given_back([header, second])
    assert waiting() == {}


def test_what_is_rejected_of_the_same_file_again_waits_with_the_later_import_until_its_undo() -> (
    None
):
    batch = left_behind()
    again = left_behind()
    assert waiting() == {again.pk: 2}
    undoing.undo_now(IMPORTING, again)
    assert waiting() == {batch.pk: 2}


def test_a_refused_import_waits_although_its_rejects_came_in() -> None:
    batch = imported(FILE)
    assert batch.state == "refused"
    given_back(reject_lines(batch))
    assert waiting() == {batch.pk: 2}


def test_customers_given_back_leave_the_list_too() -> None:
    content = b"code,name,founded on\nX,Ex,yesterday\n"
    batch = imported(content, ImportKind.CUSTOMERS, reject_limit=100)
    assert waiting() == {batch.pk: 1}
    header, line = reject_lines(batch)
    given_back([header, line.replace("yesterday", "2001-01-01")], ImportKind.CUSTOMERS)
    assert waiting() == {}


@pytest.mark.parametrize("number", ["999999", "-1", "x", "", "9" * 30])
def test_a_file_that_names_another_import_or_none_gives_nothing_back(number: str) -> None:
    batch = left_behind()
    header, *lines = reject_lines(batch)
    given_back([header, *(number + line[line.index(",") :] for line in lines)])
    assert waiting() == {batch.pk: 2}


def test_a_file_cannot_give_back_what_its_person_does_not_see(people: NamedPeople) -> None:
    rights = ["ledger.import.run", "ledger.import.view", "customers.customer.import"]
    role = Role.objects.create(code="loader", name="Loader", permissions=rights, scope="team")
    people.mei_lin.roles.add(role)
    batch = left_behind()
    content = (
        "\n".join([*reject_lines(batch), ""]).replace("seven", "7").replace("six", "6").encode()
    )
    mei = actor_of(people.mei_lin)
    importing.run_now(mei, handed_in(content, actor=mei, reject_limit=100), commit=True)
    assert waiting() == {batch.pk: 2}


def test_the_first_page_lists_what_waits_and_its_button_dismisses_it(li: Client) -> None:
    batch = left_behind()
    home = reverse("home")
    address = reverse("ledger:dismiss_rejects", args=[batch.pk])
    assert "2</data> records to mend" in text(li.get(home))
    assert address in text(li.get(home))
    answer = li.post(address, {"from_home": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == home
    assert "has left the list" in text(answer)
    assert address not in text(answer)
    [entry] = AuditEntry.objects.system("test").filter(action=DISMISSED)
    assert entry.actor_name == "Li Na"


def test_what_was_dismissed_can_be_put_back(li: Client) -> None:
    batch = left_behind()
    li.post(reverse("ledger:dismiss_rejects", args=[batch.pk]))
    page = page_of(li, batch)
    recall = reverse("ledger:recall_rejects", args=[batch.pk])
    assert "Nobody has to mend them" in page
    assert recall in page
    li.post(recall)
    assert waiting() == {batch.pk: 2}
    assert "Nobody has to mend them" not in page_of(li, batch)


def test_dismissing_twice_is_written_down_once() -> None:
    batch = left_behind()
    importing.dismiss_rejects(IMPORTING, batch)
    importing.dismiss_rejects(IMPORTING, batch)
    assert AuditEntry.objects.system("test").filter(action=DISMISSED).count() == 1


def test_a_new_run_of_a_dismissed_import_waits_again() -> None:
    batch = imported(FILE)
    importing.dismiss_rejects(IMPORTING, batch)
    assert waiting() == {}
    importing.run_now(IMPORTING, batch, commit=True)
    assert waiting() == {batch.pk: 2}


def test_the_page_says_how_many_came_in_a_mended_file(li: Client) -> None:
    batch = left_behind()
    header, first, _second = reject_lines(batch)
    given_back([header, first])
    assert "1</data> of these records was given back" in page_of(li, batch)
