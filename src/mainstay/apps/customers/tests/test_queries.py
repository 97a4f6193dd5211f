"""Who sees which customers, and how the list finds and orders them."""

from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa
import pytest
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length
from django.utils.timezone import now

from mainstay.apps.customers import queries
from mainstay.apps.customers.contracts import columns
from mainstay.apps.customers.contracts.columns import ListColumn
from mainstay.apps.customers.models import Customer, CustomerAlias
from mainstay.apps.customers.queries import ColumnFilter, CustomerFilter, UnknownSort
from mainstay.apps.customers.services.importing import undo
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named, imported
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import OPEN
from mainstay.foundation.access.scoped import UnscopedRead
from mainstay.shell.web.tables import Kind

pytestmark = pytest.mark.django_db


def found(actor: Actor, wanted: CustomerFilter | None = None, sort: str = "code") -> list[str]:
    return [customer.code for customer in queries.customers(actor, wanted, sort)]


@pytest.fixture
def owned(people: NamedPeople) -> None:
    customer_named("Tom's", "TOM", owner=people.tom_becker.pk)
    customer_named("Jing's", "JING", owner=people.wu_jing.pk)
    customer_named("Ana's", "ANA", owner=people.ana_silva.pk)
    customer_named("Nobody's", "NOBODY")


@pytest.mark.usefixtures("owned")
def test_row_scopes_are_own_team_and_below_and_all(acting: NamedActors) -> None:
    assert found(acting.tom_becker) == ["TOM"]
    assert found(acting.mei_lin) == ["JING", "TOM"]
    assert found(acting.chen_wei) == ["ANA", "JING", "NOBODY", "TOM"]
    assert found(acting.grace_liu) == ["ANA", "JING", "NOBODY", "TOM"]
    assert found(acting.nobody_ning) == []


@pytest.mark.usefixtures("owned")
def test_many_customers_are_seen_by_those_who_see_each(acting: NamedActors) -> None:
    customer_named("Withdrawn", "GONE", owner=acting.tom_becker.person_id)
    everybody = Customer.objects.system("test")
    everybody.filter(code="GONE").update(withdrawn_at=now())
    keys = pa.chunked_array([pa.array(everybody.values_list("key", flat=True), pa.int64())])

    for actor in (
        acting.tom_becker,
        acting.mei_lin,
        acting.chen_wei,
        acting.nobody_ning,
        SETTING_UP,
    ):
        one_by_one = set(queries.visible(actor).values_list("key", flat=True))
        assert set(keys.filter(queries.seen_among(actor, keys)).to_pylist()) == one_by_one


def test_customers_are_not_read_without_saying_for_whom() -> None:
    with pytest.raises(UnscopedRead):
        list(Customer.objects.all())


@pytest.mark.usefixtures("owned")
def test_a_customer_out_of_reach_is_not_found(acting: NamedActors) -> None:
    key = queries.customer_by_code(SETTING_UP, "ANA").key
    with pytest.raises(queries.CustomerNotFound):
        queries.customer(acting.tom_becker, key)


@pytest.mark.parametrize("text", ["ｃ-00", "HENGDA", "达", "恒达", "hengda 电梯", "梯 恒"])
def test_the_search_finds_any_part_whatever_case_and_width(text: str) -> None:
    customer_named("恒达电梯有限公司", "C-001", short_name="Hengda")
    customer_named("别家", "X-9")
    assert found(SETTING_UP, CustomerFilter(text=text)) == ["C-001"]


@pytest.mark.parametrize("text", ["%", "_", "hengda 别"])
def test_the_search_takes_signs_as_they_are_and_wants_every_word(text: str) -> None:
    customer_named("恒达电梯有限公司", "C-001", short_name="Hengda")
    customer_named("别家", "X-9")
    assert found(SETTING_UP, CustomerFilter(text=text)) == []


def test_filters_narrow_the_list(people: NamedPeople) -> None:
    customer_named("A", "A", region="south", owner=people.tom_becker.pk, tags=["vip"])
    customer_named("B", "B", industry="lifts", kind="person", status="active")
    customer_named("C", "C", to_be_completed=True)
    archive_customer(SETTING_UP, queries.customer_by_code(SETTING_UP, "C").key)
    expected: list[tuple[CustomerFilter, list[str]]] = [
        (CustomerFilter(), ["A", "B"]),
        (CustomerFilter(status="archived"), ["C"]),
        (CustomerFilter(status="all"), ["A", "B", "C"]),
        (CustomerFilter(status="active"), ["B"]),
        (CustomerFilter(owner=str(people.tom_becker.pk)), ["A"]),
        (CustomerFilter(owner="none"), ["B"]),
        (CustomerFilter(owner="nonsense"), []),
        (CustomerFilter(region="south"), ["A"]),
        (CustomerFilter(industry="lifts"), ["B"]),
        (CustomerFilter(kind="person"), ["B"]),
        (CustomerFilter(tag="vip"), ["A"]),
        (CustomerFilter(status="all", to_be_completed=True), ["C"]),
    ]
    for wanted, codes in expected:
        assert found(SETTING_UP, wanted) == codes, wanted


def test_the_list_can_be_ordered_both_ways() -> None:
    customer_named("Beta", "1")
    customer_named("Alpha", "2")
    assert found(SETTING_UP, sort="name") == ["2", "1"]
    assert found(SETTING_UP, sort="-code") == ["2", "1"]
    with pytest.raises(UnknownSort):
        queries.customers(SETTING_UP, sort="search_text")


@pytest.fixture
def letters() -> Iterator[ListColumn]:
    """A column as an app above would add it: the length of the name."""
    column = ListColumn(
        code="letters",
        label="Letters",
        permission="customers.customer.view",
        fetch=lambda _codes, keys: {
            "letters": {
                each.pk: len(each.name)
                for each in Customer.objects.system("test").filter(pk__in=keys)
            }
        },
        kind=Kind.NUMBER,
        expression=lambda: Subquery(
            Customer.objects.system("test").filter(pk=OuterRef("pk")).values(n=Length("name"))
        ),
        choices=lambda: [("1", "one"), ("4", "four")],
        ranged=True,
        field_right=OPEN,
    )
    columns.register(column)
    yield column
    columns.unregister(column.code)


@pytest.mark.usefixtures("letters")
def test_the_list_is_ordered_and_filtered_by_a_column_of_another_subject() -> None:
    customer_named("Long", "1")
    customer_named("X", "2")
    assert found(SETTING_UP, sort="letters") == ["2", "1"]
    assert found(SETTING_UP, CustomerFilter(columns={"letters": ColumnFilter(equal="4")})) == ["1"]
    at_most = CustomerFilter(columns={"letters": ColumnFilter(most=Decimal(3))})
    assert found(SETTING_UP, at_most) == ["2"]


@pytest.mark.usefixtures("letters")
def test_a_column_is_hidden_from_those_without_its_permission(acting: NamedActors) -> None:
    customer_named("X", "2")
    assert queries.is_sortable(SETTING_UP, "-letters")
    assert not queries.is_sortable(acting.nobody_ning, "letters")
    unseen = CustomerFilter(columns={"unknown": ColumnFilter(equal="4")})
    assert found(SETTING_UP, unseen) == []


def test_a_column_that_filters_needs_an_expression() -> None:
    with pytest.raises(ValueError, match="without an expression"):
        ListColumn("x", "X", "p", fetch=lambda _codes, _keys: {}, ranged=True, field_right=OPEN)


@pytest.mark.usefixtures("owned")
def test_the_filters_offer_what_occurs_within_reach(
    acting: NamedActors, people: NamedPeople
) -> None:
    customer_named("A", "A", region="south", tags=["vip"], owner=people.tom_becker.pk)
    customer_named("B", "B", region="north", owner=people.ana_silva.pk)
    offered = queries.filter_choices(acting.mei_lin)
    assert offered.regions == ["south"]
    assert offered.tags == ["vip"]
    assert [name for _, name in offered.owners] == ["Tom Becker", "Wu Jing"]


def test_who_sees_everything_is_offered_what_occurs_and_nothing_of_withdrawn_customers(
    acting: NamedActors, people: NamedPeople
) -> None:
    for code, region, industry in (("A", "south", "lifts"), ("B", "north", ""), ("C", "south", "")):
        customer_named(code, code, region=region, industry=industry, owner=people.tom_becker.pk)
    customer_named("D", "D", tags=["vip", "new"])
    imported(SETTING_UP, 1, {"code": "GONE", "name": "Gone", "region": "west", "tags": "gone"})
    undo(SETTING_UP, 1)
    offered = queries.filter_choices(acting.chen_wei)
    assert (offered.regions, offered.industries) == (["north", "south"], ["lifts"])
    assert offered.tags == ["new", "vip"]
    assert [name for _, name in offered.owners] == ["Tom Becker"]
    assert queries.occurring(acting.chen_wei, "region", 1) == ["north"]
    assert queries.occurring(acting.chen_wei, "tags", 9) == ["new", "vip"]


def test_groups_have_their_top_as_root_and_withdrawn_customers_are_in_none() -> None:
    top = customer_named("Top", "TOP")
    middle = customer_named("Middle", "MIDDLE", parent=top.key)
    leaf = customer_named("Leaf", "LEAF", parent=middle.key)
    imported(SETTING_UP, 1, {"code": "GONE", "name": "Gone"})
    undo(SETTING_UP, 1)
    assert queries.group_roots() == {top.key: top.key, middle.key: top.key, leaf.key: top.key}
    assert set(queries.all_names()) == {top.key, middle.key, leaf.key}
    assert queries.names([leaf.key])[leaf.key] == queries.CustomerName("LEAF", "Leaf")


def test_without_merges_the_alias_map_is_empty_and_its_version_zero() -> None:
    assert queries.alias_map() == (0, {})


def test_the_alias_map_leads_from_merged_keys_to_kept_ones() -> None:
    kept = customer_named("Kept", "K")
    CustomerAlias.objects.create(old_key=4711, kept=kept)
    assert queries.alias_map()[1] == {4711: kept.key}
