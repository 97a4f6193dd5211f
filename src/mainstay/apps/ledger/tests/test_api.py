"""Imports through the interface for programs."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.states import current_state, store
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.testing import (
    IMPORTING,
    checked,
    csv_file,
    handed_in,
    imported,
    lines_in_force,
)
from mainstay.apps.ledger.tests.asking import answer, ask, hand_in
from mainstay.apps.ledger.tests.browsing import SignedIn
from mainstay.engine.ledger_state import FileKind
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop")

GOOD = csv_file("A,1,1,2024-03-01,10", "B,2,1,2024-03-01,5")
BAD = csv_file("A,1,1,2024-03-01,10", "A,2,1,2024-03-01,ten")

OPERATIONS = [
    ("get", "/imports"),
    ("post", "/imports"),
    ("get", "/imports/1"),
    ("patch", "/imports/1"),
    ("delete", "/imports/1"),
    ("get", "/imports/1/columns"),
    ("get", "/imports/1/sheets"),
    ("get", "/imports/1/readings"),
    ("get", "/imports/1/preview"),
    ("get", "/imports/1/rejects"),
    ("get", "/imports/1/file"),
    ("post", "/imports/1/check"),
    ("post", "/imports/1/commit"),
    ("post", "/imports/1/contacts"),
    ("post", "/imports/1/cancel"),
    ("post", "/imports/1/rejects/dismiss"),
    ("post", "/imports/1/rejects/recall"),
    ("get", "/imports/1/undo"),
    ("post", "/imports/1/undo"),
    ("get", "/import-profiles"),
    ("get", "/import-profiles/1"),
    ("patch", "/import-profiles/1"),
    ("delete", "/import-profiles/1"),
    ("get", "/ledger"),
    ("get", "/ledger/verification"),
    ("get", "/ledger/customers/1/lines"),
    ("get", "/ledger/customers/1/months"),
    ("get", "/ledger/customers/1/next-products"),
    ("get", "/basket-rules"),
    ("get", "/jobs"),
    ("get", "/jobs/1"),
    ("post", "/jobs/1/cancel"),
]
EVERYBODYS = {"/jobs"}


def test_a_file_handed_in_twice_under_a_key_is_taken_once(li: Client) -> None:
    def sent(content: bytes) -> Any:
        file = SimpleUploadedFile("orders.csv", content)
        headers = {"Idempotency-Key": "nightly 2024-03-01"}
        return li.post("/api/imports", {"kind": "orders", "file": file}, headers=headers)

    first, again = sent(GOOD), sent(GOOD)
    assert first.status_code == 201
    assert again.json() == first.json()
    other = sent(GOOD.replace(b"10", b"11"))
    assert other.json()["code"] == "idempotency_key_reused"
    assert ImportBatch.objects.system("test").count() == 1


def test_rejects_are_dismissed_and_recalled(li: Client) -> None:
    number = imported(BAD, reject_limit=50).pk
    dismissed = answer(li, "post", f"/imports/{number}/rejects/dismiss")
    assert dismissed["rejects_dismissed_at"]
    assert dismissed["rejects_given_back"] == 0
    recalled = answer(li, "post", f"/imports/{number}/rejects/recall")
    assert recalled["rejects_dismissed_at"] is None


def test_the_contacts_in_a_file_of_customers_are_taken_as_an_import_of_their_own(
    li: Client,
) -> None:
    both = csv_file("N,诺德,王小明", header="客户编号,客户名称,联系人")
    customers = imported(both, "customers")
    assert customers.report["contact_columns"] == ["联系人"]
    taken = answer(li, "post", f"/imports/{customers.pk}/contacts", status=201)
    assert (taken["kind"], taken["state"]) == ("contacts", "uploaded")
    assert taken["mapping"]["contact_name"] == "联系人"
    refused = answer(li, "post", f"/imports/{imported(GOOD).pk}/contacts", status=409)
    assert refused["detail"] == "This import has no contacts that could follow now."


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_strangers_are_refused(method: str, path: str, client: Client) -> None:
    response = ask(client, method, path, {} if method in {"post", "patch"} else None)
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


def test_who_holds_no_role_is_refused_everything(people: NamedPeople, signed_in: SignedIn) -> None:
    imported(GOOD)
    nobody = signed_in(people.nobody_ning)
    for method, path in OPERATIONS:
        if path in EVERYBODYS:
            continue
        body: dict[str, Any] | None = {} if method in {"post", "patch"} else None
        if (method, path) == ("post", "/imports"):
            response = hand_in(nobody)
        else:
            response = ask(nobody, method, path, body)
        assert response.status_code in {403, 404}, (method, path, response.content)
        assert response["Content-Type"] == "application/problem+json"
    assert len(lines_in_force()) == 2


def test_a_director_is_told_nothing_of_what_all_customers_bought(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    batch = imported(GOOD)
    mei, chen = signed_in(people.mei_lin), signed_in(people.chen_wei)
    for path, status in (("/ledger", 403), ("/imports", 403), (f"/imports/{batch.pk}", 404)):
        answer(chen, "get", path)
        assert ask(mei, "get", path).status_code == status, path


def test_that_a_file_holds_headings_alone_is_said_in_words(li: Client) -> None:
    made = hand_in(li, csv_file()).json()
    assert made["remark"] == ""
    answer(li, "post", f"/imports/{made['batch']}/check", status=202)
    run_waiting_jobs()
    found = answer(li, "get", f"/imports/{made['batch']}")
    assert found["report"]["records"] == 0
    assert "and no record below them" in found["remark"]
    full = imported(GOOD)
    assert answer(li, "get", f"/imports/{full.pk}")["remark"] == ""


def test_a_file_goes_all_the_way_in_and_out_again(li: Client) -> None:
    response = hand_in(li, BAD)
    assert response.status_code == 201
    made = response.json()
    number = made["batch"]
    assert (made["state"], made["mapping"]["amount"], made["by"]) == (
        "uploaded",
        "amount",
        "Li Na",
    )
    columns = answer(li, "get", f"/imports/{number}/columns")
    assert columns["missing"] == []
    assert columns["columns"][0] == {
        "heading": "customer",
        "field": "customer",
        "samples": ["A", "A"],
    }
    settings = {"options": {"reject_limit": 50}, "source": "ERP", "keep_as_profile": "ERP"}
    settled = answer(li, "patch", f"/imports/{number}", settings)
    assert (settled["source"], settled["profile"]) == ("ERP", "ERP")
    job = answer(li, "post", f"/imports/{number}/check", status=202)["job"]
    assert answer(li, "get", f"/jobs/{job}")["state"] == "queued"
    run_waiting_jobs()
    assert answer(li, "get", f"/jobs/{job}")["result"]["accepted"] == 1
    preview = answer(li, "get", f"/imports/{number}/preview")
    assert preview["counts"] == {"rejected": 1, "new": 1}
    assert [row["outcome"] for row in preview["items"]] == ["rejected", "new"]
    assert preview["items"][0]["marks"][0]["detail"] == "This is not a number."
    rejects = b"".join(ask(li, "get", f"/imports/{number}/rejects"))
    assert b"not_a_number" in rejects
    assert b"".join(ask(li, "get", f"/imports/{number}/file")) == BAD
    answer(li, "post", f"/imports/{number}/commit", status=202)
    run_waiting_jobs()
    done = answer(li, "get", f"/imports/{number}")
    assert (done["state"], done["ledger_state"], done["has_reject_file"]) == ("committed", 1, True)
    assert done["report"]["money_accepted"] == {"CNY": "10.0000"}
    planned = answer(li, "get", f"/imports/{number}/undo")
    assert (planned["removed"], planned["state"]) == (1, None)
    answer(li, "post", f"/imports/{number}/undo", status=202)
    run_waiting_jobs()
    assert answer(li, "get", f"/imports/{number}")["state"] == "undone"
    assert lines_in_force() == {}


def test_options_that_are_not_said_stay(li: Client) -> None:
    batch = handed_in(GOOD, day_order="day_first")
    changed = answer(li, "patch", f"/imports/{batch.pk}", {"options": {"reject_limit": 7}})
    assert changed["options"]["day_order"] == "day_first"
    assert changed["options"]["reject_limit"] == 7


def test_a_field_is_taken_out_by_an_empty_heading(li: Client) -> None:
    batch = handed_in(GOOD)
    changed = answer(li, "patch", f"/imports/{batch.pk}", {"mapping": {"line_no": ""}})
    assert "line_no" not in changed["mapping"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"mapping": {"foo": "amount"}}, "mapping"),
        ({"mapping": {"amount": "Nope"}}, "mapping"),
        ({"options": {"currency": "XXQ"}}, "option"),
        ({"options": {"encoding": "foo"}}, "option"),
    ],
    ids=["field", "heading", "currency", "encoding"],
)
def test_settings_that_there_are_not_are_refused_at_once(
    li: Client, said: dict[str, Any], code: str
) -> None:
    batch = handed_in(GOOD)
    problem = answer(li, "patch", f"/imports/{batch.pk}", said, status=422)
    assert problem["code"] == code


def test_a_mapping_that_does_not_fit_the_file_is_a_problem(li: Client) -> None:
    batch = handed_in(GOOD)
    problem = answer(li, "patch", f"/imports/{batch.pk}", {"mapping": {"amount": "nope"}}, 422)
    assert (problem["code"], problem["figures"]["absent"]) == ("mapping", ["nope"])
    assert answer(li, "get", f"/imports/{batch.pk}")["mapping"]["amount"] == "amount"


def test_a_file_that_cannot_be_read_is_a_problem_with_its_reason(li: Client) -> None:
    response = hand_in(li, b"PK\x03\x04 a workbook")
    assert response.status_code == 422
    assert response.json()["code"] == "damaged_file"
    assert response.json()["detail"] == "The zip file is damaged."
    page = hand_in(li, b"<html><table></table></html>").json()
    assert page["code"] == "binary_file"
    assert "a file of the kind html" in page["detail"]
    assert not ImportBatch.objects.system("test").exists()


def test_an_unknown_encoding_is_stated_as_an_option(li: Client) -> None:
    made = hand_in(li, "客戶\n".encode("big5") + b"\xff\n").json()
    problem = ask(li, "get", f"/imports/{made['batch']}/columns")
    assert (problem.status_code, problem.json()["code"]) == (422, "encoding_unknown")
    options = {"options": {"encoding": "iso-8859-1"}}
    assert answer(li, "patch", f"/imports/{made['batch']}", options)["mapping"] == {}


def test_a_run_that_stopped_says_why(li: Client) -> None:
    batch = handed_in(csv_file("A,1,1,03/04/2024,10"))
    importing.start(IMPORTING, batch, commit=True)
    run_waiting_jobs()
    failure = answer(li, "get", f"/imports/{batch.pk}")["failure"]
    assert failure["code"] == "ambiguous_dates"
    assert "day or the month comes first" in failure["detail"]


def test_what_cannot_be_done_now_is_a_conflict(li: Client) -> None:
    batch = imported(GOOD)
    for method, path in (("post", "commit"), ("post", "check"), ("delete", "")):
        response = ask(li, method, f"/imports/{batch.pk}/{path}".rstrip("/"))
        assert response.status_code == 409
        assert response.json()["code"] == "batch_busy"


def test_a_file_is_discarded(li: Client) -> None:
    batch = checked(GOOD)
    assert ask(li, "delete", f"/imports/{batch.pk}").status_code == 204
    assert ask(li, "get", f"/imports/{batch.pk}").status_code == 404


def test_a_waiting_import_is_cancelled(li: Client) -> None:
    number = hand_in(li).json()["batch"]
    answer(li, "post", f"/imports/{number}/commit", status=202)
    assert answer(li, "post", f"/imports/{number}/cancel")["state"] == "cancelled"
    run_waiting_jobs()
    assert lines_in_force() == {}


def test_the_list_is_filtered_and_paged(li: Client) -> None:
    handed_in(GOOD)
    handed_in(GOOD)
    imported(GOOD)
    page = answer(li, "get", "/imports?limit=2")
    rest = li.get(page["next"]).json()
    numbers = [each["batch"] for each in (*page["items"], *rest["items"])]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 3
    assert len(answer(li, "get", "/imports?state=committed")["items"]) == 1
    assert ask(li, "get", "/imports?state=nonsense").status_code == 422


def test_jobs_are_listed_and_cancelled_by_those_who_see_them(
    li: Client, people: NamedPeople, signed_in: SignedIn
) -> None:
    number = hand_in(li).json()["batch"]
    job = answer(li, "post", f"/imports/{number}/commit", status=202)["job"]
    [mine] = answer(li, "get", "/jobs?unfinished=true")["items"]
    assert (mine["id"], mine["kind"], mine["by"]) == (job, "ledger.import", "Li Na")
    tom = signed_in(people.tom_becker)
    assert answer(tom, "get", "/jobs")["items"] == []
    assert ask(tom, "get", f"/jobs/{job}").status_code == 404
    assert ask(tom, "post", f"/jobs/{job}/cancel").status_code == 404
    assert answer(li, "post", f"/jobs/{job}/cancel")["state"] == "cancelled"
    assert answer(li, "get", f"/imports/{number}")["state"] == "cancelled"


def test_the_ledger_says_what_it_holds(li: Client) -> None:
    imported(GOOD)
    found = answer(li, "get", "/ledger")
    assert (found["state"], found["lines"], found["orders"], found["amount"]) == (
        1,
        2,
        2,
        "15.0000",
    )
    assert found["lines_per_currency"] == {"CNY": 2}


def test_a_damaged_ledger_is_a_problem_that_names_the_file(li: Client) -> None:
    imported(GOOD)
    [file] = current_state().files_of(FileKind.ORDERS)
    store().path(file.name).unlink()
    response = ask(li, "get", "/ledger")
    assert (response.status_code, response.json()["file"]) == (503, file.name)


def test_the_ledger_is_verified_by_content(people: NamedPeople, signed_in: SignedIn) -> None:
    imported(GOOD)
    grace = signed_in(people.grace_liu)
    sound = answer(grace, "get", "/ledger/verification")
    assert (sound["state"], sound["rows"], sound["damaged"]) == (1, 2, [])
    assert sound["files"] == len(current_state().files)
    [file] = current_state().files_of(FileKind.LINES)
    content = bytearray(store().path(file.name).read_bytes())
    content[len(content) // 2] ^= 1
    store().path(file.name).chmod(0o644)
    store().path(file.name).write_bytes(content)
    assert answer(grace, "get", "/ledger/verification")["damaged"] == [file.name]


def test_months_of_a_customer_are_for_those_who_see_the_customer(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    customer = customer_named("Hengda", "H", owner=people.tom_becker.pk)
    imported(csv_file("H,1,1,2024-03-01,10", "H,2,1,2024-04-01,1", "H,2,2,2024-04-30,2"))
    path = f"/ledger/customers/{customer.key}/months"
    months = answer(signed_in(people.tom_becker), "get", path)
    assert len(months) == 24
    assert [(each["month"], each["revenue"]) for each in months[-2:]] == [
        ("2024-03-01", "10.0000"),
        ("2024-04-01", "3.0000"),
    ]
    assert ask(signed_in(people.ana_silva), "get", path).status_code == 404


def test_lines_of_a_customer_are_for_those_who_see_the_customer(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    customer = customer_named("Hengda", "H", owner=people.tom_becker.pk)
    imported(csv_file("H,1,1,2024-03-01,10", "H,1,2,2024-03-01,5", "H,2,1,2024-04-01,1"))
    path = f"/ledger/customers/{customer.key}/lines"
    tom = signed_in(people.tom_becker)
    first = answer(tom, "get", f"{path}?limit=2")
    rest = tom.get(first["next"]).json()
    lines = [(each["order_no"], each["line_no"]) for each in (*first["items"], *rest["items"])]
    assert lines == [("2", 1), ("1", 2), ("1", 1)]
    assert first["items"][0]["amount"] == "1.0000"
    assert ask(signed_in(people.ana_silva), "get", path).status_code == 404
