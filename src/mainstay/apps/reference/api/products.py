"""The interface for programs: products."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.reference import policies
from mainstay.apps.reference.models import Product
from mainstay.apps.reference.queries import products as queries
from mainstay.apps.reference.queries.products import ProductFilter
from mainstay.apps.reference.services import products as services
from mainstay.shell.api.files import FormatIn
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.exports import file_response
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class ProductOut(Schema):
    """A product. Its code is the `product_code` of order lines."""

    id: int
    code: str
    name: str
    unit: str
    category: str
    line_id: int | None
    sold_from: date | None
    sold_until: date | None
    is_archived: bool
    version: int


class ProductFacts(Schema):
    """What can be said about a product; what is left out stays, or is empty for a new one."""

    unit: str = ""
    category: str = ""
    line_id: int | None = Field(None, description="Id of a product line.")
    sold_from: date | None = None
    sold_until: date | None = Field(None, description="The last day on which it is sold.")


class ProductIn(ProductFacts):
    """A product to create."""

    code: str
    name: str


class ProductChange(ProductFacts):
    """What to change of the product that was read at `version`."""

    version: int
    code: str = ""
    name: str = ""


class ProductFilterIn(Schema):
    """Which products to list."""

    text: str = Field("", description="Words that code or name contain.")
    line: str = Field(
        "", max_length=18, description="Id of a product line with all below it, or `none`."
    )
    category: str = ""
    standing: Literal["", "sold", "archived", "all"] = Field(
        "", description="Empty leaves archived ones out; `sold` brings those sold today."
    )


@router.get("", response=PageOut[ProductOut])
@requires(policies.VIEW_PRODUCTS)
def list_products(
    request: HttpRequest,
    page: Query[PageIn],
    wanted: Query[ProductFilterIn],
    sort: str = queries.DEFAULT_SORT,
) -> dict[str, Any]:
    """The products; `sort` takes a text or a day, `-` in front turns it round."""
    rows = queries.products(acting(request), ProductFilter(**wanted.dict()), sort)
    return page_out(request, QuerySetRows(rows), [sort, "pk"], page)


@router.post("", response={201: ProductOut})
@requires(policies.CHANGE_PRODUCTS)
def create_product(request: HttpRequest, product: ProductIn) -> Status[Product]:
    """Create a product."""
    return Status(201, services.create_product(acting(request), **product.dict()))


@router.get("/export", response={200: bytes})
@requires(policies.VIEW_PRODUCTS)
def export_products(
    request: HttpRequest,
    wanted: Query[ProductFilterIn],
    asked: Query[FormatIn],
    sort: str = queries.DEFAULT_SORT,
) -> HttpResponseBase:
    """The products as a file, which an import reads again; audited."""
    filters = ProductFilter(**wanted.dict())
    exported = services.export_products(acting(request), filters, sort)
    return file_response(exported, asked.format)


@router.get("/{int:key}", response=ProductOut)
@requires(policies.VIEW_PRODUCTS)
def get_product(request: HttpRequest, key: int) -> Product:
    """One product."""
    return queries.product_of(acting(request), key)


@router.patch("/{int:key}", response=ProductOut)
@requires(policies.CHANGE_PRODUCTS)
def change_product(request: HttpRequest, key: int, change: ProductChange) -> Product:
    """Change a product; answers 409 when somebody else changed it since `version`."""
    facts: dict[str, Any] = change.dict(exclude_unset=True)
    version = facts.pop("version")
    return services.change_product(acting(request), key, version, **facts)


@router.post("/{int:key}/archive", response=ProductOut)
@requires(policies.CHANGE_PRODUCTS)
def archive_product(request: HttpRequest, key: int) -> Product:
    """Put a product away; order lines with its code stay and count."""
    return services.archive_product(acting(request), key)


@router.post("/{int:key}/restore", response=ProductOut)
@requires(policies.CHANGE_PRODUCTS)
def restore_product(request: HttpRequest, key: int) -> Product:
    """Bring an archived product back."""
    return services.restore_product(acting(request), key)
