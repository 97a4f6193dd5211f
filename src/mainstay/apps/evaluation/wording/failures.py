"""Why work of evaluation did not come to an end, and what it is doing, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.contracts.indicators import definition
from mainstay.apps.evaluation.wording import segments
from mainstay.apps.evaluation.wording.churn import REFUSALS, refusal
from mainstay.foundation.jobs.models import JobError

PHASES: dict[str, Promise] = {
    "measure": gettext_lazy("Computing the indicators"),
    "outcome": gettext_lazy("Adding up what came"),
    "grade": gettext_lazy("Grading"),
    "model": gettext_lazy("Running the model"),
}


_TOLD: dict[str, Promise] = {
    "ledger_damaged": gettext_lazy(
        "The ledger's file %(file)s is damaged; no figure comes out of it."
    ),
    "engine_unavailable": gettext_lazy(
        "The engine %(engine)s cannot be used just now: see `mainstay doctor`."
    ),
    "scheme_unusable": gettext_lazy("The scheme cannot be used: %(problem)s."),
    "too_few_buyers": gettext_lazy(
        "Too few customers have bought before that day: a model of purchases needs five at least."
    ),
    "too_few_repeats": gettext_lazy(
        "Too few customers have bought again before that day: what nobody did tells no pattern."
    ),
    "no_complete_month": gettext_lazy(
        "No month with orders is complete before that day: there is nothing to forecast from."
    ),
    "months_not_known": gettext_lazy(
        "The ledger does not reach up to %(day)s: what is not known is not silence, so nothing can "
        "be held against it."
    ),
    "too_many_combinations": gettext_lazy(
        "Too many products are bought together to be looked through: ask for more support, a "
        "shorter window, or rules of two products."
    ),
}


def phase(code: str) -> str:
    """What a job is doing."""
    return str(PHASES.get(code, gettext_lazy("Waiting")))


def failure(code: str, details: Mapping[str, Any]) -> str:
    """Why a job failed."""
    if code in _TOLD:
        return str(_TOLD[code]) % details
    if code == "figure_too_large":
        name = definition(str(details["indicator"])).name
        return _("A figure of the indicator “%(name)s” is too large to be graded.") % {"name": name}
    if code in REFUSALS:
        return refusal(code, details)
    if code in segments.REFUSALS:
        return str(segments.REFUSALS[code]) % details
    return str(JobError(code).label) if code in JobError.values else code


def why_it_ended(row: Any) -> str:
    """Why a row that a list has with the end of its job has no result; empty where it has one."""
    if row.finished_at is not None or not row.error_code:
        return ""
    return failure(row.error_code, row.error_details or {})
