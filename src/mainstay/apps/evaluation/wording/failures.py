"""Why an evaluation did not come to an end, and what it is doing, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.contracts.indicators import definition
from mainstay.foundation.jobs.models import JobError

PHASES: dict[str, Promise] = {
    "measure": gettext_lazy("Computing the indicators"),
    "outcome": gettext_lazy("Adding up what came"),
    "grade": gettext_lazy("Grading"),
    "model": gettext_lazy("Running the model"),
}


def phase(code: str) -> str:
    """What a job is doing."""
    return str(PHASES.get(code, gettext_lazy("Waiting")))


def failure(code: str, details: Mapping[str, Any]) -> str:
    """Why a job failed."""
    if code == "ledger_damaged":
        return _("The ledger's file %(file)s is damaged; no figure comes out of it.") % details
    if code == "figure_too_large":
        name = definition(str(details["indicator"])).name
        return _("A figure of the indicator “%(name)s” is too large to be graded.") % {"name": name}
    if code == "scheme_unusable":
        return _("The scheme cannot be used: %(problem)s.") % details
    return str(JobError(code).label) if code in JobError.values else code
