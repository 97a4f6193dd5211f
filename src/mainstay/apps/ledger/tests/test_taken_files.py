"""Files of reference data once they are in: rejects mended, undone, whatever came since."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.apps.ledger.services.importing.calendar_days import import_days
from mainstay.apps.ledger.services.importing.catalogue import import_branches, import_products
from mainstay.apps.ledger.services.importing.rates import import_rates
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile
from mainstay.apps.ledger.services.keeping import expiring
from mainstay.apps.ledger.testing import IMPORTING, csv_file, imported
from mainstay.apps.ledger.tests.spreadsheets import SAVINGS, Cell, Saving, opened
from mainstay.apps.reference.contracts import UndoneFile
from mainstay.apps.reference.models import (
    BusinessCalendar,
    CalendarDay,
    ExchangeRate,
    Product,
    ProductLine,
    Region,
    TakenFile,
)
from mainstay.apps.reference.queries.branches import PRODUCT_LINES, REGIONS, BranchKind
from mainstay.apps.reference.queries.taken import NoRejectFile, rejects_of, taken_files
from mainstay.apps.reference.services.branches import change_branch
from mainstay.apps.reference.services.calendars import create_calendar, remove_calendar
from mainstay.apps.reference.services.days import take_days
from mainstay.apps.reference.services.rates import change_rate, remove_rate
from mainstay.apps.reference.services.taken import FileUndone, preview, reject_file, undo
from mainstay.apps.reference.testing import rate_on
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("shop")

HEAD = "date,currency,rate,source\n"
MARCH = "2024-03-01,USD,7.1,Bank\n"
APRIL = "2024-04-01,USD,7.2,Bank\n"


def file_of(text: str | bytes, name: str = "file.csv", **options: Any) -> ReferenceFile:
    content = text.encode() if isinstance(text, str) else text
    return ReferenceFile(name, [content], options=ImportOptions(**options))


def newest() -> TakenFile:
    found = TakenFile.objects.system("test").order_by("-pk").first()
    assert found is not None
    return found


def rates(*records: str) -> TakenFile:
    """A file of rates that was taken in."""
    import_rates(IMPORTING, file_of(HEAD + "".join(records), "rates.csv"))
    return newest()


def branches(kind: BranchKind, *records: str) -> TakenFile:
    import_branches(IMPORTING, kind, file_of("\n".join(["code,name,parent", *records])))
    return newest()


def products(*records: str) -> TakenFile:
    import_products(IMPORTING, file_of("\n".join(["code,name,unit,line,sold_from", *records])))
    return newest()


def kept() -> dict[str, Decimal]:
    rows = ExchangeRate.objects.system("test")
    return {f"{row.currency} {row.on}": row.rate for row in rows}


def codes(model: type[Product | ProductLine | Region]) -> list[str]:
    return list(model.objects.system("test").order_by("code").values_list("code", flat=True))


def test_a_file_is_noted_with_its_numbers_and_reasons() -> None:
    file = rates(MARCH, "2024-03-02,USD,0,\n", ",,,\n")
    assert (file.kind, file.file_name, file.by_name) == ("rates", "rates.csv", IMPORTING.name)
    assert (file.records, file.created, file.rejected, file.blank) == (3, 1, 1, 1)
    assert len(file.sha256) == 64
    assert [(each.line, each.field, each.code) for each in rejects_of(IMPORTING, file)] == [
        (3, "rate", "rate_not_positive")
    ]


def test_a_check_notes_nothing() -> None:
    import_rates(IMPORTING, file_of(HEAD + MARCH), commit=False)
    assert not taken_files(IMPORTING).exists()


def test_an_undo_takes_new_rates_away_and_changed_ones_back() -> None:
    rate_on("2024-03-01", "USD", "7", "Head office")
    file = rates(MARCH, APRIL)
    assert preview(IMPORTING, file) == UndoneFile(restored=1, removed=1)
    assert kept() == {"USD 2024-03-01": Decimal("7.1"), "USD 2024-04-01": Decimal("7.2")}
    assert undo(IMPORTING, file) == UndoneFile(restored=1, removed=1)
    assert kept() == {"USD 2024-03-01": Decimal(7)}
    assert ExchangeRate.objects.system("test").get().source == "Head office"
    assert newest().undo["removed"] == 1
    entry = AuditEntry.objects.system("test").get(action="reference.file.undone")
    assert entry.details["restored"] == 1


def test_what_somebody_changed_since_stays() -> None:
    file = rates(MARCH, APRIL)
    march, april = ExchangeRate.objects.system("test").order_by("on")
    change_rate(IMPORTING, march.pk, source="Somebody")
    remove_rate(IMPORTING, april.pk)
    assert undo(IMPORTING, file) == UndoneFile(kept_edited=2)
    assert list(kept()) == ["USD 2024-03-01"]


def test_a_file_is_undone_once() -> None:
    file = rates(MARCH)
    undo(IMPORTING, file)
    for again in (undo, preview):
        with pytest.raises(FileUndone):
            again(IMPORTING, file)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_files_undone_in_either_order_end_where_all_began(order: Sequence[int]) -> None:
    rate_on("2024-03-01", "USD", "7")
    files = [rates(MARCH, APRIL), rates("2024-03-01,USD,8,\n", "2024-04-01,USD,9,\n")]
    for place in order:
        undo(IMPORTING, files[place])
    assert kept() == {"USD 2024-03-01": Decimal(7)}


def test_what_a_later_file_changed_stays_as_that_one_says() -> None:
    first = rates(MARCH)
    rates("2024-03-01,USD,8,\n")
    assert undo(IMPORTING, first) == UndoneFile(kept_confirmed=1)
    assert kept() == {"USD 2024-03-01": Decimal(8)}


def test_what_a_later_file_brought_again_stays_until_that_one_is_undone() -> None:
    first, second = rates(MARCH), rates(MARCH, APRIL)
    assert second.unchanged == 1
    assert undo(IMPORTING, first) == UndoneFile(kept_confirmed=1)
    assert len(kept()) == 2
    assert undo(IMPORTING, second) == UndoneFile(removed=2)
    assert kept() == {}


def test_an_undone_file_confirms_nothing() -> None:
    first, second = rates(MARCH), rates(MARCH)
    undo(IMPORTING, second)
    assert undo(IMPORTING, first) == UndoneFile(removed=1)


def test_a_change_by_hand_between_two_files_outlives_the_undo_of_both() -> None:
    first = rates(MARCH)
    change_rate(IMPORTING, ExchangeRate.objects.system("test").get().pk, rate=Decimal(5))
    second = rates("2024-03-01,USD,8,\n")
    undo(IMPORTING, first)
    undo(IMPORTING, second)
    assert kept() == {"USD 2024-03-01": Decimal(5)}


def test_a_file_that_was_undone_can_be_imported_again() -> None:
    undo(IMPORTING, rates(MARCH))
    assert rates(MARCH).created == 1


def test_a_file_of_more_rows_than_a_query_takes_is_undone_whole() -> None:
    years = range(1990, 2024)
    days = [
        f"{y}-{m:02}-{d:02},USD,{y},\n" for y in years for m in range(1, 13) for d in (1, 9, 28)
    ]
    file = rates(*days)
    assert file.created == len(days) > 1_000
    assert undo(IMPORTING, file) == UndoneFile(removed=len(days))
    assert kept() == {}


def test_who_may_not_change_rates_undoes_none(acting: NamedActors) -> None:
    file = rates(MARCH)
    with pytest.raises(AccessDenied):
        undo(acting.tom_becker, file)
    assert len(kept()) == 1


BAD = (
    "2024-03-02,USD,abc,=Bank\n",
    "2024-03-03,USD,0.0000000000,00123\n",
    "2024-02-30,EUR,7.8,“x”\n",
)
MENDED: dict[str, Cell] = {"abc": 7.15, "0": 7.16, "2024-02-30": "2024-02-29"}


@pytest.mark.parametrize("save", SAVINGS)
def test_rejects_mended_in_a_spreadsheet_complete_the_file(save: Saving) -> None:
    first = rates(MARCH, *BAD)
    assert first.rejected == 3
    written = opened(reject_file(IMPORTING, first))
    assert written[0][-4:] == ["date", "currency", "rate", "source"]
    mended = save([[MENDED.get(str(cell), cell) for cell in row] for row in written])
    suffix = "xlsx" if mended.startswith(b"PK") else "csv"
    report = import_rates(IMPORTING, file_of(mended, f"rejects.{suffix}"))
    assert (report.records, report.created, report.rejected) == (3, 3, 0)
    assert kept() == {
        "USD 2024-03-01": Decimal("7.1"),
        "USD 2024-03-02": Decimal("7.15"),
        "USD 2024-03-03": Decimal("7.16"),
        "EUR 2024-02-29": Decimal("7.8"),
    }
    sources = ExchangeRate.objects.system("test").order_by("currency", "on")
    assert list(sources.values_list("source", flat=True)) == ["“x”", "Bank", "=Bank", "00123"]


def test_rejects_handed_in_unmended_are_rejected_for_the_same_reasons() -> None:
    first = rates(*BAD)
    again = import_rates(IMPORTING, file_of(reject_file(IMPORTING, first), "rejects.csv"))
    assert again.rejected == again.records == 3
    assert [each.code for each in again.rejects] == [
        each.code for each in rejects_of(IMPORTING, first)
    ]


def test_days_of_a_calendar_go_back() -> None:
    office = create_calendar(IMPORTING, name="Head office", country="CN")
    take_days(IMPORTING, office.pk, "2027-02-06, holiday, Closed")
    text = "date,kind,name\n2027-02-06,workday,Busy\n2027-02-07,holiday,\n2027-02-08,maybe,\n"
    import_days(IMPORTING, office.pk, file_of(text))
    file = newest()
    assert (file.kind, file.calendar, file.rejected) == ("days", office, 1)
    assert undo(IMPORTING, file) == UndoneFile(restored=1, removed=1)
    day = CalendarDay.objects.system("test").get()
    assert (str(day.on), day.works, day.name) == ("2027-02-06", False, "Closed")


def test_days_of_two_calendars_are_told_apart() -> None:
    office, plant = (create_calendar(IMPORTING, name=name) for name in ("Office", "Plant"))
    for calendar in (office, plant):
        import_days(IMPORTING, calendar.pk, file_of("date,kind\n2027-02-06,workday\n"))
    undo(IMPORTING, newest())
    assert CalendarDay.objects.system("test").get().calendar == office


def test_the_file_of_a_deleted_calendar_has_nothing_to_take_back() -> None:
    create_calendar(IMPORTING, name="Office")
    plant = create_calendar(IMPORTING, name="Plant")
    import_days(IMPORTING, plant.pk, file_of("date,kind\n2027-02-06,workday\n"))
    remove_calendar(IMPORTING, plant.pk)
    assert undo(IMPORTING, newest()) == UndoneFile(kept_edited=1)
    assert BusinessCalendar.objects.system("test").count() == 1


def test_products_go_back_but_for_those_that_order_lines_have() -> None:
    products("P1,Rope,m,,")
    file = products("P1,Steel rope,m,,2024-01-31", "P2,Anchor,,,", "P3,Chain,,,")
    header = "customer,order_no,line_no,ordered_at,amount,product_code"
    imported(csv_file("A,1,1,2024-03-01,10,P2", header=header))
    assert undo(IMPORTING, file) == UndoneFile(restored=1, removed=1, kept_in_use=1)
    assert codes(Product) == ["P1", "P2"]
    rope = Product.objects.system("test").get(code="P1")
    assert (rope.name, rope.sold_from) == ("Rope", None)
    assert "steel" not in rope.search_text


def test_a_product_whose_line_of_before_is_gone_stays() -> None:
    lines = branches(PRODUCT_LINES, "L1,Ropes,", "L2,Chains,")
    products("P1,Rope,,L1,")
    file = products("P1,Rope,,L2,")
    ProductLine.objects.system("test").get(code="L1").delete()
    assert undo(IMPORTING, file) == UndoneFile(kept_in_use=1)
    assert undo(IMPORTING, lines) == UndoneFile(kept_in_use=1, kept_edited=1)


def test_a_tree_goes_with_all_that_is_below_and_moves_back() -> None:
    branches(REGIONS, "N,North,", "S,South,")
    file = branches(REGIONS, "S,South,N", "S1,Hill,S", "S11,Peak,S1")
    assert undo(IMPORTING, file) == UndoneFile(restored=1, removed=2)
    assert codes(Region) == ["N", "S"]
    assert Region.objects.system("test").get(code="S").parent is None


def test_a_branch_that_is_needed_keeps_those_above_it() -> None:
    file = branches(REGIONS, "A,Asia,", "A1,Shanghai,A", "A2,Beijing,A", "A3,Tianjin,A")
    customer = customer_named("Customer D", "D")
    customer.region = "Shanghai"
    customer.save()
    shanghai = Region.objects.system("test").get(code="A3")
    change_branch(IMPORTING, REGIONS, shanghai.pk, shanghai.version, name="Tianjin city")
    assert undo(IMPORTING, file) == UndoneFile(removed=1, kept_edited=1, kept_in_use=2)
    assert codes(Region) == ["A", "A1", "A3"]


def test_a_move_back_that_would_close_a_circle_is_left() -> None:
    branches(REGIONS, "A,Asia,", "B,Bay,A")
    file = branches(REGIONS, "C,Coast,", "B,Bay,C")
    asia, bay = (Region.objects.system("test").get(code=code) for code in ("A", "B"))
    change_branch(IMPORTING, REGIONS, asia.pk, asia.version, parent_id=bay.pk)
    assert undo(IMPORTING, file) == UndoneFile(kept_in_use=2)
    assert Region.objects.system("test").get(code="B").parent == Region.objects.system("test").get(
        code="C"
    )


def test_rejects_go_after_the_time_of_reject_files_and_their_reasons_stay() -> None:
    old, young = rates(MARCH, "2024-03-02,USD,secret,\n"), rates("2024-03-02,USD,x,\n")
    long_ago = timezone.now() - timedelta(days=1_000)
    TakenFile.objects.system("test").filter(pk=old.pk).update(taken_at=long_ago)
    foreseen = expiring.preview(IMPORTING)["rejects"]
    assert foreseen["count"] == 1
    assert foreseen["bytes"] > 0
    assert expiring.expire_now(IMPORTING)["rejects"] == {
        name: foreseen[name] for name in ("count", "bytes")
    }
    old.refresh_from_db()
    with pytest.raises(NoRejectFile):
        reject_file(IMPORTING, old)
    assert reject_file(IMPORTING, young)
    assert [(each.code, each.value) for each in rejects_of(IMPORTING, old)] == [
        ("not_a_number", "")
    ]
    assert expiring.expire_now(IMPORTING)["rejects"]["count"] == 0
    assert undo(IMPORTING, old) == UndoneFile(removed=1)
