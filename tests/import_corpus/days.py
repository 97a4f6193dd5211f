"""Days of a business calendar: as the state council and works offices write them."""

from typing import Any

from tests.import_corpus.making import Files, lines, text
from tests.import_corpus.workbooks import Serial, filled, moment, put

HEAD = "date,kind,name"
WORKED = "2027-02-06,workday,春节调休"
FREE = "2027-02-07,holiday,春节"


def days(*records: str, head: str = HEAD) -> bytes:
    return lines(WORKED, *records, head=head)


def sheet(*rows: list[Any], titles: int = 0) -> bytes:
    """A workbook with the headings below some rows."""

    def fill(book: Any) -> None:
        above = [["2027年放假安排", None, None], [None, None, None]][:titles]
        put(book, book.add_worksheet(), [*above, ["日期", "类型", "名称"], *rows])

    return filled(fill)


FILES: Files = {
    "days.csv": days(FREE),
    "days_gb18030.csv": text(
        "日期,类型,名称", "2027年2月6日,补班,春节调休", "2027年2月7日,放假,春节"
    ).encode("gb18030"),
    "days_semicolons.csv": text(HEAD, WORKED, FREE).replace(",", ";").encode(),
    "days_of_unknown_kinds.csv": days("2027-02-07,maybe,", "2027-02-08,调休,", "2027-02-09,,"),
    "days_twice.csv": days(FREE, "2027/2/7,休息,春节"),
    "days_twice_otherwise.csv": days(FREE, "2027-02-07,workday,春节"),
    "days_that_are_none.csv": days("2027-02-30,holiday,", "1066-10-14,holiday,", ",holiday,"),
    "days_with_formulas.csv": days("2027-02-07,holiday,=1+1"),
    "days_of_a_long_name.csv": days(f"2027-02-07,holiday,{'x' * 81}"),
    "days_of_headings_alone.csv": lines(head=HEAD),
    "days_empty.csv": b"",
    "days_without_kinds.csv": b"date,name\n2027-02-07,Spring Festival\n",
    "days_serial.xlsx": sheet([46424, "上班", "调休"], [Serial(46425), "休", "春节"]),
    "days_below_titles.xlsx": sheet(
        [moment(2027, 2, 6), "工作日", "调休"], ["2027-02-07", "节假日", "春节"], titles=2
    ),
}
"""6 February 2027 is worked; others are odd."""
