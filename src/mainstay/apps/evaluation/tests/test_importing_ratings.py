"""Ratings from files: which rows are taken, which are refused and why, and nothing lost."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from mainstay.apps.evaluation.models import Rating, RatingRound
from mainstay.apps.evaluation.queries.ratings.rounds import RoundEnded, RoundNotFound
from mainstay.apps.evaluation.services.ratings.importing import import_ratings
from mainstay.apps.evaluation.services.ratings.reports import told_report
from mainstay.apps.evaluation.tests.rating import closed, rate, round_of
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.services.importing import ImportFailed
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile, ReferenceReport
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry

AWARE, RIVAL, BUYS = "brand_awareness", "future_competition", "buying_orientation"
HEAD = ("customer", "criterion", "rater", "rating", "comment")
LI, CHEN = "li.na@mainstay.example", "chen.wei@mainstay.example"


@pytest.fixture
def spring(trade: NamedPeople) -> RatingRound:
    """An open round of three criteria; the general manager and the analyst rate."""
    return round_of([trade.chen_wei, trade.li_na], criteria=[AWARE, RIVAL, BUYS])


def rows_of(*rows: Sequence[str], head: Sequence[str] = HEAD) -> ReferenceFile:
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return ReferenceFile("ratings.csv", [text.getvalue().encode()])


def taken(
    actor: Actor, row: RatingRound, *rows: Sequence[str], commit: bool = True
) -> ReferenceReport:
    report = import_ratings(actor, row.pk, rows_of(*rows), commit=commit)
    assert report.reconciles
    return report


def counts(report: ReferenceReport) -> tuple[int, ...]:
    """In the file; new, changed, unchanged, rejected, blank."""
    names = ("records", "created", "changed", "unchanged", "rejected", "blank")
    return tuple(getattr(report, name) for name in names)


def kept() -> list[tuple[Any, ...]]:
    rows = Rating.objects.system("test").order_by("pk")
    return list(rows.values_list("customer__code", "criterion", "rater__email", "value", "comment"))


def test_who_asks_brings_the_answers_of_all(spring: RatingRound, acting: NamedActors) -> None:
    report = taken(
        acting.chen_wei,
        spring,
        ("GIANT", AWARE, LI, "4", "Known abroad"),
        ("MIDDLE", RIVAL, CHEN, "1", ""),
    )
    assert counts(report) == (2, 2, 0, 0, 0, 0)
    assert kept() == [
        ("GIANT", AWARE, LI, 4, "Known abroad"),
        ("MIDDLE", RIVAL, CHEN, 1, ""),
    ]
    entry = AuditEntry.objects.system("test").get(action="evaluation.ratings.imported")
    assert entry.details["created"] == 2


@pytest.mark.parametrize("name", ["Brand awareness", "品牌知名度", " BRAND  awareness"])
def test_criteria_are_known_by_their_names_in_all_languages(
    spring: RatingRound, acting: NamedActors, name: str
) -> None:
    assert counts(taken(acting.chen_wei, spring, ("GIANT", name, LI, "4", "")))[1] == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("1.0", 1),
        ("５", 5),
        ("strategic", 5),
        ("交易型", 1),
        ("无法判断", None),
        ("-", None),
    ],
)
def test_answers_are_read_as_people_write_them(
    spring: RatingRound, acting: NamedActors, text: str, value: int | None
) -> None:
    taken(acting.chen_wei, spring, ("GIANT", BUYS, LI, text, ""))
    assert [row[3] for row in kept()] == [value]


def test_every_row_that_is_not_taken_is_named_with_field_and_reason(
    spring: RatingRound, acting: NamedActors
) -> None:
    report = taken(
        acting.chen_wei,
        spring,
        ("NOBODY", AWARE, LI, "4", ""),
        ("SMALL", AWARE, LI, "4", ""),
        ("GIANT", "charm", LI, "4", ""),
        ("GIANT", AWARE, "tom.becker@mainstay.example", "4", ""),
        ("GIANT", AWARE, LI, "6", ""),
        ("GIANT", BUYS, LI, "3", ""),
        ("GIANT", RIVAL, LI, "", "no idea"),
        ("", RIVAL, LI, "2", ""),
        ("MIDDLE", AWARE, LI, "4", "x" * 1001),
        ("MIDDLE", RIVAL, LI, "2", "fine"),
        ("MIDDLE", BUYS, LI, "", ""),
    )
    told = [
        (each["record"], each["field"], each["code"]) for each in told_report(report)["rejects"]
    ]
    assert told == [
        (1, "customer", "unknown_customer"),
        (2, "customer", "unknown_customer"),
        (3, "criterion", "unknown_criterion"),
        (4, "rater", "unknown_rater"),
        (5, "rating", "off_scale"),
        (6, "rating", "off_scale"),
        (7, "rating", "missing_rating"),
        (8, "customer", "missing"),
        (9, "comment", "unfit_comment"),
    ]
    assert counts(report) == (11, 1, 0, 0, 9, 1)
    assert all(each["detail"] != each["code"] for each in told_report(report)["rejects"])


def test_the_same_again_is_unchanged_and_another_answer_a_change(
    spring: RatingRound, acting: NamedActors
) -> None:
    taken(acting.chen_wei, spring, ("GIANT", AWARE, LI, "4", ""))
    assert counts(taken(acting.chen_wei, spring, ("GIANT", AWARE, LI, "4", ""))) == (
        1, 0, 0, 1, 0, 0,
    )  # fmt: skip
    assert counts(taken(acting.chen_wei, spring, ("GIANT", AWARE, LI, "3", ""))) == (
        1, 0, 1, 0, 0, 0,
    )  # fmt: skip
    assert [row[3] for row in kept()] == [3]


def test_two_answers_to_one_question_are_both_rejected(
    spring: RatingRound, acting: NamedActors
) -> None:
    report = taken(
        acting.chen_wei,
        spring,
        ("GIANT", AWARE, LI, "4", ""),
        ("GIANT", "Brand awareness", LI.upper(), "2", ""),
        ("GIANT", RIVAL, LI, "1", ""),
        ("GIANT", "Future competition", LI, "1", ""),
    )
    assert counts(report) == (4, 1, 0, 1, 2, 0)
    assert [row[1:4] for row in kept()] == [(RIVAL, LI, 1)]


def test_a_check_sets_nothing_and_counts_the_same(spring: RatingRound, acting: NamedActors) -> None:
    rows = (("GIANT", AWARE, LI, "4", ""), ("GIANT", AWARE, "x@y.z", "4", ""))
    checked = taken(acting.chen_wei, spring, *rows, commit=False)
    assert kept() == []
    assert counts(taken(acting.chen_wei, spring, *rows)) == counts(checked)


def test_what_somebody_answered_stays_and_no_file_tells_what_it_is(
    trade: NamedPeople, spring: RatingRound, acting: NamedActors
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 4})
    told = []
    for guess in ("4", "1"):
        report = taken(acting.chen_wei, spring, ("GIANT", AWARE, LI, guess, ""), commit=False)
        told.append([reject._replace(value="") for reject in report.rejects])
    assert told[0] == told[1]
    assert told[0][0].code == "answered_already"
    assert [row[3] for row in kept()] == [4]


def test_a_rater_hands_in_the_own_answers_alone(spring: RatingRound, acting: NamedActors) -> None:
    report = taken(
        acting.li_na,
        spring,
        ("GIANT", AWARE, "", "4", ""),
        ("GIANT", RIVAL, LI, "2", ""),
        ("GIANT", AWARE, CHEN, "1", ""),
    )
    assert counts(report) == (3, 2, 0, 0, 1, 0)
    assert {row[2] for row in kept()} == {LI}


def test_an_answer_from_a_file_can_be_changed_by_its_rater(
    trade: NamedPeople, spring: RatingRound, acting: NamedActors
) -> None:
    taken(acting.chen_wei, spring, ("GIANT", AWARE, LI, "4", ""))
    rate(trade.li_na, spring, "GIANT", {AWARE: 5})
    assert counts(taken(acting.chen_wei, spring, ("GIANT", AWARE, LI, "4", "")))[4] == 1
    assert [row[3] for row in kept()] == [5]


def test_who_neither_asks_nor_is_asked_hands_in_nothing(
    spring: RatingRound, acting: NamedActors
) -> None:
    for actor in (acting.zhang_min, acting.grace_liu, acting.tom_becker):
        with pytest.raises(AccessDenied):
            taken(actor, spring, ("GIANT", AWARE, LI, "4", ""))


def test_customers_out_of_reach_are_as_if_they_were_not_there(
    trade: NamedPeople, acting: NamedActors
) -> None:
    row = round_of([trade.li_na], customers=["GIANT", "SMALL"], criteria=[AWARE])
    report = taken(
        acting.mei_lin, row, ("GIANT", AWARE, LI, "4", ""), ("SMALL", AWARE, LI, "3", "")
    )
    assert [(each.record, each.code) for each in report.rejects] == [(1, "unknown_customer")]


def test_customers_are_known_by_their_names_too(
    spring: RatingRound, acting: NamedActors, trade: NamedPeople
) -> None:
    from mainstay.apps.customers.models import Customer

    rows = Customer.objects.system("test").filter(code__in=["GIANT", "MIDDLE"])
    rows.filter(code="GIANT").update(name="Giant Lifts")
    rows.filter(code="MIDDLE").update(name="Middle Lifts")
    taken(acting.chen_wei, spring, ("giant lifts", AWARE, LI, "4", ""))
    assert [row[0] for row in kept()] == ["GIANT"]


def test_a_workbook_with_chinese_headings_is_read(spring: RatingRound, acting: NamedActors) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["客户编码", "评估准则", "评分人邮箱", "评分", "备注"])
    sheet.append(["GIANT", "品牌知名度", LI, 4, "全国知名"])
    content = io.BytesIO()
    book.save(content)

    report = import_ratings(
        acting.chen_wei, spring.pk, ReferenceFile("评分.xlsx", [content.getvalue()])
    )
    assert counts(report) == (1, 1, 0, 0, 0, 0)
    assert kept() == [("GIANT", AWARE, LI, 4, "全国知名")]


def test_a_file_without_the_columns_is_refused_whole(
    spring: RatingRound, acting: NamedActors
) -> None:
    file = rows_of(("GIANT", "4"), head=("customer", "rating"))
    with pytest.raises(ImportFailed):
        import_ratings(acting.chen_wei, spring.pk, file)


def test_a_round_that_has_ended_takes_no_file(
    trade: NamedPeople, spring: RatingRound, acting: NamedActors
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 4})
    closed(spring)
    with pytest.raises(RoundEnded):
        taken(acting.chen_wei, spring, ("GIANT", RIVAL, LI, "4", ""))
    with pytest.raises(RoundNotFound):
        import_ratings(acting.chen_wei, 987_654, rows_of())
