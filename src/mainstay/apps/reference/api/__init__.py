"""The interface for programs: reference data."""

from mainstay.apps.reference.api import branches, calendars, products, rates
from mainstay.apps.reference.api.branches import Names
from mainstay.apps.reference.policies import INDUSTRIES, PRODUCT_LINES, REGIONS
from mainstay.shell.api.routers import Mount

_TREES = (
    (PRODUCT_LINES, Names("product_line", "product_lines")),
    (REGIONS, Names("region", "regions")),
    (INDUSTRIES, Names("industry", "industries")),
)

MOUNTS = (
    Mount("/rates", rates.router, "Reference data"),
    Mount("/calendars", calendars.router, "Reference data"),
    Mount("/products", products.router, "Reference data"),
    *(
        Mount(f"/{kind.code}", branches.router_of(kind, names), "Reference data")
        for kind, names in _TREES
    ),
)
