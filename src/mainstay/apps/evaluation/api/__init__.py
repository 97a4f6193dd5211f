"""The interface for programs: schemes, evaluations, back-tests, grades, ratings."""

from mainstay.apps.evaluation.api import (
    back_tests,
    costs,
    custom_indicators,
    entitlements,
    evaluations,
    figure_files,
    grades,
    indicators,
    pictures,
    rating_rounds,
    ratings,
    results,
    schemes,
    weights,
    what_if,
)
from mainstay.shell.api.routers import Mount

for part in (results, pictures):
    evaluations.router.add_router("", part.router)
for extra in (what_if, weights, entitlements):
    schemes.router.add_router("", extra.router)
custom_indicators.router.add_router("", figure_files.router)
rating_rounds.router.add_router("", ratings.router)

MOUNTS = (
    Mount("/schemes", schemes.router, "Evaluation"),
    Mount("/evaluations", evaluations.router, "Evaluation"),
    Mount("/back-tests", back_tests.router, "Evaluation"),
    Mount("/grades", grades.router, "Evaluation"),
    Mount("/indicators", indicators.router, "Evaluation"),
    Mount("/serving-costs", costs.router, "Evaluation"),
    Mount("/entitlement-costs", entitlements.costs_router, "Evaluation"),
    Mount("/net-profit", costs.net_profit_router, "Evaluation"),
    Mount("/custom-indicators", custom_indicators.router, "Evaluation"),
    Mount("/rating-criteria", rating_rounds.criteria_router, "Ratings"),
    Mount("/rating-rounds", rating_rounds.router, "Ratings"),
)
