"""The interface for programs: API tokens, for a person who is signed in."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from mainstay.apps.governance import queries, services
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting

router = Router()


class TokenOut(Schema):
    """A token without its secret."""

    id: int
    name: str
    prefix: str
    read_only: bool
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class TokenIn(Schema):
    """A token to issue: read-only, or with the permissions it names."""

    name: str
    expires_at: AwareDatetime
    read_only: bool = True
    scopes: list[str] = Field([])


class IssuedToken(Schema):
    """A new token with its text, which is never shown again."""

    token: TokenOut
    text: str


@router.get("", response=PageOut[TokenOut])
def list_tokens(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The own tokens, newest first; a token sees none."""
    return page_out(request, QuerySetRows(queries.tokens(acting(request))), ["-pk"], page)


@router.post("", response={201: IssuedToken})
def issue_token(request: HttpRequest, token: TokenIn) -> Status[dict[str, Any]]:
    """Issue a token that acts for the caller; refused to tokens."""
    issued, text = services.issue_token(acting(request), **token.dict())
    return Status(201, {"token": issued, "text": text})


@router.delete("/{int:token_id}", response={204: None})
def revoke_token(request: HttpRequest, token_id: int) -> Status[None]:
    """Revoke an own token, or as an administrator anybody's."""
    actor = acting(request)
    services.revoke_token(actor, queries.token(actor, token_id))
    return Status(204, None)
