"""Addresses of the pages of reference data."""

from django.urls import URLPattern, path

from mainstay.apps.reference.policies import INDUSTRIES, PRODUCT_LINES, REGIONS, BranchKind
from mainstay.apps.reference.web import branches, calendars, days, products, rates


def _tree(prefix: str, kind: BranchKind) -> list[URLPattern]:
    """The pages of a tree; their names begin with its code."""
    of, name = {"kind": kind}, kind.code
    return [
        path(prefix, branches.branch_list, of, name=name),
        path(f"{prefix}export/", branches.export, of, name=f"{name}-export"),
        path(f"{prefix}new/", branches.new_branch, of, name=f"{name}-new"),
        path(f"{prefix}<int:key>/", branches.branch_page, of, name=f"{name}-page"),
        path(f"{prefix}<int:key>/edit/", branches.edit_branch, of, name=f"{name}-edit"),
        path(f"{prefix}<int:key>/archive/", branches.archive, of, name=f"{name}-archive"),
        path(f"{prefix}<int:key>/restore/", branches.restore, of, name=f"{name}-restore"),
        path(f"{prefix}<int:key>/remove/", branches.remove, of, name=f"{name}-remove"),
    ]


app_name = "reference"
urlpatterns: list[URLPattern] = [
    path("rates/", rates.rate_list, name="rates"),
    path("rates/export/", rates.export, name="export_rates"),
    path("rates/new/", rates.new_rate, name="new_rate"),
    path("rates/<int:key>/", rates.edit_rate, name="rate"),
    path("rates/<int:key>/remove/", rates.remove, name="remove_rate"),
    path("calendars/", calendars.calendar_list, name="calendars"),
    path("calendars/new/", calendars.new_calendar, name="new_calendar"),
    path("calendars/<int:key>/", days.month_page, name="calendar"),
    path("calendars/<int:key>/edit/", calendars.edit_calendar, name="edit_calendar"),
    path("calendars/<int:key>/remove/", calendars.remove, name="remove_calendar"),
    path("calendars/<int:key>/days/", days.list_days, name="calendar_days"),
    path("calendars/<int:key>/days/export/", days.export, name="export_days"),
    path("calendars/<int:key>/days/<isodate:on>/", days.edit_day, name="calendar_day"),
    path("products/", products.product_list, name="products"),
    path("products/export/", products.export, name="export_products"),
    path("products/new/", products.new_product, name="new_product"),
    path("products/<int:key>/", products.product_page, name="product"),
    path("products/<int:key>/edit/", products.edit_product, name="edit_product"),
    path("products/<int:key>/archive/", products.archive, name="archive_product"),
    path("products/<int:key>/restore/", products.restore, name="restore_product"),
    *_tree("products/lines/", PRODUCT_LINES),
    *_tree("regions/", REGIONS),
    *_tree("industries/", INDUSTRIES),
]
