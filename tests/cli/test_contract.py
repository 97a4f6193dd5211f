"""Names, JSON keys and exit statuses that programs rely on."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import AS_OF
from tests.installation import ADMIN, Installation

DONE, FAILED, USAGE, NOTHING_COMMITTED = range(4)

ORDER_FILE = "orders.csv"
"""Stands for the file of orders in what is tried below."""

IMPORT_KEYS = {
    "batch", "kind", "state", "records", "accepted", "rejected", "unchanged", "superseded",
    "removed", "blank", "created_customers", "rounded", "money_in", "money_accepted",
    "money_rejected", "money_unchanged", "money_superseded", "reject_file", "reasons", "seconds",
    "totals", "created_contacts", "contact_columns",
}  # fmt: skip
EVALUATION_KEYS = {
    "evaluation", "scheme", "version", "as_of", "state", "customers", "grades", "withheld",
    "seconds",
}  # fmt: skip
GRADE_KEYS = ["customer", "name", "grade", "score", "coverage", "since", "why"]


def rows(text: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_init_names_the_home_and_the_administrator(empty: Installation, tmp_path: Path) -> None:
    again = empty.run("init", "--admin", ADMIN, "--password-file", "/dev/null", "--json")
    assert (again.status, again.json["error"]["code"]) == (FAILED, "exists")

    password = tmp_path / "password"
    password.write_text("short")
    other = Installation(tmp_path / "other")
    refused = other.run("init", "--admin", ADMIN, "--password-file", password, "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "invalid")

    password.write_text("a-rope-that-holds-it-all")
    made = other.json("init", "--admin", ADMIN, "--password-file", password, "--currency", "EUR")
    assert made == {"home": str(other.home), "admin": ADMIN}


def test_a_command_without_an_installation_says_so(tmp_path: Path) -> None:
    nowhere = Installation(tmp_path / "nowhere")
    asked = nowhere.run("batches", "--json")
    assert (asked.status, asked.json["error"]["code"]) == (FAILED, "no_installation")
    assert nowhere.run("doctor").status == FAILED


def test_import_reports_records_and_money(
    empty: Installation, orders: Path, tmp_path: Path
) -> None:
    installation = empty.copy(tmp_path / "home")
    create = ("--unknown-customers", "create")
    checked = installation.json("import", "orders", orders, *create, "--dry-run")
    report = installation.json("import", "orders", orders, *create)
    again = installation.json("import", "orders", orders)
    installation.remove()

    assert set(report) >= IMPORT_KEYS
    assert report | {"seconds": 0} == {
        "batch": report["batch"],
        "kind": "orders",
        "state": "committed",
        "records": 5,
        "accepted": 5,
        "rejected": 0,
        "unchanged": 0,
        "superseded": 0,
        "removed": 0,
        "blank": 0,
        "totals": 0,
        "created_customers": 3,
        "created_contacts": 0,
        "contact_columns": [],
        "rounded": 0,
        "money_in": {"CNY": "1160.0050"},
        "money_accepted": {"CNY": "1160.0050"},
        "money_rejected": {},
        "money_unchanged": {},
        "money_superseded": {},
        "money_removed": {},
        "reasons": {},
        "changes": {},
        "notes": {},
        "reject_file": None,
        "seconds": 0,
    }
    assert counts(checked) == counts(report)
    assert (again["unchanged"], again["accepted"]) == (5, 0)
    assert again["money_unchanged"] == report["money_in"]


def counts(report: dict[str, Any]) -> dict[str, Any]:
    return {key: report[key] for key in IMPORT_KEYS - {"batch", "state", "seconds"}}


def test_above_the_reject_limit_nothing_is_committed(
    installation: Installation, orders: Path
) -> None:
    strangers = orders.read_text().replace("K0", "X0")
    orders_of_strangers = installation.home.parent / "strangers.csv"
    orders_of_strangers.write_text(strangers)
    refused = installation.run("import", "orders", orders_of_strangers, "--json")

    assert (refused.status, refused.json["state"]) == (NOTHING_COMMITTED, "refused")
    assert refused.json["reasons"] == {"unknown_customer": 5}
    rejected = rows(Path(refused.json["reject_file"]).read_text("utf-8-sig"))
    assert [row["_mainstay_code"] for row in rejected] == ["unknown_customer"] * 5
    assert installation.json("ledger", "verify")["state"] == 1


def test_a_dry_run_leaves_its_rejects_to_be_mended_and_no_batch(
    installation: Installation,
) -> None:
    file = installation.home.parent / "mixed.csv"
    file.write_text("customer,order_no,line_no,ordered_at,amount\nK01,Z1,1,2024-02-03,x\n")
    asked = installation.run(
        "import", "orders", file, "--dry-run", "--reject-limit", "100", "--json"
    )
    assert (asked.status, asked.json["state"], asked.json["batch"]) == (DONE, "checked", None)
    assert [batch["batch"] for batch in installation.json("batches")["batches"]] == [1]
    rejects = Path(asked.json["reject_file"])
    assert rejects.parent == installation.home / "rejects"
    rejects.write_text(rejects.read_text("utf-8-sig").replace(",x", ",5"), "utf-8")
    assert installation.json("import", "orders", rejects)["accepted"] == 1


def test_a_profile_is_made_by_the_import_that_names_it_and_used_by_the_next(
    installation: Installation,
) -> None:
    file = installation.home.parent / "march.csv"
    file.write_text("who,no,day,sum\nK01,Z1,03/04/2024,5\n")
    map_to = ("customer=who", "order_no=no", "ordered_at=day", "amount=sum")
    mapped = [word for pair in map_to for word in ("--map", pair)]
    named = ("import", "orders", file, "--profile", "ERP")
    tried = installation.json(*named, *mapped, "--day-order", "day_first", "--dry-run")
    assert tried["state"] == "checked"
    asked = installation.run(*named, *mapped, "--json")
    assert asked.json["error"]["code"] == "ambiguous_dates"
    assert "--day-order day_first" in asked.json["error"]["message"]
    assert installation.json(*named, *mapped, "--day-order", "day_first")["accepted"] == 1

    file.write_text("who,no,day,sum\nK01,Z2,05/04/2024,5\n")
    assert installation.json(*named)["accepted"] == 1
    assert installation.json("batches")["batches"][0]["source"] == "ERP"
    other = installation.run("import", "customers", file, "--profile", "ERP", "--json")
    assert (other.status, other.json["error"]["code"]) == (USAGE, "other_kind")
    long = installation.run("import", "orders", file, "--profile", "E" * 81, "--json")
    assert (long.status, long.json["error"]["code"]) == (USAGE, "unfit_name")


def test_an_export_is_imported_again_unchanged(installation: Installation) -> None:
    folder = installation.home.parent
    for kind, name in (("csv", "orders.csv"), ("parquet", "orders.parquet")):
        file = folder / name
        exported = installation.run("export", "orders", "--format", kind, "--output", file)
        assert exported.status == 0, exported.errors
        again = installation.json("import", "orders", file, "--dry-run")
        assert (again["accepted"], again["rejected"]) == (0, 0)
        assert again["unchanged"] == again["records"] > 0
    customers = installation.run("export", "customers")
    assert customers.output.startswith("\ufeffcode,name,")
    unknown = installation.run("export", "orders", "--source", "CRM")
    assert (unknown.status, unknown.errors.strip()) == (USAGE, "No order lines came from CRM.")
    without_place = installation.run("export", "customers", "--format", "xlsx")
    assert without_place.status == USAGE


def test_a_dry_run_that_fails_leaves_no_batch(installation: Installation) -> None:
    file = installation.home.parent / "dates.csv"
    file.write_text("customer,order_no,line_no,ordered_at,amount\nK01,Z1,1,03/04/2024,5\n")
    asked = installation.run("import", "orders", file, "--dry-run", "--json")
    assert (asked.status, asked.json["error"]["code"]) == (FAILED, "ambiguous_dates")
    assert [batch["batch"] for batch in installation.json("batches")["batches"]] == [1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "orders", "/nowhere/at/all.csv"),
        ("import", "invoices", "/dev/null"),
        ("import", "orders", __file__, "--map", "customer"),
        ("import", "orders", __file__, "--map", "customer=A", "--map", "Customer code=B"),
        ("import", "orders", __file__, "--encoding", "foo"),
        ("import", "orders", ORDER_FILE, "--map", "foo=amount"),
        ("import", "orders", ORDER_FILE, "--map", "amount=Nope"),
        ("import", "orders", ORDER_FILE, "--currency", "XXQ"),
        ("import", "orders", ORDER_FILE, "--currency", "Q"),
        ("import", "orders", ORDER_FILE, "--source", "s" * 81),
        ("import", "customers", ORDER_FILE, "--map", "code=customer", "--currency", "EUR"),
        ("import", "customers", ORDER_FILE, "--map", "code=customer", "--decimal-comma"),
        ("import", "customers", ORDER_FILE, "--unknown-customers", "create"),
        ("import", "customers", ORDER_FILE, "--on-changed-order", "replace"),
        ("undo", "77", "--yes"),
        ("why", "K99", "--scheme", "abc"),
        ("why", "K01", "--scheme", "alphabet"),
        ("evaluate", "--scheme", "alphabet", "--as-of", "2025-01-01"),
        ("evaluate", "--scheme", "abc", "--as-of", "yesterday"),
        ("indicators",),
        ("batches", "--as", "stranger@mainstay.example"),
        ("indicators", "--as-of", "0001-01-01"),
        ("indicators", "--as-of", "9999-12-31"),
        ("evaluate", "--scheme", "abc", "--as-of", "1899-12-31"),
        ("indicators", *AS_OF, "--output", "/nowhere/at/all.csv"),
        ("no-such-command",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_two(
    graded: Installation, orders: Path, arguments: tuple[str, ...]
) -> None:
    words = [orders if word == ORDER_FILE else word for word in arguments]
    asked = graded.run(*words)
    assert asked.status == USAGE
    assert "Traceback" not in asked.errors


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "orders", "/nowhere/at/all.csv", "--json"),
        ("import", "invoices", "/dev/null", "--json"),
        ("evaluate", "--scheme", "abc", "--as-of", "yesterday", "--json"),
        ("batches", "--no-such-option", "--json"),
        ("grades", "--format", "json"),
        ("indicators", "--as-of", "2025-01-01", "--format=json", "--no-such-option"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_json_object_for_programs(
    graded: Installation, arguments: tuple[str, ...]
) -> None:
    asked = graded.run(*arguments)
    assert (asked.status, asked.json["error"]["code"]) == (USAGE, "usage")
    assert asked.json["error"]["message"] in asked.errors


def test_setting_up_with_a_currency_that_there_is_not_is_refused(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("a-rope-that-holds-it-all")
    words = ("--admin", ADMIN, "--password-file", password, "--currency", "XXQ", "--json")
    refused = Installation(tmp_path / "other").run("init", *words)
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "invalid")


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_help_names_the_fields_and_explains_every_option(
    graded: Installation, language: str
) -> None:
    said = graded.run("import", "--help", language=language).output
    assert {"customer_industry", "ordered_at", "registration_number"} <= set(
        said.replace(",", " ").replace("、", " ").replace("。", " ").replace(".", " ").split()
    )
    assert "1.234,50" in said
    assert "5" in said.split("--reject-limit")[1].split("--on-changed-order")[0]


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Customer code"), ("zh-hans", "客户编号"), ("en", "CUSTOMER")]
)
def test_a_field_is_named_by_its_code_or_as_people_call_it(
    installation: Installation, tmp_path: Path, language: str, name: str
) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("order_no,line_no,x,ordered_at,amount\nQ1,1,K01,2024-03-04,9.00\n")
    unsaid = installation.run("import", "orders", file)
    assert "Customer code (customer)" in unsaid.errors
    said = ("--map", f"{name}=x", "--json")
    done = installation.run("import", "orders", file, *said, language=language)
    assert (done.status, done.json["accepted"]) == (DONE, 1)


def test_a_file_that_cannot_be_read_as_orders_is_status_one(installation: Installation) -> None:
    file = installation.home.parent / "letter.csv"
    file.write_text("Dear Sirs,\nyours\n")
    refused = installation.run("import", "orders", file, "--json")
    assert (refused.status, refused.json["error"]["code"]) == (FAILED, "mapping")


def test_a_file_of_headings_alone_says_that_there_was_nothing(installation: Installation) -> None:
    file = installation.home.parent / "empty-day.csv"
    file.write_text("customer,order_no,line_no,ordered_at,amount\n")
    told = installation.run("import", "orders", file, "--dry-run")
    assert told.status == DONE
    said = "its headings (customer, order_no, line_no, ordered_at, amount) and no record"
    assert said in " ".join(told.output.split())


def test_batches_and_undo_speak_of_the_batch(installation: Installation) -> None:
    [batch] = installation.json("batches")["batches"]
    assert (batch["batch"], batch["state"], batch["report"]["accepted"]) == (1, "committed", 5)

    unsure = installation.run("undo", "1", "--json")
    assert (unsure.status, unsure.json["error"]["code"]) == (USAGE, "not_confirmed")
    nobody_there = installation.run("undo", "1")
    assert (nobody_there.status, "Nothing was undone" in nobody_there.errors) == (USAGE, True)
    planned = installation.json("undo", "1", "--preview")
    done = installation.json("undo", "1", "--yes")
    assert done == planned | {"state": 2}
    assert set(done) >= {"batch", "state", "removed", "restored", "kept_confirmed"}
    assert (done["batch"], done["removed"], done["restored"]) == (1, 5, 0)
    assert installation.json("ledger", "verify")["rows"] == 0


def test_indicators_come_as_csv_json_and_parquet(graded: Installation, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    as_csv = graded.run("indicators", *AS_OF, "--format", "csv")
    as_json = graded.run("indicators", *AS_OF, "--format", "json")
    file = tmp_path / "indicators.parquet"
    assert graded.run("indicators", *AS_OF, "--format", "parquet", "--output", file).status == DONE

    table = pq.read_table(file)
    found = rows(as_csv.output)
    assert table.column_names[0] == "customer"
    assert list(found[0]) == list(as_json.json[0]) == table.column_names
    assert [row["customer"] for row in found] == table["customer"].to_pylist()
    assert [row["revenue_12m"] for row in as_json.json] == ["1000.0050", "120.0000", "40.0000"]


def test_evaluate_says_how_many_have_which_grade(installation: Installation) -> None:
    done = installation.json("evaluate", "--scheme", "abc", *AS_OF)
    assert set(done) == EVALUATION_KEYS
    assert (done["scheme"], done["as_of"], done["state"]) == ("abc", "2025-01-01", 1)
    assert (done["customers"], done["grades"]) == (3, {"A": 1, "B": 1, "C": 1})


@pytest.mark.parametrize("scheme", ["abc", "tiers", "rfm"])
def test_grades_are_listed_with_their_reasons(graded: Installation, scheme: str) -> None:
    as_csv = graded.run("grades", "--scheme", scheme, "--format", "csv")
    as_json = graded.run("grades", "--scheme", scheme, "--format", "json")
    assert list(as_json.json[0]) == list(rows(as_csv.output)[0]) == GRADE_KEYS
    assert {row["customer"] for row in as_json.json} == {"K01", "K02", "K03"}
    assert all(row["grade"] and row["why"] for row in as_json.json)


@pytest.mark.parametrize("scheme", ["abc", "tiers", "rfm"])
def test_why_gives_reasons_and_the_next_grade(graded: Installation, scheme: str) -> None:
    found = graded.json("why", "K02", "--scheme", scheme)
    assert set(found) >= {"customer", "scheme", "grade", "score", "since", "reasons", "next"}
    assert (found["customer"], found["scheme"], found["since"]) == ("K02", scheme, "2025-01-01")
    assert found["reasons"]
    assert isinstance(found["next"], dict)
    assert (found["change"], found["reachable"]["status"]) == (None, "told")
    assert found["neighbours"]["customers"] == 3


def test_the_schemes_are_listed_with_their_grades(graded: Installation) -> None:
    listed = {each["code"]: each for each in graded.json("schemes", "list")["schemes"]}
    assert list(listed) == [
        "tiers", "abc", "rfm", "profit", "standard", "partner", "service", "attractiveness",
        "strength", "typology",
    ]  # fmt: skip
    abc = listed["abc"]
    assert (abc["name"], abc["version"], abc["grades"]) == ("ABC by revenue", 1, ["A", "B", "C"])
    assert abc["in_force"] == {"number": 1, "as_of": "2025-01-01"}
    assert listed["service"]["in_force"] is None


def test_the_checks_say_whether_all_is_well(empty: Installation, graded: Installation) -> None:
    assert set(graded.json("ledger", "verify")) == {"state", "files", "rows", "damaged"}
    assert graded.json("audit", "verify")["broken"] == []
    assert empty.json("doctor")["healthy"] is True


@pytest.mark.parametrize(
    "arguments",
    [
        ("batches",),
        ("schemes", "list"),
        ("ledger", "verify"),
        ("audit", "verify"),
        ("doctor",),
        ("why", "K01", "--scheme", "abc"),
        ("why", "K99", "--scheme", "abc"),
        ("undo", "1", "--preview"),
        ("undo", "77"),
    ],
    ids=" ".join,
)
def test_json_is_one_object_and_nothing_else(
    graded: Installation, arguments: tuple[str, ...]
) -> None:
    asked = graded.run(*arguments, "--json")
    assert isinstance(json.loads(asked.output), dict)


def test_people_read_sentences_in_their_language(graded: Installation) -> None:
    languages = ("en", "zh-hans", "zh-hant")
    spoken = [graded.run("ledger", "verify", language=language) for language in languages]
    assert [each.status for each in spoken] == [DONE] * len(languages)
    assert len({each.output for each in spoken}) == len(languages)
