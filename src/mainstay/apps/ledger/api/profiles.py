"""The interface for programs: how recurring files are read."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.api.schemas import OptionsOut
from mainstay.apps.ledger.queries.batches import profiles
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class ProfileOut(Schema):
    """How a recurring file is read; an empty source is the profile's name."""

    name: str
    kind: str
    mapping: dict[str, str]
    options: OptionsOut
    source: str
    changed_at: datetime

    @staticmethod
    def resolve_options(profile: Any) -> dict[str, Any]:
        return ImportOptions.from_json(profile.options).as_json()


@router.get("", response=PageOut[ProfileOut])
@requires(policies.VIEW_IMPORTS)
def list_import_profiles(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """Every profile, by name."""
    return page_out(request, QuerySetRows(profiles(acting(request))), ["name"], page)
