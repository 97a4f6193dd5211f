"""The pages of recurring imports: setting one up, what it shows, who may."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mainstay.apps.governance.models import Role
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.models import RecurringImport
from mainstay.apps.ledger.queries.recurring import inbox
from mainstay.apps.ledger.services import recurring
from mainstay.apps.ledger.tests.browsing import SignedIn, page_of, text
from mainstay.apps.ledger.tests.recurring import (
    BAD,
    batches,
    fresh,
    lay,
    looked_twice,
    profile,
    pulled,
    runs,
    watched,
)
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop", "at_once")

LIST_QUERIES = 8
PAGE_QUERIES = 8
OF_ONE = ["edit_recurring", "run_recurring", "pause_recurring", "resume_recurring"]
ADDRESS = {
    "name": "From the ERP",
    "profile": "ERP",
    "address": "https://erp.example/orders.csv?key=hush",
    "rhythm": "daily",
    "at": "06:30",
    "weekday": "1",
    "every_minutes": "60",
    "credential_kind": "bearer",
    "secret": "opensesame",
}


def address(name: str, row: RecurringImport) -> str:
    return reverse(f"ledger:{name}", args=[row.pk])


@pytest.fixture
def row(acting: NamedActors) -> RecurringImport:
    """One that watches a folder."""
    return watched(acting.li_na)


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_sign_in_and_others_are_refused(
    method: str, row: RecurringImport, client: Client, tom: Client
) -> None:
    addresses = [address(name, row) for name in (*OF_ONE, "recurring", "remove_recurring")]
    others = ("recurring_list", "new_recurring_folder", "new_recurring_address")
    addresses += [reverse(f"ledger:{name}") for name in others]
    for each in addresses:
        stranger = getattr(client, method)(each)
        assert stranger.headers["Location"].startswith(reverse("account_login")), each
        assert getattr(tom, method)(each).status_code in {403, 404, 405}, each
    assert fresh(row).paused_at is None


def test_a_general_manager_looks_on_and_changes_nothing(
    row: RecurringImport, people: NamedPeople, signed_in: SignedIn
) -> None:
    chen = signed_in(people.chen_wei)
    assert row.name in text(chen.get(reverse("ledger:recurring_list")))
    page = text(chen.get(address("recurring", row)))
    for name in (*OF_ONE, "remove_recurring"):
        assert address(name, row) not in page
        assert chen.post(address(name, row)).status_code == 403
    assert reverse("ledger:new_recurring_folder") not in text(
        chen.get(reverse("ledger:recurring_list"))
    )


def test_the_list_of_imports_leads_there_and_says_what_comes_first(li: Client) -> None:
    assert reverse("ledger:recurring_list") in text(li.get(reverse("ledger:list")))
    empty = text(li.get(reverse("ledger:recurring_list")))
    assert "A profile comes first" in empty
    profile()
    empty = text(li.get(reverse("ledger:recurring_list")))
    assert "No recurring imports yet" in empty
    assert reverse("ledger:new_recurring_folder") in empty


def test_a_watched_folder_is_set_up_and_imports(li: Client) -> None:
    profile()
    (inbox() / "erp").mkdir(parents=True)
    page = text(li.get(reverse("ledger:new_recurring_folder")))
    assert str(inbox()) in page
    said = {
        "name": "Daily orders",
        "profile": "ERP",
        "folder": "erp",
        "pattern": "orders-*.csv",
        "reject_limit": "100",
        "unknown_customers": "create",
    }
    response = li.post(reverse("ledger:new_recurring_folder"), said)
    row = RecurringImport.objects.system("test").get()
    assert response.headers["Location"] == address("recurring", row)
    assert row.options == {"reject_limit": 100, "unknown_customers": "create"}
    page = text(li.get(address("recurring", row)))
    for shown in ("Daily orders", "erp/orders-*.csv", "Li Na", "every minute", "No file yet"):
        assert shown in page
    assert "Create the customers" in page
    lay("orders-1.csv")
    looked_twice(row)
    page = text(li.get(address("recurring", row)))
    assert "orders-1.csv" in page
    assert reverse("ledger:batch", args=[batches()[0].pk]) in page
    batch_page = page_of(li, batches()[0])
    assert address("recurring", row) in batch_page
    assert "Daily orders" in text(li.get(reverse("ledger:list")))


def test_an_address_is_set_up_and_its_secrets_are_not_shown(li: Client) -> None:
    profile()
    assert li.get(reverse("ledger:new_recurring_address")).status_code == 200
    li.post(reverse("ledger:new_recurring_address"), ADDRESS)
    row = RecurringImport.objects.system("test").get()
    page = text(li.get(address("recurring", row)))
    assert "every day at 06:30" in page
    assert "https://erp.example/orders.csv?…" in page
    assert "hush" not in page
    form = text(li.get(address("edit_recurring", row)))
    assert "opensesame" not in form
    kept = row.sealed_credentials
    changed = {**ADDRESS, "secret": "", "rhythm": "weekly"}
    response = li.post(address("edit_recurring", row), changed)
    assert response.status_code == 302, text(response)
    row = fresh(row)
    assert (row.sealed_credentials, row.rhythm) == (kept, "weekly")
    assert "every Monday at 06:30" in text(li.get(address("recurring", row)))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"folder": "../out"}, "The folder lies outside of"),
        ({"folder": "nowhere"}, "There is no folder “nowhere”"),
        ({"pattern": "a/b"}, "A pattern names files of this folder alone"),
        ({"name": ""}, "This field is required"),
        ({"reject_limit": "101"}, "less than or equal to 100"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    said: dict[str, str], words: str, li: Client
) -> None:
    profile()
    (inbox() / "erp").mkdir(parents=True)
    facts = {"name": "x", "profile": "ERP", "folder": "erp", "pattern": "*.csv"}
    page = text(li.post(reverse("ledger:new_recurring_folder"), {**facts, **said}))
    assert words in page
    assert not RecurringImport.objects.system("test").exists()


def test_it_is_paused_resumed_started_and_deleted(li: Client, row: RecurringImport) -> None:
    li.post(address("pause_recurring", row))
    assert fresh(row).paused_why == "by_hand"
    page = text(li.get(address("recurring", row)))
    assert "Paused" in page
    assert address("resume_recurring", row) in page
    refused = li.post(address("run_recurring", row), follow=True)
    assert "It is paused: resume it first." in text(refused)
    li.post(address("resume_recurring", row))
    assert fresh(row).paused_at is None
    lay("orders-1.csv")
    for _look in range(2):
        li.post(address("run_recurring", row))
        run_waiting_jobs()
    assert len(batches()) == 1
    assert "Delete the recurring import" in text(li.get(address("remove_recurring", row)))
    assert li.get(address("edit_recurring", row)).status_code == 200
    li.post(address("remove_recurring", row))
    assert not RecurringImport.objects.system("test").exists()


def test_a_refused_file_leads_to_where_it_is_decided(li: Client, row: RecurringImport) -> None:
    lay("orders-1.csv", BAD)
    looked_twice(row)
    page = text(li.get(address("recurring", row)))
    assert "2 of 2 records were rejected, more than the limit allows." in page
    assert "Waits for a decision" in page
    (batch,) = batches()
    assert reverse("ledger:commit_accepted", args=[batch.pk]) in page_of(li, batch)
    li.post(reverse("ledger:commit_accepted", args=[batch.pk]))
    run_waiting_jobs()
    page = text(li.get(address("recurring", row)))
    assert "Waits for a decision" not in page
    assert len(runs(row)) == 1


def test_what_paused_itself_says_so(li: Client, row: RecurringImport) -> None:
    for number in range(5):
        lay(f"orders-{number}.csv", b"")
    looked_twice(row)
    page = text(li.get(address("recurring", row)))
    assert "It paused itself" in page
    assert "The file is empty." in page


def test_more_rows_cost_no_more_queries(li: Client, acting: NamedActors) -> None:
    rows = [watched(acting.li_na)]
    counts: list[tuple[int, int, int]] = []
    for number in range(2):
        for each in range(3):
            lay(f"orders-{number}{each}.csv", BAD)
        looked_twice(rows[0])
        recurring.resume(acting.li_na, rows[0].pk)
        counts.append(
            (
                queries(li, reverse("ledger:recurring_list")),
                queries(li, address("recurring", rows[0])),
                queries(li, reverse("ledger:list")),
            )
        )
        rows.append(watched(acting.li_na, name=f"More {number}", pattern=f"more-{number}"))
        pulled(acting.li_na, "https://erp.example/orders.csv", name=f"Pull {number}")
    assert counts[0] == counts[1]
    assert counts[0][:2] <= (LIST_QUERIES, PAGE_QUERIES)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_another_recurring_import_is_not_found(li: Client, row: RecurringImport) -> None:
    for name in ("recurring", "edit_recurring", "remove_recurring"):
        assert li.get(reverse(f"ledger:{name}", args=[row.pk + 1])).status_code == 404


def test_who_sees_own_imports_alone_sees_own_recurring_imports_alone(
    acting: NamedActors, people: NamedPeople, signed_in: SignedIn, row: RecurringImport
) -> None:
    rights = [
        "ledger.import.run",
        "ledger.import.view",
        "ledger.recurring.change",
        "customers.customer.import",
    ]
    role = Role.objects.create(code="loader", name="Loader", permissions=rights, scope="team")
    people.mei_lin.roles.add(role)
    own = watched(actor_of(people.mei_lin), name="Own files", pattern="own-*")
    mei = signed_in(people.mei_lin)
    listed = text(mei.get(reverse("ledger:recurring_list")))
    assert own.name in listed
    assert row.name not in listed
    assert mei.get(address("recurring", row)).status_code == 404
    assert mei.post(address("pause_recurring", row)).status_code == 404


def test_a_time_of_day_names_the_company_s_zone_to_who_lives_in_another(
    li: Client, people: NamedPeople
) -> None:
    profile()
    li.post(reverse("ledger:new_recurring_address"), ADDRESS)
    row = RecurringImport.objects.system("test").get()
    people.li_na.time_zone = "Europe/Berlin"
    people.li_na.save()
    assert "every day at 06:30 (Asia/Shanghai)" in text(li.get(address("recurring", row)))
