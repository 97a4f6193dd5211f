"""Order lines as files; what an import reads again is unchanged, to the last digit."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.queries.states import current_state, store
from mainstay.apps.ledger.services.exporting import NoSuchSource, export_lines
from mainstay.apps.ledger.testing import IMPORTING, csv_file, imported, lines_in_force
from mainstay.engine.errors import LedgerDamaged
from mainstay.engine.ledger_state import FileKind
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.shell.exports import workbook

pytestmark = pytest.mark.usefixtures("shop")

HEADER = (
    "customer,order_no,line_no,ordered_at,product_code,product_name,category,quantity,unit_price,"
    "amount,cost,channel,salesperson"
)
LINES = (
    'A,1,1,2024-03-01T10:30:15.123456+08:00,00123,"=1+1",Cabins,2,5.0000,10,7.5,Direct,S1',
    "A,1,2,2024-03-01,=A1,“x”,'=Doors,-1,,-0.0001,,,",
    'B,-2,1,2024-11-03T01:30:00-04:00,,"two\nlines",,,,99999999999999.1234,,,S2',
)


def exported(**which: Any) -> bytes:
    return b"".join(export_lines(IMPORTING, **which).csv())


def as_workbook(**which: Any) -> bytes:
    with workbook(export_lines(IMPORTING, **which)) as file:
        return file.read()


def as_parquet(**which: Any) -> bytes:
    lines, buffer = export_lines(IMPORTING, **which), io.BytesIO()
    with pq.ParquetWriter(buffer, lines.schema) as writer:
        for table in lines.tables:
            writer.write_table(table.cast(lines.schema))
    return buffer.getvalue()


@pytest.mark.parametrize("write", [exported, as_workbook, as_parquet])
@pytest.mark.parametrize("without_numbers", [False, True])
def test_an_export_is_found_again_unchanged(
    without_numbers: bool, write: Callable[..., bytes]
) -> None:
    header, lines = HEADER, list(LINES)
    if without_numbers:
        header = header.replace("line_no,", "")
        lines = [line.replace(",1,2024", ",2024").replace(",2,2024", ",2024") for line in lines]
    first = imported(csv_file(*lines, header=header), source="ERP")
    assert first.report["accepted"] == 3
    before = lines_in_force()

    again = imported(write(source="ERP"))

    assert (again.report["unchanged"], again.report["accepted"], again.source) == (3, 0, "ERP")
    assert lines_in_force() == before


def test_a_day_from_before_there_were_time_zones_comes_back() -> None:
    imported(csv_file("A,1,1,1900-02-28,10"))
    assert "+08:05:43" in exported().decode()
    assert imported(exported()).report["unchanged"] == 1


def test_apostrophes_that_the_export_wrote_are_counted_when_they_are_taken_off() -> None:
    imported(csv_file(*LINES, header=HEADER), source="ERP")
    counted = {
        "product_name.guard_removed": 1,
        "product_code.guard_removed": 1,
        "category.guard_removed": 1,
    }
    changes = imported(exported()).report["changes"]
    assert {code: n for code, n in changes.items() if "guard" in code} == counted
    assert not any("guard" in code for code in imported(as_workbook()).report["changes"])


def test_of_the_source_that_an_export_keeps_nothing_is_counted() -> None:
    imported(csv_file("A,1,1,2024-03-01,10"), source="=ERP")
    again = imported(exported())
    assert (again.source, again.report["unchanged"], again.report["changes"]) == ("=ERP", 1, {})


def test_an_export_of_several_sources_keeps_its_texts_too() -> None:
    imported(csv_file(*LINES[:1], header=HEADER), source="ERP")
    imported(csv_file(*LINES[2:], header=HEADER), source="Shop")
    changes = imported(exported(), source="New").report["changes"]
    assert changes["product_name.guard_removed"] == 1


def test_a_day_is_a_day_in_a_workbook_and_a_moment_told_twice_keeps_its_offset() -> None:
    imported(csv_file(*LINES, header=HEADER), source="ERP")
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_workbook())).get_sheet_by_index(0)
    heading, *rows = book.to_python()
    told = [row[heading.index("ordered_at")] for row in rows]
    assert told == [
        "2024-03-01T10:30:15.123456+08:00",
        date(2024, 3, 1),
        datetime(2024, 11, 3, 13, 30),  # noqa: DTZ001
    ]


def test_a_line_that_was_changed_in_the_export_supersedes_the_old_one() -> None:
    imported(csv_file(*LINES, header=HEADER), source="ERP")
    mended = exported().replace(b"99999999999999.1234", b"5")
    assert imported(mended).report["superseded"] == 1


def test_the_files_of_several_sources_do_not_claim_to_be_of_one() -> None:
    imported(csv_file(*LINES[:1], header=HEADER), source="ERP")
    imported(csv_file(*LINES[2:], header=HEADER), source="Shop")
    heading = exported().decode().splitlines()[0]
    assert heading.endswith(",source")
    assert "_mainstay" not in heading
    assert len(list(export_lines(IMPORTING, source="Shop").rows)) == 1
    with pytest.raises(NoSuchSource):
        export_lines(IMPORTING, source="CRM")


def test_only_customers_within_reach_are_told_and_the_export_is_audited(
    people: NamedPeople, acting: NamedActors
) -> None:
    customer_named("Hengda", "H", owner=people.tom_becker.pk)
    imported(csv_file("H,1,1,2024-03-01,10", "A,2,1,2024-03-01,5"))
    [row] = export_lines(acting.tom_becker).rows
    assert row[0] == "H"
    entry = AuditEntry.objects.system("test").get(action="ledger.lines.exported")
    assert entry.actor_name == "Tom Becker"
    with pytest.raises(AccessDenied):
        export_lines(acting.nobody_ning)


def test_moments_stand_in_the_company_s_zone() -> None:
    imported(csv_file("A,1,1,2024-03-01T20:00:00Z,10"))
    assert "2024-03-02T04:00:00+08:00" in exported().decode()


def test_nothing_comes_out_of_a_damaged_ledger() -> None:
    imported(csv_file("A,1,1,2024-03-01,10"))
    [file] = current_state().files_of(FileKind.LINES)
    store().path(file.name).unlink()
    with pytest.raises(LedgerDamaged):
        export_lines(IMPORTING)


def test_columns_have_their_types_for_parquet() -> None:
    imported(csv_file(*LINES, header=HEADER), source="ERP")
    second = pq.read_table(io.BytesIO(as_parquet())).to_pylist()[1]
    assert second["ordered_at"] == datetime(2024, 2, 29, 16, tzinfo=UTC)
    assert second["amount"] == Decimal("-0.0001")


def test_the_lines_are_downloaded_by_pages_and_programs(
    people: NamedPeople, signed_in: Callable[[Person], Client], li: Client
) -> None:
    customer = customer_named("Hengda", "H", owner=people.tom_becker.pk)
    imported(csv_file("H,1,1,2024-03-01,10", "A,2,1,2024-03-01,5"))
    for address in (
        "/imports/lines/?format=csv",
        "/api/ledger/lines/export",
        "/api/ledger/lines/export?source=default",
    ):
        assert len(li.get(address).getvalue().splitlines()) == 3, address
    tom = signed_in(people.tom_becker)
    for address in (
        "/imports/lines/",
        f"/imports/lines/{customer.key}/?format=csv",
        f"/api/ledger/lines/export?customer={customer.key}",
    ):
        assert len(tom.get(address).getvalue().splitlines()) == 2, address
    ana = signed_in(people.ana_silva)
    assert ana.get(f"/api/ledger/lines/export?customer={customer.key}").status_code == 404
    assert li.get("/api/ledger/lines/export?source=CRM").json()["code"] == "source_not_found"
    nobody = signed_in(people.nobody_ning)
    assert nobody.get("/imports/lines/").status_code == 403
    assert nobody.get("/api/ledger/lines/export").status_code == 403
    assert Client().get("/api/ledger/lines/export").status_code == 401
    assert Client().get("/imports/lines/").status_code == 302


def test_a_customer_s_lines_open_in_excel(li: Client) -> None:
    imported(csv_file(*LINES, header=HEADER))
    content = li.get("/imports/lines/?format=xlsx").getvalue()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    heading, *rows = sheet.to_python()
    row = dict(zip(heading, rows[1], strict=True))
    assert (row["product_code"], row["quantity"], row["amount"]) == ("=A1", -1.0, -0.0001)
