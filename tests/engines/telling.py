"""What an installation says in one process: its doctor, grades, and what models find."""

import json
import sys
from datetime import date
from typing import Any

AS_OF = date(2025, 1, 1)
MODELS = ("clv", "baskets")


def print_findings() -> None:
    """Print what the doctor says, the grades, and what models found of each customer."""
    import django

    django.setup()
    from mainstay.apps.evaluation.models import Grade
    from mainstay.apps.evaluation.queries.files import read
    from mainstay.apps.evaluation.queries.model_runs import FIGURES
    from mainstay.apps.evaluation.services.evaluating import evaluate
    from mainstay.apps.evaluation.services.model_runs.running import run_model
    from mainstay.cli.checks import examine
    from mainstay.foundation.access.actor import system_actor

    actor = system_actor("test")
    found: dict[str, Any] = {}
    for scheme in ("abc", "rfm"):
        evaluation = evaluate(actor, scheme, AS_OF)
        rows = Grade.objects.system("test").filter(evaluation=evaluation).order_by("customer__code")
        found[scheme] = list(rows.values_list("customer__code", "code", "score"))
    found["doctor"] = {each.check: (each.healthy, each.says) for each in examine()}
    for kind in MODELS:
        found[kind] = read(run_model(actor, kind, AS_OF), FIGURES).to_pylist()
    json.dump(found, sys.stdout, default=str)
