"""What the audit trail calls what was done in evaluation."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models import ModelKind
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.foundation.audit.models import AuditEntry
from mainstay.shell.web import figures

ACTIONS: dict[str, Promise] = {
    "evaluation.evaluation.requested": _("Evaluation asked for"),
    "evaluation.evaluation.finished": _("Evaluation finished"),
    "evaluation.figures.refreshed": _("Latest figures refreshed"),
    "evaluation.evaluation.details_removed": _("Details of an old evaluation removed"),
    "evaluation.list.exported": _("List of evaluations exported"),
    "evaluation.grades.exported": _("Grades exported"),
    "evaluation.grades.accepted": _("Proposed grades accepted"),
    "evaluation.grades.approved": _("Grades approved"),
    "evaluation.grade.accepted": _("Proposed grade accepted"),
    "evaluation.grade.overridden": _("Another grade decided than the proposed one"),
    "evaluation.grade.evidence_asked": _("Evidence for a grade asked for"),
    "evaluation.grade.evidence_given": _("Evidence for a grade given"),
    "evaluation.grade.decision_taken_back": _("Decision about a grade taken back"),
    "evaluation.grade.sent_back": _("Grade sent back for review"),
    "evaluation.appeal.made": _("Grade appealed"),
    "evaluation.appeal.withdrawn": _("Appeal withdrawn"),
    "evaluation.appeal.upheld": _("Grade upheld upon an appeal"),
    "evaluation.appeal.changed": _("Grade changed upon an appeal"),
    "evaluation.appeals.exported": _("List of appeals exported"),
    "evaluation.nomination.made": _("Customer nominated for a grade"),
    "evaluation.nomination.withdrawn": _("Nomination withdrawn"),
    "evaluation.nomination.declined": _("Nomination declined"),
    "evaluation.nomination.granted": _("Nomination granted"),
    "evaluation.nominations.exported": _("List of nominations exported"),
    "evaluation.reviews.exported": _("List of proposed grades exported"),
    "evaluation.indicators.exported": _("Indicators exported"),
    "evaluation.result.exported": _("Result of an evaluation exported"),
    "evaluation.breakdown.exported": _("Grades by region or industry exported"),
    "evaluation.matrix.set": _("Axes of the portfolio matrix set"),
    "evaluation.matrix.exported": _("Portfolio matrix exported"),
    "evaluation.migration.exported": _("List of who moved exported"),
    "evaluation.scheme.created": _("Grading scheme made"),
    "evaluation.scheme.changed": _("Grading scheme changed"),
    "evaluation.scheme.drafted": _("Draft of a grading scheme begun"),
    "evaluation.scheme.draft_changed": _("Draft of a grading scheme changed"),
    "evaluation.scheme.draft_discarded": _("Draft of a grading scheme thrown away"),
    "evaluation.scheme.published": _("Version of a grading scheme published"),
    "evaluation.scheme.retired": _("Grading scheme retired"),
    "evaluation.scheme.brought_back": _("Grading scheme brought back"),
    "evaluation.scheme.runs_changed": _("Automatic evaluations of a scheme changed"),
    "evaluation.scheme.frozen": _("Grades of a scheme frozen"),
    "evaluation.scheme.unfrozen": _("Grades of a scheme unfrozen"),
    "evaluation.exceptions.exported": _("List of exceptions exported"),
    "evaluation.scheme.chain_changed": _("Steps of approval changed"),
    "evaluation.scheme.made_primary": _("Grading scheme made the primary one"),
    "evaluation.scheme.exported": _("Grading scheme exported"),
    "evaluation.what_if.exported": _("List of who would move exported"),
    "evaluation.figures.exported": _("Figures of an indicator exported"),
    "evaluation.catalogue.exported": _("List of indicators exported"),
    "evaluation.figures.imported": _("Figures of an indicator imported"),
    "evaluation.figures.taken_back": _("Figures of a file taken back"),
    "evaluation.activity_cost.set": _("Cost of an activity set"),
    "evaluation.activity_cost.removed": _("Cost of an activity removed"),
    "evaluation.other_costs.set": _("Freight and late payment set"),
    "evaluation.entitlements.set": _("Entitlements of grades set"),
    "evaluation.entitlement_costs.set": _("Costs of entitlements set"),
    "evaluation.indicator.defined": _("Indicator defined"),
    "evaluation.indicator.changed": _("Indicator changed"),
    "evaluation.indicator.retired": _("Indicator retired"),
    "evaluation.indicator.restored": _("Indicator brought back"),
    "evaluation.indicator.deleted": _("Indicator deleted"),
    "evaluation.back_test.requested": _("Back-test asked for"),
    "evaluation.back_test.finished": _("Back-test finished"),
    "evaluation.back_tests.exported": _("List of back-tests exported"),
    "evaluation.model_run.requested": _("Model run asked for"),
    "evaluation.model_run.finished": _("Model run finished"),
    "evaluation.model_run.details_removed": _("Details of a model run removed"),
    "evaluation.model_run.promoted": _("Model run put to use"),
    "evaluation.segment.named": _("Segment named"),
    "evaluation.model_schedule.changed": _("Automatic runs of a model changed"),
    "evaluation.model_run.exported": _("Customers of a model run exported"),
    "evaluation.model_runs.exported": _("List of model runs exported"),
    "evaluation.rating_round.created": _("Rating round made"),
    "evaluation.rating_round.closed": _("Rating round closed"),
    "evaluation.rating_round.cancelled": _("Rating round cancelled"),
    "evaluation.rating_rounds.exported": _("List of rating rounds exported"),
    "evaluation.rating.given": _("Rating given"),
    "evaluation.rating.withdrawn": _("Rating taken back"),
    "evaluation.ratings.imported": _("Ratings imported"),
    "evaluation.ratings.exported": _("Results of a rating round exported"),
    "evaluation.rating_comments.exported": _("Comments of a rating round exported"),
}

ACTORS: dict[str, Promise] = {
    "evaluation": _("Automatic refresh of figures"),
    "schedule evaluation.start_runs": _("Automatic evaluations"),
    "schedule evaluation.remind_raters": _("Reminders to raters"),
    "schedule evaluation.refresh": _("Automatic refresh of figures"),
}

DETAILS: dict[str, Promise] = {
    "scheme": _("Scheme"),
    "version": _("Version"),
    "as_of": _("As of"),
    "days": _("Days"),
    "horizon": _("Months that follow"),
    "note": _("Note"),
    "changes": _("Changes"),
    "held_against": _("Held against"),
    "unit": _("Evaluation unit"),
    "ledger_state": _("Ledger state"),
    "sizes": _("Customers per grade"),
    "changed": _("Customers whose grade changed"),
    "customers": _("Customers"),
    "rows": _("Rows"),
    "bytes": _("Bytes"),
    "criteria": _("Criteria"),
    "criterion": _("Criterion"),
    "indicator": _("Indicator"),
    "customer": _("Customer"),
    "raters": _("Raters"),
    "due_on": _("Due"),
    "closed_on": _("Closed on"),
    "ratings": _("Answers"),
    "steps": _("Answers with a rating"),
    "file": _("File"),
    "number": _("Number"),
    "driver": _("Activity"),
    "valid_from": _("Valid from"),
    "amount": _("Cost"),
    "created": _("New"),
    "unchanged": _("Unchanged"),
    "grade": _("Grade"),
    "proposed": _("Proposed grade"),
    "reason": _("Reason"),
    "text": _("Text"),
    "holds_until": _("Holds until"),
    "step": _("Step"),
    "frozen_until": _("Frozen until"),
    "every": _("Evaluated by itself"),
    "promotes": _("Put to use at once"),
    "back_test_months": _("Months held against it"),
    "on_import": _("After imports of order lines"),
    "promotions": _("Promotions"),
    "demotions": _("Demotions"),
    "chain": _("Steps of approval"),
    "kind": _("Kind"),
    "parameters": _("Parameters"),
}


def evaluation_of(entry: AuditEntry) -> str:
    """The evaluation that an entry is about: its scheme, its day and its number."""
    scheme, day = entry.details.get("scheme"), entry.details.get("as_of")
    if not scheme or not day:
        return ""
    words = gettext("%(scheme)s as of %(day)s (no. %(number)s)")
    return words % {
        "scheme": scheme_name(scheme),
        "day": figures.day(date.fromisoformat(day)),
        "number": entry.subject_id,
    }


def back_test_of(entry: AuditEntry) -> str:
    """The back-test that an entry is about: its scheme and its number."""
    scheme = entry.details.get("scheme")
    if not scheme:
        return ""
    words = gettext("Back-test %(number)s of %(scheme)s")
    return words % {"scheme": scheme_name(scheme), "number": entry.subject_id}


def model_run_of(entry: AuditEntry) -> str:
    """The model run that an entry is about: its kind and its number."""
    kind = entry.details.get("kind")
    if kind not in ModelKind.values:
        return ""
    words = gettext("%(kind)s, run %(number)s")
    return words % {"kind": ModelKind(kind).label, "number": entry.subject_id}


def model_schedule_of(entry: AuditEntry) -> str:
    """The kind of model whose automatic runs an entry is about."""
    kind = entry.details.get("kind")
    return str(ModelKind(kind).label) if kind in ModelKind.values else ""


def scheme_of(entry: AuditEntry) -> str:
    """The scheme that an entry is about, with the version where it is of one."""
    scheme, version = entry.details.get("scheme"), entry.details.get("version")
    if not scheme:
        return ""
    if not version:
        return str(scheme_name(scheme))
    words = gettext("%(scheme)s, version %(number)s")
    return words % {"scheme": scheme_name(scheme), "number": version}
