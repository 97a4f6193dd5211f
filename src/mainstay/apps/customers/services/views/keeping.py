"""Saving, changing, sharing and deleting views.

The trail tells who shared which conditions with whom; what they find is every reader's own.
"""

from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mainstay.apps.customers.contracts.events import ViewChanged
from mainstay.apps.customers.models import CustomerView, Sharing
from mainstay.apps.customers.policies import KEEP_VIEWS, SHARE_VIEWS
from mainstay.apps.customers.queries.filter_fields import fields_named
from mainstay.apps.customers.queries.list_columns import known_columns
from mainstay.apps.customers.queries.listing import UnknownSort, is_sortable
from mainstay.apps.customers.queries.views import ViewNotFound, view, views
from mainstay.apps.customers.rules import Problem
from mainstay.apps.customers.rules.conditions import InvalidFilter, check_size
from mainstay.apps.customers.rules.filter_fields import understood
from mainstay.apps.customers.rules.filter_wording import reason
from mainstay.apps.customers.rules.views import (
    LONGEST_NAME,
    MOST_COLUMNS,
    MOST_VIEWS,
    ListState,
    ViewVersionConflict,
    state_of,
)
from mainstay.apps.customers.services.refusals import refused
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.events import publish
from mainstay.kernel.text import has_controls


class ViewFacts(TypedDict, total=False):
    """What can be said about a view. `team` is a team's key, for `sharing` with a team."""

    name: str
    sharing: str
    team: int | None
    state: ListState


@service(KEEP_VIEWS)
def create_view(actor: Actor, **facts: Unpack[ViewFacts]) -> CustomerView:
    """Save a list under a `name`, by default for oneself alone.

    Raises ValidationError naming the facts, and InvalidFilter naming the conditions.
    """
    if actor.person_id is None:
        raise refused([Problem("name", "unknown_owner")])
    own = CustomerView.objects.visible_to(actor).filter(owner_id=actor.person_id)
    if own.count() >= MOST_VIEWS:
        raise refused([Problem("name", "too_many_views")])
    made = CustomerView(owner_id=actor.person_id)
    _put(actor, made, {"name": "", "state": ListState(), **facts})
    _save(made)
    audit.record(actor, "customers.view.created", subject=made, facts=_told(made))
    publish(ViewChanged(made.pk))
    return made


@service(KEEP_VIEWS)
def change_view(
    actor: Actor, view_id: int, version: int, **facts: Unpack[ViewFacts]
) -> CustomerView:
    """Change what `facts` names of the view that was read at `version`.

    Raises ViewNotFound, ViewVersionConflict when somebody was faster, ValidationError naming the
    facts, and InvalidFilter naming the conditions.
    """
    changed = _locked(actor, view_id)
    if changed.version != version:
        raise ViewVersionConflict(view_id)
    before = _told(changed)
    _put(actor, changed, facts)
    after = _told(changed)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changes:
        return changed
    changed.version += 1
    _save(changed)
    audit.record(actor, "customers.view.changed", subject=changed, changes=changes)
    publish(ViewChanged(changed.pk))
    return changed


@service(KEEP_VIEWS)
def duplicate_view(actor: Actor, view_id: int, name: str) -> CustomerView:
    """Make a view like one that the actor may use, for the actor alone.

    Raises ViewNotFound, and what `create_view` raises: one may only keep what one may see.
    """
    like = view(actor, view_id)
    return create_view(actor, name=name, state=state_of(like.where, like.columns, like.sort))


@service(KEEP_VIEWS)
def delete_view(actor: Actor, view_id: int) -> None:
    """Delete a view, for everybody who sees it. Raises ViewNotFound."""
    gone = _locked(actor, view_id)
    audit.record(actor, "customers.view.deleted", subject=gone, facts=_told(gone))
    gone.delete()
    publish(ViewChanged(view_id, gone=True))


def shareable_teams(actor: Actor) -> list[tuple[int, str]]:
    """The teams that the actor may share with, by name: those near, or for some all."""
    if not actor.may(SHARE_VIEWS):
        return []
    if actor.scope is RowScope.ALL:
        return governance.team_names()
    return governance.team_names(governance.teams_near(actor))


def _locked(actor: Actor, view_id: int) -> CustomerView:
    if not views(actor).filter(pk=view_id).exists():
        raise ViewNotFound(view_id)
    rows = CustomerView.objects.system("the policy is asked for the very row").select_for_update()
    found = rows.filter(pk=view_id).first()
    if found is None:
        raise ViewNotFound(view_id)
    require(actor, KEEP_VIEWS, found)
    return found


def _put(actor: Actor, target: CustomerView, facts: ViewFacts) -> None:
    """Check the facts and put them on the view, unsaved."""
    if "name" in facts:
        target.name = facts["name"].strip()
        _check_name(target)
    if "sharing" in facts or "team" in facts:
        _share(actor, target, facts)
    if "state" in facts:
        _check_state(actor, facts["state"])
        target.where = facts["state"].where
        target.columns = list(facts["state"].columns)
        target.sort = facts["state"].sort


def _check_name(target: CustomerView) -> None:
    if not target.name:
        raise refused([Problem("name", "missing")])
    if len(target.name) > LONGEST_NAME:
        raise refused([Problem("name", "too_long")])
    if has_controls(target.name):
        raise refused([Problem("name", "control_characters")])
    others = CustomerView.objects.system("names are unique for each owner").exclude(pk=target.pk)
    if others.filter(owner_id=target.owner_id, name=target.name).exists():
        raise refused([Problem("name", "view_name_taken")])


def _share(actor: Actor, target: CustomerView, facts: ViewFacts) -> None:
    sharing = facts.get("sharing", target.sharing)
    team = facts.get("team", target.team_id) if sharing == Sharing.TEAM else None
    if sharing not in Sharing.values:
        raise refused([Problem("sharing", "unknown_choice")])
    if (sharing, team) == (target.sharing, target.team_id):
        return
    if sharing != Sharing.NOBODY:
        require(actor, SHARE_VIEWS)
    if sharing == Sharing.TEAM and team not in {pk for pk, _name in shareable_teams(actor)}:
        raise refused([Problem("team", "missing" if team is None else "unknown_choice")])
    target.sharing, target.team_id = sharing, team


def _check_state(actor: Actor, state: ListState) -> None:
    check_size(state.groups)
    understood(state.groups, fields_named(actor, state.groups))
    if len(known_columns(actor, state.columns)) < len(state.columns):
        raise refused([Problem("columns", "unknown_column")])
    if len(state.columns) > MOST_COLUMNS or len(set(state.columns)) < len(state.columns):
        raise refused([Problem("columns", "column_twice")])
    if not is_sortable(actor, state.sort):
        raise UnknownSort(state.sort)


def _save(target: CustomerView) -> None:
    try:
        with transaction.atomic():
            target.save()
    except IntegrityError:
        raise refused([Problem("name", "view_name_taken")]) from None


def _told(target: CustomerView) -> dict[str, Any]:
    return {
        "name": target.name,
        "sharing": target.sharing,
        "team": target.team_id,
        "where": target.where,
        "columns": list(target.columns),
        "sort": target.sort,
    }


def invalid_filter(error: InvalidFilter, field: str = "where") -> ValidationError:
    """The same refusal, as a form or the interface for programs tells it."""
    return ValidationError(
        {field: [ValidationError(reason(fault), code=fault.code) for fault in error.faults]}
    )
