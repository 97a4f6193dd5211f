"""A workbook as an ERP prints it, and what must become of it, worked out from its rows."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

SHEET: Final = "销售明细"
TAX_PERCENT: Final = 13
GROUPS: Final = (("订单", 2), ("客户", 2), ("产品", 2), ("销售", 3))
HEADINGS: Final = (
    "订单编号", "下单日期", "客户编号", "客户名称", "产品编号", "产品名称",
    "数量", "含税单价", "含税金额",
)  # fmt: skip
CUSTOMERS: Final = (
    ("K-001", "华东电梯有限公司"),
    ("K-002", "滨江物业集团"),
    ("K-003", "恒信安装工程公司"),
)
LINES_PER_CUSTOMER: Final = 8
AMOUNT: Final = len(HEADINGS) - 1


@dataclass(frozen=True)
class ErpWorkbook:
    """Title, two rows of headings, lines with a subtotal per customer, a total at the end.

    One line has no customer; it is the only one to be rejected.
    """

    path: Path
    gross: tuple[Decimal, ...]
    gross_rejected: Decimal

    @property
    def records(self) -> int:
        """Rows below the headings: lines, subtotals and the total."""
        return len(self.gross) + self.totals

    @property
    def totals(self) -> int:
        return len(CUSTOMERS) + 1

    @property
    def money_in(self) -> Decimal:
        return sum((net(amount) for amount in self.gross), Decimal(0))

    @property
    def money_rejected(self) -> Decimal:
        return net(self.gross_rejected)


def net(gross: Decimal) -> Decimal:
    """An amount without its tax, to four decimals."""
    return (gross * 100 / (100 + TAX_PERCENT)).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


def write_erp_workbook(path: Path) -> ErpWorkbook:
    """Write the workbook: a sheet of notes, then the sheet of lines."""
    book = Workbook()
    notes = book.active
    assert isinstance(notes, Worksheet)
    notes.title = "说明"
    notes.append(["本表由ERP系统导出"])
    sheet = book.create_sheet(SHEET)
    _write_head(sheet)
    gross: list[Decimal] = []
    for place, (code, name) in enumerate(CUSTOMERS):
        subtotal = Decimal(0)
        for line in range(LINES_PER_CUSTOMER):
            amount = Decimal(113 * (line + 1) * (place + 1)) + Decimal("0.45")
            known = (place, line) != (1, 3)
            sheet.append(_line(place, line, code if known else None, name, amount))
            gross.append(amount)
            subtotal += amount
        sheet.append(["小计", *[None] * (AMOUNT - 1), float(subtotal)])
    sheet.append(["合计", *[None] * (AMOUNT - 1), float(sum(gross))])
    book.save(path)
    return ErpWorkbook(path, tuple(gross), gross[LINES_PER_CUSTOMER + 3])


def _write_head(sheet: Worksheet) -> None:
    sheet.append(["2026年9月销售订单明细表"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADINGS))
    sheet.append(["编制单位：恒升电梯配件", None, None, "单位：元"])
    groups: list[str | None] = []
    for group, width in GROUPS:
        groups += [group, *[None] * (width - 1)]
    sheet.append(groups)
    column = 1
    for _, width in GROUPS:
        sheet.merge_cells(
            start_row=3, start_column=column, end_row=3, end_column=column + width - 1
        )
        column += width
    sheet.append(list(HEADINGS))


def _line(
    place: int, line: int, code: str | None, name: str, amount: Decimal
) -> list[str | int | float | date | None]:
    order = f"XS2609{place:02d}{line // 2:02d}"
    day = date(2026, 9, 1) + timedelta(days=place * 8 + line // 2)
    product = f"P-{line:03d}"
    return [order, day, code, name, product, "门机皮带", 1, float(amount), float(amount)]
