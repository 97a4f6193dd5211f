"""Contacts: who is meant, whose contact it is, and what cannot be kept of a person."""

import codecs
from typing import Any

from tests.import_corpus.making import Files, lines, text
from tests.import_corpus.workbooks import filled, put

HEAD = "customer,contact_name,mobile,email"
WANG = "A,Wang Xiaoming,13800138000,wang@a.example"
LI = "B,Li Qiang,13900139000,li@b.example"
CHINESE_HEAD = "客户编号,联系人,手机,邮箱"
CHINESE = ("A,王小明,13800138000,wang@a.example", "B,李强,13900139000,li@b.example")


def contacts(*records: str, head: str = HEAD) -> bytes:
    return lines(*records, head=head)


def merged_headings(book: Any) -> None:
    """A group over name and number, the headings below it."""
    sheet = book.add_worksheet()
    sheet.merge_range("B1:C1", "联系方式")
    put(book, sheet, [["客户编号", "联系人", "手机"], *(row.split(",")[:3] for row in CHINESE)], 1)


def numbers_as_numbers(book: Any) -> None:
    """Telephone numbers that a program kept as amounts."""
    rows = [
        ["客户编号", "联系人", "手机"],
        ["A", "王小明", 13800138000],
        ["B", "李强", 1.3900139e10],
    ]
    put(book, book.add_worksheet(), rows)


FILES: Files = {
    "contacts.csv": contacts(WANG, LI),
    "contacts_in_chinese.csv": lines(*CHINESE, head=CHINESE_HEAD, encoding="gb18030"),
    "contacts_utf16.txt": codecs.BOM_UTF16_LE
    + text(CHINESE_HEAD, *CHINESE, end="\r\n").replace(",", "\t").encode("utf-16-le"),
    "contacts_below_a_title.csv": text("客户通讯录,,,", ",,,", CHINESE_HEAD, *CHINESE).encode(),
    "contacts_with_full_width_numbers.csv": contacts(
        "A,Wang,１３８００１３８０００,", "B,Li,＋８６ １３９,", head=HEAD
    ),
    "contacts_twice.csv": contacts(WANG, WANG, LI, "B,Li Qiang,,li@other.example"),
    "contacts_twice_otherwise.csv": contacts(WANG, LI, "B,Li Qiang,13700137000,li@b.example"),
    "contacts_of_unknown_customers.csv": contacts(WANG, "N,Sun,,", "Q,Wu,,"),
    "contacts_with_their_customers.csv": contacts(WANG, "N,Sun,,", "Q,Wu,,"),
    "contacts_by_customer_name.csv": contacts(
        "Customer A,Wang", "Nobody Ltd,Li", head="customer_name,contact_name"
    ),
    "contacts_without_a_name.csv": contacts("A,,13800138000,", LI),
    "contacts_without_a_customer.csv": contacts(",Wang,,", LI),
    "contacts_with_a_bad_address.csv": contacts("A,Wang,,wang at a", LI),
    "contacts_with_an_odd_answer.csv": contacts(
        "A,Wang,是", "B,Li,√", "C,Sun,maybe", head="customer,contact_name,主要联系人"
    ),
    "contacts_with_a_bell.csv": contacts("A,Wa\x07ng,,", LI),
    "contacts_with_long_notes.csv": contacts(
        f"A,Wang,{'x' * 4000}", f"B,Li,{'x' * 4001}", head="customer,contact_name,notes"
    ),
    "contacts_with_lines_in_notes.csv": contacts(
        'A,Wang,"likes\ntea"', "N,Sun,", head="customer,contact_name,notes"
    ),
    "contacts_with_formulas.csv": contacts("A,=HYPERLINK(1),@x,", "B,+1-2,-3,"),
    "contacts_below_merged_headings.xlsx": lambda: filled(merged_headings),
    "contacts_with_numbers_as_numbers.xlsx": lambda: filled(numbers_as_numbers),
    "customers_and_contacts.csv": lines(
        "A,甲公司,王小明", "B,乙公司,李强", "N,丙公司,孙", head="客户编号,客户名称,联系人"
    ),
}
"""Contacts of the customers A, B and C."""
