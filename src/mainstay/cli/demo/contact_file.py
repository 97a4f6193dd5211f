"""Write the people at the customers as the CSV file that an import reads."""

import csv
from pathlib import Path

import numpy as np

from mainstay.cli.demo.contact_names import contact_name
from mainstay.cli.demo.courses import Demand
from mainstay.cli.demo.customers import Account

FIELDS = (
    "customer",
    "contact_name",
    "position",
    "department",
    "email",
    "phone",
    "is_main",
    "contact_notes",
)

_Duty = tuple[str, str, str, str]
# Position and department, at home and abroad, in the order in which one gets to know them.
_DUTIES: tuple[_Duty, ...] = (
    ("采购经理", "采购部", "Purchasing manager", "Purchasing"),
    ("技术总监", "技术部", "Technical director", "Engineering"),
    ("总经理", "总经办", "Managing director", "Management"),
    ("财务主管", "财务部", "Financial controller", "Finance"),
    ("售后主管", "售后服务部", "Service supervisor", "After-sales"),
)
_NOTES = ("", "", "", "周五下午方便通话", "偏好微信联系", "只收书面报价")
_NOTES_ABROAD = ("", "", "", "Prefers e-mail", "Calls in the morning", "Written offers only")
# How many people are known, by what a customer buys in a year.
_KNOWN = ((20e6, 5), (5e6, 4), (1e6, 3), (1e5, 2), (0.0, 1))
_EXTENSIONS = range(8001, 8100)


def write_contacts(
    path: Path, accounts: list[Account], demand: Demand, rng: np.random.Generator
) -> None:
    """Write one row per person. Addresses end in ``.example``, telephones are extensions only:
    nobody can be reached by them.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        for account, revenue in zip(accounts, demand.revenue, strict=True):
            if account.kind != "person":
                writer.writerows(_rows(account, float(revenue), rng))


def _rows(account: Account, revenue: float, rng: np.random.Generator) -> list[tuple[str, ...]]:
    known = next(count for least, count in _KNOWN if revenue >= least)
    names: list[str] = []
    while len(names) < known:
        name = contact_name(rng, account.region)
        if name not in names:
            names.append(name)
    return [_row(account, name, place, rng) for place, name in enumerate(names)]


def _row(account: Account, name: str, place: int, rng: np.random.Generator) -> tuple[str, ...]:
    duty, notes = _DUTIES[place], (_NOTES_ABROAD if account.abroad else _NOTES)
    position, department = duty[2:] if account.abroad else duty[:2]
    extension = int(rng.choice(_EXTENSIONS))
    mailbox = duty[3].lower()
    return (
        account.code,
        name,
        position,
        department,
        f"{mailbox}@{account.code.lower()}.example",
        f"ext. {extension}" if account.abroad else f"转{extension}",
        "yes" if place == 0 else "",
        str(rng.choice(notes)),
    )
