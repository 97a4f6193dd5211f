"""Defining the custom fields of customers: add, change, archive, restore, order, delete."""

from typing import Any, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from mainstay.apps.customers.contracts.custom_fields import PREFIX, FieldType
from mainstay.apps.customers.contracts.field_uses import uses_of
from mainstay.apps.customers.models import (
    BulkChange,
    BulkDeed,
    CustomerChange,
    CustomerField,
    CustomerValue,
)
from mainstay.apps.customers.policies import DEFINE_FIELDS
from mainstay.apps.customers.queries.custom_fields import KEPT, FieldNotFound
from mainstay.apps.customers.rules import Problem
from mainstay.apps.customers.rules.custom_fields import (
    MOST_FIELDS,
    USUAL_LONGEST,
    Choice,
    Definition,
    FieldVersionConflict,
    bound,
    column_of,
    definition_problems,
)
from mainstay.apps.customers.services.refusals import refused
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.kept import forget

_WHY = "custom fields are the company's"
_TOLD = ("code", "type", "names", "helps", "is_required", "longest", "least", "most", "choices")


@service(DEFINE_FIELDS)
def create_field(actor: Actor, **said: Unpack[Definition]) -> CustomerField:
    """Define one more field of customers. Raises ValidationError naming what is wrong."""
    rows = _all_locked()
    if len(rows) >= MOST_FIELDS:
        raise refused([Problem("code", "too_many_fields")])
    row = CustomerField(place=1 + max((each.place for each in rows), default=0))
    _put(row, {"code": "", "names": {}, "type": "", **said})
    _save(row)
    audit.record(actor, "customers.custom_field.created", subject=row, facts=_told(row))
    return row


@service(DEFINE_FIELDS)
def change_field(actor: Actor, key: int, version: int, **said: Unpack[Definition]) -> CustomerField:
    """Change what is said of the field that was read at `version`.

    Code and type stay once customers have values. What they have stays as it is when the bounds
    become narrower. Raises FieldNotFound, FieldVersionConflict when somebody was faster, and
    ValidationError.
    """
    row = _locked(actor, key)
    if row.version != version:
        raise FieldVersionConflict(key)
    before = _told(row)
    _put(row, said)
    after = _told(row)
    changes = {name: [before[name], after[name]] for name in _TOLD if before[name] != after[name]}
    if not changes:
        return row
    _refuse_what_stays(row, before, changes)
    row.version += 1
    _save(row)
    audit.record(actor, "customers.custom_field.changed", subject=row, changes=changes)
    return row


@service(DEFINE_FIELDS)
def archive_field(actor: Actor, key: int) -> CustomerField:
    """No longer show a field; the values stay and come back with it.

    Raises FieldNotFound, and ValidationError saying what of other subjects rests on the field.
    """
    return _set_archived(actor, key, "customers.custom_field.archived", archived=True)


@service(DEFINE_FIELDS)
def restore_field(actor: Actor, key: int) -> CustomerField:
    """Show an archived field again. Raises FieldNotFound."""
    return _set_archived(actor, key, "customers.custom_field.restored", archived=False)


@service(DEFINE_FIELDS)
def move_field(actor: Actor, key: int, *, up: bool) -> None:
    """Change places with the field before or after; the ends stay. Raises FieldNotFound."""
    moved = _locked(actor, key)
    rows = [each for each in _all_locked() if each.is_archived == moved.is_archived]
    at = next(place for place, each in enumerate(rows) if each.pk == key)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return
    order = [each.code for each in rows]
    rows[at], rows[to] = rows[to], rows[at]
    for place, each in enumerate(rows, 1):
        each.place = place
    CustomerField.objects.system(_WHY).bulk_update(rows, ["place"])
    forget(KEPT)
    after = [each.code for each in rows]
    audit.record(actor, "customers.custom_field.ordered", changes={"order": [order, after]})


@service(DEFINE_FIELDS)
def delete_field(actor: Actor, key: int) -> None:
    """Delete a field without values. Raises FieldNotFound and ValidationError."""
    row = _locked(actor, key)
    if is_used(row):
        raise refused([Problem("code", "field_has_values")])
    _refuse_while_used(row.code, "code")
    audit.record(actor, "customers.custom_field.deleted", subject=row, facts=_told(row))
    row.delete()
    forget(KEPT)


def is_used(row: CustomerField) -> bool:
    """Whether a customer has a value, or an undo may give one back."""
    if _values(row).exists():
        return True
    images = CustomerChange.objects.system("what undos may put back")
    if images.filter(field=f"{PREFIX}{row.code}").exists():
        return True
    deeds = BulkChange.objects.system("what undos may put back")
    begins = f"{row.code}="
    return deeds.filter(deed=BulkDeed.CUSTOM, value__startswith=begins, undone_at=None).exists()


def _values(row: CustomerField) -> "QuerySet[CustomerValue]":
    rows = CustomerValue.objects.system("whether anybody has a value")
    return rows.filter(field=row, **{f"{column_of(FieldType(row.type))}__isnull": False})


def _all_locked() -> list[CustomerField]:
    return list(CustomerField.objects.system(_WHY).select_for_update())


def _locked(actor: Actor, key: int) -> CustomerField:
    row = CustomerField.objects.system(_WHY).select_for_update().filter(pk=key).first()
    if row is None:
        raise FieldNotFound(key)
    require(actor, DEFINE_FIELDS, row)
    return row


def _set_archived(actor: Actor, key: int, action: str, *, archived: bool) -> CustomerField:
    row = _locked(actor, key)
    if row.is_archived == archived:
        return row
    if archived:
        _refuse_while_used(row.code, "code")
    row.is_archived = archived
    row.version += 1
    _save(row)
    audit.record(actor, action, subject=row)
    return row


def _refuse_what_stays(row: CustomerField, before: dict[str, Any], changes: dict[str, Any]) -> None:
    """Code, type and used choices hold what customers have."""
    fixed = [name for name in ("code", "type") if name in changes]
    if fixed and _was_used(before, row):
        raise refused([Problem(name, f"{name}_fixed") for name in fixed])
    for name in fixed:
        _refuse_while_used(before["code"], name)
    gone = {each["code"] for each in before["choices"]} - {each["code"] for each in row.choices}
    if gone and row.type == FieldType.CHOICE and _values(row).filter(text__in=gone).exists():
        raise refused([Problem("choices", "choice_used")])


def _refuse_while_used(code: str, name: str) -> None:
    """Refuse to let a field go that something of other subjects rests on."""
    uses = uses_of(code)
    if uses:
        raise ValidationError({name: [ValidationError(each, code="field_used") for each in uses]})


def _was_used(before: dict[str, Any], row: CustomerField) -> bool:
    return is_used(CustomerField(pk=row.pk, code=before["code"], type=before["type"]))


def _put(row: CustomerField, said: Definition) -> None:
    """Check what the field would be with what is said, and put it on the row, unsaved."""
    whole: Definition = {**_told(row), **_tidy(said)}  # type: ignore[typeddict-item]
    problems = definition_problems(whole)
    others = CustomerField.objects.system("a code is given once").exclude(pk=row.pk)
    if others.filter(code=whole["code"]).exists():
        problems.append(Problem("code", "field_code_taken"))
    if problems:
        raise refused(problems)
    kind = FieldType(whole["type"])
    if kind is not FieldType.CHOICE:
        whole["choices"] = []
    for name in ("least", "most"):
        if bound(kind, whole[name]) is None:
            whole[name] = ""
    usual = whole["longest"] or USUAL_LONGEST
    whole["longest"] = usual if kind is FieldType.TEXT else None
    for name, value in whole.items():
        setattr(row, name, value)


def _tidy(said: Definition) -> dict[str, Any]:
    tidied: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in said.items()
    }
    for name in ("names", "helps"):
        if name in tidied:
            tidied[name] = _texts(tidied[name])
    if "choices" in tidied:
        tidied["choices"] = [_choice(each) for each in tidied["choices"]]
    return tidied


def _texts(said: dict[str, str]) -> dict[str, str]:
    """The texts by language that say something, without spaces around them."""
    stripped = {language: text.strip() for language, text in said.items()}
    return {language: text for language, text in stripped.items() if text}


def _choice(said: Choice) -> dict[str, Any]:
    return {
        "code": said.get("code", "").strip(),
        "names": _texts(said.get("names", {})),
        "is_archived": said.get("is_archived", False),
    }


def _save(row: CustomerField) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise refused([Problem("code", "field_code_taken")]) from None
    forget(KEPT)


def _told(row: CustomerField) -> dict[str, Any]:
    """What the trail tells of a field."""
    return {name: getattr(row, name) for name in _TOLD}
