"""The interface for programs: how files that come again are read."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.api.schemas import OptionsOut
from mainstay.apps.ledger.queries.profiles import profile_of_key, profiles_with_readers
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class ProfileOut(Schema):
    """How a recurring file is read; an empty source is the profile's name."""

    id: int
    name: str
    kind: str
    mapping: dict[str, str]
    options: OptionsOut
    source: str
    recurring_imports: int = Field(description="How many read by it.")
    changed_at: datetime

    @staticmethod
    def resolve_options(profile: Any) -> dict[str, Any]:
        return ImportOptions.from_json(profile.options).as_json()

    @staticmethod
    def resolve_recurring_imports(profile: Any) -> int:
        return int(profile.readers)


class ProfileNameIn(Schema):
    """Another name for a profile."""

    name: str = Field(max_length=80)


@router.get("", response=PageOut[ProfileOut])
@requires(policies.VIEW_IMPORTS)
def list_import_profiles(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """Every profile, by name."""
    return page_out(request, QuerySetRows(profiles_with_readers(acting(request))), ["name"], page)


@router.get("/{int:key}", response=ProfileOut)
@requires(policies.VIEW_IMPORTS)
def get_import_profile(request: HttpRequest, key: int) -> Any:
    """One profile."""
    return profile_of_key(acting(request), key)


@router.patch("/{int:key}", response=ProfileOut)
@requires(policies.CHANGE_PROFILES)
def rename_import_profile(request: HttpRequest, key: int, body: ProfileNameIn) -> Any:
    """Give it another name; its files stay of the source that they have been of."""
    return importing.rename_profile(acting(request), key, body.name)


@router.delete("/{int:key}", response={204: None})
@requires(policies.CHANGE_PROFILES)
def remove_import_profile(request: HttpRequest, key: int) -> Status[None]:
    """Take it away, unless recurring imports read by it; what was imported by it stays."""
    importing.remove_profile(acting(request), key)
    return Status(204, None)
