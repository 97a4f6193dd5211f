"""The interface for programs: schemes, evaluations with results, grades, indicators."""

from mainstay.apps.evaluation.api import (
    evaluations,
    grades,
    indicators,
    pictures,
    results,
    schemes,
)
from mainstay.shell.api.routers import Mount

for part in (results, pictures):
    evaluations.router.add_router("", part.router)

MOUNTS = (
    Mount("/schemes", schemes.router, "Evaluation"),
    Mount("/evaluations", evaluations.router, "Evaluation"),
    Mount("/grades", grades.router, "Evaluation"),
    Mount("/indicators", indicators.router, "Evaluation"),
)
