"""Reads of grading schemes and their versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from mainstay.apps.evaluation.models import Scheme, SchemeVersion
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.foundation.access.actor import Actor


class UnknownScheme(LookupError):
    """There is no such scheme."""


class NotEvaluated(LookupError):
    """No evaluation of the scheme is in force."""


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


def newest_version(code: str) -> SchemeVersion:
    """The version of a scheme that is used. Raises UnknownScheme."""
    rows = SchemeVersion.objects.system("a scheme is the same for everybody")
    found = rows.filter(scheme__code=code).select_related("scheme").order_by("-number").first()
    if found is None:
        raise UnknownScheme(code)
    return found


@dataclass(frozen=True, slots=True)
class GradeOfScheme:
    """A grade of a scheme version: its code and its place, 1 the best."""

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
    return _grades(version.scheme.code, version.definition)


def newest_grades(code: str) -> list[GradeOfScheme]:
    """The grades of the version of a scheme that is used, best first. Raises UnknownScheme."""
    rows = SchemeVersion.objects.system("a scheme is the same for everybody")
    newest = rows.filter(scheme__code=code).order_by("-number")
    definition = newest.values_list("definition", flat=True).first()
    if definition is None:
        raise UnknownScheme(code)
    return _grades(code, definition)


def _grades(code: str, definition: Mapping[str, Any]) -> list[GradeOfScheme]:
    return [
        GradeOfScheme(code, grade["code"], step, grade.get("key_account", False))
        for step, grade in enumerate(definition["grades"], 1)
    ]
