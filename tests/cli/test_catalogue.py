"""Products, product lines, regions and industries on the command line."""

import sys
from pathlib import Path

import django
import pytest

from tests.cli.test_contract import DONE, USAGE
from tests.installation import Installation

FILES = {
    "product-lines": "code,name,parent\nROPES,Ropes,PARTS\nPARTS,Parts,\nX,,\n",
    "products": "code,name,line\nR-8,Rope 8 mm,ROPES\nR-9,Rope 9 mm,\nR-10,Rope,nowhere\n",
    "regions": "code,name,parent\nE,East,CN\nCN,China,\nA,A,A\n",
    "industries": "code,name,parent\nL,Lifts,\nM,Lift makers,L\n,Nobody,\n",
}


def print_names() -> None:
    """Print what was imported, with what stands above it."""
    django.setup()
    from mainstay.apps.reference.models import Industry, Product, ProductLine, Region

    for model in (ProductLine, Region, Industry):
        for row in model.objects.system("test").select_related("parent"):
            sys.stdout.write(f"{row.code} {row.name} {row.parent or '-'}\n")
    for product in Product.objects.system("test").select_related("line"):
        sys.stdout.write(f"{product.code} {product.name} {product.line or '-'}\n")


def test_each_kind_is_checked_and_imported(installation: Installation, tmp_path: Path) -> None:
    for kind, content in FILES.items():
        file = tmp_path / f"{kind}.csv"
        file.write_text(content)
        checked = installation.json("import", kind, file, "--dry-run")
        done = installation.json("import", kind, file)
        assert (done["kind"], done["records"], done["created"], done["rejected"]) == (kind, 3, 2, 1)
        assert {**checked, "committed": True, "file": done["file"]} == done
    people = installation.run("import", "regions", tmp_path / "regions.csv")
    assert people.status == DONE
    assert "Nothing can stand above itself." in people.output
    assert installation.ask(print_names).output.splitlines() == [
        "PARTS Parts -",
        "ROPES Ropes Parts",
        "CN China -",
        "E East China",
        "L Lifts -",
        "M Lift makers Lifts",
        "R-8 Rope 8 mm Ropes",
        "R-9 Rope 9 mm -",
    ]


@pytest.mark.parametrize(
    ("kind", "option"),
    [
        ("products", ("--currency", "USD")),
        ("products", ("--calendar", "Plant")),
        ("regions", ("--day-order", "day_first")),
        ("industries", ("--source", "ERP")),
    ],
)
def test_what_says_nothing_about_them_is_refused(
    installation: Installation, tmp_path: Path, kind: str, option: tuple[str, ...]
) -> None:
    file = tmp_path / "file.csv"
    file.write_text(FILES[kind])
    refused = installation.run("import", kind, file, *option, "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "option_unfit")
    assert installation.ask(print_names).output == ""


def test_a_column_may_be_said(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "regions.csv"
    file.write_text("key,called\nE,East\n")
    done = installation.json(
        "import", "regions", file, "--map", "region_code=key", "--map", "Region name=called"
    )
    assert done["created"] == 1
