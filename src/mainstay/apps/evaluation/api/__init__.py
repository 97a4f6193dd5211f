"""The interface for programs: schemes, evaluations with results, grades, indicators."""

from ninja import Router

from mainstay.apps.evaluation.api import evaluations, grades, indicators, schemes

ROUTERS: dict[str, Router] = {
    "/schemes": schemes.router,
    "/evaluations": evaluations.router,
    "/grades": grades.router,
    "/indicators": indicators.router,
}
