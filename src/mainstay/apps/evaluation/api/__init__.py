"""The interface for programs: schemes, evaluations, back-tests, grades, ratings."""

from mainstay.apps.evaluation.api import (
    appeals,
    back_tests,
    breakdown,
    comparing_models,
    costs,
    custom_indicators,
    decided_grades,
    entitlements,
    evaluations,
    figure_files,
    forecast_months,
    grade_migration,
    grade_reviews,
    grades,
    indicators,
    model_runs,
    nominations,
    pictures,
    portfolio_matrix,
    rating_rounds,
    ratings,
    results,
    schemes,
    weights,
    what_if,
)
from mainstay.shell.api.routers import Mount

for part in (results, pictures, grade_migration, breakdown):
    evaluations.router.add_router("", part.router)
for extra in (what_if, weights, entitlements):
    schemes.router.add_router("", extra.router)
for more in (comparing_models, forecast_months):
    model_runs.router.add_router("", more.router)
custom_indicators.router.add_router("", figure_files.router)
grade_reviews.router.add_router("", decided_grades.router)
rating_rounds.router.add_router("", ratings.router)

MOUNTS = (
    Mount("/schemes", schemes.router, "Evaluation"),
    Mount("/evaluations", evaluations.router, "Evaluation"),
    Mount("/back-tests", back_tests.router, "Evaluation"),
    Mount("/model-runs", model_runs.router, "Models"),
    Mount("/grades", grades.router, "Evaluation"),
    Mount("/grade-reviews", grade_reviews.router, "Evaluation"),
    Mount("/appeals", appeals.router, "Evaluation"),
    Mount("/nominations", nominations.router, "Evaluation"),
    Mount("/indicators", indicators.router, "Evaluation"),
    Mount("/portfolio-matrix", portfolio_matrix.router, "Evaluation"),
    Mount("/serving-costs", costs.router, "Evaluation"),
    Mount("/entitlement-costs", entitlements.costs_router, "Evaluation"),
    Mount("/net-profit", costs.net_profit_router, "Evaluation"),
    Mount("/custom-indicators", custom_indicators.router, "Evaluation"),
    Mount("/rating-criteria", rating_rounds.criteria_router, "Ratings"),
    Mount("/rating-rounds", rating_rounds.router, "Ratings"),
)
