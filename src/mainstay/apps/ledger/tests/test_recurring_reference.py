"""Files of reference data that come by themselves: taken, put away, told, undone."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.ledger.models import ImportProfile, RecurringImport
from mainstay.apps.ledger.queries.recurring import inbox
from mainstay.apps.ledger.recurrence import RunOutcome
from mainstay.apps.ledger.services import importing, recurring
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.apps.ledger.services.importing.catalogue import import_branches
from mainstay.apps.ledger.services.importing.rates import import_rates
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile
from mainstay.apps.ledger.services.recurring import folders, reference, settling
from mainstay.apps.ledger.testing import IMPORTING
from mainstay.apps.ledger.tests.file_server import file_server
from mainstay.apps.ledger.tests.recurring import (
    batches,
    lay,
    looked_twice,
    names_in,
    runs,
    when_due,
)
from mainstay.apps.ledger.tests.test_taken_files import kept, newest
from mainstay.apps.notifications import queries as notifications
from mainstay.apps.reference.models import Region, TakenFile
from mainstay.apps.reference.queries.branches import REGIONS
from mainstay.apps.reference.services.taken import undo
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.jobs.models import Job

pytestmark = pytest.mark.usefixtures("shop", "at_once")

HEAD = "Tag;Waehrung;Kurs\n"
MARCH = f"{HEAD}2024-03-01;USD;7,1\n".encode()
BAD = f"{HEAD}2024-03-01;USD;abc\n".encode()
MAPPING = {"on": "Tag", "currency": "Waehrung", "rate": "Kurs"}


@pytest.fixture
def bank() -> ImportProfile:
    """How the files of the bank are read: columns and a decimal comma that no file shows."""
    file = ReferenceFile("bank.csv", [MARCH], MAPPING, ImportOptions(decimal_comma=True), "Bank")
    undo(IMPORTING, _taken(import_rates(IMPORTING, file).number))
    TakenFile.objects.system("test").all().delete()
    return ImportProfile.objects.system("test").get()


def _taken(number: int | None) -> TakenFile:
    return TakenFile.objects.system("test").get(pk=number or 0)


def watched_rates(actor: Actor, **facts: Any) -> RecurringImport:
    (inbox() / "bank").mkdir(parents=True, exist_ok=True)
    said: dict[str, Any] = {
        "profile": "Bank",
        "origin": "folder",
        "folder": "bank",
        "pattern": "*.csv",
    }
    return recurring.set_up(actor, name="Rates", **{**said, **facts})


def test_a_profile_keeps_columns_and_what_the_file_does_not_say(bank: ImportProfile) -> None:
    assert (bank.name, bank.kind, bank.mapping) == ("Bank", "rates", MAPPING)
    assert bank.options == {
        "encoding": None,
        "sheet": "",
        "day_order": None,
        "decimal_comma": True,
    }


def test_a_file_is_taken_by_the_person_behind_it_moved_and_told(
    acting: NamedActors, bank: ImportProfile
) -> None:
    row = watched_rates(acting.li_na)
    lay("march.csv", MARCH, "bank")
    looked_twice(row)
    assert kept() == {"USD 2024-03-01": Decimal("7.1")}
    assert names_in("bank") == []
    assert names_in("bank/done") == ["march.csv"]
    assert batches() == []
    (run,) = runs(row)
    assert (run.outcome, run.taken_id, run.moved_to) == (
        RunOutcome.IMPORTED,
        newest().pk,
        "done/march.csv",
    )
    assert newest().by_id == acting.li_na.person_id
    assert newest().sha256 == run.file_sha256
    [told] = notifications.messages(acting.li_na)
    words = notifications.words_of(acting.li_na, told)
    assert words.title == "march.csv has been imported"
    assert words.text == "New: 1. Changed: 0. Unchanged: 0. Rejected: 0."
    assert words.url == f"/imports/files/{newest().pk}/"
    withheld = notifications.words_of(acting.nobody_ning, told)
    assert (withheld.title, withheld.text, withheld.url) == (
        "A file of reference data has been imported",
        "",
        "",
    )


def test_a_full_folder_is_worked_off_in_one_look(acting: NamedActors, bank: ImportProfile) -> None:
    row = watched_rates(acting.li_na)
    for month in range(1, 5):
        lay(f"{month}.csv", f"{HEAD}2024-{month:02}-01;USD;7,{month}\n".encode(), "bank")
    looked_twice(row)
    assert len(kept()) == 4
    assert len(runs(row)) == 4


def test_what_came_by_itself_can_be_undone(acting: NamedActors, bank: ImportProfile) -> None:
    row = watched_rates(acting.li_na)
    lay("march.csv", MARCH, "bank")
    looked_twice(row)
    undo(acting.li_na, newest())
    assert kept() == {}


def test_sound_records_are_taken_and_the_others_told(
    acting: NamedActors, bank: ImportProfile
) -> None:
    row = watched_rates(acting.li_na)
    lay("march.csv", MARCH + b"2024-03-02;USD;abc\n", "bank")
    looked_twice(row)
    assert len(kept()) == 1
    assert names_in("bank/done") == ["march.csv"]
    [told] = notifications.messages(acting.li_na)
    assert told.severity == "caution"
    assert "Rejected: 1." in notifications.words_of(acting.li_na, told).text


def test_a_file_of_which_nothing_can_be_taken_lies_beside_its_reasons(
    acting: NamedActors, bank: ImportProfile
) -> None:
    row = watched_rates(acting.li_na)
    lay("bad.csv", BAD, "bank")
    row = looked_twice(row)
    assert names_in("bank/refused") == ["bad.csv", "bad.csv.rejects.csv", "bad.csv.txt"]
    note = (inbox() / "bank/refused/bad.csv.txt").read_text("utf-8-sig")
    assert "All records were rejected (1)" in note
    assert f"File no. {newest().pk}" in note
    rejects = (inbox() / "bank/refused/bad.csv.rejects.csv").read_text("utf-8-sig")
    assert "This is not a number." in rejects
    (run,) = runs(row)
    assert (run.outcome, row.failures) == (RunOutcome.FAILED, 1)
    [told] = notifications.messages(acting.li_na)
    assert notifications.words_of(acting.li_na, told).title == "bad.csv was not imported"


def test_a_file_that_does_not_fit_the_profile_fails_with_the_reason(
    acting: NamedActors, bank: ImportProfile
) -> None:
    row = watched_rates(acting.li_na)
    lay("other.csv", b"a,b\n1,2\n", "bank")
    looked_twice(row)
    (run,) = runs(row)
    assert (run.outcome, run.reason["code"], run.taken_id) == (RunOutcome.FAILED, "mapping", None)
    assert names_in("bank/refused") == ["other.csv", "other.csv.txt"]


def test_the_same_file_once_more_does_no_harm(acting: NamedActors, bank: ImportProfile) -> None:
    row = watched_rates(acting.li_na)
    for _time in range(2):
        lay("march.csv", MARCH, "bank")
        looked_twice(row)
    assert newest().unchanged == 1
    assert names_in("bank/done") == ["march (2).csv", "march.csv"]


def test_a_worker_lost_before_the_end_of_the_import_takes_the_file_anew(
    acting: NamedActors, bank: ImportProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = watched_rates(acting.li_na)
    lay("march.csv", MARCH, "bank")

    def dies(*_arguments: object, **_settings: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as lost:
        lost.setattr(reference, "notify", dies)
        with pytest.raises(KeyboardInterrupt):
            looked_twice(row)
    assert kept() == {}
    assert not TakenFile.objects.system("test").exists()
    Job.objects.system("test").update(state="failed")
    looked_twice(row)
    assert len(kept()) == TakenFile.objects.system("test").count() == 1
    assert names_in("bank/done") == ["march.csv"]


def test_a_worker_lost_between_commit_and_move_finishes_the_move(
    acting: NamedActors, bank: ImportProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = watched_rates(acting.li_na)
    lay("march.csv", MARCH, "bank")

    def dies(*_arguments: object) -> None:
        raise folders.FolderRefused("file_not_moved", name="", folder="", error="")

    with monkeypatch.context() as lost:
        lost.setattr(settling, "_put_away", dies)
        looked_twice(row)
    assert names_in("bank") == ["march.csv"]
    when_due(row)
    assert names_in("bank/done") == ["march.csv"]
    assert TakenFile.objects.system("test").count() == 1
    assert [run.outcome for run in runs(row) if run.file_name] == [RunOutcome.IMPORTED]


def test_rates_are_fetched_from_an_address(
    acting: NamedActors, bank: ImportProfile, settings: Settings
) -> None:
    settings.PULL_HOSTS = ["127.0.0.1"]
    with file_server() as served:
        row = recurring.set_up(
            acting.li_na,
            name="From the bank",
            profile="Bank",
            origin="address",
            address=served.file("/rates.csv", MARCH),
            every_minutes=5,
        )
        when_due(row)
        assert len(kept()) == 1
        when_due(row)
    assert TakenFile.objects.system("test").count() == 1


def test_a_tree_comes_by_itself_too(acting: NamedActors) -> None:
    content = b"code,name\nN,North\n"
    import_branches(IMPORTING, REGIONS, ReferenceFile("r.csv", [content], keep_as="Regions"))
    row = watched_rates(acting.li_na, profile="Regions")
    lay("regions.csv", content + b"S,South\n", "bank")
    looked_twice(row)
    assert Region.objects.system("test").count() == 2


def test_who_may_not_change_rates_sets_none_up(acting: NamedActors, bank: ImportProfile) -> None:
    permissions = acting.li_na.permissions - {"reference.rate.change"}
    with pytest.raises(AccessDenied):
        watched_rates(replace(acting.li_na, permissions=permissions))


def test_the_import_page_keeps_a_profile(li: Client) -> None:
    upload = SimpleUploadedFile("r.csv", b"date,currency,rate\n2024-03-01,USD,7\n")
    li.post("/imports/rates/", {"file": upload, "keep_as": "Bank"})
    assert ImportProfile.objects.system("test").get().kind == "rates"
    page = li.get("/imports/recurring/new/folder/").content.decode()
    assert "Bank" in page
    assert "Bank" not in li.get("/imports/new/").content.decode()
    assert li.get("/imports/profiles/").status_code == 200
    key = ImportProfile.objects.system("test").get().pk
    assert "Decimal mark" in li.get(f"/imports/profiles/{key}/").content.decode()


def test_a_check_keeps_no_profile(li: Client) -> None:
    upload = SimpleUploadedFile("r.csv", b"date,currency,rate\n2024-03-01,USD,7\n")
    li.post("/imports/rates/", {"file": upload, "keep_as": "Bank", "check_only": "on"})
    assert not ImportProfile.objects.system("test").exists()


def test_a_name_of_a_profile_of_another_kind_is_refused(li: Client, bank: ImportProfile) -> None:
    upload = SimpleUploadedFile("r.csv", b"code,name\nN,North\n")
    page = li.post("/imports/regions/", {"file": upload, "keep_as": "Bank"}).content.decode()
    assert "A profile of this name reads files of another kind." in page
    assert not Region.objects.system("test").exists()


def test_programs_keep_a_profile_and_see_what_was_taken(li: Client, acting: NamedActors) -> None:
    upload = SimpleUploadedFile("r.csv", b"date,currency,rate\n2024-03-01,USD,7\n")
    answer = li.post("/api/imports/rates", {"file": upload, "keep_as_profile": "Bank"})
    assert answer.status_code == 200
    row = watched_rates(acting.li_na)
    lay("march.csv", b"date,currency,rate\n2024-04-01,USD,7\n", "bank")
    looked_twice(row)
    (told,) = li.get(f"/api/recurring-imports/{row.pk}/runs").json()["items"]
    assert (told["batch"], told["reference_file"]) == (None, newest().pk)
    assert li.get(f"/api/recurring-imports/{row.pk}").json()["kind"] == "rates"
    page = li.get(f"/imports/recurring/{row.pk}/").content.decode()
    assert f"/imports/files/{newest().pk}/" in page
    assert "Reject limit" not in page


def test_a_look_here_takes_it_at_once(acting: NamedActors, bank: ImportProfile) -> None:
    row = watched_rates(acting.li_na)
    lay("march.csv", MARCH, "bank")
    assert recurring.look_here(acting.li_na, row) == 1
    assert len(kept()) == 1
    assert importing.may_save_profiles(acting.li_na)
