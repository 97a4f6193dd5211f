"""API tokens act for a person, narrowed, and only while both are in force."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import ApiToken
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.foundation.access.actor import Actor, ActorKind, RowScope
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import last_entry


def in_days(days: int) -> datetime:
    """A moment that many days from now."""
    return timezone.now() + timedelta(days=days)


def issue(actor: Actor, **facts: object) -> tuple[ApiToken, str]:
    """A read-only token for a month, but for what the test says."""
    wanted: dict[str, object] = {"name": "Nightly report", "expires_at": in_days(30), **facts}
    return services.issue_token(actor, **wanted)  # type: ignore[arg-type]


def test_a_token_acts_for_its_person_with_the_persons_reach(acting: NamedActors) -> None:
    _, text = issue(acting.mei_lin)
    found = queries.actor_of_token(text)
    assert found is not None
    actor, _ = found
    assert actor.kind is ActorKind.TOKEN
    assert actor.person_id == acting.mei_lin.person_id
    assert actor.scope is RowScope.TEAM
    assert actor.team_ids == acting.mei_lin.team_ids


def test_a_read_only_token_writes_nothing(acting: NamedActors) -> None:
    _, text = issue(acting.admin_wang)
    actor, _ = queries.actor_of_token(text) or pytest.fail("not found")
    assert actor.may("governance.person.view")
    with pytest.raises(AccessDenied):
        services.create_team(actor, name="Forbidden")


def test_a_scoped_token_does_what_it_names_and_nothing_else(acting: NamedActors) -> None:
    _, text = issue(acting.admin_wang, read_only=False, scopes=["governance.team.change"])
    actor, _ = queries.actor_of_token(text) or pytest.fail("not found")
    services.create_team(actor, name="Allowed")
    with pytest.raises(AccessDenied):
        services.create_role(actor, name="Forbidden")


def test_a_token_loses_what_its_person_loses(acting: NamedActors, people: NamedPeople) -> None:
    _, text = issue(acting.mei_lin)
    services.set_roles(acting.admin_wang, people.mei_lin, [])
    actor, _ = queries.actor_of_token(text) or pytest.fail("not found")
    assert not actor.may("governance.team.view")


def test_a_token_is_not_given_more_than_its_person_has(acting: NamedActors) -> None:
    with refuses(scopes="too_wide"):
        issue(acting.mei_lin, read_only=False, scopes=["governance.person.change"])


def test_the_secret_is_kept_nowhere(acting: NamedActors) -> None:
    token, text = issue(acting.tom_becker)
    secret = text.rsplit("_", 1)[1]
    kept = ApiToken.objects.system("test").filter(pk=token.pk).values().get()
    assert secret not in str(kept)
    assert secret not in str(last_entry().details)


def test_a_revoked_token_ends_at_once(acting: NamedActors) -> None:
    token, text = issue(acting.tom_becker)
    services.revoke_token(acting.tom_becker, token)
    assert queries.actor_of_token(text) is None


def test_an_expired_token_is_refused(acting: NamedActors) -> None:
    token, text = issue(acting.tom_becker)
    token.expires_at = in_days(-1)
    token.save()
    assert queries.actor_of_token(text) is None


def test_a_token_with_another_secret_is_refused(acting: NamedActors) -> None:
    _, text = issue(acting.tom_becker)
    assert queries.actor_of_token(text[:-1] + ("0" if text[-1] != "0" else "1")) is None


def test_a_disabled_persons_tokens_stay_ended_after_enabling(
    acting: NamedActors, people: NamedPeople
) -> None:
    _, text = issue(acting.tom_becker)
    services.disable_person(acting.admin_wang, people.tom_becker)
    assert queries.actor_of_token(text) is None
    services.enable_person(acting.admin_wang, people.tom_becker)
    assert queries.actor_of_token(text) is None


def test_a_token_issues_no_token(acting: NamedActors) -> None:
    _, text = issue(acting.admin_wang, read_only=False, scopes=["governance.account.change"])
    actor, _ = queries.actor_of_token(text) or pytest.fail("not found")
    with pytest.raises(AccessDenied):
        issue(actor)


def test_nobody_revokes_a_colleagues_token_but_the_administrator(acting: NamedActors) -> None:
    token, text = issue(acting.tom_becker)
    with pytest.raises(AccessDenied):
        services.revoke_token(acting.mei_lin, token)
    assert queries.actor_of_token(text) is not None
    services.revoke_token(acting.admin_wang, token)
    assert queries.actor_of_token(text) is None


@pytest.mark.parametrize("days", [-1, 367])
def test_a_token_ends_within_a_year(acting: NamedActors, days: int) -> None:
    with refuses(expires_at="out_of_range"):
        issue(acting.tom_becker, expires_at=in_days(days))


def test_everybody_sees_only_the_own_tokens(acting: NamedActors, people: NamedPeople) -> None:
    token, _ = issue(acting.tom_becker)
    assert list(queries.tokens(acting.tom_becker)) == [token]
    assert list(queries.tokens(acting.mei_lin)) == []
    assert list(queries.tokens_of(acting.mei_lin, people.tom_becker.pk)) == []
    assert list(queries.tokens_of(acting.admin_wang, people.tom_becker.pk)) == [token]


def test_use_is_noted_to_the_minute(acting: NamedActors) -> None:
    token, _ = issue(acting.tom_becker)
    services.note_use(token)
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    services.note_use(token)
    token.refresh_from_db()
    assert token.last_used_at == first
