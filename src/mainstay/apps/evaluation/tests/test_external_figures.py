"""Figures from files outside: which rows are taken, which count on a day, and for whom."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import CustomIndicator, ExternalFigure
from mainstay.apps.evaluation.queries.catalogue import FIGURE, indicator_figures
from mainstay.apps.evaluation.queries.custom_indicators import IndicatorNotFound
from mainstay.apps.evaluation.queries.external import Found, Joined, external_figures
from mainstay.apps.evaluation.queries.files import INPUTS, read
from mainstay.apps.evaluation.services.custom_indicators import delete_indicator
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.figure_files import import_figures, take_back
from mainstay.apps.evaluation.services.grading import rerun
from mainstay.apps.evaluation.tests.defining import DEFINING, define, graded_by
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.apps.ledger.services.importing import ImportFailed
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile, ReferenceReport
from mainstay.apps.reference.models import Industry
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.shell.paging import OrderKey

HEAD = ("customer", "industry", "value", "date")
AS_OF = date(2025, 1, 1)
NOBODY = Joined({}, {}, 0)


@pytest.fixture
def share(trade: NamedPeople) -> CustomIndicator:
    """The share of wallet, as a market researcher sees it."""
    return define("wallet", "", source="external", unit="ratio")


@pytest.fixture
def freight(trade: NamedPeople) -> CustomIndicator:
    """What carrying cost, for who may see costs; the figures of a group add up."""
    return define(
        "freight", "", source="external", unit="money", field_right=VIEW_COSTS, adds_up=True
    )


def rows_of(*rows: Sequence[str], head: Sequence[str] = HEAD) -> ReferenceFile:
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return ReferenceFile("figures.csv", [text.getvalue().encode()])


def taken(
    row: CustomIndicator, *rows: Sequence[str], on: date | None = None, commit: bool = True
) -> ReferenceReport:
    file = rows_of(*rows)
    report = import_figures(DEFINING, row.code, file, origin="Report 2024", on=on, commit=commit)
    assert report.reconciles
    return report


def counts(report: ReferenceReport) -> tuple[int, ...]:
    return report.created, report.changed, report.unchanged, report.rejected, report.blank


def reasons(report: ReferenceReport) -> list[tuple[str, str]]:
    return [(each.field, each.code) for each in report.rejects]


def of(row: CustomIndicator, as_of: date = AS_OF, joined: Joined = NOBODY) -> Mapping[str, Found]:
    """What counts on a day, by the customer's code."""
    keys = dict(Customer.objects.system("test").values_list("pk", "code"))
    code = f"custom.{row.code}"
    found = external_figures([code], list(keys), as_of, joined)[code]
    return {keys[key]: each for key, each in found.items()}


def units(row: CustomIndicator, as_of: date = AS_OF, joined: Joined = NOBODY) -> dict[str, int]:
    return {code: each.units for code, each in of(row, as_of, joined).items()}


def test_the_newest_figure_of_a_day_on_or_before_the_asked_one_counts(
    share: CustomIndicator,
) -> None:
    report = taken(
        share,
        ("GIANT", "", "20%", "2024-01-01"),
        ("GIANT", "", "0.3", "2024-06-30"),
        ("MIDDLE", "", "0.1234567", "2024-06-30"),
    )
    assert counts(report) == (3, 0, 0, 0, 0)
    assert units(share, date(2023, 12, 31)) == {}
    assert units(share, date(2024, 1, 1)) == {"GIANT": 200_000}
    assert units(share, date(2024, 6, 29)) == {"GIANT": 200_000}
    assert units(share, date(2024, 6, 30)) == {"GIANT": 300_000, "MIDDLE": 123_457}


def test_of_one_day_the_newest_file_counts_until_it_is_taken_back(share: CustomIndicator) -> None:
    taken(share, ("GIANT", "", "0.2", "2024-01-01"))
    again = taken(share, ("GIANT", "", "0.25", "2024-01-01"), ("MIDDLE", "", "0.5", "2024-01-01"))
    assert counts(again) == (1, 1, 0, 0, 0)
    assert units(share) == {"GIANT": 250_000, "MIDDLE": 500_000}

    newest = of(share)["GIANT"].file
    take_back(DEFINING, "wallet", newest)
    take_back(DEFINING, "wallet", newest)

    assert units(share) == {"GIANT": 200_000}
    done = AuditEntry.objects.system("test").filter(action="evaluation.figures.taken_back")
    assert done.count() == 1


def test_what_is_known_already_is_not_kept_again(share: CustomIndicator) -> None:
    taken(share, ("GIANT", "", "0.2", "2024-01-01"))
    again = taken(share, ("GIANT", "", "0.2000", "2024-01-01"), ("GIANT", "", "20 %", "2024-01-01"))
    assert counts(again) == (0, 0, 2, 0, 0)
    assert ExternalFigure.objects.system("test").count() == 1


def test_the_day_of_the_file_is_that_of_rows_without_one(share: CustomIndicator) -> None:
    taken(share, ("GIANT", "", "0.2", ""), ("MIDDLE", "", "0.3", "2024-02-02"), on=AS_OF)
    assert {code: each.on for code, each in of(share).items()} == {
        "GIANT": AS_OF,
        "MIDDLE": date(2024, 2, 2),
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", "", "1", "2024-01-01"), ("customer", "customer_or_industry")),
        (("GIANT", "Lifts", "1", "2024-01-01"), ("customer", "customer_or_industry")),
        (("NOBODY", "", "1", "2024-01-01"), ("customer", "unknown_customer")),
        (("", "Witchcraft", "1", "2024-01-01"), ("industry", "unknown_industry")),
        (("GIANT", "", "much", "2024-01-01"), ("figure", "not_a_number")),
        (("GIANT", "", "", "2024-01-01"), ("figure", "missing")),
        (("GIANT", "", "1", ""), ("on", "missing_day")),
        (("GIANT", "", "1", "2030-01-01"), ("on", "in_the_future")),
        (("GIANT", "", "9000000000000", "2024-01-01"), ("figure", "too_large")),
    ],
)
def test_a_row_is_rejected_by_field_and_reason(
    share: CustomIndicator, row: Sequence[str], reason: tuple[str, str]
) -> None:
    report = taken(share, row, ("MIDDLE", "", "0.1", "2024-01-01"))
    assert reasons(report) == [reason]
    assert units(share) == {"MIDDLE": 100_000}


def test_two_different_figures_for_the_same_are_both_rejected(share: CustomIndicator) -> None:
    report = taken(share, ("GIANT", "", "1", "2024-01-01"), ("GIANT", "", "2", "2024-01-01"))
    assert reasons(report) == [("figure", "duplicate_in_file")] * 2
    assert not ExternalFigure.objects.system("test").exists()


def test_checking_keeps_nothing(share: CustomIndicator) -> None:
    report = taken(share, ("GIANT", "", "1", "2024-01-01"), commit=False)
    assert counts(report) == (1, 0, 0, 0, 0)
    assert not ExternalFigure.objects.system("test").exists()


def test_a_figure_of_an_industry_is_that_of_its_customers_and_those_below(
    share: CustomIndicator,
) -> None:
    above = Industry.objects.create(code="M", name="Manufacturing")
    Industry.objects.create(code="ML", name="Lifts", parent=above)
    everybody = Customer.objects.system("test")
    everybody.filter(code__in=["GIANT", "SMALL"]).update(industry="Lifts")
    everybody.filter(code="MIDDLE").update(industry="Manufacturing")
    taken(
        share,
        ("", "Manufacturing", "0.1", "2024-05-01"),
        ("GIANT", "", "0.3", "2024-01-01"),
    )
    assert units(share) == {"GIANT": 300_000, "MIDDLE": 100_000, "SMALL": 100_000}

    taken(share, ("", "ml", "0.2", "2024-02-01"))
    assert units(share) == {"GIANT": 300_000, "MIDDLE": 100_000, "SMALL": 200_000}


def test_figures_that_add_up_are_not_for_industries(freight: CustomIndicator) -> None:
    Industry.objects.create(code="ML", name="Lifts")
    assert reasons(taken(freight, ("", "Lifts", "5", "2024-01-01"))) == [("industry", "adds_up")]


def test_merged_customers_and_members_of_a_group_add_up_only_where_that_makes_sense(
    freight: CustomIndicator, share: CustomIndicator
) -> None:
    key = dict(Customer.objects.system("test").values_list("code", "pk"))
    merged = Joined({key["SMALL"]: key["MIDDLE"]}, {key["SMALL"]: key["MIDDLE"]}, 0)
    rows = [("SMALL", "", "5", "2024-03-01"), ("MIDDLE", "", "7", "2024-01-01")]
    taken(freight, *rows)
    taken(share, *rows)

    assert units(freight, joined=merged)["MIDDLE"] == 120_000
    assert units(share, joined=merged)["MIDDLE"] == 5_000_000

    group = Joined({}, {key["SMALL"]: key["GIANT"], key["MIDDLE"]: key["GIANT"]}, 0)
    assert units(freight, joined=group)["GIANT"] == 120_000
    assert "GIANT" not in units(share, joined=group)


def test_a_scheme_grades_by_figures_from_outside_and_keeps_where_they_are_from(
    share: CustomIndicator,
) -> None:
    taken(share, ("GIANT", "", "0.2", "2024-01-01"))
    graded_by("custom.wallet", "0.1")

    done = evaluate(DEFINING, "own", AS_OF)
    rows = {row["customer"]: row for row in read(done, INPUTS).to_pylist()}
    file = of(share)["GIANT"].file

    assert rows["GIANT"]["custom.wallet"] == Decimal("0.2")
    assert rows["GIANT"]["taken_from.custom.wallet"] == file
    assert rows["MIDDLE"]["custom.wallet"] is None
    assert done.sizes == {"high": 1, "low": 2}

    take_back(DEFINING, "wallet", file)
    assert rerun(DEFINING, done)


def test_formulas_may_name_figures_from_outside(
    freight: CustomIndicator, acting: NamedActors
) -> None:
    taken(freight, ("GIANT", "", "80", "2024-01-01"), on=AS_OF)
    define("freight_share", "custom.freight / revenue_12m", unit="ratio")
    graded_by("custom.freight_share", "0.1")
    done = evaluate(DEFINING, "own", AS_OF)
    rows = {row["customer"]: row for row in read(done, INPUTS).to_pylist()}
    assert rows["GIANT"]["custom.freight_share"] == Decimal("0.1")
    assert indicators.hidden_among(acting.zhang_min, {"custom.freight_share"})


def test_a_page_of_figures_says_the_day_and_the_origin(
    share: CustomIndicator, acting: NamedActors
) -> None:
    customer_named("Hope")
    taken(share, ("GIANT", "", "0.2", "2024-01-01"), ("HOPE", "", "0.4", "2024-01-01"))
    found = indicator_figures(acting.li_na, "custom.wallet")
    rows = {row["customer"]: row for row in found.rows().after([OrderKey(CODE)], None, 9)}
    assert rows["HOPE"][FIGURE] == Decimal("0.4")
    assert rows["GIANT"]["origin"] == "Report 2024"
    assert rows["SMALL"]["origin"] == ""


def test_it_takes_the_right_to_define_and_to_see(
    share: CustomIndicator, freight: CustomIndicator, acting: NamedActors
) -> None:
    file = rows_of(("GIANT", "", "1", "2024-01-01"))
    with pytest.raises(AccessDenied):
        import_figures(acting.li_na, "wallet", file, origin="x")
    with pytest.raises(AccessDenied):
        take_back(acting.li_na, "wallet", 1)


def test_a_formula_takes_no_files_and_files_take_no_formula(trade: NamedPeople) -> None:
    define("half", "revenue_12m / 2")
    with pytest.raises(IndicatorNotFound):
        import_figures(DEFINING, "half", rows_of(("GIANT", "", "1", "2024-01-01")), origin="x")
    with pytest.raises(ValidationError, match="Figures come in files"):
        define("odd", "revenue_12m", source="external")
    wrong: tuple[dict[str, Any], ...] = ({"adds_up": True}, {"field_right": VIEW_COSTS})
    for said in wrong:
        with pytest.raises(ValidationError, match="figures that come in files alone"):
            define("odd", "revenue_12m", **said)
    with pytest.raises(ValidationError, match="not one of the choices"):
        define("odd", "", source="external", field_right="customers.customer.view")


def test_a_file_says_who_published_it(share: CustomIndicator) -> None:
    with pytest.raises(ValidationError, match="needed"):
        import_figures(DEFINING, "wallet", rows_of(("GIANT", "", "1", "")), origin=" ")


def test_a_file_without_the_column_is_refused_whole(share: CustomIndicator) -> None:
    file = rows_of(("GIANT", "x"), head=("customer", "colour"))
    with pytest.raises(ImportFailed):
        import_figures(DEFINING, "wallet", file, origin="x")


def test_an_indicator_with_figures_is_not_deleted(share: CustomIndicator) -> None:
    taken(share, ("GIANT", "", "1", "2024-01-01"))
    with pytest.raises(ValidationError, match="it can be retired, not deleted"):
        delete_indicator(DEFINING, "wallet")


def test_what_was_taken_in_stands_in_the_trail(share: CustomIndicator) -> None:
    taken(share, ("GIANT", "", "1", "2024-01-01"), ("X", "", "1", "2024-01-01"))
    entry = AuditEntry.objects.system("test").get(action="evaluation.figures.imported")
    assert entry.details["created"] == 1
    assert entry.details["file"] == "figures.csv"
