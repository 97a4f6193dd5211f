"""Defining indicators as arithmetic over others: make, change, retire, bring back, delete."""

from collections.abc import Mapping
from typing import Any, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mainstay.analytics.formulas.syntax import codes_in
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.indicators import PREFIX
from mainstay.apps.evaluation.models import CustomIndicator, IndicatorSource
from mainstay.apps.evaluation.policies import DEFINE_INDICATORS
from mainstay.apps.evaluation.queries.costs import other_costs
from mainstay.apps.evaluation.queries.custom_indicators import (
    KEPT,
    IndicatorNotFound,
    schemes_that_use,
)
from mainstay.apps.evaluation.rules.custom_indicators import (
    MOST_INDICATORS,
    Change,
    Definition,
    IndicatorVersionConflict,
    Problem,
    definition_problems,
    read_formula,
    rests_on,
)
from mainstay.apps.evaluation.wording.indicators import problem_words
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import OPEN, field_rights, may_see
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.kept import forget
from mainstay.shell.sentences import listed

_WHY = "indicators are the company's"
_TOLD = (
    "code",
    "names",
    "definitions",
    "source",
    "unit",
    "dimension",
    "better",
    "formula",
    "field_right",
    "adds_up",
)
_GRADED_BY = ("dimension", "better", "formula", "adds_up")
"""What grades rest on: it stays once a scheme uses the indicator."""
_NOTHING: dict[str, Any] = dict.fromkeys(_TOLD, "") | {
    "names": {},
    "definitions": {},
    "source": IndicatorSource.FORMULA,
    "adds_up": False,
}


@service(DEFINE_INDICATORS)
def create_indicator(actor: Actor, **said: Unpack[Definition]) -> CustomIndicator:
    """Define one more indicator. Raises ValidationError naming what is wrong."""
    rows = _all_locked()
    if len(rows) >= MOST_INDICATORS:
        raise _refused(Problem("code", "too_many_indicators", str(MOST_INDICATORS)))
    whole = _NOTHING | _tidy(said)
    if any(row.code == whole["code"] for row in rows):
        raise _refused(Problem("code", "indicator_code_taken"))
    row = CustomIndicator(**whole)
    _require_sound(actor, row)
    _save(row)
    audit.record(actor, "evaluation.indicator.defined", subject=row, facts=_facts(row))
    return row


@service(DEFINE_INDICATORS)
def change_indicator(
    actor: Actor, code: str, version: int, **said: Unpack[Change]
) -> CustomIndicator:
    """Change what is said of the indicator that was read at `version`.

    The unit stays, since figures are kept in its places, and so does what grades rest on once a
    scheme uses the indicator. Raises IndicatorNotFound, IndicatorVersionConflict when somebody was
    faster, and ValidationError.
    """
    row = _locked(actor, code)
    if row.version != version:
        raise IndicatorVersionConflict(code)
    before = _facts(row)
    for name, value in _tidy(said).items():
        setattr(row, name, value)
    after = _facts(row)
    changes = {name: [before[name], after[name]] for name in _TOLD if before[name] != after[name]}
    if not changes:
        return row
    _refuse_what_stays(row, changes)
    _require_sound(actor, row)
    row.version += 1
    _save(row)
    audit.record(actor, "evaluation.indicator.changed", subject=row, changes=changes)
    return row


@service(DEFINE_INDICATORS)
def retire_indicator(actor: Actor, code: str) -> CustomIndicator:
    """No longer offer an indicator; what uses it goes on. Raises IndicatorNotFound."""
    return _set_retired(actor, code, "evaluation.indicator.retired", retired=True)


@service(DEFINE_INDICATORS)
def restore_indicator(actor: Actor, code: str) -> CustomIndicator:
    """Offer a retired indicator again. Raises IndicatorNotFound."""
    return _set_retired(actor, code, "evaluation.indicator.restored", retired=False)


@service(DEFINE_INDICATORS)
def delete_indicator(actor: Actor, code: str) -> None:
    """Delete an indicator that nothing uses. Raises IndicatorNotFound and ValidationError."""
    row = _locked(actor, code)
    whole = PREFIX + row.code
    schemes = schemes_that_use(whole)
    if schemes:
        raise _refused(Problem("code", "used_by_schemes", listed(schemes)))
    others = [each.code for each in indicators.definitions().values() if whole in each.made_of]
    if others:
        raise _refused(Problem("code", "used_by_indicators", listed(others)))
    if _holds_costs(row):
        raise _refused(Problem("code", "used_by_costs"))
    if row.files.system("whether figures were taken in").exists():
        raise _refused(Problem("code", "has_figures"))
    audit.record(actor, "evaluation.indicator.deleted", subject=row, facts=_facts(row))
    row.delete()
    forget(KEPT)


def _set_retired(actor: Actor, code: str, action: str, *, retired: bool) -> CustomIndicator:
    row = _locked(actor, code)
    if row.is_retired != retired:
        row.is_retired = retired
        row.version += 1
        _save(row)
        audit.record(actor, action, subject=row)
    return row


def _all_locked() -> list[CustomIndicator]:
    return list(CustomIndicator.objects.system(_WHY).select_for_update().order_by("pk"))


def _locked(actor: Actor, code: str) -> CustomIndicator:
    """One row; all are locked, so that two changes at once make no circle of formulas."""
    wanted = code.removeprefix(PREFIX)
    row = next((each for each in _all_locked() if each.code == wanted), None)
    if row is None:
        raise IndicatorNotFound(code)
    require(actor, DEFINE_INDICATORS, row)
    if not may_see(actor, row.field_right):
        raise IndicatorNotFound(code)
    return row


def _tidy(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _tidied(value) for name, value in said.items()}


def _tidied(value: Any) -> Any:
    """A text without spaces around it; of texts by language those that say something."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return value
    return {language: text.strip() for language, text in value.items() if text.strip()}


def _refuse_what_stays(row: CustomIndicator, changes: Mapping[str, Any]) -> None:
    problems = [Problem("unit", "fixed")] if "unit" in changes else []
    decides = [name for name in _GRADED_BY if name in changes]
    schemes = schemes_that_use(PREFIX + row.code) if decides else []
    if schemes:
        problems += [Problem(name, "grades_rest_on_it", listed(schemes)) for name in decides]
    is_narrower = "field_right" in changes and row.field_right not in {OPEN, VIEW_COSTS}
    if is_narrower and _holds_costs(row):
        problems.append(Problem("field_right", "costs_rest_on_it"))
    if problems:
        raise _refused(*problems)


def _holds_costs(row: CustomIndicator) -> bool:
    """Whether the cost to serve rests on the figures."""
    found = other_costs()
    return PREFIX + row.code in {found.freight, found.payment_delay}


def _require_sound(actor: Actor, row: CustomIndicator) -> None:
    """Refuse a definition that makes no sense. Raises ValidationError."""
    problems = list(definition_problems(_facts(row)))
    if row.field_right and row.field_right not in {each.code for each in field_rights()}:
        problems.append(Problem("field_right", "unknown_choice"))
    formula = _formula_problem(actor, row) if row.source == IndicatorSource.FORMULA else None
    if formula is not None:
        problems.append(formula)
    if problems:
        raise _refused(*problems)


def _formula_problem(actor: Actor, row: CustomIndicator) -> Problem | None:
    """Why the formula is refused.

    What is retired may stay and is not taken anew; what the actor may not see does not exist.
    """
    known, own = indicators.definitions(), PREFIX + row.code
    kept = known[own].made_of if own in known else ()
    offered = [
        code
        for code, each in known.items()
        if (not each.retired or code in kept) and indicators.sees(actor, code)
    ]
    read = read_formula(row.formula, [*offered, own])
    if isinstance(read, Problem):
        return read
    for code in codes_in(read):
        if code == own or rests_on(code, lambda each: known[each].made_of, own):
            return Problem("formula", "formula_circle", code)
    return None


def _save(row: CustomIndicator) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise _refused(Problem("code", "indicator_code_taken")) from None
    forget(KEPT)


def _facts(row: CustomIndicator) -> dict[str, Any]:
    """What is said of an indicator, as the trail tells it."""
    return {name: getattr(row, name) for name in _TOLD}


def _refused(*problems: Problem) -> ValidationError:
    """The error to raise; it names the fields, so that a form shows each beside its field."""
    errors: dict[str, list[ValidationError]] = {}
    for problem in problems:
        error = ValidationError(problem_words(problem), code=problem.code)
        errors.setdefault(problem.field, []).append(error)
    return ValidationError(errors)
