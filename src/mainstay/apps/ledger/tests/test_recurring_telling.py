"""What the person behind a recurring import is told."""

import pytest
from django.urls import reverse

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.ledger.queries.recurring import inbox
from mainstay.apps.ledger.services import recurring
from mainstay.apps.ledger.services.recurring import noting
from mainstay.apps.ledger.tests.recurring import lay, looked_twice, names_in, watched, when_due
from mainstay.apps.notifications import queries as notifications

pytestmark = pytest.mark.usefixtures("shop", "at_once")


def test_a_file_that_cannot_be_read_is_told_at_once(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    looked_twice(row)
    [told] = notifications.messages(acting.li_na)
    words = notifications.words_of(acting.li_na, told)
    assert words.title == "orders-1.csv was not imported"
    assert "png" in words.text
    assert words.url == reverse("ledger:recurring", args=[row.pk])
    withheld = notifications.words_of(acting.nobody_ning, told)
    assert (withheld.title, withheld.text) == ("A recurring import took no file", "")


def test_a_folder_that_is_gone_is_told_once_a_day(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    (inbox() / "erp").rmdir()
    when_due(row)
    when_due(row)
    [told] = notifications.messages(acting.li_na)
    words = notifications.words_of(acting.li_na, told)
    assert words.title == "Daily orders took no file"
    assert words.text.startswith("There is no folder “erp”")


def test_a_file_whose_import_fails_is_told_by_the_import_alone(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    lay("orders-1.csv", b"a,b\n1,2\n")
    looked_twice(row)
    assert notifications.messages(acting.li_na).count() == 1


def test_after_five_failures_in_a_row_it_pauses_itself(acting: NamedActors) -> None:
    row = watched(acting.li_na)
    for number in range(4):
        lay(f"orders-{number}.csv", b"")
    row = looked_twice(row)
    assert (row.failures, row.paused_at) == (4, None)
    lay("orders-good.csv")
    assert looked_twice(row).failures == 0
    for number in range(6):
        lay(f"orders-{number}.csv", b"")
    row = looked_twice(row)
    assert (row.failures, row.paused_why, row.next_at) == (5, "failures", None)
    assert names_in("erp") == ["orders-5.csv"]
    told = notifications.messages(acting.li_na).get(kind=noting.PAUSED_ITSELF)
    words = notifications.words_of(acting.li_na, told)
    assert words.title == f"{row.name} has paused itself"
    assert words.url == reverse("ledger:recurring", args=[row.pk])
    withheld = notifications.words_of(acting.nobody_ning, told)
    assert (withheld.title, withheld.url) == ("A recurring import has paused itself", "")
    row = recurring.resume(acting.li_na, row.pk)
    assert (row.failures, row.paused_at) == (0, None)
