"""Pages: products, product lines, regions and industries from a file."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mainstay.apps.ledger.services.importing.catalogue import import_branches, import_products
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
)
from mainstay.apps.ledger.web.reference_files import FilePage, ReferenceFileForm, file_page
from mainstay.apps.reference.contracts import CHANGE_INDUSTRIES, CHANGE_PRODUCTS, CHANGE_REGIONS
from mainstay.apps.reference.queries.branches import (
    INDUSTRIES,
    PRODUCT_LINES,
    REGIONS,
    BranchKind,
)
from mainstay.shell.web.access import acting, requires

_KNOWN = _("What is known already becomes what the file says; empty cells leave it as it is.")


class ProductsForm(ReferenceFileForm):
    """A file of products, and what cannot be told from it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A workbook or CSV with a column for the code and one for the name; if wanted also "
            "unit, category, the code of the product line, the first and the last day of sale."
        ),
    )


class BranchesForm(ReferenceFileForm):
    """A file of a tree, and what cannot be told from it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A workbook or CSV with a column for the code, one for the name and, if wanted, one "
            "for the code of the parent, which may come later in the file."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["day_order"]  # such a file has no dates


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE_PRODUCTS)
def products(request: HttpRequest) -> HttpResponse:
    """A file of products in, and below the form what became of it."""
    actor = acting(request)

    def take(file: ReferenceFile, commit: bool) -> ReferenceReport:
        return import_products(actor, file, commit=commit)

    return file_page(request, ProductsForm, take, _PRODUCTS)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE_PRODUCTS)
def product_lines(request: HttpRequest) -> HttpResponse:
    """A file of product lines in, and below the form what became of it."""
    return _tree(request, PRODUCT_LINES)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE_REGIONS)
def regions(request: HttpRequest) -> HttpResponse:
    """A file of regions in, and below the form what became of it."""
    return _tree(request, REGIONS)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE_INDUSTRIES)
def industries(request: HttpRequest) -> HttpResponse:
    """A file of industries in, and below the form what became of it."""
    return _tree(request, INDUSTRIES)


def _tree(request: HttpRequest, kind: BranchKind) -> HttpResponse:
    actor = acting(request)

    def take(file: ReferenceFile, commit: bool) -> ReferenceReport:
        return import_branches(actor, kind, file, commit=commit)

    return file_page(request, BranchesForm, take, _TREES[kind.code])


_PRODUCTS = FilePage(
    title=_("Import products"),
    about=_KNOWN,
    done=_("The products have been imported"),
    label=_("Products"),
    url=reverse_lazy("reference:products"),
    icon="package",
)
_TREES = {
    PRODUCT_LINES.code: FilePage(
        title=_("Import product lines"),
        about=_KNOWN,
        done=_("The product lines have been imported"),
        label=_("Product lines"),
        url=reverse_lazy("reference:product-lines"),
        icon="hierarchy",
    ),
    REGIONS.code: FilePage(
        title=_("Import regions"),
        about=_KNOWN,
        done=_("The regions have been imported"),
        label=_("Regions"),
        url=reverse_lazy("reference:regions"),
        icon="map-pin",
    ),
    INDUSTRIES.code: FilePage(
        title=_("Import industries"),
        about=_KNOWN,
        done=_("The industries have been imported"),
        label=_("Industries"),
        url=reverse_lazy("reference:industries"),
        icon="building-factory-2",
    ),
}
