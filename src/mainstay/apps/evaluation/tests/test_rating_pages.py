"""The pages of rating rounds: for whom they are, what they show, what they do."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainstay.apps.evaluation.models import Rating, RatingRound
from mainstay.apps.evaluation.tests.rating import TWO, closed, keys_of, rate, round_of
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.audit.models import AuditEntry

AWARE, RIVAL = TWO
ROUNDS = "/evaluations/rounds/"


@pytest.fixture
def spring(trade: NamedPeople) -> RatingRound:
    """An open round in which the analyst and the general manager rate two customers."""
    return round_of([trade.li_na, trade.chen_wei])


@pytest.fixture
def chen(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """The general manager, who asks people to rate."""
    return signed_in(trade.chen_wei)


@pytest.fixture
def nobody(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """Somebody without a role."""
    return signed_in(trade.nobody_ning)


def at(row: RatingRound, rest: str = "") -> str:
    return f"{ROUNDS}{row.pk}/{rest}"


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return body_of(answer).decode()


def body_of(answer: Any) -> bytes:
    """What an answer brings, a file too."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def read_aloud(page: str) -> str:
    """What stands on a page, without its marks."""
    return re.sub(r"<[^>]+>", "", page)


def filled(people: list[Person], **other: Any) -> dict[str, Any]:
    return {
        "name": "Autumn",
        "due_on": (governance.today() + timedelta(days=9)).isoformat(),
        "people": [each.pk for each in people],
        "codes": "GIANT\nMIDDLE",
        "criteria": list(TWO),
        **other,
    }


def test_the_list_shows_rounds_and_what_one_is_asked(spring: RatingRound, li_na: Client) -> None:
    page = text(li_na, ROUNDS)
    assert "Spring" in page
    assert "You are asked to rate" in page
    assert "New round" not in page


def test_the_list_is_handed_out_as_a_file(spring: RatingRound, li_na: Client) -> None:
    assert "Spring" in text(li_na, f"{ROUNDS}?format=csv")
    actions = AuditEntry.objects.system("test").values_list("action", flat=True)
    assert "evaluation.rating_rounds.exported" in actions


def test_a_round_is_made_on_a_page(trade: NamedPeople, chen: Client) -> None:
    assert "Who rates" in text(chen, f"{ROUNDS}new/")
    made = chen.post(f"{ROUNDS}new/", filled([trade.li_na]))
    row = RatingRound.objects.system("test").get()
    assert (made.status_code, made.headers["Location"]) == (302, at(row))
    assert row.criteria == list(TWO)


def test_what_a_round_lacks_stands_beside_its_field(trade: NamedPeople, chen: Client) -> None:
    told = chen.post(f"{ROUNDS}new/", filled([trade.tom_becker])).content.decode()
    assert "Tom Becker does not see: GIANT, MIDDLE." in told
    told = chen.post(f"{ROUNDS}new/", filled([trade.li_na], codes="GIANT,NOPE")).content.decode()
    assert "There is no such customer for you: NOPE." in told
    assert not RatingRound.objects.system("test").exists()


def test_a_round_is_about_the_customers_of_a_saved_view(trade: NamedPeople, chen: Client) -> None:
    from mainstay.apps.customers.models import CustomerView

    view = CustomerView.objects.create(
        owner=trade.chen_wei, name="Mine", where="code:is:MIDDLE", sort="code"
    )
    chen.post(f"{ROUNDS}new/", filled([trade.li_na], codes="", view=view.pk))
    row = RatingRound.objects.system("test").get()
    keys = row.customers.system("test").values_list("customer", flat=True)
    assert list(keys) == keys_of("MIDDLE")


@pytest.mark.parametrize("rest", ["", "new/"])
def test_strangers_get_no_list_and_no_form(nobody: Client, rest: str) -> None:
    assert nobody.get(ROUNDS + rest).status_code == 403


def test_an_analyst_makes_no_round(trade: NamedPeople, li_na: Client) -> None:
    assert li_na.get(f"{ROUNDS}new/").status_code == 403
    assert li_na.post(f"{ROUNDS}new/", filled([trade.li_na])).status_code == 403


def test_the_grid_has_each_customer_with_the_own_answers(
    trade: NamedPeople, spring: RatingRound, li_na: Client
) -> None:
    rate(trade.chen_wei, spring, "GIANT", {AWARE: 5})
    rate(trade.li_na, spring, "GIANT", {AWARE: 2})
    page = text(li_na, at(spring, "rate/"))
    assert page.count("<select") >= 4
    assert '<option value="2" selected>2</option>' in page
    assert '<option value="5" selected>' not in page
    assert "1 of 4" in read_aloud(page)


def test_an_answer_is_kept_as_it_is_entered(spring: RatingRound, li_na: Client) -> None:
    [giant] = keys_of("GIANT")
    address = at(spring, f"rate/{giant}/{AWARE}/")
    told = li_na.post(address, {f"{AWARE}-value": "4", f"{AWARE}-comment": "Known"})
    assert "kept" in told.content.decode()
    assert 'hx-swap-oob="true"' in told.content.decode()
    row = Rating.objects.system("test").get()
    assert (row.value, row.comment) == (4, "Known")

    li_na.post(address, {f"{AWARE}-value": "none"})
    row.refresh_from_db()
    assert row.value is None
    assert "not answered" in li_na.post(address, {f"{AWARE}-value": ""}).content.decode()
    assert not Rating.objects.system("test").exists()


def test_an_answer_that_means_nothing_is_not_kept(spring: RatingRound, li_na: Client) -> None:
    [giant] = keys_of("GIANT")
    told = li_na.post(at(spring, f"rate/{giant}/{AWARE}/"), {f"{AWARE}-value": "9"})
    assert "cannot be understood" in told.content.decode()
    assert li_na.post(at(spring, f"rate/{giant}/solvency/")).status_code == 404
    assert (
        li_na.post(at(spring, f"rate/987654/{AWARE}/"), {f"{AWARE}-value": "4"}).status_code == 404
    )
    assert not Rating.objects.system("test").exists()


def test_after_the_end_an_answer_says_so(
    trade: NamedPeople, spring: RatingRound, li_na: Client
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 4})
    closed(spring)
    [giant] = keys_of("GIANT")
    told = li_na.post(at(spring, f"rate/{giant}/{AWARE}/"), {f"{AWARE}-value": "1"})
    assert "The round has ended" in told.content.decode()
    assert li_na.get(at(spring, "rate/")).headers["Location"] == at(spring)
    assert li_na.get(at(spring, f"rate/{giant}/")).headers["Location"] == at(spring)
    assert Rating.objects.system("test").get().value == 4


def test_one_customer_is_asked_with_the_anchors(spring: RatingRound, li_na: Client) -> None:
    [giant] = keys_of("GIANT")
    page = text(li_na, at(spring, f"rate/{giant}/"))
    assert "The brand is known to everybody, here and abroad." in page
    assert "Cannot say" in page
    assert "Customer 1 of 2" in read_aloud(page)


def test_a_sent_form_keeps_everything_and_leads_to_the_next_customer(
    spring: RatingRound, li_na: Client
) -> None:
    giant, middle = keys_of("GIANT", "MIDDLE")
    said = {f"{AWARE}-value": "4", f"{RIVAL}-value": "none", f"{RIVAL}-comment": "Who knows"}
    on = li_na.post(at(spring, f"rate/{giant}/"), said)
    assert on.headers["Location"] == at(spring, f"rate/{middle}/")
    assert Rating.objects.system("test").count() == 2
    on = li_na.post(at(spring, f"rate/{middle}/"), said)
    assert on.headers["Location"] == at(spring, "rate/")


def test_what_others_said_is_shown_after_the_own_answers(
    trade: NamedPeople, spring: RatingRound, li_na: Client
) -> None:
    rate(trade.chen_wei, spring, "GIANT", {AWARE: 5, RIVAL: 1}, comment="A secret of Chen's")
    [giant] = keys_of("GIANT")
    for page in (at(spring), at(spring, f"rate/{giant}/"), at(spring, "export/?format=csv")):
        assert "A secret" not in text(li_na, page)
    assert "5.00" not in text(li_na, at(spring))
    rate(trade.li_na, spring, "GIANT", {AWARE: 3, RIVAL: None})
    assert "A secret of Chen&#x27;s" in text(li_na, at(spring, f"rate/{giant}/"))
    assert "4.00" in text(li_na, at(spring))


@pytest.mark.parametrize("rest", ["rate/", "rate/{key}/", "rate/{key}/brand_awareness/"])
def test_who_was_not_asked_gets_no_page_to_rate(
    spring: RatingRound, trade: NamedPeople, signed_in: Callable[[Person], Client], rest: str
) -> None:
    [giant] = keys_of("GIANT")
    address = at(spring, rest.format(key=giant))
    for person in (trade.zhang_min, trade.grace_liu, trade.nobody_ning):
        client = signed_in(person)
        method = client.post if "brand" in rest else client.get
        assert method(address).status_code == 403


def test_the_page_of_a_round_tells_progress_results_and_comments(
    trade: NamedPeople, spring: RatingRound, chen: Client
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 5}, comment="Everybody knows it")
    rate(trade.chen_wei, spring, "GIANT", {AWARE: 2})
    assert "Everybody knows it" not in text(chen, at(spring))
    closed(spring)
    page = text(chen, at(spring))
    for words in ("Li Na", "raters disagree", "3.50", "1.50", "Everybody knows it"):
        assert words in page
    assert text(chen, ROUNDS + "987654/", 404)


def test_results_and_comments_are_files(
    trade: NamedPeople, spring: RatingRound, chen: Client
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 5}, comment="Everybody knows it")
    closed(spring)
    rows = list(csv.reader(io.StringIO(text(chen, at(spring, "export/?format=csv")))))
    assert rows[1][1:4] == ["GIANT", "Brand awareness", "brand_awareness"]
    assert "Everybody knows it" in text(chen, at(spring, "export/?format=csv&what=comments"))
    assert body_of(chen.get(at(spring, "export/?format=xlsx"))).startswith(b"PK")
    assert chen.get(at(spring, "export/")).headers["Location"] == at(spring)


def test_a_round_is_closed_after_a_question(
    trade: NamedPeople, spring: RatingRound, chen: Client, li_na: Client
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 5})
    assert "Chen Wei, Li Na" in text(chen, at(spring, "close/"))
    assert li_na.post(at(spring, "close/")).status_code == 403
    assert chen.post(at(spring, "close/")).headers["Location"] == at(spring)
    spring.refresh_from_db()
    assert spring.state == "closed"
    told = chen.post(at(spring, "cancel/"), follow=True).content.decode()
    assert "The round has ended" in told


def test_a_round_in_which_nobody_rated_is_cancelled_not_closed(
    spring: RatingRound, chen: Client, li_na: Client
) -> None:
    told = chen.post(at(spring, "close/"), follow=True).content.decode()
    assert "Nobody has rated yet" in told
    assert "Cancel this round?" in text(chen, at(spring, "cancel/"))
    assert li_na.post(at(spring, "cancel/")).status_code == 403
    chen.post(at(spring, "cancel/"))
    spring.refresh_from_db()
    assert spring.state == "cancelled"


def test_a_file_is_handed_in_on_a_page(spring: RatingRound, chen: Client, nobody: Client) -> None:
    content = (
        "customer,criterion,rater,rating\n"
        f"GIANT,{AWARE},li.na@mainstay.example,4\n"
        f"GIANT,{AWARE},nobody@mainstay.example,4\n"
    )

    def hand_in(**more: str) -> str:
        file = SimpleUploadedFile("ratings.csv", content.encode())
        answer = chen.post(at(spring, "import/"), {"file": file, **more})
        return answer.content.decode()

    assert "Import ratings" in text(chen, at(spring, "import/"))
    assert "nothing was set" in hand_in(check_only="on")
    assert not Rating.objects.system("test").exists()
    told = hand_in()
    assert "The ratings have been imported" in told
    assert "This person was not asked" in told
    assert Rating.objects.system("test").get().value == 4
    assert nobody.post(at(spring, "import/")).status_code == 403
    content = content.replace("GIANT", "NOBODY")
    assert "Nothing was imported: every record was rejected" in hand_in()
    file = SimpleUploadedFile("broken.xlsx", b"PK\x03\x04nothing")
    assert "field-error" in chen.post(at(spring, "import/"), {"file": file}).content.decode()


def test_home_shows_what_is_due_until_it_is_done(
    trade: NamedPeople, spring: RatingRound, li_na: Client
) -> None:
    assert "Ratings that are due" in text(li_na, "/")
    for code in ("GIANT", "MIDDLE"):
        rate(trade.li_na, spring, code, {AWARE: 4, RIVAL: None})
    assert "Ratings that are due" not in text(li_na, "/")


def test_the_page_of_a_customer_shows_what_counts(
    trade: NamedPeople, spring: RatingRound, li_na: Client
) -> None:
    [giant] = keys_of("GIANT")
    rate(trade.chen_wei, spring, "GIANT", {AWARE: 4})
    assert "Expert ratings</h2>" not in text(li_na, f"/customers/{giant}/")
    closed(spring)
    page = text(li_na, f"/customers/{giant}/")
    assert "4.00" in page
    assert "1 rater" in read_aloud(page)
    assert at(spring) in page


def test_pages_cost_the_same_for_many_customers(
    trade: NamedPeople, li_na: Client, django_assert_num_queries: Any
) -> None:
    def asked(address: str, queries: int) -> None:
        with django_assert_num_queries(queries):
            text(li_na, address)

    one = round_of([trade.li_na], customers=["GIANT"])
    both = round_of([trade.li_na, trade.chen_wei], customers=["GIANT", "MIDDLE", "SMALL"])
    rate(trade.li_na, both, "GIANT", {AWARE: 4, RIVAL: 1})
    [giant] = keys_of("GIANT")
    for row in (one, both):
        asked(at(row), 14)
        asked(at(row, "rate/"), 12)
    asked(at(one, f"rate/{giant}/"), 12)
    asked(at(both, f"rate/{giant}/"), 13)  # and what others said
