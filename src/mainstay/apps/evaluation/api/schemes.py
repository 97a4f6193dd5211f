"""The interface for programs: grading schemes, their versions, drafts and publishing."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.api.weights import (
    ConsistencyOut,
    WeightOut,
    consistency_of,
    weights_of,
)
from mainstay.apps.evaluation.models import Scheme, SchemeVersion, VersionState
from mainstay.apps.evaluation.models.schemes import CODE_LENGTH, NAME_LENGTH, NOTE_LENGTH
from mainstay.apps.evaluation.queries.schemes import scheme, schemes, used_of, version
from mainstay.apps.evaluation.services import drafting, scheme_files
from mainstay.apps.evaluation.services.approval_chains import change_chain
from mainstay.apps.evaluation.services.freezing_grades import freeze_grades, unfreeze_grades
from mainstay.apps.evaluation.services.scheduled_runs import change_runs
from mainstay.apps.evaluation.wording.names import scheme_name, scheme_note
from mainstay.shell.web.access import acting, requires

router = Router()

Unit = Literal["customer", "group"]
Way = Literal["automatic", "required"]


class InForceOut(Schema):
    """The evaluation whose grades are in force."""

    number: int
    as_of: date


class VersionOut(Schema):
    """A version of a scheme, without its definition."""

    version: int
    state: str
    shipped: bool
    note: str
    by: str
    drafted_at: datetime
    published_at: datetime | None


class VersionDetailsOut(VersionOut):
    """A version with its definition, as docs/algorithms/grading.md describes it."""

    edits: int = Field(description="How often a draft was changed.")
    definition: dict[str, Any]
    weights: list[WeightOut] = Field(description="Of the scorecard, whatever they come from.")
    consistency: list[ConsistencyOut] = Field(description="Of comparisons in pairs.")


class StepOfChain(Schema):
    """A step of approval: what it is called, and the code of the role whose holders do it."""

    name: str
    role: str


class ChainIn(Schema):
    """The steps of approval, in order."""

    chain: list[StepOfChain]


class RunsIn(Schema):
    """When a scheme is evaluated by itself; an empty `every` is never."""

    every: Literal["", "monthly", "yearly"] = ""
    on_import: bool = False


class FreezeIn(Schema):
    """Until when grades are frozen, and why."""

    until: date
    reason: str


class SchemeOut(Schema):
    """A scheme; `version` and `definition` are of the version that is used, of a draft without."""

    code: str
    name: str
    note: str
    unit: str
    approval: str
    chain: list[StepOfChain] = Field(
        description="Who approves reviewed grades, where `approval` is required."
    )
    frozen_until: date | None
    runs: str = Field(description="How often it is evaluated by itself: monthly, yearly or never.")
    runs_on_import: bool
    primary: bool
    retired_at: datetime | None
    version: int
    state: str
    published_at: datetime | None
    definition: dict[str, Any]
    draft: int | None = Field(description="The number of the draft.")
    in_force: InForceOut | None


class FactsIn(Schema):
    """What a scheme is called and how it is used. Shipped schemes keep their names."""

    name: str = Field("", max_length=NAME_LENGTH)
    note: str = Field("", max_length=NOTE_LENGTH)
    unit: Unit = "customer"
    approval: Way = "automatic"


class SchemeIn(FactsIn):
    """A scheme to be made; its first version is a draft."""

    code: str = Field(max_length=CODE_LENGTH)
    definition: dict[str, Any]


class DraftIn(Schema):
    """A draft as it shall be. With `edits` it is written only if nobody has changed it since."""

    definition: dict[str, Any]
    edits: int | None = None


class PublishIn(Schema):
    """Why a version is published; with `edits` only what the caller has seen."""

    note: str = Field("", max_length=NOTE_LENGTH)
    edits: int | None = None


class YamlOut(Schema):
    """A version as a file."""

    yaml: str


class YamlIn(Schema):
    """A file to make a draft of; `code` takes the place of the one in it."""

    yaml: str
    code: str = Field("", max_length=CODE_LENGTH)


def facts_of(row: Scheme) -> dict[str, Any]:
    """What programs are told of a scheme."""
    used, in_force = used_of(row), row.in_force
    drafts = (each.number for each in row.versions.all() if each.state == VersionState.DRAFT)
    return {
        "code": row.code,
        "name": str(scheme_name(row.code)),
        "note": str(scheme_note(row)),
        "unit": row.unit,
        "approval": row.approval,
        "chain": row.chain,
        "frozen_until": row.frozen_until,
        "runs": row.runs,
        "runs_on_import": row.runs_on_import,
        "primary": row.is_primary,
        "retired_at": row.retired_at,
        "version": used.number,
        "state": used.state,
        "published_at": used.published_at,
        "definition": used.definition,
        "draft": next(drafts, None),
        "in_force": None if in_force is None else {"number": in_force.pk, "as_of": in_force.as_of},
    }


def version_facts(row: SchemeVersion) -> dict[str, Any]:
    """What programs are told of a version."""
    return {
        "version": row.number,
        "state": row.state,
        "shipped": row.shipped,
        "note": row.note,
        "by": row.by_name,
        "drafted_at": row.drafted_at,
        "published_at": row.published_at,
        "edits": row.edits,
        "definition": row.definition,
    }


def version_details(row: SchemeVersion) -> dict[str, Any]:
    """The same with what follows from its scorecard."""
    follows = {
        "weights": weights_of(row.definition),
        "consistency": consistency_of(row.definition),
    }
    return {**version_facts(row), **follows}


@router.get("", response=list[SchemeOut])
@requires(policies.VIEW_SCHEMES)
def list_schemes(request: HttpRequest) -> list[dict[str, Any]]:
    """All schemes, in order."""
    return [facts_of(each) for each in schemes(acting(request))]


@router.post("", response={201: SchemeOut})
@requires(policies.CHANGE_SCHEMES)
def create_scheme(request: HttpRequest, wanted: SchemeIn) -> Status[dict[str, Any]]:
    """Make a scheme whose first version is a draft."""
    actor = acting(request)
    facts = _facts(wanted)
    drafting.create_scheme(actor, wanted.code, facts, wanted.definition)
    return Status(201, facts_of(scheme(actor, wanted.code)))


@router.post("/import", response={201: VersionDetailsOut})
@requires(policies.CHANGE_SCHEMES)
def import_scheme(request: HttpRequest, file: YamlIn) -> Status[dict[str, Any]]:
    """Make the draft of a scheme what a YAML file says; a scheme that there is not is made."""
    return Status(
        201, version_details(scheme_files.import_scheme(acting(request), file.yaml, file.code))
    )


@router.get("/{str:code}", response=SchemeOut)
@requires(policies.VIEW_SCHEMES)
def get_scheme(request: HttpRequest, code: str) -> dict[str, Any]:
    """One scheme."""
    return facts_of(scheme(acting(request), code))


@router.patch("/{str:code}", response=SchemeOut)
@requires(policies.CHANGE_SCHEMES)
def change_scheme(request: HttpRequest, code: str, wanted: FactsIn) -> dict[str, Any]:
    """Change what a scheme is called and how it is used; what is left out stays."""
    actor = acting(request)
    row = scheme(actor, code)
    now = {"name": row.name, "note": row.note, "unit": row.unit, "approval": row.approval}
    facts = drafting.SchemeFacts(**{**now, **wanted.dict(exclude_unset=True)})
    drafting.change_facts(actor, code, facts)
    return facts_of(scheme(actor, code))


@router.put("/{str:code}/chain", response=SchemeOut)
@requires(policies.CHANGE_SCHEMES)
def change_approval_chain(request: HttpRequest, code: str, wanted: ChainIn) -> dict[str, Any]:
    """Let other steps approve the grades; refused while decided grades wait at those there are."""
    actor = acting(request)
    change_chain(actor, code, [each.model_dump() for each in wanted.chain])
    return facts_of(scheme(actor, code))


@router.put("/{str:code}/runs", response=SchemeOut)
@requires(policies.CHANGE_SCHEMES)
def change_scheme_runs(request: HttpRequest, code: str, wanted: RunsIn) -> dict[str, Any]:
    """Say when the scheme is evaluated by itself, from the next month or year on."""
    actor = acting(request)
    change_runs(actor, code, every=wanted.every, on_import=wanted.on_import)
    return facts_of(scheme(actor, code))


@router.post("/{str:code}/freeze", response=SchemeOut)
@requires(policies.FREEZE)
def freeze_scheme(request: HttpRequest, code: str, said: FreezeIn) -> dict[str, Any]:
    """Let evaluations change no grade up to a day; they only tell what would change."""
    actor = acting(request)
    freeze_grades(actor, code, until=said.until, reason=said.reason)
    return facts_of(scheme(actor, code))


@router.post("/{str:code}/unfreeze", response=SchemeOut)
@requires(policies.FREEZE)
def unfreeze_scheme(request: HttpRequest, code: str) -> dict[str, Any]:
    """Let evaluations change grades again."""
    actor = acting(request)
    unfreeze_grades(actor, code)
    return facts_of(scheme(actor, code))


@router.get("/{str:code}/versions", response=list[VersionOut])
@requires(policies.VIEW_SCHEMES)
def list_scheme_versions(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """The versions of a scheme, newest first."""
    return [version_facts(each) for each in scheme(acting(request), code).versions.all()]


@router.get("/{str:code}/versions/{int:number}", response=VersionDetailsOut)
@requires(policies.VIEW_SCHEMES)
def get_scheme_version(request: HttpRequest, code: str, number: int) -> dict[str, Any]:
    """One version of a scheme."""
    return version_details(version(acting(request), code, number))


@router.get("/{str:code}/versions/{int:number}/yaml", response=YamlOut)
@requires(policies.VIEW_SCHEMES)
def export_scheme(request: HttpRequest, code: str, number: int) -> dict[str, str]:
    """One version of a scheme as a YAML file; audited."""
    actor = acting(request)
    return {"yaml": scheme_files.export_scheme(actor, version(actor, code, number))}


@router.post("/{str:code}/draft", response=VersionDetailsOut)
@requires(policies.CHANGE_SCHEMES)
def start_scheme_draft(request: HttpRequest, code: str) -> dict[str, Any]:
    """The draft of a scheme; where there is none, a copy of the version that is used."""
    return version_details(drafting.start_draft(acting(request), code))


@router.put("/{str:code}/draft", response=VersionDetailsOut)
@requires(policies.CHANGE_SCHEMES)
def change_scheme_draft(request: HttpRequest, code: str, wanted: DraftIn) -> dict[str, Any]:
    """Write the draft of a scheme; answers 409 when somebody else has changed it since."""
    return version_details(
        drafting.change_draft(acting(request), code, wanted.definition, wanted.edits)
    )


@router.delete("/{str:code}/draft", response={204: None})
@requires(policies.CHANGE_SCHEMES)
def discard_scheme_draft(request: HttpRequest, code: str) -> Status[None]:
    """Throw the draft away, and with it a scheme that never had another version."""
    drafting.discard_draft(acting(request), code)
    return Status(204, None)


@router.post("/{str:code}/draft/publish", response=VersionDetailsOut)
@requires(policies.CHANGE_SCHEMES)
def publish_scheme_draft(request: HttpRequest, code: str, why: PublishIn) -> dict[str, Any]:
    """Make the draft the version that is used."""
    return version_details(drafting.publish(acting(request), code, why.note, why.edits))


@router.post("/{str:code}/retire", response=SchemeOut)
@requires(policies.CHANGE_SCHEMES)
def retire_scheme(request: HttpRequest, code: str) -> dict[str, Any]:
    """Evaluate by the scheme no more; its grades stay."""
    actor = acting(request)
    drafting.retire_scheme(actor, code)
    return facts_of(scheme(actor, code))


@router.post("/{str:code}/bring-back", response=SchemeOut)
@requires(policies.CHANGE_SCHEMES)
def bring_back_scheme(request: HttpRequest, code: str) -> dict[str, Any]:
    """Evaluate by a retired scheme again."""
    actor = acting(request)
    drafting.bring_back_scheme(actor, code)
    return facts_of(scheme(actor, code))


@router.post("/{str:code}/make-primary", response=SchemeOut)
@requires(policies.CHANGE_SCHEMES)
def make_scheme_primary(request: HttpRequest, code: str) -> dict[str, Any]:
    """Let the scheme say who is a key account, in the place of another one."""
    actor = acting(request)
    drafting.make_primary(actor, code)
    return facts_of(scheme(actor, code))


def _facts(wanted: FactsIn) -> drafting.SchemeFacts:
    return drafting.SchemeFacts(wanted.name, wanted.note, wanted.unit, wanted.approval)
