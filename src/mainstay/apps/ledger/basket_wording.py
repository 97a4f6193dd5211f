"""Rules and next products in words, and why none are told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.analytics.baskets.refusals import (
    TooLargeForOneMachine,
    TooManyCombinations,
    TooManySets,
)
from mainstay.analytics.libraries import LibraryMissing

if TYPE_CHECKING:
    from mainstay.analytics.baskets.next_products import NextProduct

BETWEEN_PRODUCTS = "; "


@dataclass(frozen=True, slots=True)
class Refused:
    """Why rules are not told: a code for programs, and a template with its figures."""

    code: str
    says: Promise


REFUSALS: Mapping[type[Exception], Refused] = {
    TooManyCombinations: Refused(
        "too_many_combinations",
        gettext_lazy(
            "About %(combinations)s combinations would have to be counted, and no more than "
            "%(most)s are: raise the minimum support, shorten the window or the rules, or ask for "
            "categories."
        ),
    ),
    TooManySets: Refused(
        "too_many_sets",
        gettext_lazy("More than %(most)s sets have the minimum support: raise it."),
    ),
    TooLargeForOneMachine: Refused(
        "too_large_for_one_machine",
        gettext_lazy(
            "Rules of more than three items are looked for in memory, which takes baskets with "
            "%(most)s items at most, and these have %(items)s: raise the minimum support, shorten "
            "the window or the rules."
        ),
    ),
    LibraryMissing: Refused(
        "library_missing",
        gettext_lazy(
            "Rules of more than three items need %(library)s, which comes with the extra "
            "“%(extra)s”: pip install 'mainstay[%(extra)s]'"
        ),
    ),
}


def refused(error: Exception) -> tuple[str, str]:
    """The code and the words of a refusal."""
    refusal = REFUSALS[type(error)]
    figures = {
        name: f"{value:,}" if isinstance(value, int) else value
        for name, value in vars(error).items()
    }
    return refusal.code, str(refusal.says) % figures


def named(items: Iterable[str], names: Mapping[str, str]) -> str:
    """Items with what they are called, one after the other."""
    told = (f"{item} ({names[item]})" if names.get(item) else item for item in items)
    return BETWEEN_PRODUCTS.join(told)


def reason(found: "NextProduct", names: Mapping[str, str]) -> str:
    """Why a product is suggested, as a sentence."""
    says = _(
        "Of %(alike)s customers with %(because)s, %(also)s also buy it (%(share)s), %(lift)s times "
        "as often as all customers."
    )
    return says % {
        "alike": f"{found.alike:,}",
        "because": named(found.because, names),
        "also": f"{found.also:,}",
        "share": f"{found.confidence:.0%}",
        "lift": f"{found.lift:.1f}",
    }
