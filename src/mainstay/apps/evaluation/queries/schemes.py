"""Reads of grading schemes and their versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise

from mainstay.analytics.scoring.reading import entries_of, is_typology
from mainstay.apps.evaluation.models import Scheme, SchemeVersion, VersionState
from mainstay.apps.evaluation.wording.names import SCHEMES, grade_name, name_of
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.kept import kept
from mainstay.kernel.text import has_controls


class UnknownScheme(LookupError):
    """There is no such scheme."""


class NotEvaluated(LookupError):
    """No evaluation of the scheme is in force."""


def usable_schemes(actor: Actor) -> QuerySet[Scheme]:
    """Those that customers can be graded by: with a published version, and not retired."""
    published = SchemeVersion.objects.system("which versions are published is no secret")
    usable = published.filter(state=VersionState.PUBLISHED).values("scheme")
    return schemes(actor).filter(retired_at=None, pk__in=usable)


def schemes(actor: Actor) -> QuerySet[Scheme]:
    """The schemes in order, each with its evaluation in force and its versions, newest first."""
    versions = SchemeVersion.objects.system("shown with a scheme that is visible")
    return (
        Scheme.objects.visible_to(actor)
        .select_related("in_force__version__scheme")
        .prefetch_related(Prefetch("versions", queryset=versions.order_by("-number")))
    )


def scheme(actor: Actor, code: str) -> Scheme:
    """One scheme. Raises UnknownScheme."""
    return _found(schemes(actor).filter(code=code).first(), code)


def _found(row: Scheme | None, code: str) -> Scheme:
    if row is None:
        raise UnknownScheme(code)
    return row


def used_of(row: Scheme) -> SchemeVersion:
    """The version of a scheme that is used; the draft of one that was never published.

    `row` comes from `schemes`.
    """
    versions = row.versions.all()
    published = (each for each in versions if each.state == VersionState.PUBLISHED)
    return next(published, versions[0])


def used_version(actor: Actor, code: str) -> SchemeVersion:
    """The version of a scheme that is used, its draft where none is. Raises UnknownScheme."""
    return used_of(scheme(actor, code))


def version(actor: Actor, code: str, number: int) -> SchemeVersion:
    """One version of a scheme. Raises UnknownScheme."""
    rows = SchemeVersion.objects.visible_to(actor).select_related("scheme")
    found = rows.filter(scheme__code=code, number=number).first()
    if found is None:
        raise UnknownScheme(f"{code} {number}")
    return found


def draft(actor: Actor, code: str) -> SchemeVersion | None:
    """The draft of a scheme, if it has one."""
    rows = SchemeVersion.objects.visible_to(actor).select_related("scheme")
    return rows.filter(scheme__code=code, state=VersionState.DRAFT).first()


def published_version(code: str) -> SchemeVersion:
    """The version of a scheme that is used. Raises UnknownScheme, for a retired scheme too."""
    if has_controls(code):  # PostgreSQL fails when it is asked for a NUL.
        raise UnknownScheme(code)
    rows = SchemeVersion.objects.system("a scheme is the same for everybody")
    found = rows.filter(scheme__code=code, scheme__retired_at=None, state=VersionState.PUBLISHED)
    row = found.select_related("scheme").first()
    if row is None:
        raise UnknownScheme(code)
    return row


@dataclass(frozen=True, slots=True)
class GradeOfScheme:
    """A grade of a scheme version: its code and its place, 1 the best; or a label of a typology."""

    scheme: str
    code: str
    step: int
    key_account: bool

    @property
    def name(self) -> str:
        """What people call it."""
        return str(grade_name(self.scheme, self.code))


def grades_of(version: SchemeVersion) -> list[GradeOfScheme]:
    """The grades of a version, best first."""
    return grades_in(version.scheme.code, version.definition)


@dataclass(frozen=True, slots=True)
class PublishedScheme:
    """A scheme that customers are graded by, as lists of customers know it."""

    code: str
    name: str | Promise
    is_typology: bool
    grades: list[GradeOfScheme]
    is_shipped: bool
    is_evaluated: bool
    is_retired: bool


def published_schemes() -> Sequence[PublishedScheme]:
    """The schemes with a published version in order, retired ones too; read once in a request."""
    return kept(_PUBLISHED, _read_published)


_PUBLISHED = "evaluation.published_schemes"


def _read_published() -> tuple[PublishedScheme, ...]:
    rows = SchemeVersion.objects.system("a scheme is the same for everybody")
    published = rows.filter(state=VersionState.PUBLISHED).select_related("scheme")
    return tuple(
        PublishedScheme(
            row.scheme.code,
            name_of(row.scheme),
            is_typology(row.definition),
            grades_of(row),
            is_shipped=row.scheme.code in SCHEMES,
            is_evaluated=row.scheme.in_force_id is not None,
            is_retired=row.scheme.retired_at is not None,
        )
        for row in published.order_by("scheme__position", "scheme__code")
    )


def newest_grades(code: str) -> list[GradeOfScheme]:
    """The grades of the published version of a scheme, best first. Raises UnknownScheme."""
    rows = SchemeVersion.objects.system("a scheme is the same for everybody")
    published = rows.filter(scheme__code=code, state=VersionState.PUBLISHED)
    definition = published.values_list("definition", flat=True).first()
    if definition is None:
        raise UnknownScheme(code)
    return grades_in(code, definition)


def grades_in(code: str, definition: Mapping[str, Any]) -> list[GradeOfScheme]:
    """The grades of a definition, best first, or its labels."""
    return [
        GradeOfScheme(code, grade["code"], step, grade.get("key_account", False))
        for step, grade in enumerate(entries_of(definition), 1)
    ]
