"""The whole way from a file to typed lines, on public data that nobody here wrote."""

import csv
import gzip
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from mainstay.apps.ledger.cleaning.mapping import field_columns, guess_mapping
from mainstay.apps.ledger.cleaning.orders import CleanOrders, OrderOptions, clean_orders
from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.reject_file import RejectRow, write_reject_rows
from mainstay.apps.ledger.reading.rows import read_rows
from mainstay.apps.ledger.reading.sniffing import sniff

DATA = Path(__file__).parents[6].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not here")
LONDON = OrderOptions(ZoneInfo("Europe/London"), reporting_currency="GBP", currency="GBP")


def _clean(path: Path, options: OrderOptions) -> list[CleanOrders]:
    sniffed = sniff(path)
    mapping = guess_mapping(sniffed.headers, "orders")
    columns = field_columns(mapping, sniffed.headers, "orders")
    return [clean_orders(chunk, columns, options) for chunk in read_records(path, sniffed)]


def _money(results: list[CleanOrders]) -> Decimal:
    return sum((pc.sum(part.lines["amount"]).as_py() or Decimal(0) for part in results), Decimal(0))


def _days(lines: pa.Table) -> pa.ChunkedArray:
    return lines["ordered_on"].cast(pa.string())


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the file: what is unpacked is kept beside it."""
    whole = DATA / "online_retail" / "online_retail_until_2011-08.csv.gz"
    return Path(shutil.copy(whole, tmp_path_factory.mktemp("retail")))


@needs_data
def test_every_figure_of_online_retail_is_met(retail: Path) -> None:
    results = _clean(retail, LONDON)
    rejected_money = sum(part.rejected_money["GBP"] for part in results)
    reasons = Counter((entry.field, entry.code) for part in results for entry in part.rejects)
    lines = pa.Table.from_batches([part.lines for part in results])
    assert sum(part.records for part in results) == 320_705
    assert reasons == {("customer", "missing"): 88_652}
    assert rejected_money == Decimal("842823.65")
    assert _money(results) + rejected_money == Decimal("5761931.382")
    assert lines.num_rows == 232_053
    assert len(lines["customer"].unique()) == 3_360
    assert len(lines["order_no"].unique()) == 13_842
    assert pc.sum(pc.less(lines["quantity"], 0)).as_py() == 5_565
    assert pc.sum(pc.equal(lines["kind"], "return")).as_py() == 5_565
    assert sum(part.reserved.num_rows for part in results) == 88_652
    months = lines.append_column("month", pc.utf8_slice_codeunits(_days(lines), 0, 7))
    sums = months.group_by("month").aggregate([("amount", "sum")])
    per_month = zip(sums["month"].to_pylist(), sums["amount_sum"].to_pylist(), strict=True)
    assert {month: str(round(money, 2)) for month, money in per_month} == {
        "2010-12": "554604.02",
        "2011-01": "475074.38",
        "2011-02": "436546.15",
        "2011-03": "579964.61",
        "2011-04": "426047.85",
        "2011-05": "648251.08",
        "2011-06": "608013.16",
        "2011-07": "574238.48",
        "2011-08": "616368.00",
    }


@needs_data
def test_the_same_lines_come_out_of_a_parquet_file(retail: Path, tmp_path: Path) -> None:
    with gzip.open(retail, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:20_000]
    plain, typed = tmp_path / "orders.csv", tmp_path / "orders.parquet"
    with plain.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    pq.write_table(
        pa.table(
            {
                **columns,
                "Quantity": [int(cell) for cell in columns["Quantity"]],
                "UnitPrice": [float(cell) for cell in columns["UnitPrice"]],
                "InvoiceDate": pa.array(columns["InvoiceDate"]).cast(pa.timestamp("ns")),
                "CustomerID": [float(cell) if cell else None for cell in columns["CustomerID"]],
            }
        ),
        typed,
    )
    tables = [
        pa.Table.from_batches([part.lines for part in _clean(path, LONDON)]).drop_columns("line")
        for path in (plain, typed)
    ]
    assert tables[0].num_rows > 10_000
    assert tables[0].equals(tables[1])


@needs_data
def test_a_mended_reject_file_completes_the_import(retail: Path, tmp_path: Path) -> None:
    sniffed = sniff(retail)
    (first, *_) = _clean(retail, LONDON)
    faults = {entry.record: entry for entry in first.rejects}
    path = tmp_path / "rejects.csv"
    write_reject_rows(
        path,
        sniffed.headers,
        (
            RejectRow(
                row, faults[row.record].field, faults[row.record].code, "no customer", 7, "web"
            )
            for row in read_rows(retail, sniffed, faults)
        ),
        batch=12,
    )
    mended = path.read_text(encoding="utf-8-sig").replace(",,United Kingdom", ",9,United Kingdom")
    path.write_text(mended, encoding="utf-8-sig")
    again = _clean(path, LONDON)
    lines = pa.Table.from_batches([part.lines for part in again])
    assert lines.num_rows > 0.9 * len(faults)
    assert lines["customer"].unique().to_pylist() == ["9"]
    assert lines["kept_line_no"].unique().to_pylist() == [7]
    assert lines["kept_source"].unique().to_pylist() == ["web"]
    assert (
        _money(again) + sum(part.rejected_money.get("GBP", 0) for part in again)
        == (first.rejected_money["GBP"])
    )


@needs_data
def test_northwind_adds_up_with_each_line_rounded(tmp_path: Path) -> None:
    with (DATA / "northwind" / "orders.csv").open(newline="") as file:
        orders = {row["order_id"]: row for row in csv.DictReader(file)}
    path = tmp_path / "lines.csv"
    with (DATA / "northwind" / "order_details.csv").open(newline="") as file, path.open("w") as out:
        reader = csv.DictReader(file)
        names = ("customer_id", "order_date")
        writer = csv.DictWriter(out, [*names, *(reader.fieldnames or ())])
        writer.writeheader()
        for row in reader:
            writer.writerow(row | {name: orders[row["order_id"]][name] for name in names})
    results = _clean(path, OrderOptions(ZoneInfo("America/New_York"), "USD", "USD"))
    assert sum(part.lines.num_rows for part in results) == 2_155
    assert _money(results) == Decimal("1265793.0414")
    lines = pa.Table.from_batches([part.lines for part in results])
    sums = lines.group_by("customer").aggregate([("amount", "sum")])
    top = sorted(
        zip(sums["amount_sum"].to_pylist(), sums["customer"].to_pylist(), strict=True), reverse=True
    )[:3]
    assert [(code, str(round(money, 2))) for money, code in top] == [
        ("QUICK", "110277.31"),
        ("ERNSH", "104874.98"),
        ("SAVEA", "104361.95"),
    ]
