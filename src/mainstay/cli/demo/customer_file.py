"""Write the customers as the CSV file that an import reads."""

import csv
from datetime import date
from pathlib import Path

import numpy as np

from mainstay.cli.demo.courses import Demand
from mainstay.cli.demo.customers import Account
from mainstay.cli.demo.own_fields import FIELDS as OWN_FIELDS
from mainstay.cli.demo.own_fields import own_facts
from mainstay.cli.demo.segments import SEGMENTS

FIELDS = (
    "code",
    "name",
    "short_name",
    "kind",
    "registration_number",
    "industry",
    "region",
    "scale",
    "founded_on",
    "parent",
    "owner",
    "tags",
    *OWN_FIELDS,
)

_SCALES = ((8e6, "大型 Large"), (1.2e6, "中型 Medium"), (2e5, "小型 Small"), (0.0, "微型 Micro"))
_FRAMEWORK_REVENUE = 5e6


def write_customers(
    path: Path, accounts: list[Account], demand: Demand, end: date, rng: np.random.Generator
) -> None:
    """Write one row per customer. The BOM lets spreadsheet programs read the Chinese names."""
    scales = _scales(accounts, demand, rng)
    own = own_facts(demand.revenue, end, rng)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        for account, revenue, scale, facts in zip(
            accounts, demand.revenue, scales, own, strict=True
        ):
            row = _row(account, float(revenue), scale)
            writer.writerow((*row, facts.terms, facts.expected, facts.ends_on))


def _row(account: Account, revenue: float, scale: str) -> tuple[str, ...]:
    return (
        account.code,
        account.name,
        account.short_name,
        account.kind,
        account.registration_number,
        SEGMENTS[account.segment].industry,
        account.region,
        scale,
        "" if account.kind == "person" else account.founded_on.isoformat(),
        account.parent,
        account.owner,
        ";".join(_tags(account, revenue)),
    )


def _scales(accounts: list[Account], demand: Demand, rng: np.random.Generator) -> list[str]:
    """How large the customers are themselves; that goes along with what they buy, loosely."""
    unknown = np.exp(rng.normal(13.2, 1.5, len(accounts)))
    bought = demand.revenue * np.exp(rng.normal(0, 0.5, len(accounts)))
    sizes = np.where(demand.revenue > 0, bought, unknown)
    sizes[[account.level == "head" for account in accounts]] *= 20
    sizes[[account.kind == "person" for account in accounts]] = 0.0
    return [next(name for least, name in _SCALES if size >= least) for size in sizes]


def _tags(account: Account, revenue: float) -> list[str]:
    marks = (
        ("框架协议 Framework agreement", revenue >= _FRAMEWORK_REVENUE),
        ("集团 Group", account.level != "single"),
        ("出口 Export", account.abroad),
        ("招投标 Tender", account.segment in {"property", "transit"}),
        ("个体 Sole trader", account.kind == "person"),
    )
    return [tag for tag, holds in marks if holds]
