"""What the company keeps of its customers beside the usual facts: three custom fields."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from mainstay.foundation.access.actor import Actor

TERMS: tuple[tuple[str, str, str, str], ...] = (
    ("prepaid", "预付全款", "預付全款", "Paid in advance"),
    ("deposit", "预付30%，货到付清", "預付30%，貨到付清", "30% in advance, the rest on delivery"),
    ("net30", "月结30天", "月結30天", "Net 30 days"),
    ("net60", "月结60天", "月結60天", "Net 60 days"),
    ("net90", "月结90天", "月結90天", "Net 90 days"),
)
"""Terms of payment: the code, and the names in the three languages."""
FIELDS = ("custom.payment_terms", "custom.expected_purchases", "custom.contract_ends_on")
_FRAMEWORK_REVENUE = 1.5e6
_TEN_THOUSAND = 1e4
_LONGEST_CONTRACT = 900
_OVERDUE = 60


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What the files say of one customer in the company's own fields."""

    terms: str
    expected: str
    ends_on: str


def own_facts(revenue: np.ndarray, end: date, rng: np.random.Generator) -> list[OwnFacts]:
    """Large buyers have long terms and contracts that end; small ones pay when it is delivered."""
    size = np.log10(np.maximum(revenue, 1)) - 4.5 + rng.normal(0, 0.5, len(revenue))
    places = np.clip(np.round(size), 0, len(TERMS) - 1).astype(int)
    growth = np.exp(rng.normal(0.06, 0.2, len(revenue)))
    days = rng.integers(-_OVERDUE, _LONGEST_CONTRACT, len(revenue))
    known = rng.random(len(revenue)) > 0.08  # noqa: PLR2004 - some are always forgotten
    return [
        OwnFacts(
            TERMS[place][0] if bought > 0 and is_known else "",
            f"{bought * more / _TEN_THOUSAND:.2f}" if bought > 0 and is_known else "",
            (end + timedelta(days=int(ahead))).isoformat()
            if bought >= _FRAMEWORK_REVENUE and is_known
            else "",
        )
        for bought, place, more, ahead, is_known in zip(
            revenue.tolist(), places.tolist(), growth.tolist(), days.tolist(), known, strict=True
        )
    ]


def define_fields(actor: "Actor") -> None:
    """Define the three fields. Needs the system, or an administrator."""
    from mainstay.apps.customers.services.custom_fields import create_field

    choices: list[Any] = [
        {"code": code, "names": {"zh-hans": simplified, "zh-hant": traditional, "en": english}}
        for code, simplified, traditional, english in TERMS
    ]
    create_field(
        actor,
        code="payment_terms",
        type="choice",
        names={"zh-hans": "付款条件", "zh-hant": "付款條件", "en": "Payment terms"},
        choices=choices,
    )
    create_field(
        actor,
        code="expected_purchases",
        type="decimal",
        names={
            "zh-hans": "年采购额预估（万元）",
            "zh-hant": "年採購額預估（萬元）",
            "en": "Expected purchases a year (CNY 10,000)",
        },
        helps={
            "zh-hans": "客户今年预计向我们采购的金额。",
            "zh-hant": "客戶今年預計向我們採購的金額。",
            "en": "What the customer is expected to buy from us this year.",
        },
        least="0",
    )
    create_field(
        actor,
        code="contract_ends_on",
        type="date",
        names={"zh-hans": "合同到期日", "zh-hant": "合約到期日", "en": "Contract ends on"},
    )
