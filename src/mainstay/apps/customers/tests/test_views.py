"""Saving, sharing, changing and pinning views: who may, who sees them, and what is refused."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from mainstay.apps.customers.contracts.events import ViewChanged
from mainstay.apps.customers.models import CustomerView, PinnedView
from mainstay.apps.customers.queries import UnknownSort, views
from mainstay.apps.customers.queries.views import Catalogue, ViewNotFound, read_view
from mainstay.apps.customers.rules.conditions import InvalidFilter
from mainstay.apps.customers.rules.views import ListState, ViewVersionConflict, state_of
from mainstay.apps.customers.services import views as services
from mainstay.apps.governance.services import delete_team
from mainstay.apps.governance.testing import NamedActors, NamedTeams
from mainstay.foundation import events
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry

EAST = state_of("region:is:East", [], "code")
HIDDEN = "customers.customer.archive"


def trail() -> list[str]:
    rows = (
        AuditEntry.objects.system("test").filter(action__startswith="customers.view").order_by("pk")
    )
    return [
        action.removeprefix("customers.view.") for action in rows.values_list("action", flat=True)
    ]


def saved(actor: Actor, name: str = "East", **facts: object) -> CustomerView:
    return services.create_view(actor, **{"name": name, "state": EAST, **facts})  # type: ignore[arg-type]


def seen(actor: Actor) -> list[str]:
    return [view.name for view in views.views(actor)]


def test_a_view_is_ones_own_until_it_is_shared(acting: NamedActors) -> None:
    view = saved(acting.mei_lin)
    assert (view.where, view.columns, view.sort) == ("region:is:East", [], "code")
    assert seen(acting.mei_lin) == ["East"]
    assert seen(acting.li_na) == seen(acting.tom_becker) == []
    assert trail() == ["created"]


def test_what_is_shared_with_everybody_is_seen_by_everybody_who_sees_customers(
    acting: NamedActors,
) -> None:
    saved(acting.mei_lin, sharing="everybody")
    assert seen(acting.tom_becker) == seen(acting.grace_liu) == ["East"]
    assert seen(acting.nobody_ning) == []


def test_what_is_shared_with_a_team_is_seen_above_and_below_it(
    acting: NamedActors, teams: NamedTeams
) -> None:
    saved(acting.mei_lin, sharing="team", team=teams.south_china.pk)
    for near in (acting.tom_becker, acting.wu_jing, acting.chen_wei):
        assert seen(near) == ["East"]
    for far in (acting.ana_silva, acting.zhang_min, acting.grace_liu):
        assert seen(far) == []


def test_sharing_needs_a_right_and_a_team_that_is_near(
    acting: NamedActors, teams: NamedTeams
) -> None:
    with pytest.raises(AccessDenied):
        saved(acting.tom_becker, sharing="everybody")
    for team in (teams.east_china.pk, None, 999):
        with pytest.raises(ValidationError) as refused:
            saved(acting.mei_lin, sharing="team", team=team)
        assert "team" in refused.value.message_dict
    assert not CustomerView.objects.system("test").exists()
    assert trail() == []
    saved(acting.tom_becker)


def test_auditors_and_strangers_keep_no_views(acting: NamedActors) -> None:
    for actor in (acting.grace_liu, acting.nobody_ning):
        with pytest.raises(AccessDenied):
            saved(actor)


def test_the_owner_changes_a_view_and_so_does_who_looks_after_shared_ones(
    acting: NamedActors,
) -> None:
    view = saved(acting.mei_lin, sharing="everybody")
    with pytest.raises(AccessDenied):
        services.change_view(acting.tom_becker, view.pk, 1, name="Mine")
    services.change_view(acting.mei_lin, view.pk, 1, name="East China")
    services.change_view(acting.li_na, view.pk, 2, sharing="nobody")
    with pytest.raises(ViewNotFound):
        services.change_view(acting.li_na, view.pk, 3, name="Mine")
    entry = AuditEntry.objects.system("test").filter(action="customers.view.changed").first()
    assert entry is not None
    assert trail().count("changed") == 2


def test_whoever_was_slower_overwrites_nothing(acting: NamedActors) -> None:
    view = saved(acting.mei_lin)
    services.change_view(acting.mei_lin, view.pk, 1, state=ListState())
    with pytest.raises(ViewVersionConflict):
        services.change_view(acting.mei_lin, view.pk, 1, name="Late")
    services.change_view(acting.mei_lin, view.pk, 2, name="East")
    assert CustomerView.objects.system("test").get().version == 2


def test_others_hear_of_a_view_that_changed(
    acting: NamedActors,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    heard: list[ViewChanged] = []
    monkeypatch.setattr(events, "_handlers", {ViewChanged: [heard.append]})
    with django_capture_on_commit_callbacks(execute=True):
        view = saved(acting.mei_lin)
        key = view.pk
        services.delete_view(acting.mei_lin, key)
    assert heard == [ViewChanged(key), ViewChanged(key, gone=True)]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"sharing": "world"}, "sharing"),
        ({"state": state_of("", ["name", "password"], "code")}, "columns"),
        ({"state": state_of("", ["name", "name"], "code")}, "columns"),
    ],
)
def test_what_a_view_cannot_be_is_refused(
    acting: NamedActors, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        saved(acting.mei_lin, **facts)
    assert list(refused.value.message_dict) == [field]


def test_conditions_and_orders_that_mean_nothing_are_not_kept(acting: NamedActors) -> None:
    with pytest.raises(InvalidFilter):
        saved(acting.mei_lin, state=state_of("customer__owner__password:is:x", [], "code"))
    with pytest.raises(UnknownSort):
        saved(acting.mei_lin, state=state_of("", [], "owner__password"))


def test_two_views_of_one_person_have_two_names(acting: NamedActors) -> None:
    saved(acting.mei_lin)
    with pytest.raises(ValidationError):
        saved(acting.mei_lin)
    saved(acting.tom_becker)


@pytest.mark.usefixtures("hidden_column")
def test_a_view_tells_nothing_to_those_who_may_not_see_what_it_filters_by(
    acting: NamedActors,
) -> None:
    state = state_of("grade:is:1;region:is:East", ["name", "grade"], "-grade")
    view = saved(acting.mei_lin, state=state, sharing="everybody")
    mine = read_view(view, Catalogue(acting.mei_lin))
    assert mine.state == state
    theirs = read_view(view, Catalogue(acting.zhang_min))
    assert (theirs.criteria, theirs.left_out) == (None, True)
    assert theirs.state == ListState((), ("name",), "code")
    with pytest.raises(InvalidFilter):
        services.duplicate_view(acting.zhang_min, view.pk, "Mine")


@pytest.mark.usefixtures("hidden_column")
def test_nobody_keeps_what_they_may_not_see(acting: NamedActors) -> None:
    with pytest.raises(InvalidFilter):
        saved(acting.zhang_min, state=state_of("grade:is:1", [], "code"))
    with pytest.raises(ValidationError):
        saved(acting.zhang_min, state=state_of("", ["grade"], "code"))
    with pytest.raises(UnknownSort):
        saved(acting.zhang_min, state=state_of("", [], "grade"))


def test_a_copy_is_ones_own(acting: NamedActors) -> None:
    view = saved(acting.mei_lin, sharing="everybody")
    copy = services.duplicate_view(acting.tom_becker, view.pk, "My East")
    assert (copy.owner_id, copy.sharing) == (acting.tom_becker.person_id, "nobody")
    assert copy.where == view.where


def test_a_view_is_deleted_with_its_pins(acting: NamedActors) -> None:
    view = saved(acting.mei_lin, sharing="everybody")
    services.pin_view(acting.tom_becker, view.pk)
    with pytest.raises(AccessDenied):
        services.delete_view(acting.tom_becker, view.pk)
    services.delete_view(acting.mei_lin, view.pk)
    assert not PinnedView.objects.system("test").exists()
    assert trail() == ["created", "pinned", "deleted"]


def test_pins_are_ones_own_in_ones_own_order(acting: NamedActors) -> None:
    keys = [saved(acting.mei_lin, name, sharing="everybody").pk for name in ("A", "B", "C")]
    for key in (*keys, keys[0]):
        services.pin_view(acting.tom_becker, key)
    services.move_pin(acting.tom_becker, keys[2], -1)
    services.move_pin(acting.tom_becker, keys[0], -1)
    services.unpin_view(acting.tom_becker, keys[1])
    assert [pin.view.name for pin in views.pins(acting.tom_becker)] == ["A", "C"]
    assert views.pins(acting.mei_lin) == []
    with pytest.raises(ViewNotFound):
        services.move_pin(acting.tom_becker, keys[1], 1)


def test_one_pinned_view_opens_first(acting: NamedActors) -> None:
    keys = [saved(acting.mei_lin, name).pk for name in ("A", "B")]
    for key in keys:
        services.pin_view(acting.mei_lin, key)
        services.open_first(acting.mei_lin, key)
    first = [pin.view_id for pin in views.pins(acting.mei_lin) if pin.opens_first]
    assert first == keys[1:]
    services.open_first(acting.mei_lin, None)
    assert not any(pin.opens_first for pin in views.pins(acting.mei_lin))


def test_what_one_may_not_see_is_not_pinned_and_is_a_pin_no_longer_once_it_is_private(
    acting: NamedActors,
) -> None:
    view = saved(acting.mei_lin)
    with pytest.raises(ViewNotFound):
        services.pin_view(acting.tom_becker, view.pk)
    services.change_view(acting.mei_lin, view.pk, 1, sharing="everybody")
    services.pin_view(acting.tom_becker, view.pk)
    services.change_view(acting.mei_lin, view.pk, 2, sharing="nobody")
    assert views.pins(acting.tom_becker) == []


def test_a_team_that_is_gone_leaves_the_view_to_its_owner(
    acting: NamedActors, teams: NamedTeams
) -> None:
    from mainstay.apps.governance.services import create_team

    team = create_team(acting.admin_wang, name="For a while", parent_id=teams.south_china.pk)
    view = saved(acting.admin_wang, sharing="team", team=team.pk)
    delete_team(acting.admin_wang, team)
    assert seen(acting.mei_lin) == []
    assert views.view(acting.admin_wang, view.pk).team is None


def test_there_is_an_end_to_views_and_pins(
    acting: NamedActors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mainstay.apps.customers.services.views.keeping.MOST_VIEWS", 2)
    monkeypatch.setattr("mainstay.apps.customers.services.views.pinning.MOST_PINS", 1)
    first, second = (saved(acting.mei_lin, name).pk for name in ("A", "B"))
    with pytest.raises(ValidationError):
        saved(acting.mei_lin, "C")
    services.pin_view(acting.mei_lin, first)
    with pytest.raises(ValidationError):
        services.pin_view(acting.mei_lin, second)


def test_views_cost_the_same_however_many(
    acting: NamedActors, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("A", "B", "C"):
        services.pin_view(acting.mei_lin, saved(acting.mei_lin, name).pk)
    with django_assert_num_queries(5):
        assert len(seen(acting.mei_lin)) == len(views.pins(acting.mei_lin)) == 3


def test_a_name_finds_ones_own_view_before_another(acting: NamedActors) -> None:
    saved(acting.mei_lin, sharing="everybody")
    own = saved(acting.tom_becker)
    assert views.view_named(acting.tom_becker, "East") == own
    with pytest.raises(ViewNotFound):
        views.view_named(acting.tom_becker, "West")
