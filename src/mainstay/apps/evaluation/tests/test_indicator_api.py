"""Indicators for programs: the catalogue, figures, and defining one."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainstay.apps.evaluation.services.refreshing import refresh_figures
from mainstay.apps.evaluation.tests.defining import DEFINING, define, graded_by
from mainstay.apps.governance.testing import NamedPeople

CATALOGUE = "/api/indicators"
OWN = "/api/custom-indicators"
WANTED = {
    "code": "per_month",
    "names": {"en": "Per month"},
    "unit": "money",
    "dimension": "value",
    "formula": "revenue_12m / active_months_12m",
}


@pytest.fixture
def admin(trade: NamedPeople, signed_in: Any) -> Client:
    """The administrator."""
    client: Client = signed_in(trade.admin_wang)
    return client


def send(client: Client, method: str, address: str, **said: Any) -> Any:
    return getattr(client, method)(address, said, content_type="application/json")


def test_the_catalogue_has_own_indicators_with_what_they_are_made_of(li_na: Client) -> None:
    define()
    found = {each["code"]: each for each in li_na.get(CATALOGUE).json()}
    assert found["custom.per_month"]["made_of"] == ["revenue_12m", "active_months_12m"]
    assert found["custom.per_month"]["source"] == "formula"
    assert found["revenue_12m"]["made_of"] == []


def test_an_indicator_says_its_coverage_and_distribution(li_na: Client) -> None:
    refresh_figures(DEFINING, date(2025, 1, 1))
    define("half", "revenue_12m / 2")
    found = li_na.get(f"{CATALOGUE}/custom.half").json()
    assert (found["customers"], found["known"], found["as_of"]) == (3, 3, "2025-01-01")
    assert [each["customers"] for each in found["distribution"]] == [1, 1, 1]
    assert found["distribution"][0]["lower"] == "25.0000"


def test_figures_come_by_customer_within_reach(li_na: Client, tom: Client) -> None:
    refresh_figures(DEFINING, date(2025, 1, 1))
    define("half", "revenue_12m / 2")
    rows = li_na.get(f"{CATALOGUE}/custom.half/figures").json()["items"]
    assert [(each["customer"], each["figure"]) for each in rows] == [
        ("GIANT", "400.0000"),
        ("MIDDLE", "75.0000"),
        ("SMALL", "25.0000"),
    ]
    own = tom.get(f"{CATALOGUE}/custom.half/figures").json()["items"]
    assert [each["customer"] for each in own] == ["SMALL"]


def test_an_unknown_indicator_is_not_found(li_na: Client) -> None:
    assert li_na.get(f"{CATALOGUE}/custom.nothing").status_code == 404
    assert li_na.get(f"{CATALOGUE}/custom.nothing/figures").json()["code"] == "indicator_not_found"


def test_figures_as_of_a_day_have_own_indicators(li_na: Client) -> None:
    define("half", "revenue_12m / 2")
    rows = li_na.get(f"{CATALOGUE}/as-of?as_of=2025-01-01").json()["items"]
    assert rows[0]["indicators"]["custom.half"] == "400.0000"


def test_a_program_defines_changes_retires_and_deletes(admin: Client) -> None:
    made = send(admin, "post", OWN, **WANTED)
    assert made.status_code == 201
    assert made.json()["indicator"] == "custom.per_month"
    changed = send(admin, "patch", f"{OWN}/per_month", version=1, formula="revenue_12m / 12")
    assert (changed.json()["version"], changed.json()["formula"]) == (2, "revenue_12m / 12")
    assert send(admin, "patch", f"{OWN}/per_month", version=1, better="less").status_code == 409
    assert admin.get(f"{OWN}/per_month").json()["version"] == 2
    assert admin.post(f"{OWN}/per_month/retire").json()["is_retired"]
    assert [each["code"] for each in admin.get(OWN).json()] == ["per_month"]
    assert not admin.post(f"{OWN}/per_month/restore").json()["is_retired"]
    assert admin.delete(f"{OWN}/per_month").status_code == 204
    assert admin.get(f"{OWN}/per_month").status_code == 404


def test_a_mistake_is_answered_with_its_field_and_place(admin: Client) -> None:
    refused = send(admin, "post", OWN, **{**WANTED, "formula": "revenue_12m *"})
    assert refused.status_code == 422
    assert "Something is missing at the end of the formula." in refused.content.decode()


def test_what_is_in_use_is_not_deleted(admin: Client) -> None:
    define()
    graded_by("custom.per_month")
    refused = admin.delete(f"{OWN}/per_month")
    assert refused.status_code == 422
    assert "it can be retired" in refused.content.decode()


def test_others_may_not_define(li_na: Client) -> None:
    define()
    assert send(li_na, "post", OWN, **WANTED).status_code == 403
    assert li_na.get(OWN).status_code == 403
    assert li_na.get(f"{OWN}/per_month").status_code == 403
    assert send(li_na, "patch", f"{OWN}/per_month", version=1).status_code == 403
    assert li_na.delete(f"{OWN}/per_month").status_code == 403
    for act in ("retire", "restore"):
        assert li_na.post(f"{OWN}/per_month/{act}").status_code == 403


def figures_file(content: str, **other: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("w.csv", content.encode()), "origin": "Report", **other}


def test_a_program_hands_in_figures_lists_files_and_takes_one_back(admin: Client) -> None:
    wanted = {**WANTED, "code": "wallet", "source": "external", "formula": "", "unit": "ratio"}
    assert send(admin, "post", OWN, **wanted).status_code == 201
    content = "customer,value,date\nGIANT,0.2,2024-01-01\nX,1,2024-01-01\n"

    told = admin.post(f"{OWN}/wallet/files", figures_file(content, dry_run="true"))
    assert (told.json()["created"], told.json()["rejected"]) == (1, 1)
    assert admin.get(f"{OWN}/wallet/files").json()["items"] == []

    told = admin.post(f"{OWN}/wallet/files", figures_file(content))
    assert told.json()["rejects"][0]["detail"] == "There is no such customer, or none that you see."
    (file,) = admin.get(f"{OWN}/wallet/files").json()["items"]
    assert (file["origin"], file["figures"], file["first_on"]) == ("Report", 1, "2024-01-01")
    assert admin.get(f"{CATALOGUE}/custom.wallet").json()["known"] == 1

    back = admin.post(f"{OWN}/wallet/files/{file['number']}/take-back")
    assert back.json()["taken_back_at"]
    assert admin.get(f"{CATALOGUE}/custom.wallet").json()["known"] == 0
    assert admin.post(f"{OWN}/wallet/files/0/take-back").status_code == 404


def test_others_may_hand_in_nothing(li_na: Client) -> None:
    define("wallet", "", source="external")
    assert li_na.get(f"{OWN}/wallet/files").status_code == 403
    assert li_na.post(f"{OWN}/wallet/files", figures_file("customer,value\n")).status_code == 403
    assert li_na.post(f"{OWN}/wallet/files/1/take-back").status_code == 403
