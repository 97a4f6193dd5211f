"""The list of customers as a file."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.audit.models import AuditEntry
from mainstay.shell import exports

EXPORT = "/customers/export/"


def exported(response: Any) -> list[dict[str, str]]:
    content = b"".join(response.streaming_content).decode()
    assert content.startswith("\ufeffcode,name,")
    return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))


@pytest.mark.usefixtures("grade_column")
def test_the_filtered_list_is_exported(mei: Client, hengda: Customer, people: NamedPeople) -> None:
    customer_named(
        "=1+1", "C-2", parent=hengda.pk, owner=people.tom_becker.pk, tags=["b", "a"], region="East"
    )
    rows = exported(mei.get(EXPORT, {"region": "East"}))
    assert len(rows) == 1
    assert rows[0]["name"] == "'=1+1"
    assert (rows[0]["parent"], rows[0]["owner"]) == ("C-1", people.tom_becker.email)
    assert (rows[0]["tags"], rows[0]["grade"]) == ("a; b", "Strategic")
    assert rows[0]["status"] == "prospect"


def test_the_list_is_exported_for_excel(mei: Client, hengda: Customer) -> None:
    response: Any = mei.get(EXPORT, {"format": "xlsx", "sort": "code"})
    assert response["Content-Disposition"] == 'attachment; filename="customers.xlsx"'
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.getvalue())).get_sheet_by_index(0)
    heading, row = sheet.to_python()
    assert dict(zip(heading, row, strict=True))["name"] == "Hengda Lifts"
    assert mei.get(EXPORT, {"format": "pdf"}).status_code == 400


def test_a_list_that_does_not_fit_a_workbook_says_what_to_do(
    mei: Client, hengda: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 0)
    page = mei.get(EXPORT, {"format": "xlsx"}, follow=True).content.decode()
    assert "take CSV" in page


def test_an_export_is_audited(mei: Client, hengda: Customer) -> None:
    exported(mei.get(EXPORT, {"q": "heng"}))
    entry = AuditEntry.objects.system("test").get(action="customers.list.exported")
    assert entry.details == {"rows": 1, "filter": {"text": "heng"}}


def test_numbers_stay_numbers_in_an_export(mei: Client, people: NamedPeople) -> None:
    customer_named("-12.50", "-7", owner=people.mei_lin.pk)
    [row] = exported(mei.get(EXPORT))
    assert (row["code"], row["name"]) == ("-7", "-12.50")
