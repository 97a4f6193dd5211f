"""What whoever started an import, an undo or upkeep reads when it has ended."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import translation

from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.services import importing, undoing
from mainstay.apps.ledger.services.keeping import compacting
from mainstay.apps.ledger.services.quality import checking
from mainstay.apps.ledger.testing import csv_file, handed_in
from mainstay.apps.notifications import queries as notifications
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Words
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop")

GOOD = csv_file("A,1,1,2024-03-01,10", "B,2,1,2024-03-01,10")
MIXED = csv_file("A,1,1,2024-03-01,10", "nobody,2,1,2024-03-01,10")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Whatever language the test before has left behind."""
    with translation.override("en"):
        yield


def newest(actor: Actor) -> tuple[str, Words]:
    """The severity of the actor's newest message, and its words."""
    message = notifications.messages(actor)[0]
    return message.severity, notifications.words_of(actor, message)


def file_of(actor: Actor, content: bytes = GOOD) -> ImportBatch:
    return handed_in(content, actor=actor, name="March orders.csv")


def page_of(batch: ImportBatch) -> str:
    return f"/imports/{batch.pk}/"


def test_a_check_tells_what_an_import_would_take(acting: NamedActors) -> None:
    batch = file_of(acting.li_na)
    importing.start(acting.li_na, batch, commit=False)
    run_waiting_jobs()
    said = Words("March orders.csv has been checked", "Accepted: 2. Rejected: 0.", page_of(batch))
    assert newest(acting.li_na) == ("good", said)


def test_an_import_an_undo_and_an_import_of_the_same_are_told(acting: NamedActors) -> None:
    batch = file_of(acting.li_na)
    importing.start(acting.li_na, batch, commit=True)
    run_waiting_jobs()
    said = Words("March orders.csv has been imported", "Accepted: 2. Rejected: 0.", page_of(batch))
    assert newest(acting.li_na) == ("good", said)

    again = file_of(acting.li_na)
    importing.start(acting.li_na, again, commit=True)
    run_waiting_jobs()
    assert newest(acting.li_na)[1].text == "Accepted: 0. Rejected: 0. Unchanged: 2."

    batch.refresh_from_db()
    undoing.start(acting.li_na, batch)
    run_waiting_jobs()
    undone = Words("The import of March orders.csv has been undone", "", page_of(batch))
    assert newest(acting.li_na) == ("good", undone)


def test_an_import_that_is_refused_for_its_rejects_wants_to_be_looked_at(
    acting: NamedActors,
) -> None:
    batch = file_of(acting.li_na, MIXED)
    importing.start(acting.li_na, batch, commit=True)
    run_waiting_jobs()
    severity, words = newest(acting.li_na)
    assert severity == "caution"
    assert words.title == "March orders.csv was not imported: too many records were rejected"
    assert words.text == "Accepted: 1. Rejected: 1."


def test_an_import_that_fails_says_why(acting: NamedActors) -> None:
    batch = file_of(acting.li_na, csv_file("A,1,1,03/04/2024,10"))
    importing.start(acting.li_na, batch, commit=True)
    run_waiting_jobs()
    severity, words = newest(acting.li_na)
    assert (severity, words.title) == ("bad", "March orders.csv could not be imported")
    assert "03/04/2024" in words.text


def test_an_import_that_another_stops_names_the_other(acting: NamedActors) -> None:
    batch = file_of(acting.li_na)
    importing.start(acting.li_na, batch, commit=True)
    importing.cancel(acting.admin_wang, batch)
    words = Words(
        "The import of March orders.csv was stopped",
        "Admin Wang has stopped it.",
        page_of(batch),
    )
    assert newest(acting.li_na) == ("info", words)


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("zh-hans", "March orders.csv已导入", "接受：2。拒绝：0。"),
        ("zh-hant", "March orders.csv已匯入", "接受：2。拒絕：0。"),
    ],
)
def test_it_is_told_in_chinese(language: str, title: str, text: str, acting: NamedActors) -> None:
    importing.start(acting.li_na, file_of(acting.li_na), commit=True)
    run_waiting_jobs()
    with translation.override(language):
        words = newest(acting.li_na)[1]
    assert (words.title, words.text) == (title, text)


def test_who_may_see_imports_no_longer_reads_neither_file_nor_figures(
    acting: NamedActors, people: NamedPeople
) -> None:
    importing.start(acting.li_na, file_of(acting.li_na), commit=True)
    run_waiting_jobs()
    without = replace(acting.li_na, permissions=acting.li_na.permissions - {"ledger.import.view"})
    assert newest(without)[1] == Words("Import a file: done")


def test_upkeep_and_checks_of_quality_lead_to_their_pages(acting: NamedActors) -> None:
    compacting.start(acting.admin_wang)
    checking.start(acting.li_na)
    run_waiting_jobs()
    merged = Words("Merge small ledger files: done", "", "/administration/upkeep/")
    assert newest(acting.admin_wang)[1] == merged
    assert newest(acting.li_na)[1] == Words("Check data quality: done", "", "/quality/")
