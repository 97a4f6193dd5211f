"""API tokens: issued by their owner, shown once, revoked by the owner or an administrator."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.governance import rules
from mainstay.apps.governance.models import ApiToken
from mainstay.apps.governance.services.refusals import refused
from mainstay.foundation.access.actor import Actor, ActorKind
from mainstay.foundation.access.services import AccessDenied, require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.names import checked_name

OWN_ACCOUNT = "governance.account.change"
NOTED_AT_MOST_EVERY = timedelta(minutes=1)


@service(OWN_ACCOUNT)
def issue_token(
    actor: Actor,
    *,
    name: str,
    expires_at: datetime,
    read_only: bool = True,
    scopes: Iterable[str] = (),
) -> tuple[ApiToken, str]:
    """Make a token that acts for the actor and return it with its text, which is never seen again.

    A token may what its owner may, narrowed to reading or to the permissions in `scopes`. Only a
    person can issue one: a token could otherwise outlive its own revocation. Raises
    ValidationError naming the field.
    """
    if actor.kind is not ActorKind.PERSON or actor.person_id is None:
        raise AccessDenied(OWN_ACCOUNT)
    chosen = [] if read_only else sorted(set(scopes))
    name = checked_name(ApiToken, "name", name)
    _check(actor, expires_at, chosen, read_only=read_only)
    secret = rules.new_token_secret()
    token = ApiToken(
        person_id=actor.person_id,
        name=name,
        prefix=secret.prefix,
        digest=secret.digest,
        read_only=read_only,
        scopes=chosen,
        expires_at=expires_at,
    )
    token.save(force_insert=True)
    audit.record(
        actor,
        "governance.token.issued",
        subject=token,
        read_only=read_only,
        scopes=chosen,
        expires_at=expires_at.isoformat(),
    )
    return token, secret.text


@service(OWN_ACCOUNT)
def revoke_token(actor: Actor, token: ApiToken) -> ApiToken:
    """End a token at once: one's own, or anybody's with `governance.token.change`."""
    if token.person_id != actor.person_id:
        require(actor, "governance.token.change", token)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record(actor, "governance.token.revoked", subject=token)
    return token


def note_use(token: ApiToken) -> None:
    """Keep when a token was last used, to the minute, so that calls do not queue on its row."""
    now = timezone.now()
    rows = ApiToken.objects.system("a token's own use").filter(pk=token.pk)
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_AT_MOST_EVERY)
    if token.last_used_at is None or token.last_used_at < now - NOTED_AT_MOST_EVERY:
        rows.filter(stale).update(last_used_at=now)


def _check(actor: Actor, expires_at: datetime, scopes: list[str], *, read_only: bool) -> None:
    now = timezone.now()
    if not now < expires_at <= now + timedelta(days=rules.LONGEST_TOKEN_LIFE_DAYS):
        message = _("A token ends in the future and within %(days)d days.")
        message %= {"days": rules.LONGEST_TOKEN_LIFE_DAYS}
        raise refused("expires_at", message, "out_of_range")
    if not read_only and not scopes:
        raise refused("scopes", _("Choose what the token may do."), "required")
    if not actor.permissions.issuperset(scopes):
        raise refused("scopes", _("A token cannot do more than you can."), "too_wide")
