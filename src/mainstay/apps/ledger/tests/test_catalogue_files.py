"""Products, product lines, regions and industries from files: what is set, and what is not."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.ledger.cleaning.fields import FIELDS
from mainstay.apps.ledger.cleaning.mapping import guess_mapping
from mainstay.apps.ledger.reading.own_exports import BRANCH_HEADINGS, PRODUCT_HEADINGS
from mainstay.apps.ledger.services.importing import ImportFailed, ImportOptions
from mainstay.apps.ledger.services.importing import catalogue as importing
from mainstay.apps.ledger.services.importing.catalogue import import_branches, import_products
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
)
from mainstay.apps.ledger.testing import IMPORTING
from mainstay.apps.ledger.tests.test_rates_files import sheet
from mainstay.apps.reference.models import Branch, Product, Region
from mainstay.apps.reference.queries.branches import (
    EVERY,
    INDUSTRIES,
    PRODUCT_LINES,
    REGIONS,
    BranchFilter,
    BranchKind,
)
from mainstay.apps.reference.queries.products import ProductFilter
from mainstay.apps.reference.services import branches, products
from mainstay.apps.reference.testing import branch, product
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.shell.exports import ExportedList, workbook

pytestmark = pytest.mark.usefixtures("shop")

TREES = [PRODUCT_LINES, REGIONS, INDUSTRIES]
each_tree = pytest.mark.parametrize("kind", TREES, ids=[kind.code for kind in TREES])


class Face(NamedTuple):
    """Where files of a kind are taken, what the page says, and a file of one new record."""

    code: str
    title: str
    done: str


FACES = [
    Face("products", "Import products", "The products have been imported"),
    Face("product-lines", "Import product lines", "The product lines have been imported"),
    Face("regions", "Import regions", "The regions have been imported"),
    Face("industries", "Import industries", "The industries have been imported"),
]
each_face = pytest.mark.parametrize("face", FACES, ids=[face.code for face in FACES])

PRODUCTS = """code,name,unit,category,line,sold_from,sold_until,archived
P1,Pump,set,Pumps,L,2026-03-01,,no
P2,Valve,,,,,,
P3,,,,,,,
,Nameless code,,,,,,
P4,Seal,,,nowhere,,,
P5,Gear,,,,2026-03-02,2026-03-01,
P6,Rope,,,,2026-02-30,,
P7,Rod,,,,,,maybe

P8,Ring,,,,,,
P8,Other ring,,,,,,
P2,Valve,,,,,,
P9,Unit,{long},,,,,
P10,a,b,c,L,,,no,more
""".format(long="u" * 41)
REGION_FILE = """code,name,parent
CN-E,East,CN
CN,China,
X,X,Y
Y,Y,X
W,W,X
V,V,nowhere
,Nobody,
U,,
CN,China,
"""


def brought(
    take: Callable[..., ReferenceReport],
    content: str | bytes,
    name: str = "file.csv",
    *,
    commit: bool = True,
    **options: Any,
) -> ReferenceReport:
    """The report of a file."""
    blocks = [content.encode() if isinstance(content, str) else content]
    file = ReferenceFile(name, blocks, options=ImportOptions(**options))
    return take(file, commit=commit)


def take_products(file: ReferenceFile, *, commit: bool = True) -> ReferenceReport:
    return import_products(IMPORTING, file, commit=commit)


def into(kind: BranchKind) -> Callable[..., ReferenceReport]:
    def take(file: ReferenceFile, *, commit: bool = True) -> ReferenceReport:
        return import_branches(IMPORTING, kind, file, commit=commit)

    return take


def kept(model: type[Branch] = Region) -> dict[str, tuple[str, str]]:
    rows = model.objects.system("test").select_related("parent")
    return {row.code: (row.name, row.parent.code if row.parent else "") for row in rows}


def sold() -> set[str]:
    return set(Product.objects.system("test").values_list("code", flat=True))


def reasons(report: ReferenceReport) -> list[tuple[int | None, str, str]]:
    return [(each.line, each.field, each.code) for each in report.rejects]


def test_every_product_is_told_and_the_numbers_add_up() -> None:
    branch(PRODUCT_LINES, "L")
    report = brought(take_products, PRODUCTS)
    assert (report.records, report.created, report.unchanged, report.blank) == (14, 2, 1, 1)
    assert reasons(report) == [
        (4, "product_name", "missing"),
        (5, "product_code", "missing"),
        (6, "line_code", "unknown_line"),
        (7, "sold_until", "last_before_first"),
        (8, "sold_from", "impossible_date"),
        (9, "archived", "unknown_choice"),
        (11, "product_code", "duplicate_in_file"),
        (12, "product_code", "duplicate_in_file"),
        (14, "unit", "too_long"),
        (15, "", "too_many_fields"),
    ]
    assert report.rejected == 10
    assert sold() == {"P1", "P2"}


def test_every_region_is_told_and_the_numbers_add_up() -> None:
    report = brought(into(REGIONS), REGION_FILE)
    assert (report.records, report.created, report.unchanged, report.blank) == (9, 2, 1, 0)
    assert reasons(report) == [
        (4, "above", "above_itself"),
        (5, "above", "above_itself"),
        (6, "above", "nothing_above"),
        (7, "above", "nothing_above"),
        (8, "region_code", "missing"),
        (9, "region_name", "missing"),
    ]
    assert [each.value for each in report.rejects[:2]] == ["Y", "X"]
    assert kept() == {"CN": ("China", ""), "CN-E": ("East", "CN")}


def test_a_check_tells_what_the_import_then_does() -> None:
    branch(REGIONS, "CN", "中国")
    checked = brought(into(REGIONS), REGION_FILE, commit=False)
    assert kept() == {"CN": ("中国", "")}
    assert brought(into(REGIONS), REGION_FILE) == checked
    assert (checked.created, checked.changed) == (1, 1)
    again = brought(into(REGIONS), REGION_FILE)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 3)


def test_headings_of_an_erp_are_known() -> None:
    assert guess_mapping(
        ["物料编码", "物料名称", "基本计量单位", "物料分类", "产品线", "启用日期", "停用日期"],
        "products",
    ) == {
        "product_code": "物料编码",
        "product_name": "物料名称",
        "unit": "基本计量单位",
        "category": "物料分类",
        "line_code": "产品线",
        "sold_from": "启用日期",
        "sold_until": "停用日期",
    }
    assert guess_mapping(["地区编码", "地区名称", "上级编码", "是否停用"], "regions") == {
        "region_code": "地区编码",
        "region_name": "地区名称",
        "above": "上级编码",
        "archived": "是否停用",
    }
    assert guess_mapping(["行業代碼", "行業名稱", "上級"], "industries") == {
        "industry_code": "行業代碼",
        "industry_name": "行業名稱",
        "above": "上級",
    }
    assert guess_mapping(["Product line", "Product line code"], "product-lines") == {
        "line_code": "Product line code",
        "line_name": "Product line",
    }


def test_products_of_a_chinese_workbook_are_read_below_its_title() -> None:
    branch(PRODUCT_LINES, "01")
    content = sheet(
        ["产品目录", None, None, None, None],
        ["产品编码", "产品名称", "计量单位", "产品线编码", "上市日期"],
        ["0001", "曳引机", "台", "01", date(2026, 3, 1)],
    )
    assert brought(take_products, content, "产品.xlsx").created == 1
    row = Product.objects.system("test").select_related("line").get()
    assert (row.code, row.name, row.unit, str(row.line)) == ("0001", "曳引机", "台", "01")
    assert row.sold_from == date(2026, 3, 1)


def as_file(exported: ExportedList, kind: str) -> bytes:
    if kind == "csv":
        return b"".join(exported.csv())
    with workbook(exported) as made:
        return made.read()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@each_tree
def test_an_exported_tree_comes_back_unchanged(kind: BranchKind, ending: str) -> None:
    assert branches.FIELDS == BRANCH_HEADINGS
    top = branch(kind, "001", "=Top, the “first”")
    branch(kind, "1e3", "'-1", top)
    below = branch(kind, "0", "华东", top)
    branches.archive_branch(IMPORTING, kind, below.pk)
    exported = branches.export_branches(IMPORTING, kind, BranchFilter(standing=EVERY))
    content = as_file(exported, ending)
    before = kept(kind.model)
    report = brought(into(kind), content, f"{kind.code}.{ending}")
    assert (report.records, report.unchanged, report.rejects) == (3, 3, [])
    rows: Any = kind.model.objects.system("test")  # an abstract model's relations have no types
    rows.exclude(parent=None).delete()
    rows.delete()
    assert brought(into(kind), content, f"{kind.code}.{ending}").created == 3
    assert kept(kind.model) == before
    assert kind.model.objects.system("test").get(is_archived=True).code == "0"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_exported_products_come_back_unchanged(ending: str) -> None:
    assert products.FIELDS == PRODUCT_HEADINGS
    line = branch(PRODUCT_LINES, "01")
    day = date(2026, 3, 4)
    product("001", "=1+1", unit="台", category="-x", line_id=line.pk, sold_from=day, sold_until=day)
    product("202603010000123456", "'+Rope, “thick”")
    products.archive_product(IMPORTING, product("2E5", "7").pk)
    exported = products.export_products(IMPORTING, ProductFilter(standing="all"))
    content = as_file(exported, ending)
    facts = ["code", *products.FIELDS[1:4], "line", "sold_from", "sold_until", "is_archived"]
    before = list(Product.objects.system("test").values(*facts))
    report = brought(take_products, content, f"products.{ending}")
    assert (report.records, report.unchanged, report.rejects) == (3, 3, [])
    Product.objects.system("test").delete()
    assert brought(take_products, content, f"products.{ending}").created == 3
    assert list(Product.objects.system("test").values(*facts)) == before


def test_what_the_file_leaves_open_is_asked() -> None:
    text = "code,name,sold_from\nP,Pump,03/04/2026\n"
    with pytest.raises(ImportFailed) as caught:
        brought(take_products, text)
    assert caught.value.code == "ambiguous_dates"
    brought(take_products, text, day_order="day_first")
    assert Product.objects.system("test").get().sold_from == date(2026, 4, 3)


@each_tree
def test_a_file_without_codes_is_refused_by_name(kind: BranchKind) -> None:
    with pytest.raises(ImportFailed) as caught:
        brought(into(kind), "money,weight\n1,2\n")
    fields = FIELDS[kind.code]  # type: ignore[index]
    assert (caught.value.code, caught.value.details["missing"]) == ("mapping", [fields[0]])


def test_a_file_of_too_many_records_sets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert importing.MOST_RECORDS >= 100_000
    content = "code,name\n" + "".join(f"P{n},Pump\n" for n in range(importing.MOST_RECORDS + 1))
    with pytest.raises(ImportFailed) as caught:
        brought(take_products, content)
    assert caught.value.code == "too_many_records"
    assert sold() == set()


def test_who_only_reads_imports_none(acting: NamedActors) -> None:
    file = ReferenceFile("a.csv", [REGION_FILE.encode()])
    for kind in TREES:
        with pytest.raises(AccessDenied):
            import_branches(acting.tom_becker, kind, file)
    with pytest.raises(AccessDenied):
        import_products(acting.tom_becker, ReferenceFile("a.csv", [PRODUCTS.encode()]))
    assert kept() == {}
    assert sold() == set()


def upload(text: str = "code,name\nA,Alpha\nB,\n") -> SimpleUploadedFile:
    return SimpleUploadedFile("file.csv", text.encode())


@each_face
def test_strangers_are_turned_away(face: Face, client: Client) -> None:
    assert client.get(f"/imports/{face.code}/")["Location"].startswith("/sign-in/")
    assert client.post(f"/imports/{face.code}/")["Location"].startswith("/sign-in/")
    assert client.post(f"/api/imports/{face.code}", {"file": upload()}).status_code == 401


@each_face
def test_the_page_is_for_who_keeps_them(face: Face, tom: Client) -> None:
    assert tom.get(f"/imports/{face.code}/").status_code == 403
    assert tom.post(f"/imports/{face.code}/", {"file": upload()}).status_code == 403
    assert tom.post(f"/api/imports/{face.code}", {"file": upload()}).status_code == 403
    assert kept() == {}
    assert sold() == set()


@each_face
def test_the_page_shows_what_became_of_the_file(face: Face, li: Client) -> None:
    page = f"/imports/{face.code}/"
    assert face.title in li.get(page).content.decode()
    checked = li.post(page, {"file": upload(), "check_only": "on"})
    assert "nothing was set" in checked.content.decode()
    done = li.post(page, {"file": upload()})
    assert face.done in done.content.decode()
    assert "Nothing stands in “" in done.content.decode()
    report = done.context["report"]
    assert (report.records, report.created, report.rejected) == (2, 1, 1)
    [entry] = AuditEntry.objects.system("test").filter(action__endswith=".imported")
    assert (entry.actor_name, entry.details["file"]) == ("Li Na", "file.csv")


@each_face
def test_programs_get_the_report_with_words(face: Face, li: Client) -> None:
    address = f"/api/imports/{face.code}"
    checked = li.post(address, {"file": upload(), "dry_run": "true"}).json()
    done = li.post(address, {"file": upload()}).json()
    assert (checked.pop("file"), type(done.pop("file"))) == (None, int)
    assert checked == done
    assert (done["records"], done["created"], done["rejected"]) == (2, 1, 1)
    assert done["rejects"][0]["code"] == "missing"
    assert "Nothing stands in" in done["rejects"][0]["detail"]
    refused = li.post(address, {"file": upload("a,b\n1,2\n")})
    assert (refused.status_code, refused.json()["code"]) == (422, "mapping")


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/reference/products/", "/imports/products/"),
        ("/reference/products/lines/", "/imports/product-lines/"),
        ("/reference/regions/", "/imports/regions/"),
        ("/reference/industries/", "/imports/industries/"),
    ],
)
def test_each_list_leads_to_its_import(address: str, page: str, li: Client, tom: Client) -> None:
    assert page in li.get(address).content.decode()
    assert page not in tom.get(address).content.decode()
