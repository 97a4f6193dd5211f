"""Products: what can be kept, found, and taken from a file."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.reference.models import Product
from mainstay.apps.reference.queries.branches import PRODUCT_LINES, products_of
from mainstay.apps.reference.queries.products import (
    ARCHIVED,
    EVERY,
    NO_LINE,
    SOLD,
    ProductFilter,
    ProductNotFound,
    UnknownProductSort,
    categories,
    product_of,
    products,
)
from mainstay.apps.reference.rules.catalogue import VersionConflict
from mainstay.apps.reference.services.product_files import FileProduct, take_products
from mainstay.apps.reference.services.products import (
    archive_product,
    change_product,
    create_product,
    restore_product,
)
from mainstay.apps.reference.testing import SETTING_UP, branch, product
from mainstay.apps.reference.tests.test_branches import refusals
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import last_entry

pytestmark = pytest.mark.usefixtures("company")

MARCH = date(2026, 3, 1)


def codes(actor: Any, *args: Any) -> list[str]:
    return [row.code for row in products(actor, *args)]


def test_a_product_is_kept_with_its_line_and_days() -> None:
    line = branch(PRODUCT_LINES, "ROPES", "Ropes")
    product("R-8", "Rope 8 mm", unit="m", category="Rope", line_id=line.pk, sold_from=MARCH)
    [row] = Product.objects.system("test")
    assert (row.name, row.unit, row.category, row.line, row.sold_from, row.sold_until) == (
        "Rope 8 mm",
        "m",
        "Rope",
        line,
        MARCH,
        None,
    )
    assert last_entry().action == "reference.product.created"
    assert last_entry().details["changes"]["line"] == [None, "ROPES"]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"code": "", "name": ""}, {"code": "missing", "name": "missing"}),
        ({"unit": "u" * 41}, {"unit": "too_long"}),
        ({"category": "c" * 201}, {"category": "too_long"}),
        ({"name": "a\x00"}, {"name": "control_characters"}),
        ({"code": "KNOWN"}, {"code": "code_in_use"}),
        ({"line_id": 99_999}, {"line_id": "unknown_line"}),
        (
            {"sold_from": MARCH, "sold_until": MARCH - timedelta(1)},
            {"sold_until": "last_before_first"},
        ),
        ({"sold_from": date(1899, 12, 31)}, {"sold_from": "year_out_of_range"}),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(
    facts: dict[str, Any], found: dict[str, str]
) -> None:
    product("KNOWN")
    sound = {"code": "P", "name": "Pump"}
    assert refusals(lambda: create_product(SETTING_UP, **{**sound, **facts})) == found
    assert Product.objects.system("test").count() == 1


def test_the_first_day_may_be_the_last() -> None:
    assert product("P", sold_from=MARCH, sold_until=MARCH).pk


def test_a_changed_day_is_compared_with_the_one_that_stays() -> None:
    row = product("P", sold_from=MARCH)
    early = MARCH - timedelta(1)
    found = refusals(lambda: change_product(SETTING_UP, row.pk, row.version, sold_until=early))
    assert found == {"sold_until": "last_before_first"}
    both = change_product(SETTING_UP, row.pk, row.version, sold_from=early, sold_until=early)
    assert (both.version, both.sold_until) == (2, early)
    assert last_entry().details["changes"] == {
        "sold_from": ["2026-03-01", "2026-02-28"],
        "sold_until": [None, "2026-02-28"],
    }


def test_who_was_overtaken_is_told_and_changes_nothing() -> None:
    row = product("P", "Pump")
    change_product(SETTING_UP, row.pk, row.version, name="Pump 2")
    with pytest.raises(VersionConflict):
        change_product(SETTING_UP, row.pk, row.version, name="Pump 3")
    assert Product.objects.system("test").get().name == "Pump 2"


def test_who_only_reads_keeps_nothing(acting: NamedActors) -> None:
    row = product("P")
    for write in (
        lambda: create_product(acting.tom_becker, code="Q", name="Q"),
        lambda: change_product(acting.tom_becker, row.pk, row.version, name="Q"),
        lambda: archive_product(acting.tom_becker, row.pk),
        lambda: restore_product(acting.tom_becker, row.pk),
        lambda: take_products(acting.tom_becker, [FileProduct("Q", "Q")], file_name="q.csv"),
    ):
        with pytest.raises(AccessDenied):
            write()
    assert codes(acting.tom_becker) == ["P"]
    assert codes(acting.nobody_ning) == []
    with pytest.raises(ProductNotFound):
        product_of(acting.nobody_ning, row.pk)


def test_an_archived_product_leaves_the_list_until_it_is_restored(acting: NamedActors) -> None:
    row = product("P")
    archive_product(SETTING_UP, row.pk)
    assert codes(acting.li_na, ProductFilter()) == []
    assert codes(acting.li_na, ProductFilter(standing=ARCHIVED)) == ["P"]
    restore_product(SETTING_UP, row.pk)
    assert codes(acting.li_na, ProductFilter()) == ["P"]
    assert last_entry().details["changes"] == {"archived": [True, False]}


def test_a_line_stands_for_all_lines_below_it(acting: NamedActors) -> None:
    top = branch(PRODUCT_LINES, "A")
    below = branch(PRODUCT_LINES, "B", above=top)
    product("OF-A", line_id=top.pk)
    product("OF-B", line_id=below.pk)
    product("OF-NONE")
    assert codes(acting.li_na, ProductFilter(line=str(top.pk))) == ["OF-A", "OF-B"]
    assert codes(acting.li_na, ProductFilter(line=str(below.pk))) == ["OF-B"]
    assert codes(acting.li_na, ProductFilter(line=NO_LINE)) == ["OF-NONE"]
    for odd in ("x", "-1", "9" * 30):
        assert codes(acting.li_na, ProductFilter(line=odd)) == []
    assert products_of(acting.li_na, top.pk) == 2


def test_products_are_found_by_words_category_and_day(acting: NamedActors) -> None:
    today = governance.today()
    product("R-8", "Rope 8 mm", category="Rope", sold_until=today)
    product("R-9", "钢丝绳 Rope 9 mm", category="Rope", sold_from=today + timedelta(1))
    product("G-1", "Gear", category="Gear", sold_until=today - timedelta(1))
    assert codes(acting.li_na, ProductFilter("ROPE r-")) == ["R-8", "R-9"]
    assert codes(acting.li_na, ProductFilter("钢丝")) == ["R-9"]
    assert codes(acting.li_na, ProductFilter(category="Gear")) == ["G-1"]
    assert codes(acting.li_na, ProductFilter(standing=SOLD)) == ["R-8"]
    assert categories(acting.li_na) == ["Gear", "Rope"]
    assert codes(acting.li_na, ProductFilter(standing=EVERY), "-name") == ["R-9", "R-8", "G-1"]
    with pytest.raises(UnknownProductSort):
        products(acting.li_na, None, "line")


def test_a_list_is_one_question(
    acting: NamedActors, django_assert_num_queries: Callable[[int], Any]
) -> None:
    line = branch(PRODUCT_LINES, "A")
    for number in range(20):
        product(f"P{number}", line_id=line.pk)
    with django_assert_num_queries(1):
        names = [row.line.name if row.line else "" for row in products(acting.tom_becker)]
    assert len(names) == 20


def test_a_file_adds_changes_and_confirms() -> None:
    branch(PRODUCT_LINES, "L")
    product("P1", "Pump", unit="set")
    product("P2", "Valve")
    facts = [
        FileProduct("P1", "Pump", unit=None),
        FileProduct("P2", "Ball valve", line="L"),
        FileProduct("P3", "Seal", sold_from=MARCH, archived=True),
    ]
    counted = take_products(SETTING_UP, facts, file_name="products.csv", commit=False)
    assert Product.objects.system("test").get(code="P2").name == "Valve"
    assert take_products(SETTING_UP, facts, file_name="products.csv") == counted
    assert (counted.created, counted.changed, counted.unchanged) == (1, 1, 1)
    rows = {row.code: row for row in Product.objects.system("test").select_related("line")}
    assert (rows["P1"].unit, rows["P1"].version) == ("set", 1)
    assert (rows["P2"].name, str(rows["P2"].line), rows["P2"].version) == ("Ball valve", "L", 2)
    assert (rows["P3"].is_archived, rows["P3"].search_text) == (True, "p3\nseal")
    assert last_entry().action == "reference.products.imported"
    again = take_products(SETTING_UP, facts, file_name="products.csv")
    assert (again.created, again.changed, again.unchanged) == (0, 0, 3)


def test_what_does_not_fit_what_is_known_is_refused() -> None:
    product("P1", sold_from=MARCH)
    product("P2", sold_until=MARCH)
    facts = [
        FileProduct("P1", sold_until=MARCH - timedelta(1)),
        FileProduct("P2", sold_from=MARCH + timedelta(1)),
        FileProduct("P3"),
        FileProduct("P4", "Seal", line="nowhere"),
    ]
    found = take_products(SETTING_UP, facts, file_name="products.csv")
    assert [(each.place, each.field, each.code) for each in found.refusals] == [
        (0, "sold_until", "last_before_first"),
        (1, "sold_from", "last_before_first"),
        (2, "name", "missing"),
        (3, "line", "unknown_line"),
    ]
    assert (found.created, found.changed, found.unchanged) == (0, 0, 0)
    assert sorted(codes(SETTING_UP)) == ["P1", "P2"]
