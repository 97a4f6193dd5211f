"""How the company sorts: product lines, products with unit and line, regions, industries."""

from typing import TYPE_CHECKING

from mainstay.cli.demo.catalogue import FAMILIES, PRODUCTS, Product
from mainstay.cli.demo.places import (
    CENTRAL,
    COUNTRIES,
    EAST,
    HARBOUR,
    NORTH,
    NORTHEAST,
    NORTHWEST,
    SOUTH,
    SOUTHWEST,
)
from mainstay.cli.demo.segments import CATEGORIES, SEGMENTS

if TYPE_CHECKING:
    from mainstay.apps.reference.services.branch_files import FileBranch
    from mainstay.apps.reference.services.product_files import FileProduct
    from mainstay.foundation.access.actor import Actor

_FIRST_AFTER_MARKET = 7
"""From this category on it is parts and services for lifts that run already."""
_UNITS = (
    "台 set",
    "台 set",
    "根 length",
    "台 set",
    "米 m",
    "套 set",
    "套 set",
    "件 piece",
    "次 job",
)
"""By category."""
_UNITS_BY_ENDING = {"/m": "米 m", "lift-month": "台月 lift-month", "lift-year": "台年 lift-year"}
_AT_HOME = {
    "CN-E": EAST,
    "CN-S": SOUTH,
    "CN-N": NORTH,
    "CN-C": CENTRAL,
    "CN-SW": SOUTHWEST,
    "CN-NW": NORTHWEST,
    "CN-NE": NORTHEAST,
    "CN-HMT": HARBOUR,
}
_USERS = ("property", "transit")
"""The segments that own or run buildings; the others are the trade."""


def sort_everything(actor: "Actor") -> None:
    """Put product lines, products, regions and industries in."""
    from mainstay.apps.reference.queries.branches import INDUSTRIES, PRODUCT_LINES, REGIONS
    from mainstay.apps.reference.services.branch_files import take_branches
    from mainstay.apps.reference.services.product_files import take_products

    for kind, rows in (
        (PRODUCT_LINES, product_lines()),
        (REGIONS, regions()),
        (INDUSTRIES, industries()),
    ):
        take_branches(actor, kind, rows, file_name=f"{kind.code}.csv")
    take_products(actor, products(), file_name="products.csv")


def product_lines() -> "list[FileBranch]":
    """New lifts and the after-market, their categories, and in these the families of products."""
    from mainstay.apps.reference.services.branch_files import FileBranch

    return [
        FileBranch("NEW", "新梯部件 Components for new lifts"),
        FileBranch("AFTER", "后市场 After-market"),
        *(
            FileBranch(_category_code(place), name, _above(place))
            for place, name in enumerate(CATEGORIES)
        ),
        *(
            FileBranch(family.prefix, family.name, _category_code(family.category))
            for family in FAMILIES
        ),
    ]


def _above(category: int) -> str:
    return "AFTER" if category >= _FIRST_AFTER_MARKET else "NEW"


def _category_code(category: int) -> str:
    return f"C{category + 1}"


def products() -> "list[FileProduct]":
    """The catalogue; the family of a product is its line."""
    from mainstay.apps.reference.services.product_files import FileProduct

    return [
        FileProduct(
            product.code,
            product.name,
            _unit(product),
            product.category,
            product.code.rpartition("-")[0],
        )
        for product in PRODUCTS
    ]


def _unit(product: Product) -> str:
    for ending, unit in _UNITS_BY_ENDING.items():
        if product.name.endswith(ending):
            return unit
    return _UNITS[CATEGORIES.index(product.category)]


def regions() -> "list[FileBranch]":
    """The regions of China, and the countries abroad."""
    from mainstay.apps.reference.services.branch_files import FileBranch

    return [
        FileBranch("CN", "中国 China"),
        *(FileBranch(code, name, "CN") for code, name in _AT_HOME.items()),
        FileBranch("OVERSEAS", "海外 Overseas"),
        *(
            FileBranch(f"O{number:02}", country.name, "OVERSEAS")
            for number, country in enumerate(COUNTRIES, start=1)
        ),
    ]


def industries() -> "list[FileBranch]":
    """The trade and the users, and the segments in both."""
    from mainstay.apps.reference.services.branch_files import FileBranch

    return [
        FileBranch("TRADE", "电梯行业 Lift trade"),
        FileBranch("USERS", "业主与运营 Owners and operators"),
        *(
            FileBranch(code.upper(), segment.industry, "USERS" if code in _USERS else "TRADE")
            for code, segment in SEGMENTS.items()
        ),
    ]
