"""How a run did against what came since, on its page."""

from datetime import date
from typing import Any

from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.services.model_runs.running import BACK_TEST
from mainstay.apps.evaluation.wording.back_tests_of_models import PLAIN_RULES, measure, verdict
from mainstay.shell.web.tables import Badge, Tone

_TONES = {True: Tone.GOOD, False: Tone.CAUTION, None: Tone.PLAIN}


def back_test_of(run: ModelRun) -> dict[str, Any] | None:
    """The verdict first, then each measure beside the plain rule; None where nothing was asked."""
    told = run.report.get(BACK_TEST)
    if told is None:
        return None
    return {
        "verdict": Badge(verdict(told["better"]), _TONES[told["better"]]),
        "until": date.fromisoformat(told["until"]),
        "customers": told["customers"],
        "rule": PLAIN_RULES[run.kind],
        "measures": [measure(each) for each in told["measures"]],
    }
