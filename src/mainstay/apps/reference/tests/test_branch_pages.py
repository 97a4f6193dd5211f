"""The pages of product lines, regions and industries, alike for each tree."""

from typing import NamedTuple

import pytest
from django.test import Client

from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.reference.queries.branches import (
    INDUSTRIES,
    PRODUCT_LINES,
    REGIONS,
    BranchKind,
    branches,
)
from mainstay.apps.reference.services.branches import archive_branch, change_branch
from mainstay.apps.reference.testing import SETTING_UP, branch, product
from mainstay.apps.reference.tests.conftest import SignedIn
from mainstay.apps.reference.tests.test_rate_pages import text
from mainstay.foundation.testing.trail import last_entry


class Tree(NamedTuple):
    """A tree and the address of its list."""

    kind: BranchKind
    url: str


TREES = [
    Tree(PRODUCT_LINES, "/reference/products/lines/"),
    Tree(REGIONS, "/reference/regions/"),
    Tree(INDUSTRIES, "/reference/industries/"),
]
ACTS = ["edit/", "archive/", "restore/", "remove/"]
PATHS = ["", "export/", "new/", "1/", *(f"1/{act}" for act in ACTS)]

each_tree = pytest.mark.parametrize("tree", TREES, ids=[tree.kind.code for tree in TREES])


def names(tree: Tree) -> list[str]:
    return [row.name for row in branches(SETTING_UP, tree.kind)]


@each_tree
@pytest.mark.parametrize("path", PATHS)
def test_strangers_are_sent_to_the_sign_in(tree: Tree, path: str, client: Client, db: None) -> None:
    assert client.get(tree.url + path)["Location"].startswith("/sign-in/")
    assert client.post(tree.url + path)["Location"].startswith("/sign-in/")


@each_tree
@pytest.mark.parametrize("path", PATHS)
def test_who_has_no_role_is_refused(
    tree: Tree, path: str, company: None, people: NamedPeople, signed_in: SignedIn
) -> None:
    assert signed_in(people.nobody_ning).get(tree.url + path).status_code == 403


@each_tree
def test_who_only_reads_finds_no_way_to_change(tree: Tree, tom: Client) -> None:
    row = branch(tree.kind, "E", "East")
    assert f"{tree.url}new/" not in text(tom.get(tree.url))
    page = text(tom.get(f"{tree.url}{row.pk}/"))
    assert not [act for act in ACTS if f"{tree.url}{row.pk}/{act}" in page]
    for path in ("new/", *(f"{row.pk}/{act}" for act in ACTS)):
        assert tom.post(tree.url + path, {"code": "N", "name": "North"}).status_code == 403
    assert names(tree) == ["East"]


@each_tree
def test_one_is_created_changed_archived_restored_and_deleted(tree: Tree, li: Client) -> None:
    top = branch(tree.kind, "C", "China")
    facts = {"code": "E", "name": "East", "parent_id": top.pk}
    assert "East has been created." in text(li.post(f"{tree.url}new/", facts, follow=True))
    row = branches(SETTING_UP, tree.kind).get(code="E")
    page = f"{tree.url}{row.pk}/"
    assert f"{page}remove/" in text(li.get(page))
    assert f'<option value="{top.pk}" selected>China</option>' in text(li.get(f"{page}edit/"))
    changed = {**facts, "name": "East China", "version": 1}
    assert li.post(f"{page}edit/", changed)["Location"] == page
    assert names(tree) == ["China", "East China"]
    assert "no longer offered" in text(li.get(f"{page}archive/"))
    assert f'hx-post="{page}restore/"' in text(li.post(f"{page}archive/", follow=True))
    assert "East China" not in text(li.get(tree.url))
    assert "It is offered again." in text(li.get(f"{page}restore/"))
    li.post(f"{page}restore/")
    assert "East China" in text(li.get(tree.url))
    assert "can be deleted" in text(li.get(f"{page}remove/"))
    assert li.post(f"{page}remove/")["Location"] == tree.url
    assert names(tree) == ["China"]


@each_tree
def test_what_has_something_below_it_is_not_deleted(tree: Tree, li: Client) -> None:
    top = branch(tree.kind, "C", "China")
    branch(tree.kind, "E", "East", top)
    assert f"{tree.url}{top.pk}/remove/" not in text(li.get(f"{tree.url}{top.pk}/"))
    answer = li.post(f"{tree.url}{top.pk}/remove/", follow=True)
    assert "archive it instead" in text(answer)
    assert names(tree) == ["China", "East"]


@each_tree
def test_a_circle_is_refused_beside_its_field(tree: Tree, li: Client) -> None:
    top = branch(tree.kind, "C", "China")
    below = branch(tree.kind, "E", "East", top)
    facts = {"code": "C", "name": "China", "parent_id": below.pk, "version": 1}
    assert "Nothing can stand above itself." in text(li.post(f"{tree.url}{top.pk}/edit/", facts))


def test_who_was_overtaken_keeps_what_was_typed(li: Client) -> None:
    row = branch(REGIONS, "E", "East")
    change_branch(SETTING_UP, REGIONS, row.pk, 1, name="East China")
    facts = {"code": "E", "name": "Eastern", "version": 1}
    page = text(li.post(f"/reference/regions/{row.pk}/edit/", facts))
    assert "Somebody else has changed this since you opened it." in page
    assert 'value="Eastern"' in page


@each_tree
def test_the_list_is_a_tree_that_can_be_searched(tree: Tree, tom: Client) -> None:
    assert "yet" in text(tom.get(tree.url))
    top = branch(tree.kind, "C", "China")
    east = branch(tree.kind, "E", "East", top)
    branch(tree.kind, "S", "Suzhou", east)
    page = text(tom.get(tree.url))
    assert "\u2003\u2003Suzhou" in page
    table = tom.get(tree.url, {"q": "suz"}).context["table"]
    assert [node.row.name for node in table.page.items] == ["China", "East", "Suzhou"]
    assert table.total.value == 1
    assert "found" in text(tom.get(tree.url, {"q": "mars"}))


def test_a_long_tree_has_pages(tom: Client) -> None:
    top = branch(REGIONS, "R")
    for number in range(60):
        branch(REGIONS, f"R{number:02}", above=top)
    first = tom.get("/reference/regions/").context["table"].page
    second = tom.get("/reference/regions/", {"cursor": first.next}).context["table"].page
    codes = [node.row.code for node in [*first.items, *second.items]]
    assert codes == ["R", *(f"R{number:02}" for number in range(60))]


def test_a_page_tells_what_stands_above_and_below(tom: Client) -> None:
    top = branch(REGIONS, "C", "China")
    east = branch(REGIONS, "E", "East", top)
    suzhou = branch(REGIONS, "S", "Suzhou", east)
    page = text(tom.get(f"/reference/regions/{east.pk}/"))
    assert f"/reference/regions/{top.pk}/" in page
    assert f"/reference/regions/{suzhou.pk}/" in page
    assert "Regions below it" in page


def test_a_lines_page_counts_its_products_and_those_of_lines_below(tom: Client) -> None:
    top = branch(PRODUCT_LINES, "A")
    below = branch(PRODUCT_LINES, "B", above=top)
    product("P", line_id=below.pk)
    page = text(tom.get(f"/reference/products/lines/{top.pk}/"))
    link = f'<a href="/reference/products/?line={top.pk}"><data class="figure" value="1">'
    assert link in page


@each_tree
def test_the_list_is_handed_out_as_a_file(tree: Tree, tom: Client) -> None:
    top = branch(tree.kind, "C", "China")
    branch(tree.kind, "E", "East", top)
    archive_branch(SETTING_UP, tree.kind, branch(tree.kind, "Z").pk)
    answer = tom.get(tree.url + "export/", {"standing": "all"})
    lines = answer.getvalue().decode().removeprefix("\ufeff").split()
    assert lines == ["code,name,parent,archived", "C,China,,no", "E,East,C,no", "Z,Z,,yes"]
    assert last_entry().action == tree.kind.actions.exported
    assert tom.get(tree.url + "export/", {"format": "xlsx"}).getvalue().startswith(b"PK")


@each_tree
def test_one_that_is_not_there_is_said_so(tree: Tree, li: Client) -> None:
    assert li.get(f"{tree.url}99/").status_code == 404
