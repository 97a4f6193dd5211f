"""XLSX workbooks, by a library that writes them as Excel does."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from tests.import_corpus.making import CHINESE_HEAD, HEAD, SOUND, Files, lines

DATE = "yyyy-mm-dd"
Rows = Sequence[Sequence[Any]]


def moment(*parts: int) -> datetime:
    """A day, or a moment, as a sheet has it."""
    return datetime(*parts)  # noqa: DTZ001 - cells know no zone


FIRST = ["A", 1001, 1, moment(2024, 3, 1), 10]
SECOND = ["B", 1002, 1, moment(2024, 3, 2), 20.5]
THIRD_DAY = moment(2024, 3, 3)
TITLES = HEAD.split(",")
CHINESE = CHINESE_HEAD.split(",")


class Serial(float):
    """A number that is shown as a date."""


def filled(fill: Callable[[Any], None], **options: Any) -> bytes:
    """A workbook that a function fills, the same bytes each time."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    book.set_properties({"created": moment(2024, 1, 1)})
    fill(book)
    book.close()
    return out.getvalue()


def put(book: Any, sheet: Any, rows: Rows, first: int = 0) -> None:
    """Write rows of texts, numbers, days, serials and formulas with their values."""
    shown = book.add_format({"num_format": DATE})
    for number, row in enumerate(rows, first):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, place, cell, shown)
            elif isinstance(cell, Serial):
                sheet.write_number(number, place, cell, shown)
            elif isinstance(cell, tuple):
                sheet.write_formula(number, place, cell[0], None, cell[1])
            elif isinstance(cell, bool):
                sheet.write_boolean(number, place, cell)
            elif isinstance(cell, str):
                sheet.write_string(number, place, cell)
            elif cell is not None:
                sheet.write_number(number, place, cell)


def of(*rows: Sequence[Any], head: Sequence[str] = TITLES, **options: Any) -> Callable[[], bytes]:
    """A workbook with one sheet: headings and rows."""

    def fill(book: Any) -> None:
        put(book, book.add_worksheet("Orders"), [head, *rows])

    return lambda: filled(fill, **options)


def third(*, number: Any = 1003, day: Any = THIRD_DAY, amount: Any = 5) -> Any:
    """The two sound lines and, in row 4, another one."""
    return of(FIRST, SECOND, ["C", number, 1, day, amount])


def sheets(**contents: Rows) -> Callable[[], bytes]:
    def fill(book: Any) -> None:
        for name, rows in contents.items():
            put(book, book.add_worksheet(name), rows)

    return lambda: filled(fill)


def second_sheet_alone_is_seen(book: Any) -> None:
    hidden, seen = book.add_worksheet("Old"), book.add_worksheet("Orders")
    put(book, hidden, [TITLES, ["Z", 1, 1, moment(2024, 1, 1), 99]])
    put(book, seen, [TITLES, FIRST, SECOND])
    hidden.hide()
    seen.activate()
    seen.set_first_sheet()


def merged_titles(book: Any) -> None:
    """A title over all columns, and group headings over some."""
    sheet, plain = book.add_worksheet("销售明细"), book.add_format()
    sheet.merge_range(0, 0, 0, 4, "2024年3月销售明细", plain)
    sheet.merge_range(1, 0, 1, 1, "订单", plain)
    sheet.merge_range(1, 2, 1, 4, "明细", plain)
    put(book, sheet, [CHINESE, FIRST, SECOND], first=2)


def merged_headings(book: Any) -> None:
    """Two rows of headings; the columns of a group are told apart by the second."""
    sheet, plain = book.add_worksheet("销售明细"), book.add_format()
    sheet.write_string(0, 0, "客户")
    sheet.merge_range(0, 1, 0, 2, "订单", plain)
    sheet.merge_range(0, 3, 0, 4, "明细", plain)
    put(book, sheet, [["编号", "编号", "行号", "日期", "金额"], FIRST, SECOND], first=1)


def merged_down(book: Any) -> None:
    """Headings of one row merged with the empty row below."""
    sheet, plain = book.add_worksheet("Orders"), book.add_format()
    for place, title in enumerate(TITLES):
        sheet.merge_range(0, place, 1, place, title, plain)
    put(book, sheet, [FIRST, SECOND], first=2)


def merged_customers(book: Any) -> None:
    """A customer's code merged over its lines: only the first line has it."""
    sheet, plain = book.add_worksheet("Orders"), book.add_format()
    put(book, sheet, [TITLES, FIRST, [None, 1002, 1, moment(2024, 3, 2), 20.5]])
    sheet.merge_range(1, 0, 2, 0, "A", plain)


def rich_texts(book: Any) -> None:
    sheet, bold = book.add_worksheet("Orders"), book.add_format({"bold": True})
    put(book, sheet, [TITLES, FIRST, SECOND])
    sheet.write_rich_string(2, 0, bold, "B", " ")


def formatted_to_the_end(book: Any) -> None:
    """Cells with a format alone, as far down and right as sheets go."""
    sheet = book.add_worksheet("Orders")
    put(book, sheet, [TITLES, FIRST, SECOND])
    sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))


def shares(book: Any) -> None:
    sheet, share = book.add_worksheet("Orders"), book.add_format({"num_format": "0%"})
    head = ["customer", "order_no", "line_no", "ordered_at", "quantity", "unit_price", "discount"]
    put(book, sheet, [head, ["A", 1001, 1, moment(2024, 3, 1), 3, 19.99]])
    sheet.write_number(1, 6, 0.1, share)


FILES: Files = {
    "plain.xlsx": of(FIRST, SECOND),
    "chinese.xlsx": of(FIRST, SECOND, head=CHINESE),
    "named_as_csv.csv": of(FIRST, SECOND),
    "of_texts.xlsx": of(*(line.split(",") for line in SOUND)),
    "dates_of_1904.xlsx": of(FIRST, SECOND, date_1904=True),
    "inline_texts.xlsx": of(FIRST, SECOND, constant_memory=True),
    "date_with_a_time.xlsx": third(day=moment(2024, 3, 3, 23, 59, 59)),
    "serial_without_a_format.xlsx": third(day=45354),
    "serial_1.xlsx": third(day=Serial(1)),
    "serial_59.xlsx": third(day=Serial(59)),
    "serial_60.xlsx": third(day=Serial(60)),
    "serial_61.xlsx": third(day=Serial(61)),
    "serial_0.xlsx": third(day=Serial(0)),
    "serial_negative.xlsx": third(day=Serial(-1)),
    "serial_too_large.xlsx": third(day=Serial(2_958_466)),
    "serial_of_2200.xlsx": third(day=Serial(109_939)),
    "formulas_with_values.xlsx": third(amount=("=2+3", 5)),
    "formula_of_a_text.xlsx": third(amount=('="5.00"', "5.00")),
    "formula_without_a_value.xlsx": third(amount=("=2+3", "")),
    "formula_of_an_error.xlsx": third(amount=("=1/0", "#DIV/0!")),
    "formula_missing_value.xlsx": third(amount=("=NA()", "#N/A")),
    "truth_for_an_amount.xlsx": third(amount=True),
    "long_fraction.xlsx": third(amount=0.1 + 0.2),
    "fifteen_digits.xlsx": third(number=123456789012345),
    "scientific_text.xlsx": third(amount="1.23E+05"),
    "merged_titles.xlsx": lambda: filled(merged_titles),
    "merged_headings.xlsx": lambda: filled(merged_headings),
    "merged_down.xlsx": lambda: filled(merged_down),
    "merged_customers.xlsx": lambda: filled(merged_customers),
    "rich_texts.xlsx": lambda: filled(rich_texts),
    "formatted_to_the_end.xlsx": lambda: filled(formatted_to_the_end),
    "shares.xlsx": lambda: filled(shares),
    "titles_and_totals.xlsx": sheets(
        明细=[
            ["2024年3月销售明细"],
            [],
            CHINESE,
            FIRST,
            ["小计", None, None, None, ("=SUM(E4)", 10)],
            SECOND,
            ["合计", None, None, None, ("=SUM(E4,E6)", 30.5)],
            [],
            ["制表人：李娜"],
        ]
    ),
    "blank_rows.xlsx": of([], FIRST, [], [None, None, None, None, "  "], SECOND),
    "bad_row.xlsx": of(FIRST, [], ["B", 1002, 1, "soon", 20.5]),
    "two_sheets.xlsx": sheets(Orders=[TITLES, FIRST, SECOND], Notes=[["nothing here"]]),
    "sheet_said.xlsx": sheets(Notes=[["nothing here"]], 三月=[TITLES, FIRST, SECOND]),
    "sheet_said_wrongly.xlsx": sheets(Orders=[TITLES, FIRST, SECOND]),
    "sheet_hidden.xlsx": lambda: filled(second_sheet_alone_is_seen),
    "sheet_empty.xlsx": sheets(Orders=[]),
    "sheet_empty_first.xlsx": sheets(Sheet1=[], Orders=[TITLES, FIRST, SECOND]),
    "headings_alone.xlsx": of(),
    "customers.xlsx": of(["C1", "甲公司"], [17, "乙公司"], head=["编号", "名称"]),
    "formula_texts.xlsx": of([*FIRST, "=1+1"], [*SECOND, "'@x"], head=[*TITLES, "product_name"]),
    "columns_without_headings.xlsx": of([*FIRST, None, "x"], SECOND, head=[*TITLES, "", ""]),
    "wider_than_its_headings.xlsx": of([*FIRST, "x"], SECOND),
    "truncated.xlsx": lambda: of(FIRST, SECOND)()[:-800],
    "csv_named_as_a_workbook.xlsx": lines(*SOUND),
}
