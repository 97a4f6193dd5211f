"""The interface for programs: what is bought together, and what a customer may buy next."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mainstay.analytics.baskets.choices import By, Per
from mainstay.analytics.baskets.minimums import PLACES
from mainstay.apps.ledger.basket_wording import reason
from mainstay.apps.ledger.contracts import VIEW_LINES
from mainstay.apps.ledger.queries.baskets.answering import (
    BasketRules,
    NextProducts,
    basket_rules,
    next_products_of,
)
from mainstay.apps.ledger.queries.baskets.asking import SHORTEST, minimums_of, wanted_of
from mainstay.shell.web.access import acting, requires

router = Router()
customer_router = Router()

LONGEST = 3
"""Longer rules take one process for themselves: the command line."""
MOST_RULES = 10_000
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=PLACES)]


class WindowIn(Schema):
    """Whose days count, and what rules are about."""

    by: By = By.PRODUCT
    since: date | None = Field(None, description="By default twelve months before `until`.")
    until: date | None = Field(
        None, description="This day is out; by default the first one of this month."
    )
    max_length: int = Field(
        LONGEST, ge=SHORTEST, le=LONGEST, description="Items of a rule, both sides together."
    )

    def window(self) -> dict[str, Any]:
        """The window and the length, as they are asked for."""
        return {"since": self.since, "until": self.until, "longest": self.max_length}


class RulesIn(WindowIn):
    """Which rules to give; each minimum is reached by equality."""

    per: Per = Per.ORDER
    min_support: Share = Decimal("0.001")
    min_confidence: Share = Decimal("0.8")
    min_lift: Decimal | None = Field(None, ge=0, le=10**9, decimal_places=PLACES)
    min_leverage: Decimal | None = Field(None, ge=-1, le=1, decimal_places=PLACES)
    limit: int = Field(200, ge=1, le=MOST_RULES, description="So many, best first.")


class NextIn(WindowIn):
    """By which rules to suggest products."""

    min_support: Share = Decimal("0.01")
    min_confidence: Share = Decimal("0.3")
    limit: int = Field(20, ge=1, le=MOST_RULES, description="So many, best first.")


class ItemOut(Schema):
    """A product or category; the name is what order lines call it, empty where they do not."""

    code: str
    name: str


class RuleOut(Schema):
    """Baskets with all of the antecedent hold the consequent too: `count` of `antecedent_count`."""

    antecedent: list[ItemOut]
    consequent: ItemOut
    count: int
    antecedent_count: int
    consequent_count: int
    support: float
    confidence: float
    lift: float
    leverage: float


class FromOut(Schema):
    """What rules were made of."""

    ledger_state: int | None = Field(description="Null for who does not see all customers.")
    by: By
    per: Per
    since: date
    until: date
    of_everybody: bool = Field(description="False where baskets are of one's own customers alone.")
    baskets: int = Field(description="Orders, or customers, with at least one of the items.")
    least: int = Field(description="So many baskets have the minimum support.")


class RulesOut(FromOut):
    """Rules, the best first."""

    total: int = Field(description="Rules that reach the minimums.")
    rules: list[RuleOut]


class NextProductOut(Schema):
    """A product that the customer does not have, and the best rule that speaks for it.

    Of `alike` customers with all of `because`, `also` have it too.
    """

    product: ItemOut
    because: list[ItemOut]
    also: int
    alike: int
    buyers: int
    confidence: float
    lift: float
    usual_spend: Decimal | None = Field(
        description="The median of what its buyers spend on it in the twelve months before "
        "`until`; null without any."
    )
    expected_value: Decimal | None = Field(description="Confidence × usual spend.")
    reason: str


class NextProductsOut(FromOut):
    """What a customer may buy next, best rules first."""

    customer: int
    holdings: int = Field(description="Products that it has bought in the window.")
    products: list[NextProductOut]


@router.get("", response=RulesOut)
@requires(VIEW_LINES)
def list_basket_rules(request: HttpRequest, wanted: Query[RulesIn]) -> dict[str, Any]:
    """Which products or categories are bought together, from the customers within reach.

    Computed anew from the order lines, which takes a few seconds for a million of them.
    """
    minimums = minimums_of(
        wanted.min_support,
        wanted.min_confidence,
        lift=wanted.min_lift,
        leverage=wanted.min_leverage,
    )
    asked = wanted_of(wanted.by, wanted.per, minimums, **wanted.window())
    return rules_out(basket_rules(acting(request), asked), wanted.limit)


@customer_router.get("/customers/{int:key}/next-products", response=NextProductsOut)
@requires(VIEW_LINES)
def list_next_products(request: HttpRequest, key: int, wanted: Query[NextIn]) -> dict[str, Any]:
    """What a customer within reach may buy next: others with the same products have it.

    Computed anew from the order lines, which takes a few seconds for a million of them.
    """
    minimums = minimums_of(wanted.min_support, wanted.min_confidence)
    asked = wanted_of(wanted.by, Per.CUSTOMER, minimums, **wanted.window())
    return next_out(next_products_of(acting(request), key, asked), wanted.limit)


def rules_out(found: BasketRules, limit: int) -> dict[str, Any]:
    """Rules as the interface tells them, the first so many."""
    rules = found.rules.slice(0, limit).to_pylist()
    for rule in rules:
        rule["antecedent"] = _items(rule["antecedent"], found.names)
        (rule["consequent"],) = _items([rule["consequent"]], found.names)
    return {**_from(found), "total": found.rules.num_rows, "rules": rules}


def next_out(found: NextProducts, limit: int) -> dict[str, Any]:
    """Next products as the interface tells them, the first so many."""
    names = found.rules.names
    products = [
        {
            "product": _items([each.product], names)[0],
            "because": _items(each.because, names),
            "also": each.also,
            "alike": each.alike,
            "buyers": each.buyers,
            "confidence": each.confidence,
            "lift": each.lift,
            "usual_spend": each.usual,
            "expected_value": each.expected_value,
            "reason": reason(each, names),
        }
        for each in found.suggestions[:limit]
    ]
    facts = {"customer": found.customer, "holdings": found.holdings}
    return {**_from(found.rules), **facts, "products": products}


def _from(found: BasketRules) -> dict[str, Any]:
    return {
        # It counts everybody's imports.
        "ledger_state": found.ledger_state if found.of_everybody else None,
        "by": found.wanted.by,
        "per": found.wanted.per,
        "since": found.wanted.window.start,
        "until": found.wanted.window.end,
        "of_everybody": found.of_everybody,
        "baskets": found.sets.baskets,
        "least": found.sets.least,
    }


def _items(codes: Iterable[str], names: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "name": names.get(code, "")} for code in codes]
