"""The interface for programs: products, product lines, regions and industries from files."""

from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from mainstay.apps.ledger.api.reference_files import FileReportOut, KeptReading, taken
from mainstay.apps.ledger.services.importing.catalogue import import_branches, import_products
from mainstay.apps.reference.contracts import CHANGE_INDUSTRIES, CHANGE_PRODUCTS, CHANGE_REGIONS
from mainstay.apps.reference.queries.branches import INDUSTRIES, PRODUCT_LINES, REGIONS
from mainstay.shell.web.access import acting, requires

router = Router()


@router.post("/products", response=FileReportOut)
@requires(CHANGE_PRODUCTS)
def import_products_file(
    request: HttpRequest, file: File[UploadedFile], reading: Form[KeptReading]
) -> dict[str, Any]:
    """Set the products of a workbook or CSV file at once, as multipart form data.

    A product that is known already becomes what the file says. `dry_run` only tells.
    """
    actor = acting(request)
    return taken(file, reading, lambda order, commit: import_products(actor, order, commit=commit))


@router.post("/product-lines", response=FileReportOut)
@requires(CHANGE_PRODUCTS)
def import_product_lines_file(
    request: HttpRequest, file: File[UploadedFile], reading: Form[KeptReading]
) -> dict[str, Any]:
    """Set the product lines of a workbook or CSV file at once, as multipart form data.

    Parents may come later in the file. `dry_run` only tells.
    """
    actor = acting(request)
    return taken(
        file,
        reading,
        lambda order, commit: import_branches(actor, PRODUCT_LINES, order, commit=commit),
    )


@router.post("/regions", response=FileReportOut)
@requires(CHANGE_REGIONS)
def import_regions_file(
    request: HttpRequest, file: File[UploadedFile], reading: Form[KeptReading]
) -> dict[str, Any]:
    """Set the regions of a workbook or CSV file at once, as multipart form data.

    Parents may come later in the file. `dry_run` only tells.
    """
    actor = acting(request)
    return taken(
        file, reading, lambda order, commit: import_branches(actor, REGIONS, order, commit=commit)
    )


@router.post("/industries", response=FileReportOut)
@requires(CHANGE_INDUSTRIES)
def import_industries_file(
    request: HttpRequest, file: File[UploadedFile], reading: Form[KeptReading]
) -> dict[str, Any]:
    """Set the industries of a workbook or CSV file at once, as multipart form data.

    Parents may come later in the file. `dry_run` only tells.
    """
    actor = acting(request)
    return taken(
        file,
        reading,
        lambda order, commit: import_branches(actor, INDUSTRIES, order, commit=commit),
    )
