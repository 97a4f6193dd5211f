"""The main job by a program that has nothing but an address and a token."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from mainstay.apps.customers.policies import IMPORT, VIEW
from mainstay.apps.evaluation.policies import RUN, VIEW_EVALUATIONS, VIEW_GRADES, VIEW_SCHEMES
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.apps.ledger.policies import RUN_IMPORTS, UNDO_IMPORTS, VIEW_FILES, VIEW_IMPORTS
from tests.end_to_end.company import Company
from tests.end_to_end.programs import Program, issue_token
from tests.end_to_end.retailer import AS_OF, CURRENCY, GRADES_OF_ONLINE_RETAIL, OrderFile
from tests.installation import ADMIN, PASSWORD

pytestmark = pytest.mark.xdist_group("end-to-end")

SCOPES = [
    IMPORT, VIEW, VIEW_COSTS, RUN_IMPORTS, UNDO_IMPORTS, VIEW_FILES, VIEW_IMPORTS,
    RUN, VIEW_EVALUATIONS, VIEW_GRADES, VIEW_SCHEMES,
]  # fmt: skip
Grades = Mapping[str, Mapping[str, int]]
"""For each scheme: how many customers each grade has."""
OPTIONS = {"unknown_customers": "create", "reject_limit": 40}


@pytest.fixture
def program(address: str) -> Program:
    token = issue_token(address, ADMIN, PASSWORD, read_only=False, scopes=SCOPES)
    return Program(address, token)


def check_report(report: dict[str, Any], file: OrderFile, *, again: bool) -> None:
    """What has no customer is rejected each time; the rest is new once and unchanged from then."""
    new, known = (0, file.accepted) if again else (file.accepted, 0)
    counted = ("records", "accepted", "rejected", "unchanged", "superseded", "blank")
    assert [report[name] for name in counted] == [file.records, new, file.rejected, known, 0, 0]
    money = {"money_in": file.money_in, "money_rejected": file.money_rejected}
    money["money_unchanged" if again else "money_accepted"] = file.money_accepted
    assert {name: Decimal(report[name][CURRENCY]) for name in money} == money
    assert report["created_customers"] == (0 if again else len(file.revenue))


def test_from_the_upload_to_the_reasons(program: Program, small_file: OrderFile) -> None:
    do_the_main_job(program, small_file, {"abc": small_file.class_sizes()})


def test_a_real_retailer(program: Program, online_retail: OrderFile) -> None:
    assert (online_retail.accepted, online_retail.rejected) == (232_053, 88_652)
    do_the_main_job(program, online_retail, GRADES_OF_ONLINE_RETAIL)


def do_the_main_job(program: Program, file: OrderFile, grades: Grades) -> None:
    first = import_the_file(program, file)
    results = {scheme: check_sizes(program, scheme, sizes) for scheme, sizes in grades.items()}
    check_grades(program, results["abc"], file)
    check_reasons(program, file)
    second = import_the_file(program, file, again=True)
    undo(program, first, removed=0, kept=file.accepted)
    undo(program, second, removed=file.accepted, kept=0)
    check_nothing_is_left(program)


def import_the_file(program: Program, file: OrderFile, *, again: bool = False) -> str:
    """Upload, settle, check, commit, and again without the check; gives the address."""
    uploaded = program.upload("/api/imports", file.path, kind="orders")
    assert uploaded.status == 201, uploaded
    batch = f"/api/imports/{uploaded.body['batch']}"
    settled = program.patch(batch, {"options": OPTIONS})
    assert settled.body["mapping"]["customer"] == "CustomerID"
    steps = [("commit", "committed")] if again else [("check", "checked"), ("commit", "committed")]
    for step, outcome in steps:
        asked = program.post(f"{batch}/{step}")
        assert asked.status == 202, asked
        job = program.finish(f"/api/jobs/{asked.body['job']}", {"queued", "running"})
        assert job["state"] == "done", job
        done = program.get(batch).body
        assert done["state"] == outcome, done["failure"]
        check_report(done["report"], file, again=again)
    return batch


def check_sizes(program: Program, scheme: str, sizes: Mapping[str, int]) -> str:
    """Evaluate and count the customers of each grade; gives the address of the evaluation."""
    asked = program.post("/api/evaluations", {"scheme": scheme, "as_of": AS_OF})
    assert asked.status == 202, asked
    evaluation = f"/api/evaluations/{asked.body['evaluation']}"
    done = program.finish(evaluation, {"queued", "running"}, key="job.state")
    assert done["grades"] == sizes
    return evaluation


def check_grades(program: Program, evaluation: str, file: OrderFile) -> None:
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


def undo(program: Program, batch: str, *, removed: int, kept: int) -> None:
    """Lines that another import has brought too stay."""
    planned = program.get(f"{batch}/undo").body
    figures = [planned[name] for name in ("removed", "restored", "kept_confirmed")]
    assert figures == [removed, 0, kept]
    assert program.post(f"{batch}/undo").status == 202
    assert program.finish(batch, {"committed"})["state"] == "undone"


def check_nothing_is_left(program: Program) -> None:
    assert program.get("/api/ledger").body["lines"] == 0
    assert program.get("/api/customers").body["items"] == []


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
