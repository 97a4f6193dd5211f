"""Exchange rates from files: what is set, what is not, and that nothing is lost."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.services.importing import ImportFailed, ImportOptions, OptionUnfit
from mainstay.apps.ledger.services.importing import rates as importing
from mainstay.apps.ledger.services.importing.rates import RATE_OPTIONS, import_rates
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
    require_fit,
)
from mainstay.apps.ledger.testing import IMPORTING
from mainstay.apps.ledger.tests.browsing import SignedIn
from mainstay.apps.reference.models import ExchangeRate
from mainstay.apps.reference.services.rates import export_rates
from mainstay.apps.reference.testing import rate_on
from mainstay.foundation.access.services import AccessDenied
from mainstay.shell.exports import workbook

pytestmark = pytest.mark.usefixtures("shop")

PAGE = "/imports/rates/"
API = "/api/imports/rates"
ODD = """date,currency,rate,source
2024-03-01,USD,7.1,Bank
2024-03-01,CNY,1,
2024-03-02,XXQ,1,
2024-03-02,EUR,0,
2024-13-02,EUR,7,
2024-03-03,,7,
,USD,7,
2024-03-04,USD,x,
2024-03-05,USD,7.12345678901,

2024-03-06,USD,7.2,
2024-03-06,USD,7.3,
2024-03-07,USD,7.4,
2024-03-07,USD,7.40,
"""


def brought(
    text: str | bytes, name: str = "rates.csv", *, commit: bool = True, **options: Any
) -> ReferenceReport:
    """The report of a file."""
    content = text.encode() if isinstance(text, str) else text
    file = ReferenceFile(name, [content], options=ImportOptions(**options))
    return import_rates(IMPORTING, file, commit=commit)


def kept() -> dict[tuple[str, str], Decimal]:
    rows = ExchangeRate.objects.system("test")
    return {(row.currency, row.on.isoformat()): row.rate for row in rows}


def sheet(*rows: list[Any]) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_every_record_is_told_and_the_numbers_add_up() -> None:
    report = brought(ODD)
    assert (report.records, report.created, report.unchanged, report.blank) == (14, 2, 1, 1)
    assert [(each.record, each.line, each.field, each.code) for each in report.rejects] == [
        (2, 3, "currency", "reporting_currency"),
        (3, 4, "currency", "unknown_currency"),
        (4, 5, "rate", "rate_not_positive"),
        (5, 6, "on", "impossible_date"),
        (6, 7, "currency", "missing"),
        (7, 8, "on", "missing"),
        (8, 9, "rate", "not_a_number"),
        (9, 10, "rate", "rate_too_fine"),
        (11, 12, "on", "duplicate_in_file"),
        (12, 13, "on", "duplicate_in_file"),
    ]
    assert report.rejected == 10
    assert report.reasons["missing_currency"] == 1
    assert kept() == {("USD", "2024-03-01"): Decimal("7.1"), ("USD", "2024-03-07"): Decimal("7.4")}


def test_a_check_tells_what_the_import_then_does() -> None:
    rate_on("2024-03-01", "USD", "7")
    checked = brought(ODD, commit=False)
    assert kept() == {("USD", "2024-03-01"): Decimal(7)}
    assert brought(ODD) == checked
    assert checked.changed == 1


def test_rates_of_a_chinese_workbook_are_read() -> None:
    content = sheet(
        ["人民币汇率中间价", None, None],
        ["日期", "币种", "汇率"],
        [date(2024, 3, 1), "美元", 7.1059],
        ["2024年3月1日", "日元", "0.0472865"],
    )
    report = brought(content, "汇率.xlsx")
    assert (report.records, report.created, report.blank) == (3, 2, 1)
    assert kept() == {
        ("USD", "2024-03-01"): Decimal("7.1059"),
        ("JPY", "2024-03-01"): Decimal("0.0472865"),
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_unchanged(kind: str) -> None:
    rate_on("2024-03-01", "USD", "7.1234567891", "=Bank")
    rate_on("2024-03-01", "JPY", "100")
    exported = export_rates(IMPORTING)
    if kind == "csv":
        content = b"".join(exported.csv())
    else:
        with workbook(exported) as made:
            content = made.read()
    report = brought(content, f"exchange-rates.{kind}")
    assert (report.unchanged, report.changed, report.rejected) == (2, 0, 0)


def test_what_the_file_leaves_open_is_asked() -> None:
    with pytest.raises(ImportFailed) as caught:
        brought("date,currency,rate\n03/04/2024,USD,7\n")
    assert caught.value.code == "ambiguous_dates"
    brought("date;currency;rate\n03/04/2024;USD;7,5\n", day_order="day_first", decimal_comma=True)
    assert kept() == {("USD", "2024-04-03"): Decimal("7.5")}


def test_a_file_without_the_columns_is_refused_by_name() -> None:
    with pytest.raises(ImportFailed) as caught:
        brought("date,money\n2024-03-01,USD\n")
    assert caught.value.code == "mapping"
    assert caught.value.details["missing"] == ["currency", "rate"]


def test_a_column_may_be_said() -> None:
    file = ReferenceFile("a.csv", [b"date,coin,rate\n2024-03-01,USD,7\n"], {"currency": "coin"})
    assert import_rates(IMPORTING, file).created == 1


def test_a_file_of_too_many_rates_sets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_RECORDS", 2)
    with pytest.raises(ImportFailed) as caught:
        brought("date,currency,rate\n2024-03-01,USD,7\n2024-03-02,USD,7\n2024-03-03,USD,7\n")
    assert caught.value.code == "too_many_rates"
    assert kept() == {}


def test_options_of_other_files_are_refused() -> None:
    require_fit(["sheet", "decimal_comma"], RATE_OPTIONS)
    with pytest.raises(OptionUnfit):
        require_fit(["reject_limit"], RATE_OPTIONS)


def test_who_only_reads_imports_none(acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        import_rates(acting.tom_becker, ReferenceFile("a.csv", [ODD.encode()]))
    assert kept() == {}


def upload(text: str = ODD) -> SimpleUploadedFile:
    return SimpleUploadedFile("rates.csv", text.encode())


def test_strangers_are_turned_away(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/sign-in/")
    assert client.post(API, {"file": upload()}).status_code == 401


@pytest.mark.parametrize("ask", [Client.get, Client.post])
def test_the_page_is_for_who_keeps_rates(ask: Callable[..., Any], tom: Client) -> None:
    assert ask(tom, PAGE, {}).status_code == 403
    assert tom.post(API, {"file": upload()}).status_code == 403


def test_the_page_shows_what_became_of_the_file(li: Client) -> None:
    assert "Import exchange rates" in li.get(PAGE).content.decode()
    checked = li.post(PAGE, {"file": upload(), "check_only": "on"}).content.decode()
    assert "nothing was set" in checked
    assert kept() == {}
    page = li.post(PAGE, {"file": upload()}).content.decode()
    assert "have been imported" in page
    assert "A rate is larger than 0." in page
    assert "Nothing stands in “Day”." in page
    assert len(kept()) == 2


def test_the_page_asks_what_cannot_be_told(li: Client) -> None:
    answer = li.post(PAGE, {"file": upload("date,currency,rate\n03/04/2024,USD,7\n")})
    assert "can be read in two ways" in answer.content.decode()
    assert kept() == {}


def test_the_list_of_rates_leads_to_the_import(
    li: Client, people: NamedPeople, signed_in: SignedIn
) -> None:
    assert PAGE in li.get("/reference/rates/").content.decode()
    assert PAGE not in signed_in(people.tom_becker).get("/reference/rates/").content.decode()


def test_programs_get_the_report_with_words(li: Client) -> None:
    checked = li.post(API, {"file": upload(), "dry_run": "true"}).json()
    assert kept() == {}
    done = li.post(API, {"file": upload()}).json()
    assert (checked.pop("file"), type(done.pop("file"))) == (None, int)
    assert checked == done
    assert (done["records"], done["created"], done["rejected"]) == (14, 2, 10)
    assert done["rejects"][2] == {
        "record": 4,
        "line": 5,
        "field": "rate",
        "code": "rate_not_positive",
        "value": "0",
        "detail": "A rate is larger than 0.",
    }
    refused = li.post(API, {"file": upload("a,b\n1,2\n")})
    assert (refused.status_code, refused.json()["code"]) == (422, "mapping")
