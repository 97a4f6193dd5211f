"""The interface for programs: whoever calls."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.errors import Throttled

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.api.people import PersonOut
from mainstay.apps.governance.sign_in import may_try_password
from mainstay.foundation.access.actor import ActorKind
from mainstay.shell.web.access import acting

router = Router()


class MeOut(Schema):
    """Whoever calls, and what this session or token may do."""

    person: PersonOut
    gets_mail: bool
    acting_as: str
    scope: str
    regions: list[str] = Field(
        description="Names of the regions whose customers the caller reaches beside that."
    )
    permissions: list[str]


class MeChange(Schema):
    """What to change of the own account; what is left out stays."""

    full_name: str = ""
    language: str = ""
    time_zone: str = ""
    gets_mail: bool = True


class PasswordChange(Schema):
    """The present password and the one to come."""

    current: str
    new: str


@router.get("", response=MeOut)
def get_me(request: HttpRequest) -> dict[str, Any]:
    """Who calls, by session or token, and with which permissions."""
    actor = acting(request)
    me = queries.myself(actor)
    return {
        "person": me,
        "gets_mail": me.gets_mail,
        "acting_as": actor.kind.value,
        "scope": actor.scope.value,
        "regions": sorted(actor.regions),
        "permissions": sorted(actor.permissions),
    }


@router.patch("", response=PersonOut)
def change_me(request: HttpRequest, change: MeChange) -> Any:
    """Change the own name, language or time zone, or whether messages come by mail too."""
    actor = acting(request)
    services.change_own_settings(actor, **change.dict(exclude_unset=True))
    return queries.myself(actor)


@router.post("/password", response={204: None})
def change_my_password(request: HttpRequest, change: PasswordChange) -> Status[None]:
    """Replace the own password and end every session; refused to tokens."""
    actor = acting(request)
    if actor.kind is ActorKind.PERSON and not may_try_password(request):
        raise Throttled(wait=None)
    services.change_own_password(actor, current=change.current, new=change.new)
    return Status(204, None)
