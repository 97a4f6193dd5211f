"""The interface for programs: schemes, evaluations with results, grades, indicators."""

from ninja import Router

from mainstay.apps.evaluation.api import (
    evaluations,
    grades,
    indicators,
    pictures,
    results,
    schemes,
)

for part in (results, pictures):
    evaluations.router.add_router("", part.router)

ROUTERS: dict[str, Router] = {
    "/schemes": schemes.router,
    "/evaluations": evaluations.router,
    "/grades": grades.router,
    "/indicators": indicators.router,
}
