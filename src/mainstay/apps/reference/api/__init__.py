"""The interface for programs: reference data."""

from ninja import Router

from mainstay.apps.reference.api import calendars, rates

ROUTERS: dict[str, Router] = {"/rates": rates.router, "/calendars": calendars.router}
