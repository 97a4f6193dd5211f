"""The interface for programs: reference data."""

from mainstay.apps.reference.api import calendars, rates
from mainstay.shell.api.routers import Mount

MOUNTS = (
    Mount("/rates", rates.router, "Reference data"),
    Mount("/calendars", calendars.router, "Reference data"),
)
