"""The main job by a program that has nothing but an address and a token."""

from decimal import Decimal
from typing import Any

import pytest

from mainstay.apps.customers.policies import IMPORT, VIEW
from mainstay.apps.evaluation.policies import RUN, VIEW_EVALUATIONS, VIEW_GRADES, VIEW_SCHEMES
from mainstay.apps.ledger.policies import RUN_IMPORTS, UNDO_IMPORTS, VIEW_FILES, VIEW_IMPORTS
from tests.end_to_end.company import Company
from tests.end_to_end.programs import Program, issue_token
from tests.end_to_end.retailer import AS_OF, CURRENCY, OrderFile
from tests.installation import ADMIN, PASSWORD

pytestmark = pytest.mark.xdist_group("end-to-end")

SCOPES = [
    IMPORT, VIEW, RUN_IMPORTS, UNDO_IMPORTS, VIEW_FILES, VIEW_IMPORTS,
    RUN, VIEW_EVALUATIONS, VIEW_GRADES, VIEW_SCHEMES,
]  # fmt: skip
OPTIONS = {"unknown_customers": "create", "reject_limit": 40}


@pytest.fixture
def program(address: str) -> Program:
    token = issue_token(address, ADMIN, PASSWORD, read_only=False, scopes=SCOPES)
    return Program(address, token)


def check_report(report: dict[str, Any], file: OrderFile) -> None:
    counted = ("records", "accepted", "rejected", "unchanged", "blank")
    assert [report[name] for name in counted] == [
        file.records,
        file.accepted,
        file.rejected,
        0,
        0,
    ]
    money = [
        Decimal(report[name][CURRENCY]) for name in ("money_in", "money_accepted", "money_rejected")
    ]
    assert money == [file.money_in, file.money_accepted, file.money_rejected]


def test_from_the_upload_to_the_reasons(program: Program, small_file: OrderFile) -> None:
    do_the_main_job(program, small_file)


def test_a_real_retailer(program: Program, online_retail: OrderFile) -> None:
    do_the_main_job(program, online_retail)


def do_the_main_job(program: Program, file: OrderFile) -> None:
    batch = import_the_file(program, file)
    check_grades(program, file)
    check_reasons(program, file)
    undo(program, batch, file)


def import_the_file(program: Program, file: OrderFile) -> str:
    """Upload, settle, check, commit; gives the address of the import."""
    uploaded = program.upload("/api/imports", file.path, kind="orders")
    assert uploaded.status == 201, uploaded
    batch = f"/api/imports/{uploaded.body['batch']}"
    settled = program.patch(batch, {"options": OPTIONS})
    assert settled.body["mapping"]["customer"] == "CustomerID"
    for step, outcome in (("check", "checked"), ("commit", "committed")):
        asked = program.post(f"{batch}/{step}")
        assert asked.status == 202, asked
        job = program.finish(f"/api/jobs/{asked.body['job']}", {"queued", "running"})
        assert job["state"] == "done", job
        done = program.get(batch).body
        assert done["state"] == outcome, done["failure"]
        check_report(done["report"], file)
    return batch


def check_grades(program: Program, file: OrderFile) -> None:
    asked = program.post("/api/evaluations", {"scheme": "abc", "as_of": AS_OF})
    assert asked.status == 202, asked
    evaluation = f"/api/evaluations/{asked.body['evaluation']}"
    done = program.finish(evaluation, {"queued", "running"}, key="job.state")
    assert done["grades"] == file.class_sizes()

    results = program.everything(f"{evaluation}/results", limit=200)
    revenue = {row["customer"]: Decimal(row["indicators"]["revenue_12m"]) for row in results}
    assert revenue == file.revenue
    grades = program.everything("/api/grades", scheme="abc", limit=200)
    assert {row["customer"]: row["grade"] for row in grades} == file.classes


def check_reasons(program: Program, file: OrderFile) -> None:
    codes = file.by_revenue
    for code in (codes[0], codes[len(codes) // 4], codes[-1]):
        found = program.get("/api/grades/why", customer=code, scheme="abc").body
        assert (found["grade"], found["since"]) == (file.classes[code], AS_OF)
        assert found["reasons"]
        assert found["next"]["text"]


def undo(program: Program, batch: str, file: OrderFile) -> None:
    planned = program.get(f"{batch}/undo").body
    assert (planned["removed"], planned["restored"]) == (file.accepted, 0)
    assert program.post(f"{batch}/undo").status == 202
    assert program.finish(batch, {"committed"})["state"] == "undone"
    assert program.get("/api/ledger").body["lines"] == 0


def test_a_token_does_no_more_than_its_scopes(empty_company: Company) -> None:
    address = empty_company.address
    token = issue_token(address, ADMIN, PASSWORD, read_only=True)
    reader = Program(address, token)
    assert reader.get("/api/imports").status == 200
    refused = reader.post("/api/evaluations", {"scheme": "abc", "as_of": AS_OF})
    assert (refused.status, refused.body["status"]) == (403, 403)
    refused = reader.post("/api/jobs/1/cancel")
    assert (refused.status, refused.body["detail"]) == (
        403,
        "This token lacks the permission “jobs.job.cancel”.",
    )
    stranger = Program(address, token[:-1] + ("a" if token[-1] != "a" else "b"))
    assert stranger.get("/api/imports").status == 401
