"""Imports and the ledger in the interface for programs."""

from mainstay.apps.ledger.api import (
    baskets,
    calendar_days,
    catalogue,
    imports,
    ledger,
    profiles,
    quality,
    rates,
    recurring,
    running,
    taken_files,
    upkeep,
)
from mainstay.shell.api.routers import Mount

imports.router.add_router("", running.router)
imports.router.add_router("", catalogue.router)
ledger.router.add_router("", baskets.customer_router)
imports.router.add_router("/rates", rates.router)
imports.router.add_router("/calendars", calendar_days.router)

MOUNTS = (
    Mount("/imports", imports.router, "Imports"),
    Mount("/reference-files", taken_files.router, "Imports"),
    Mount("/import-profiles", profiles.router, "Imports"),
    Mount("/recurring-imports", recurring.router, "Imports"),
    Mount("/ledger", ledger.router, "Imports"),
    Mount("/basket-rules", baskets.router, "Baskets"),
    Mount("/upkeep", upkeep.router, "Imports"),
    Mount("/quality", quality.router, "Data quality"),
)
