"""Fields, and what cleaning did to cells and remarks on, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

CHANGES: dict[str, Promise] = {
    "trimmed": _("spaces removed"),
    "full_width": _("full-width characters made plain"),
    "rounded": _("rounded to four decimals"),
    "thousands_separators": _("thousands separators removed"),
    "currency_sign": _("currency signs removed"),
    "currency_name": _("currency names read as codes"),
    "parentheses": _("parentheses read as minus"),
    "trailing_minus": _("trailing minus read as minus"),
    "percent": _("per cent read as a share"),
    "tenths_paid": _("discounts like 9折 read as what is taken off"),
    "tax_taken_out": _("included tax taken out"),
    "day_number": _("day numbers of the workbook read as days"),
    "guard_removed": _("apostrophes of Mainstay's own files taken off"),
    "rewritten": _("written in the usual form"),
    "local_time_twice": _("times that the clock showed twice, read as the first"),
    "local_time_skipped": _("times that the clock left out, read as if it had not"),
    "time_left_out": _("times behind the day left out"),
    "subsecond_cut": _("parts of a microsecond cut off"),
}

NOTES: dict[str, Promise] = {
    "amount_differs_from_factors": _(
        "amounts that differ from quantity × unit price by more than a cent; the amount counts"
    ),
    "titles": _("rows above the headings, counted as blank"),
    "tax_included": _("headings that say tax is included, and no tax rate was given"),
    "tax_rate_empty": _("lines without a tax rate; their amounts count as they are"),
    "tax_rate_unused": _("tax rates beside amounts whose headings do not say that tax is included"),
}

CATALOGUE_FIELDS: dict[str, Promise] = {
    "unit": pgettext_lazy("product", "Unit"),
    "above": _("Stands below (its code)"),
    "line_code": _("Product line code"),
    "line_name": _("Product line name"),
    "region_code": _("Region code"),
    "region_name": _("Region name"),
    "industry_code": _("Industry code"),
    "industry_name": _("Industry name"),
    "sold_from": _("Sold from"),
    "sold_until": _("Sold until"),
    "archived": _("Archived"),
}
"""What the fields of products, product lines, regions and industries are called."""


def without_rate(told: str) -> str:
    """Why a line is not converted, from what `conversion.named` tells of it."""
    currency, _sign, day = told.partition(" ")
    words = gettext("There is no exchange rate for {currency} that holds on {day}.")
    return words.format(currency=currency, day=day)
