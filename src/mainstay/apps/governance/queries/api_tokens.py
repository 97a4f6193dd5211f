"""Reads of API tokens."""

from django.db.models import QuerySet

from mainstay.apps.governance.models import ApiToken
from mainstay.apps.governance.queries.accounts import own_key
from mainstay.foundation.access.actor import Actor


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own API tokens, newest first."""
    return ApiToken.objects.visible_to(actor).filter(person_id__in=own_key(actor))


def tokens_of(actor: Actor, person_id: int) -> QuerySet[ApiToken]:
    """A person's API tokens, as far as the actor may see them."""
    return ApiToken.objects.visible_to(actor).filter(person_id=person_id)


def token(actor: Actor, token_id: int) -> ApiToken:
    """One visible API token. Raises ApiToken.DoesNotExist."""
    return ApiToken.objects.visible_to(actor).get(pk=token_id)
