"""Imports and the ledger in the interface for programs."""

from ninja import Router

from mainstay.apps.ledger.api import (
    calendar_days,
    imports,
    ledger,
    profiles,
    rates,
    recurring,
    running,
    upkeep,
)

imports.router.add_router("", running.router)
imports.router.add_router("/rates", rates.router)
imports.router.add_router("/calendars", calendar_days.router)

ROUTERS: dict[str, Router] = {
    "/imports": imports.router,
    "/import-profiles": profiles.router,
    "/recurring-imports": recurring.router,
    "/ledger": ledger.router,
    "/upkeep": upkeep.router,
}
"""The routers by prefix."""
