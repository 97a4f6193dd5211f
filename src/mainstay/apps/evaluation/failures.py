"""What the exceptions of evaluation mean to those who asked."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.contracts.indicators import UnknownIndicator
from mainstay.apps.evaluation.models import Appeal, Nomination
from mainstay.apps.evaluation.queries.back_tests import BackTestNotFound
from mainstay.apps.evaluation.queries.custom_indicators import IndicatorNotFound
from mainstay.apps.evaluation.queries.evaluations import EvaluationNotFound, NotFinished
from mainstay.apps.evaluation.queries.external import FigureFileNotFound
from mainstay.apps.evaluation.queries.files import EvaluationDamaged, EvaluationGone
from mainstay.apps.evaluation.queries.forecast_months import NoMonths
from mainstay.apps.evaluation.queries.grade_migration import NotComparable
from mainstay.apps.evaluation.queries.model_runs import ModelRunNotFound, RunUnfinished
from mainstay.apps.evaluation.queries.portfolio_matrix import ScoreHidden
from mainstay.apps.evaluation.queries.ratings.rounds import RoundEnded, RoundNotFound
from mainstay.apps.evaluation.queries.reviews.queue import ReviewNotFound
from mainstay.apps.evaluation.queries.reviews.requests import RequestNotFound
from mainstay.apps.evaluation.queries.schemes import NotEvaluated, UnknownScheme
from mainstay.apps.evaluation.queries.segment_runs import SegmentNotFound
from mainstay.apps.evaluation.rules.custom_indicators import IndicatorVersionConflict
from mainstay.apps.evaluation.services.costs import CostNotFound
from mainstay.apps.evaluation.services.drafting import DraftMoved, NoDraft, SchemeRetired
from mainstay.apps.evaluation.services.model_runs.comparing import OtherKind
from mainstay.apps.evaluation.services.model_runs.naming import SegmentNameConflict
from mainstay.apps.evaluation.services.ratings.rounds import NobodyRated
from mainstay.apps.evaluation.services.reviews.deciding import ReviewMoved
from mainstay.apps.evaluation.services.reviews.requests import RequestAnswered
from mainstay.apps.evaluation.services.what_if import ComparesOthers, FiguresHidden
from mainstay.shell.failures import Failure, register_failure, register_missing

_NO_INDICATOR = Failure(404, "indicator_not_found", _("There is no such indicator."))
_NO_FIGURE_FILE = Failure(404, "figure_file_not_found", _("There is no such file of figures."))
_NO_ROUND = Failure(404, "rating_round_not_found", _("There is no such rating round."))
_NO_REVIEW = Failure(404, "review_not_found", _("No grade waits for this customer."))
_NO_REQUEST = {
    Nomination: Failure(404, "nomination_not_found", _("There is no such nomination.")),
    Appeal: Failure(404, "appeal_not_found", _("There is no such appeal.")),
}
_ANSWERED = {
    Nomination: Failure(409, "nomination_answered", _("The nomination is answered already.")),
    Appeal: Failure(409, "appeal_answered", _("The appeal is answered already.")),
}
_MEANINGS: dict[type[Exception], Failure] = {
    BackTestNotFound: Failure(404, "back_test_not_found", _("There is no such back-test.")),
    ComparesOthers: Failure(
        403,
        "compares_others",
        _(
            "The change compares customers with each other, so only who sees all of them can try "
            "it. The draft of the scheme can be tried."
        ),
    ),
    CostNotFound: Failure(404, "cost_not_found", _("No cost of this activity begins on this day.")),
    DraftMoved: Failure(409, "draft_moved", _("Somebody else changed the draft meanwhile.")),
    EvaluationGone: Failure(
        410, "evaluation_gone", _("The details of this evaluation are no longer kept.")
    ),
    EvaluationNotFound: Failure(404, "evaluation_not_found", _("There is no such evaluation.")),
    FigureFileNotFound: _NO_FIGURE_FILE,
    FiguresHidden: Failure(
        403, "figures_hidden", _("The scheme grades by figures that you may not see.")
    ),
    IndicatorNotFound: _NO_INDICATOR,
    IndicatorVersionConflict: Failure(
        409, "indicator_changed", _("Somebody else has changed this indicator.")
    ),
    ModelRunNotFound: Failure(404, "model_run_not_found", _("There is no such model run.")),
    NoMonths: Failure(
        404, "months_not_found", _("The run tells no months of this customer or group.")
    ),
    NoDraft: Failure(404, "draft_not_found", _("The scheme has no draft.")),
    NobodyRated: Failure(
        409, "nobody_rated", _("Nobody has rated yet; the round can be cancelled.")
    ),
    NotComparable: Failure(
        409,
        "not_comparable",
        _("Only evaluations by one scheme and unit, as of one day after the other, are compared."),
    ),
    NotEvaluated: Failure(409, "not_evaluated", _("The scheme has not been evaluated yet.")),
    NotFinished: Failure(409, "not_finished", _("The evaluation has no result yet.")),
    OtherKind: Failure(409, "not_comparable", _("Only two runs of one kind are compared.")),
    ReviewMoved: Failure(
        409, "review_moved", _("Somebody else has decided meanwhile: look again.")
    ),
    ReviewNotFound: _NO_REVIEW,
    RoundEnded: Failure(
        409, "round_ended", _("The round has ended; nothing of it changes any more.")
    ),
    RoundNotFound: _NO_ROUND,
    RunUnfinished: Failure(409, "not_finished", _("The run has not come to an end.")),
    SchemeRetired: Failure(409, "scheme_retired", _("The scheme is retired, or the primary one.")),
    ScoreHidden: Failure(
        403, "score_hidden", _("A score is made of figures that you may not see.")
    ),
    SegmentNameConflict: Failure(
        409, "segment_renamed", _("Somebody else has named this segment meanwhile.")
    ),
    SegmentNotFound: Failure(404, "segment_not_found", _("The run has no such segment.")),
    UnknownIndicator: _NO_INDICATOR,
    UnknownScheme: Failure(404, "scheme_not_found", _("There is no such scheme.")),
}
_MISSING = {
    "evaluation.appeal": _NO_REQUEST[Appeal],
    "evaluation.customindicator": _NO_INDICATOR,
    "evaluation.figurefile": _NO_FIGURE_FILE,
    "evaluation.gradereview": _NO_REVIEW,
    "evaluation.nomination": _NO_REQUEST[Nomination],
    "evaluation.ratinground": _NO_ROUND,
}


def register() -> None:
    """Say what each exception means."""
    for kind, failure in _MEANINGS.items():
        register_failure(kind, _always(failure))
    for label, failure in _MISSING.items():
        register_missing(label, failure)
    register_failure(RequestNotFound, lambda error: _NO_REQUEST[error.kind])
    register_failure(RequestAnswered, lambda error: _ANSWERED[error.kind])
    register_failure(EvaluationDamaged, _damaged)


def _always(failure: Failure) -> Callable[[Exception], Failure]:
    return lambda _error: failure


def _damaged(error: EvaluationDamaged) -> Failure:
    words = _("A file of the evaluation is damaged; nothing is shown of it.")
    return Failure(503, "evaluation_damaged", words, {"file": str(error)})
