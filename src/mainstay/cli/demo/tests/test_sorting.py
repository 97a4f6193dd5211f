"""The demonstration's products, lines, regions and industries fit its customers and orders."""

import pytest

from mainstay.apps.reference.models import Product, Region
from mainstay.apps.reference.queries.branches import PRODUCT_LINES, tree
from mainstay.cli.demo import sorting
from mainstay.cli.demo.tests.conftest import Demo
from mainstay.foundation.access.actor import system_actor


def test_customers_are_of_its_regions_and_industries(demo: Demo) -> None:
    assert set(demo.customers["region"]) <= {each.name for each in sorting.regions()}
    assert set(demo.customers["industry"]) <= {each.name for each in sorting.industries()}


def test_order_lines_are_of_its_products_by_code_name_and_category(demo: Demo) -> None:
    known = {(each.code, each.name, each.category) for each in sorting.products()}
    lines = demo.lines[["product_code", "product_name", "category"]].drop_duplicates()
    assert set(lines.itertuples(index=False, name=None)) <= known


@pytest.mark.django_db
def test_everything_is_put_in_and_twice_changes_nothing() -> None:
    actor = system_actor("demo")
    sorting.sort_everything(actor)
    assert Product.objects.system("test").exclude(line=None).exclude(unit="").count() == 120
    assert {node.depth for node in tree(actor, PRODUCT_LINES)} == {0, 1, 2}
    sorting.sort_everything(actor)
    versions = Region.objects.system("test").values_list("version", flat=True)
    assert set(versions) == {1}
