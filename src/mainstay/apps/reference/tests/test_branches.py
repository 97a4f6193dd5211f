"""Product lines, regions and industries: what can be kept, and how they stand in a tree."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.reference import policies
from mainstay.apps.reference.models import Branch, Industry, ProductLine, Region
from mainstay.apps.reference.queries.branches import (
    ARCHIVED,
    EVERY,
    INDUSTRIES,
    PRODUCT_LINES,
    REGIONS,
    BranchFilter,
    BranchKind,
    BranchNotFound,
    UnknownBranchSort,
    above,
    branches,
    offered,
    region_names,
    tree,
)
from mainstay.apps.reference.rules.catalogue import VersionConflict
from mainstay.apps.reference.services.branch_files import FileBranch, take_branches
from mainstay.apps.reference.services.branches import (
    archive_branch,
    change_branch,
    create_branch,
    remove_branch,
    restore_branch,
)
from mainstay.apps.reference.testing import SETTING_UP, branch, product
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import last_entry

pytestmark = pytest.mark.usefixtures("company")

KINDS = pytest.mark.parametrize("kind", list(policies.BRANCH_KINDS.values()), ids=str)


def refusals(write: Callable[[], Any]) -> dict[str, str | None]:
    """The code of the refusal of each field."""
    with pytest.raises(ValidationError) as caught:
        write()
    return {field: errors[0].code for field, errors in caught.value.error_dict.items()}


def kept(model: type[Branch] = Region) -> dict[str, tuple[str, str, bool]]:
    rows = model.objects.system("test").select_related("parent")
    return {
        row.code: (row.name, row.parent.code if row.parent else "", row.is_archived) for row in rows
    }


@KINDS
def test_each_tree_is_kept_for_itself(kind: BranchKind) -> None:
    top = branch(kind, "A", "Above")
    branch(kind, "B", "Below", top)
    assert kept(kind.model) == {"A": ("Above", "", False), "B": ("Below", "A", False)}
    others: set[Any] = {Region, Industry, ProductLine} - {kind.model}
    assert not any(kept(model) for model in others)
    assert last_entry().action == kind.actions.created
    assert last_entry().details["changes"]["parent"] == [None, "A"]


@KINDS
def test_who_only_reads_keeps_nothing(kind: BranchKind, acting: NamedActors) -> None:
    row = branch(kind, "A")
    for write in (
        lambda: create_branch(acting.tom_becker, kind, code="B", name="B"),
        lambda: change_branch(acting.tom_becker, kind, row.pk, row.version, name="C"),
        lambda: archive_branch(acting.tom_becker, kind, row.pk),
        lambda: remove_branch(acting.tom_becker, kind, row.pk),
        lambda: take_branches(acting.tom_becker, kind, [FileBranch("B", "B")], file_name="b.csv"),
    ):
        with pytest.raises(AccessDenied):
            write()
    assert list(kept(kind.model)) == ["A"]
    assert [each.code for each in branches(acting.tom_becker, kind)] == ["A"]
    assert list(branches(acting.nobody_ning, kind)) == []


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"code": "", "name": "x"}, {"code": "missing"}),
        ({"code": "x", "name": " "}, {"name": "missing"}),
        ({"code": "x" * 65, "name": "x"}, {"code": "too_long"}),
        ({"code": "x", "name": "x" * 201}, {"name": "too_long"}),
        ({"code": "x\x1fx", "name": "x"}, {"code": "control_characters"}),
        ({"code": "A", "name": "x"}, {"code": "code_in_use"}),
        ({"code": "x", "name": "x", "parent_id": 99_999}, {"parent_id": "nothing_above"}),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(
    facts: dict[str, Any], found: dict[str, str]
) -> None:
    branch(REGIONS, "A")
    assert refusals(lambda: create_branch(SETTING_UP, REGIONS, **facts)) == found
    assert list(kept()) == ["A"]


def test_a_region_cannot_come_to_stand_below_itself() -> None:
    top = branch(REGIONS, "A")
    middle = branch(REGIONS, "B", above=top)
    bottom = branch(REGIONS, "C", above=middle)
    for parent in (top, middle, bottom):
        found = refusals(
            lambda parent=parent: change_branch(  # type: ignore[misc]
                SETTING_UP, REGIONS, top.pk, top.version, parent_id=parent.pk
            )
        )
        assert found == {"parent_id": "above_itself"}
    moved = change_branch(SETTING_UP, REGIONS, bottom.pk, bottom.version, parent_id=top.pk)
    assert moved.parent_id == top.pk
    assert last_entry().details["changes"] == {"parent": ["B", "A"]}


def test_who_was_overtaken_is_told_and_changes_nothing() -> None:
    row = branch(REGIONS, "A", "East")
    change_branch(SETTING_UP, REGIONS, row.pk, row.version, name="East China")
    with pytest.raises(VersionConflict):
        change_branch(SETTING_UP, REGIONS, row.pk, row.version, name="Eastern China")
    assert kept()["A"][0] == "East China"


def test_a_change_of_nothing_is_not_told() -> None:
    row = branch(REGIONS, "A", "East")
    entry = last_entry()
    assert change_branch(SETTING_UP, REGIONS, row.pk, row.version, name=" East ").version == 1
    assert last_entry() == entry


def test_an_archived_region_is_no_longer_offered_until_it_is_restored(acting: NamedActors) -> None:
    east = branch(REGIONS, "E", "East")
    branch(REGIONS, "N", "North", east)
    archive_branch(SETTING_UP, REGIONS, east.pk)
    assert last_entry().details["changes"] == {"archived": [False, True]}
    assert region_names(acting.tom_becker) == ["North"]
    assert [name for _key, name in offered(acting.li_na, REGIONS)] == ["\u2003North"]
    assert len(offered(acting.li_na, REGIONS, east.pk)) == 2
    restore_branch(SETTING_UP, REGIONS, east.pk)
    assert region_names(acting.tom_becker) == ["East", "North"]


def test_only_what_nothing_uses_is_deleted() -> None:
    top = branch(PRODUCT_LINES, "A")
    used = branch(PRODUCT_LINES, "B", above=top)
    product("P", line_id=used.pk)
    for row in (top, used):
        found = refusals(lambda row=row: remove_branch(SETTING_UP, PRODUCT_LINES, row.pk))  # type: ignore[misc]
        assert found == {"name": "not_empty"}
    free = branch(PRODUCT_LINES, "C")
    remove_branch(SETTING_UP, PRODUCT_LINES, free.pk)
    assert sorted(kept(ProductLine)) == ["A", "B"]
    assert last_entry().action == "reference.product_line.removed"
    with pytest.raises(BranchNotFound):
        remove_branch(SETTING_UP, PRODUCT_LINES, free.pk)


def test_a_tree_shows_what_was_found_below_all_that_stands_above(acting: NamedActors) -> None:
    china = branch(REGIONS, "CN", "中国 China")
    east = branch(REGIONS, "CN-E", "华东 East", china)
    branch(REGIONS, "CN-E-1", "苏州 Suzhou", east)
    branch(REGIONS, "CN-N", "华北 North", china)
    branch(REGIONS, "AB", "海外 Abroad")
    nodes = tree(acting.tom_becker, REGIONS)
    assert [(node.row.code, node.depth) for node in nodes] == [
        ("AB", 0),
        ("CN", 0),
        ("CN-E", 1),
        ("CN-E-1", 2),
        ("CN-N", 1),
    ]
    found = tree(acting.tom_becker, REGIONS, BranchFilter("ＳＵ州"))
    assert found == []
    found = tree(acting.tom_becker, REGIONS, BranchFilter("SUZHOU 苏"))
    assert [(node.row.code, node.found) for node in found] == [
        ("CN", False),
        ("CN-E", False),
        ("CN-E-1", True),
    ]
    assert [row.code for row in above(acting.tom_becker, REGIONS, found[-1].row)] == ["CN", "CN-E"]


def test_the_list_is_filtered_and_sorted(acting: NamedActors) -> None:
    branch(INDUSTRIES, "A", "Zinc")
    away = branch(INDUSTRIES, "B", "Coal")
    archive_branch(SETTING_UP, INDUSTRIES, away.pk)

    def codes(wanted: BranchFilter, sort: str = "code") -> list[str]:
        return [row.code for row in branches(acting.tom_becker, INDUSTRIES, wanted, sort)]

    assert codes(BranchFilter()) == ["A"]
    assert codes(BranchFilter(standing=ARCHIVED)) == ["B"]
    assert codes(BranchFilter(standing=EVERY), "name") == ["B", "A"]
    with pytest.raises(UnknownBranchSort):
        codes(BranchFilter(), "parent")


def test_a_tree_is_read_with_two_questions(
    acting: NamedActors, django_assert_num_queries: Callable[[int], Any]
) -> None:
    above_all = branch(REGIONS, "A")
    for number in range(20):
        branch(REGIONS, f"A{number}", above=above_all)
    with django_assert_num_queries(2):
        nodes = tree(acting.tom_becker, REGIONS, BranchFilter())
    assert len(nodes) == 21


def taken(facts: list[FileBranch], *, commit: bool = True) -> tuple[int, int, int]:
    """New, changed, unchanged."""
    found = take_branches(SETTING_UP, REGIONS, facts, file_name="regions.csv", commit=commit)
    return found.created, found.changed, found.unchanged


def test_a_file_may_bring_parents_after_those_below_them() -> None:
    facts = [FileBranch("C", "C", "B"), FileBranch("B", "B", "A"), FileBranch("A", "A")]
    assert taken(facts, commit=False) == (3, 0, 0)
    assert kept() == {}
    assert taken(facts) == (3, 0, 0)
    assert {code: parent for code, (_n, parent, _a) in kept().items()} == {
        "A": "",
        "B": "A",
        "C": "B",
    }
    assert taken(facts) == (0, 0, 3)
    assert last_entry().details == {
        "file": "regions.csv",
        "created": 3,
        "changed": 0,
        "unchanged": 0,
    }


def test_where_a_file_says_nothing_what_is_known_stays() -> None:
    top = branch(REGIONS, "A", "Above")
    row = branch(REGIONS, "B", "Below", top)
    archive_branch(SETTING_UP, REGIONS, row.pk)
    assert taken([FileBranch("B")]) == (0, 0, 1)
    assert taken([FileBranch("B", archived=False), FileBranch("A", "Top")]) == (0, 2, 0)
    assert kept() == {"A": ("Top", "", False), "B": ("Below", "A", False)}
    assert Region.objects.system("test").get(code="B").version == 3


def test_what_cannot_stand_is_refused_and_what_hangs_on_it_too() -> None:
    facts = [
        FileBranch("A", "A", "nowhere"),
        FileBranch("B", "B", "A"),
        FileBranch("C", "C", "D"),
        FileBranch("D", "D", "C"),
        FileBranch("E", "E", "E"),
        FileBranch("F"),
        FileBranch("G", "G"),
    ]
    found = take_branches(SETTING_UP, REGIONS, facts, file_name="regions.csv")
    assert [(each.place, each.field, each.code) for each in found.refusals] == [
        (0, "parent", "nothing_above"),
        (1, "parent", "nothing_above"),
        (2, "parent", "above_itself"),
        (3, "parent", "above_itself"),
        (4, "parent", "above_itself"),
        (5, "name", "missing"),
    ]
    assert list(kept()) == ["G"]


def test_a_file_cannot_close_a_circle_with_what_is_known() -> None:
    top = branch(REGIONS, "A")
    branch(REGIONS, "B", above=top)
    found = take_branches(SETTING_UP, REGIONS, [FileBranch("A", None, "B")], file_name="r.csv")
    assert [each.code for each in found.refusals] == ["above_itself"]
    assert (found.created, found.changed, found.unchanged) == (0, 0, 0)
    assert kept()["A"][1] == ""


def test_a_file_may_turn_a_branch_round_when_it_says_both_moves() -> None:
    top = branch(REGIONS, "A")
    branch(REGIONS, "B", above=top)
    other = branch(REGIONS, "C")
    assert taken([FileBranch("B", None, "C"), FileBranch("A", None, "B")]) == (0, 2, 0)
    assert {code: parent for code, (_n, parent, _a) in kept().items()} == {
        "A": "B",
        "B": "C",
        "C": "",
    }
    assert other.pk
