"""Codes of reference data in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.reference.contracts import UNDONE, Place

ACTIONS: dict[str, Promise] = {
    "reference.rate.created": _("Exchange rate set"),
    "reference.rate.changed": _("Exchange rate changed"),
    "reference.rate.removed": _("Exchange rate deleted"),
    "reference.rates.imported": _("Exchange rates imported"),
    "reference.rates.exported": _("Exchange rates exported"),
    "reference.calendars.exported": _("Business calendars exported"),
    "reference.calendar.created": _("Calendar created"),
    "reference.calendar.changed": _("Calendar changed"),
    "reference.calendar.removed": _("Calendar deleted"),
    "reference.calendar_days.changed": _("Days of a calendar changed"),
    "reference.calendar_days.imported": _("Days of a calendar imported"),
    "reference.calendar_days.exported": _("Days of a calendar exported"),
    "reference.product.created": _("Product created"),
    "reference.product.changed": _("Product changed"),
    "reference.products.imported": _("Products imported"),
    "reference.products.exported": _("Products exported"),
    "reference.product_line.created": _("Product line created"),
    "reference.product_line.changed": _("Product line changed"),
    "reference.product_line.removed": _("Product line deleted"),
    "reference.product_lines.imported": _("Product lines imported"),
    "reference.product_lines.exported": _("Product lines exported"),
    "reference.region.created": _("Region created"),
    "reference.region.changed": _("Region changed"),
    "reference.region.removed": _("Region deleted"),
    "reference.regions.imported": _("Regions imported"),
    "reference.regions.exported": _("Regions exported"),
    "reference.industry.created": _("Industry created"),
    "reference.industry.changed": _("Industry changed"),
    "reference.industry.removed": _("Industry deleted"),
    "reference.industries.imported": _("Industries imported"),
    "reference.industries.exported": _("Industries exported"),
    "reference.file.undone": _("File of reference data undone"),
    "reference.reject_file.downloaded": _("Rejected records of reference data downloaded"),
    "reference.reject_files.removed": _("Reject files of reference data removed"),
}
"""What the audit trail calls what was done."""

DETAILS: dict[str, Promise] = {
    "currency": _("Currency"),
    "on": _("Day"),
    "rate": pgettext_lazy("currency", "Rate"),
    "source": _("Source"),
    "file": _("File"),
    "files": _("Files taken in"),
    "kind": _("Brings"),
    "created": _("New"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "rows": _("Rows"),
    "name": _("Name"),
    "country": _("Public holidays of"),
    "weekdays": _("Weekdays"),
    "is_default": _("Default"),
    "days": _("Days"),
    "code": _("Code"),
    "parent": _("Stands below"),
    "archived": _("Archived"),
    "unit": pgettext_lazy("product", "Unit"),
    "category": _("Category"),
    "line": _("Product line"),
    "sold_from": _("Sold from"),
    "sold_until": _("Sold until"),
    **UNDONE,
}
"""What the audit trail calls the facts that were changed or told."""

COUNTRIES: dict[str, Promise] = {
    "": _("none"),
    "CN": _("Mainland China, with exchanged workdays"),
}
"""Whose public holidays a calendar can keep."""

HOLIDAYS: dict[str, Promise] = {
    "New Year's Day": _("New Year's Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "National Day": _("National Day"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
    "Anti-Fascist 70th Day": _("70th anniversary of the victory in the war"),
}
"""The public holidays by the names of `rules.china`."""


def day_name(name: str) -> str:
    """A holiday as people call it; an own name as it was given."""
    return str(HOLIDAYS.get(name, name))


@dataclass(frozen=True, slots=True)
class BranchWords:
    """How a page speaks of product lines, regions or industries."""

    plural: Promise
    about: Promise
    new: Promise
    create: Promise
    edit: Promise
    none_yet: Promise
    none_text: Promise
    none_found: Promise
    below: Promise
    icon: str


BRANCHES: dict[Place, BranchWords] = {
    Place.PRODUCT_LINES: BranchWords(
        plural=_("Product lines"),
        about=_("What products belong to, in as many steps as you like."),
        new=_("New product line"),
        create=_("Create product line"),
        edit=_("Edit product line"),
        none_yet=_("No product lines yet"),
        none_text=_("Product lines bring products together. Import a file, or create the first."),
        none_found=_("No product line found"),
        below=_("Product lines below it"),
        icon="hierarchy",
    ),
    Place.REGIONS: BranchWords(
        plural=_("Regions"),
        about=_("Where customers are. Their names are suggested for customers."),
        new=_("New region"),
        create=_("Create region"),
        edit=_("Edit region"),
        none_yet=_("No regions yet"),
        none_text=_("Customers' regions can be typed as they are. A list keeps them alike."),
        none_found=_("No region found"),
        below=_("Regions below it"),
        icon="map-pin",
    ),
    Place.INDUSTRIES: BranchWords(
        plural=_("Industries"),
        about=_("What customers do. Their names are suggested for customers."),
        new=_("New industry"),
        create=_("Create industry"),
        edit=_("Edit industry"),
        none_yet=_("No industries yet"),
        none_text=_("Customers' industries can be typed as they are. A list keeps them alike."),
        none_found=_("No industry found"),
        below=_("Industries below it"),
        icon="building-factory-2",
    ),
}
"""By the place of their list."""
