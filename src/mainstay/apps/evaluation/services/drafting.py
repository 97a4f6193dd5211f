"""Schemes that people make: drafts, publishing, retiring, which one is primary."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.analytics.scoring.reading import entries_of, is_typology
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import (
    Approval,
    EvaluationUnit,
    Scheme,
    SchemeVersion,
    VersionState,
)
from mainstay.apps.evaluation.models.schemes import CODE_LENGTH, NAME_LENGTH, NOTE_LENGTH
from mainstay.apps.evaluation.policies import CHANGE_SCHEMES
from mainstay.apps.evaluation.queries.schemes import UnknownScheme
from mainstay.apps.evaluation.wording.definitions import problem
from mainstay.apps.evaluation.wording.names import SCHEMES
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit

if TYPE_CHECKING:
    from mainstay.analytics.scoring.plain_data import SchemeError
    from mainstay.analytics.scoring.reading import Rules

_WHY = "schemes are the same for everybody"
_CODE = RegexValidator(r"\A[a-z][a-z0-9_]*\Z")
MOST_GRADES = 30
MOST_SCHEMES = 100


class DraftMoved(Exception):
    """Somebody else changed the draft meanwhile, or it is gone."""


class NoDraft(LookupError):
    """The scheme has no draft."""


class SchemeRetired(Exception):
    """The scheme is retired, or the primary one, which cannot be."""


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """What a scheme is called and how it is used."""

    name: str
    note: str = ""
    unit: str = EvaluationUnit.CUSTOMER.value
    approval: str = Approval.AUTOMATIC.value


@service(CHANGE_SCHEMES)
def create_scheme(
    actor: Actor, code: str, facts: SchemeFacts, definition: Mapping[str, Any]
) -> Scheme:
    """Make a scheme whose first version is a draft. Raises ValidationError."""
    _require_code(code)
    _require_facts(facts)
    _require_grades(facts, definition)
    rows = Scheme.objects.system(_WHY)
    position = (rows.aggregate(last=Max("position"))["last"] or 0) + 10
    scheme = Scheme.objects.create(
        code=code,
        name=facts.name,
        note=facts.note,
        unit=facts.unit,
        approval=facts.approval,
        position=min(position, 30_000),
    )
    audit.record(actor, "evaluation.scheme.created", subject=scheme, scheme=code)
    _new_draft(actor, scheme, {**definition, "code": code})
    return scheme


def _require_code(code: str) -> None:
    rows = Scheme.objects.system(_WHY)
    if len(code) > CODE_LENGTH or not _matches(code):
        says = _("A code is of small Latin letters, digits and _, and begins with a letter.")
        raise ValidationError({"code": ValidationError(says, "not_a_code")})
    if rows.filter(code=code).exists():
        says = _("There is a scheme with this code already.")
        raise ValidationError({"code": ValidationError(says, "taken")})
    if rows.count() >= MOST_SCHEMES:
        says = _("There are %(most)s schemes; no more can be made.") % {"most": MOST_SCHEMES}
        raise ValidationError({"code": ValidationError(says, "too_many")})


def _matches(code: str) -> bool:
    try:
        _CODE(code)
    except ValidationError:
        return False
    return True


def _require_facts(facts: SchemeFacts) -> None:
    refused: dict[str, ValidationError] = {}
    if not facts.name.strip() or len(facts.name) > NAME_LENGTH:
        says = _("Give a name of at most %(most)s characters.") % {"most": NAME_LENGTH}
        refused["name"] = ValidationError(says, "name")
    if len(facts.note) > NOTE_LENGTH:
        says = _("At most %(most)s characters.") % {"most": NOTE_LENGTH}
        refused["note"] = ValidationError(says, "too_long")
    if facts.unit not in EvaluationUnit.values:
        refused["unit"] = ValidationError(_("There is no such evaluation unit."), "unknown")
    if facts.approval not in Approval.values:
        refused["approval"] = ValidationError(_("There is no such way of approval."), "unknown")
    if refused:
        raise ValidationError(refused)


def _require_grades(facts: SchemeFacts, definition: Mapping[str, Any]) -> None:
    """Refuse approval for labels: the review of grades asks for better and worse ones."""
    if facts.approval == Approval.REQUIRED and is_typology(definition):
        says = _("Labels come into force as soon as they are computed; only grades are approved.")
        raise ValidationError({"approval": ValidationError(says, "labels")})


@service(CHANGE_SCHEMES)
def change_facts(actor: Actor, code: str, facts: SchemeFacts) -> Scheme:
    """Change what a scheme is called and how it is used; shipped ones keep their names.

    Raises UnknownScheme and ValidationError.
    """
    scheme = _locked(code)
    _require_facts(replace(facts, name=facts.name or code) if code in SCHEMES else facts)
    _require_grades(facts, _earliest(scheme) or {})
    if code in SCHEMES:
        facts = replace(facts, name="", note="")
    before = {name: getattr(scheme, name) for name in ("name", "note", "unit", "approval")}
    after = {"name": facts.name, "note": facts.note, "unit": facts.unit, "approval": facts.approval}
    changed = {name: after[name] for name in after if before[name] != after[name]}
    if changed:
        for name, value in changed.items():
            setattr(scheme, name, value)
        scheme.save(update_fields=list(changed))
        audit.record(
            actor, "evaluation.scheme.changed", subject=scheme, scheme=code, changes=changed
        )
    return scheme


@service(CHANGE_SCHEMES)
def start_draft(actor: Actor, code: str, number: int | None = None) -> SchemeVersion:
    """The scheme's draft; where there is none, a copy of a version, the published one by default.

    Raises UnknownScheme, for a version that there is not too.
    """
    scheme = _locked(code)
    versions = SchemeVersion.objects.system(_WHY).filter(scheme=scheme)
    draft = versions.filter(state=VersionState.DRAFT).first()
    if draft is not None:
        return draft
    wanted = versions.filter(number=number) if number else versions.order_by("-number")
    source = wanted.filter(state=VersionState.PUBLISHED).first() or wanted.first()
    if source is None:
        raise UnknownScheme(code)
    return _new_draft(actor, scheme, source.definition)


def _new_draft(actor: Actor, scheme: Scheme, definition: Mapping[str, Any]) -> SchemeVersion:
    _require_reasons(require_definition(scheme.code, definition))
    _require_kind(scheme, definition)
    versions = SchemeVersion.objects.system(_WHY).filter(scheme=scheme)
    last = versions.aggregate(last=Max("number"))["last"] or 0
    draft = SchemeVersion.objects.create(
        scheme=scheme,
        number=last + 1,
        state=VersionState.DRAFT,
        definition=dict(definition),
        by_id=actor.person_id,
        by_name=actor.name[:200],
    )
    _note(actor, "evaluation.scheme.drafted", draft)
    return draft


def require_definition(
    code: str, definition: Mapping[str, Any], known: Collection[str] | None = None
) -> "Rules":
    """Read a scheme or a typology; `known` are the indicators that it may ask for.

    By default these are all that there are. Refuses what no scheme can be read from. Raises
    ValidationError for `definition`.
    """
    from mainstay.analytics.scoring.reading import rules_from_dict
    from mainstay.analytics.scoring.scheme import SchemeError

    known = indicators.definitions() if known is None else known
    try:
        if definition.get("code") != code:
            raise SchemeError("code", "another_code")
        rules = rules_from_dict(definition, indicators=known)
        if len(entries_of(definition)) > MOST_GRADES:
            raise SchemeError("grades", "too_many_grades")
    except SchemeError as error:
        raise refused_definition(error) from error
    return rules


def refused_definition(error: "SchemeError") -> ValidationError:
    """What is wrong with a definition, in words."""
    says = problem(error.place, error.problem)
    return ValidationError({"definition": ValidationError(says, "not_a_scheme")})


@service(CHANGE_SCHEMES)
def change_draft(
    actor: Actor, code: str, definition: Mapping[str, Any], edits: int | None = None
) -> SchemeVersion:
    """Write a draft's definition. `edits` is what the writer saw, None to write over anything.

    Raises UnknownScheme, NoDraft, DraftMoved and ValidationError.
    """
    draft = _draft(_locked(code))
    if edits is not None and edits != draft.edits:
        raise DraftMoved
    _require_reasons(require_definition(code, definition))
    _require_kind(draft.scheme, definition)
    if draft.definition != definition:
        draft.definition = dict(definition)
        draft.edits += 1
        draft.by_id, draft.by_name = actor.person_id, actor.name[:200]
        draft.save(update_fields=["definition", "edits", "by", "by_name"])
        _note(actor, "evaluation.scheme.draft_changed", draft)
    return draft


@service(CHANGE_SCHEMES)
def discard_draft(actor: Actor, code: str) -> None:
    """Throw a draft away, and with it a scheme that never had another version.

    Raises UnknownScheme and NoDraft.
    """
    scheme = _locked(code)
    draft = _draft(scheme)
    _note(actor, "evaluation.scheme.draft_discarded", draft)
    draft.delete()
    if not SchemeVersion.objects.system(_WHY).filter(scheme=scheme).exists():
        scheme.delete()


@service(CHANGE_SCHEMES)
def publish(actor: Actor, code: str, note: str = "", edits: int | None = None) -> SchemeVersion:
    """Make the draft the version that is used; it is never changed afterwards.

    `note` says why. Raises UnknownScheme, NoDraft, DraftMoved and ValidationError.
    """
    scheme = _locked(code)
    draft = _draft(scheme)
    if edits is not None and edits != draft.edits:
        raise DraftMoved
    _require_reasons(require_definition(code, draft.definition))
    if len(note) > NOTE_LENGTH:
        says = _("At most %(most)s characters.") % {"most": NOTE_LENGTH}
        raise ValidationError({"note": ValidationError(says, "too_long")})
    versions = SchemeVersion.objects.system(_WHY).filter(scheme=scheme)
    versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.RETIRED)
    draft.state, draft.note, draft.published_at = VersionState.PUBLISHED, note, timezone.now()
    draft.by_id, draft.by_name = actor.person_id, actor.name[:200]
    draft.save()
    _note(actor, "evaluation.scheme.published", draft, note=note)
    return draft


def _require_reasons(scheme: "Rules") -> None:
    """Refuse comparisons in pairs that contradict each other and of which nobody says why."""
    from mainstay.analytics.scoring.scorecard import FromComparisons

    weighting = None if scheme.scorecard is None else scheme.scorecard.weighting
    if isinstance(weighting, FromComparisons) and weighting.needs_reason:
        says = _("The comparisons in pairs contradict each other: say why they stand.")
        raise ValidationError({"definition": ValidationError(says, "reason_needed")})


def _require_kind(scheme: Scheme, definition: Mapping[str, Any]) -> None:
    """Refuse labels for a scheme that gives grades, and the other way round."""
    earlier = _earliest(scheme)
    if earlier is not None and is_typology(earlier) != is_typology(definition):
        says = _("A scheme with grades stays one, and one with labels too: make another scheme.")
        raise ValidationError({"definition": ValidationError(says, "another_kind")})


def _earliest(scheme: Scheme) -> dict[str, Any] | None:
    """The definition of the first version, which says whether the scheme gives labels."""
    versions = SchemeVersion.objects.system(_WHY).filter(scheme=scheme)
    return versions.order_by("number").values_list("definition", flat=True).first()


@service(CHANGE_SCHEMES)
def retire_scheme(actor: Actor, code: str) -> Scheme:
    """Evaluate by a scheme no more; its grades stay. Raises UnknownScheme and SchemeRetired."""
    scheme = _locked(code)
    if scheme.retired_at is not None or scheme.is_primary:
        raise SchemeRetired(code)
    scheme.retired_at = timezone.now()
    scheme.save(update_fields=["retired_at"])
    audit.record(actor, "evaluation.scheme.retired", subject=scheme, scheme=code)
    return scheme


@service(CHANGE_SCHEMES)
def bring_back_scheme(actor: Actor, code: str) -> Scheme:
    """Evaluate by a retired scheme again. Raises UnknownScheme."""
    scheme = _locked(code)
    if scheme.retired_at is not None:
        scheme.retired_at = None
        scheme.save(update_fields=["retired_at"])
        audit.record(actor, "evaluation.scheme.brought_back", subject=scheme, scheme=code)
    return scheme


@service(CHANGE_SCHEMES)
def make_primary(actor: Actor, code: str) -> Scheme:
    """Let a scheme say who is a key account, in the place of another one.

    Raises UnknownScheme, SchemeRetired, and ValidationError where no grade of it says so.
    """
    scheme = _locked(code)
    if scheme.retired_at is not None:
        raise SchemeRetired(code)
    published = SchemeVersion.objects.system(_WHY).filter(
        scheme=scheme, state=VersionState.PUBLISHED
    )
    version = published.first()
    entries = [] if version is None else entries_of(version.definition)
    if not any(each.get("key_account") for each in entries):
        says = _("No grade of the published version makes a customer a key account.")
        raise ValidationError({"definition": ValidationError(says, "no_key_accounts")})
    if not scheme.is_primary:
        Scheme.objects.system(_WHY).filter(is_primary=True).update(is_primary=False)
        scheme.is_primary = True
        scheme.save(update_fields=["is_primary"])
        audit.record(actor, "evaluation.scheme.made_primary", subject=scheme, scheme=code)
    return scheme


def _locked(code: str) -> Scheme:
    """The scheme, and nobody else changes it meanwhile. Raises UnknownScheme."""
    found = Scheme.objects.system(_WHY).select_for_update().filter(code=code).first()
    if found is None:
        raise UnknownScheme(code)
    return found


def _draft(scheme: Scheme) -> SchemeVersion:
    rows = SchemeVersion.objects.system(_WHY).filter(scheme=scheme, state=VersionState.DRAFT)
    found = rows.first()
    if found is None:
        raise NoDraft(scheme.code)
    return found


def _note(actor: Actor, action: str, version: SchemeVersion, **more: Any) -> None:
    audit.record(
        actor,
        action,
        subject=version.scheme,
        scheme=version.scheme.code,
        version=version.number,
        **more,
    )
