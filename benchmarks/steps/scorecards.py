"""Scoring and grading without anything around it."""

import time
from itertools import pairwise
from typing import Any

_KINDS = ("percentile", "minmax", "steps", "logistic")
_MISSING = 0.1


def scored(customers: int, indicators: int) -> dict[str, Any]:
    """Score and grade made-up customers, find everybody's way up, and record it."""
    from mainstay.analytics.scoring.grading import grade
    from mainstay.analytics.scoring.next_grade import next_grades
    from mainstay.analytics.scoring.record import record
    from mainstay.analytics.scoring.scheme import scheme_from_dict

    population = _population(customers, indicators)
    rules = scheme_from_dict(_scheme(indicators))
    # Libraries that are loaded on first use are no part of what is measured.
    grade(rules, _population(10, indicators))
    times = [time.perf_counter()]
    grading = grade(rules, population)
    times.append(time.perf_counter())
    peak = _peak()
    ahead = next_grades(grading)
    times.append(time.perf_counter())
    record(grading, ahead)
    times.append(time.perf_counter())
    graded, found, recorded = (after - before for before, after in pairwise(times))
    return {"graded": graded, "graded_mb": peak, "ahead": found, "recorded": recorded}


def _peak() -> float:
    """The largest resident size so far, in megabytes."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _population(customers: int, indicators: int) -> Any:
    import numpy as np

    from mainstay.analytics.indicators import Indicator, Unit
    from mainstay.analytics.scoring.population import Column, Population

    generator = np.random.default_rng(20260301)
    columns = {}
    for index in range(indicators):
        places = (4, 0, 2)[index % 3]
        indicator = Indicator(f"i{index}", Unit.MONEY, "value", places=places)
        figures = generator.lognormal(8, 1.5, customers) * 10**places - 1000
        known = generator.random(customers) >= _MISSING
        columns[indicator.code] = Column(
            indicator, np.where(known, figures.astype(np.int64), 0), known
        )
    codes = [f"K{number:07}" for number in generator.permutation(customers)]
    return Population(codes, columns, np.ones(customers, dtype=bool))


def _scheme(indicators: int) -> dict[str, Any]:
    return {
        "code": "benchmark",
        "grades": [
            {
                "code": "strategic",
                "rule": {"top": {"indicator": "score", "share": "0.05"}},
                "cap": {"most": "1000", "indicator": "i0"},
            },
            {"code": "focus", "rule": {"indicator": "score", "operator": ">=", "value": "60"}},
            {
                "code": "main",
                "rule": {
                    "any": [
                        {"indicator": "score", "operator": ">=", "value": "45"},
                        {"pareto": {"indicator": "i0", "share": "0.5"}},
                    ]
                },
            },
            {"code": "general", "rule": "otherwise"},
        ],
        "scorecard": {
            "indicators": [
                {
                    "indicator": f"i{index}",
                    "dimension": ("value", "loyalty", "potential")[index % 3],
                    "weight": str(1 + index % 5),
                    "curve": _curve(_KINDS[index % len(_KINDS)]),
                }
                for index in range(indicators)
            ],
            "coverage_floor": "0.5",
        },
    }


def _curve(kind: str) -> dict[str, Any]:
    match kind:
        case "minmax":
            return {"kind": kind, "winsor": "0.05"}
        case "logistic":
            return {"kind": kind, "middle": "3000", "width": "5000"}
        case "steps":
            borders = zip((500, 1500, 4000, 10000), (25, 50, 75, 100), strict=True)
            steps = [{"from": str(border), "value": str(value)} for border, value in borders]
            return {"kind": kind, "steps": steps}
        case _:
            return {"kind": "percentile"}
