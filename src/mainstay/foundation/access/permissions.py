"""The list of permissions, as the apps declare it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing a role can allow. `code` is ``app.subject.verb``; `label` is translated text.

    `roles` are the codes of the shipped roles that hold it; `everyone` gives it to each person
    whatever the roles, as for one's own password. `opens` makes it a field right and says in words
    what it lets somebody see of a row; `audited` is whether auditors hold it as they hold
    everything that only reads.
    """

    code: str
    label: str | Promise
    writes: bool = True
    roles: frozenset[str] = frozenset()
    everyone: bool = False
    opens: str | Promise = ""
    audited: bool = True


class UnknownPermission(LookupError):
    """A permission code that no app has declared."""


_declared: dict[str, Permission] = {}


def declare(*permissions: Permission) -> None:
    """Add an app's permissions to the list; called from its registration.

    Raises ValueError when a code is declared twice with different meaning.
    """
    for permission in permissions:
        known = _declared.setdefault(permission.code, permission)
        if known is not permission and known != permission:
            raise ValueError(f"permission {permission.code} is declared twice")


def permission(code: str) -> Permission:
    """The declared permission. Raises UnknownPermission."""
    try:
        return _declared[code]
    except KeyError:
        raise UnknownPermission(code) from None


def is_field_right(code: str) -> bool:
    """Whether a permission opens fields of rows that are seen already."""
    known = _declared.get(code)
    return known is not None and bool(known.opens)


def all_permissions() -> list[Permission]:
    """Every declared permission, ordered by code."""
    return [_declared[code] for code in sorted(_declared)]


def check_known(codes: Iterable[str]) -> None:
    """Raise UnknownPermission for the first code that no app has declared."""
    for code in codes:
        permission(code)
