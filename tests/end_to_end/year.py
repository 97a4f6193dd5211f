"""A company with a few customers, and the people who grade them in the course of a year."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.installation import PASSWORD, Installation

LI_NA = "li.na@mainstay.example"
CHEN_WEI = "chen.wei@mainstay.example"
CUSTOMERS = (
    ("H1", "海纳集团", 2_600_000),
    ("H2", "东方电梯", 2_100_000),
    ("H3", "滨江物业", 520_000),
    ("H4", "恒信安装", 60_000),
)
"""Code, name, and revenue of every month."""
_YEARS = 4


def set_up(installation: Installation, folder: Path) -> None:
    """Orders of four years, customers who are Li Na's, and an executive who approves."""
    installation.ask(_add_people)
    orders, customers = folder / "订单.csv", folder / "客户.csv"
    _write(orders, ("客户编码", "客户名称", "订单号", "行号", "日期", "金额", "成本"), _lines())
    owned = ((code, name, LI_NA) for code, name, _revenue in CUSTOMERS)
    _write(customers, ("客户编码", "客户名称", "客户经理"), owned)
    installation.json("import", "orders", orders, "--unknown-customers", "create")
    installation.json("import", "customers", customers)


def _add_people() -> None:
    import django

    django.setup()

    from mainstay.apps.governance.services.people import create_person
    from mainstay.foundation.access.actor import system_actor

    actor = system_actor("sets up a company")
    for email, name, role in (
        (LI_NA, "李娜", "key_account_manager"),
        (CHEN_WEI, "陈伟", "executive"),
    ):
        create_person(
            actor,
            email=email,
            full_name=name,
            password=PASSWORD,
            roles=[role],
            language="zh-hans",
            must_change_password=False,
        )


def _lines() -> Iterator[tuple[object, ...]]:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    months = ((today.year - back // 12, back % 12 + 1) for back in range(_YEARS * 12))
    for year, month in months:
        day = date(year, month, 5)
        if day < today:
            for code, name, revenue in CUSTOMERS:
                order = f"{code}-{day:%Y%m}"
                yield code, name, order, 1, day.isoformat(), revenue, revenue * 7 // 10


def _write(path: Path, headings: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)
