"""Grading without anything around it."""

import time
from typing import Any


def score(inputs: str, scheme: str) -> dict[str, Any]:
    """Grade the frozen inputs of an evaluation and find everybody's way to the next grade."""
    import pyarrow.parquet as pq

    from mainstay.analytics.indicators import LEDGER_INDICATORS
    from mainstay.analytics.scoring.grading import grade
    from mainstay.analytics.scoring.next_grade import next_grades
    from mainstay.analytics.scoring.population import population_from_table
    from mainstay.analytics.scoring.presets import PRESETS, TIER_RATINGS
    from mainstay.analytics.scoring.scheme import scheme_from_dict

    known = {indicator.code: indicator for indicator in (*LEDGER_INDICATORS, *TIER_RATINGS)}
    table = pq.read_table(inputs)
    began = time.perf_counter()
    rules = scheme_from_dict(PRESETS[scheme], indicators=known)
    population = population_from_table(table, [known[code] for code in rules.indicators()])
    next_grades(grade(rules, population))
    return {"seconds": time.perf_counter() - began, "customers": table.num_rows}
