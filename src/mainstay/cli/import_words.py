"""The words that `mainstay import` takes: its arguments and options."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mainstay.cli.language import _


class Kind(StrEnum):
    """What a file brings."""

    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    ORDERS = "orders"
    RATES = "rates"
    DAYS = "days"
    PRODUCTS = "products"
    PRODUCT_LINES = "product-lines"
    REGIONS = "regions"
    INDUSTRIES = "industries"


class Totals(StrEnum):
    """What becomes of rows that add others up."""

    LEAVE_OUT = "leave_out"
    COUNT = "count"


class UnknownCustomers(StrEnum):
    """What happens to records of customers that nobody knows."""

    REJECT = "reject"
    CREATE = "create"


class OnChangedOrder(StrEnum):
    """What happens to a known order that comes with other lines."""

    REJECT = "reject"
    REPLACE = "replace"


class DayOrder(StrEnum):
    """What comes first in a date like 03/04/2024."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


KindOfFile = Annotated[Kind, typer.Argument(help=_("What the file brings."))]
File = Annotated[
    Path,
    typer.Argument(
        exists=True,
        dir_okay=False,
        readable=True,
        help=_("A workbook (XLSX, XLS), CSV or Parquet, also packed."),
    ),
]
Profile = Annotated[
    str,
    typer.Option(
        help=_(
            "Read the file as this profile says; what was said is kept in it once the "
            "import is committed, also under a new name."
        )
    ),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help=_("Say which column holds a field, by its code or name."),
    ),
]
Source = Annotated[
    str, typer.Option(help=_("The name of the system the file is from; at most 80 characters."))
]
Currency = Annotated[
    str, typer.Option(help=_("Of lines that name none; the company's unless said."))
]
Unknown = Annotated[
    UnknownCustomers | None,
    typer.Option(help=_("Records of unknown customers; reject unless said.")),
]
RejectLimit = Annotated[
    float | None,
    typer.Option(
        metavar="PERCENT",
        min=0,
        max=100,
        help=_("Commit nothing when a larger share is rejected; 5 unless said."),
    ),
]
Changed = Annotated[
    OnChangedOrder | None,
    typer.Option(help=_("Known orders with other lines; reject unless said.")),
]
TotalRows = Annotated[
    Totals | None,
    typer.Option("--totals", help=_("Rows that add others up; left out unless said.")),
]
Days = Annotated[DayOrder | None, typer.Option(help=_("How to read dates like 03/04/2024."))]
DecimalComma = Annotated[
    bool | None,
    typer.Option(
        "--decimal-comma/--decimal-point",
        help=_("Whether numbers are written 1.234,50; with a point unless said."),
    ),
]
Calendar = Annotated[
    str,
    typer.Option(
        metavar="NAME", help=_("Of days: the calendar they belong to; the company's unless said.")
    ),
]
Encoding = Annotated[
    str, typer.Option(help=_("Where it cannot be told from the file, such as big5."))
]
Sheet = Annotated[
    str, typer.Option(metavar="NAME", help=_("Of a workbook, if more than one has content."))
]
TaxRate = Annotated[
    float | None,
    typer.Option(
        metavar="PERCENT",
        min=0,
        max=100,
        help=_("The tax that amounts, prices and costs include; it is taken out."),
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Check and commit nothing."))]
