"""The criteria that people rate customers by, each with what tells its steps apart.

22 of them are the selection criteria of key account management, the others the qualitative ones,
and what the shipped schemes ask for.
"""

from collections.abc import Iterable, Mapping

from mainstay.apps.evaluation.criteria.cooperation import COOPERATION
from mainstay.apps.evaluation.criteria.criterion import HIGHEST, LOWEST, Criterion
from mainstay.apps.evaluation.criteria.dealing import DEALING
from mainstay.apps.evaluation.criteria.outlook import OUTLOOK
from mainstay.apps.evaluation.criteria.prospects import PROSPECTS
from mainstay.apps.evaluation.criteria.standing import STANDING

__all__ = [
    "CRITERIA",
    "FOR_OTHER_SCHEMES",
    "FOR_TIERS",
    "HIGHEST",
    "LOWEST",
    "SELECTION",
    "Criterion",
    "UnknownCriterion",
    "criterion",
    "in_order",
]

CRITERIA: Mapping[str, Criterion] = {
    each.code: each for each in (*PROSPECTS, *STANDING, *COOPERATION, *DEALING, *OUTLOOK)
}
"""Every criterion by its code, in the order in which people are asked."""

SELECTION: tuple[str, ...] = (
    "revenue_potential",
    "profitability_potential",
    "central_purchasing",
    "market_leadership",
    "effect_on_competitors",
    "executive_relationship",
    "complementary_technology",
    "supplier_qualification",
    "buying_orientation",
    "cultural_fit",
    "system_fit",
    "solvency",
    "prompt_payment",
    "product_line_fit",
    "flexibility",
    "common_materials",
    "purchasing_cost",
    "innovation",
    "outsourcing",
    "know_how",
    "honest_dealing",
    "service_partner",
)
"""The 22 selection criteria."""

FOR_TIERS: tuple[str, ...] = (
    "brand_awareness",
    "strategic_cooperation",
    "growth_prospects",
    "volume_leap",
    "global_purchasing",
    "future_competition",
    "scale_and_brand",
)
"""What the scheme of tiers asks for."""

FOR_OTHER_SCHEMES: tuple[str, ...] = (
    "growth_potential",
    "business_scale",
    "cooperation_potential",
    "industry_influence",
    "dependence",
    "regional_share",
    "demand",
    "market_outlook",
)
"""What only the schemes of large accounts, of partners and of types ask for."""


class UnknownCriterion(LookupError):
    """A code that is none of a criterion."""


def criterion(code: str) -> Criterion:
    """The criterion with this code. Raises UnknownCriterion."""
    try:
        return CRITERIA[code]
    except KeyError:
        raise UnknownCriterion(code) from None


def in_order(codes: Iterable[str]) -> list[Criterion]:
    """The criteria with these codes, in the order in which people are asked."""
    wanted = set(codes)
    return [each for code, each in CRITERIA.items() if code in wanted]
