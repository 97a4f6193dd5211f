"""The interface for programs: rating rounds, answers, results, files."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainstay.apps.evaluation.models import Rating, RatingRound
from mainstay.apps.evaluation.tests.rating import TWO, closed, rate, round_of
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople

AWARE, RIVAL = TWO
ROUNDS = "/api/rating-rounds"
JSON = "application/json"


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


def body(people: list[Person], **other: Any) -> dict[str, Any]:
    due = governance.today() + timedelta(days=9)
    said = {"name": "Autumn", "criteria": list(TWO), "due_on": due.isoformat()}
    return {**said, "people": [each.pk for each in people], "customers": ["GIANT"], **other}


def test_criteria_are_told_with_their_anchors(li_na: Client, nobody: Client) -> None:
    found = li_na.get("/api/rating-criteria").json()
    by_code = {each["code"]: each for each in found}
    assert len(found) == 39
    assert by_code[AWARE]["anchors"]["5"] == "The brand is known to everybody, here and abroad."
    assert by_code[RIVAL]["better"] == "less"
    assert list(by_code["buying_orientation"]["anchors"]) == ["1", "5"]
    assert nobody.get("/api/rating-criteria").status_code == 403


def test_a_round_is_made_read_and_closed(
    trade: NamedPeople, chen: Client, li_na: Client, nobody: Client
) -> None:
    made = chen.post(ROUNDS, body([trade.li_na]), content_type=JSON)
    assert made.status_code == 201
    number = made.json()["round"]
    assert made.json()["raters"] == [
        {"person": trade.li_na.pk, "name": "Li Na", "answers": 0, "asked": 2}
    ]
    assert li_na.post(ROUNDS, body([trade.li_na]), content_type=JSON).status_code == 403
    assert [each["round"] for each in li_na.get(ROUNDS).json()["items"]] == [number]
    assert nobody.get(ROUNDS).status_code == 403
    assert nobody.get(f"{ROUNDS}/{number}").status_code == 403
    assert li_na.get(f"{ROUNDS}/987654").json()["code"] == "rating_round_not_found"

    nothing = chen.post(f"{ROUNDS}/{number}/close")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nobody_rated")
    rate(trade.li_na, RatingRound.objects.system("test").get(), "GIANT", {AWARE: 4})
    assert li_na.post(f"{ROUNDS}/{number}/close").status_code == 403
    done = chen.post(f"{ROUNDS}/{number}/close").json()
    assert (done["state"], done["closed_on"]) == ("closed", governance.today().isoformat())
    ended = chen.post(f"{ROUNDS}/{number}/cancel")
    assert (ended.status_code, ended.json()["code"]) == (409, "round_ended")
    assert li_na.get(f"{ROUNDS}/{number}").json()["coverage"] == {
        "customers": 1, "rated": 0, "asked": 2, "answers": 1, "cannot_say": 0,
    }  # fmt: skip


def test_a_round_is_cancelled(spring: RatingRound, chen: Client, li_na: Client) -> None:
    assert li_na.post(f"{ROUNDS}/{spring.pk}/cancel").status_code == 403
    assert chen.post(f"{ROUNDS}/{spring.pk}/cancel").json()["state"] == "cancelled"


def test_what_a_round_lacks_is_told_by_field(trade: NamedPeople, chen: Client) -> None:
    answer = chen.post(ROUNDS, body([trade.tom_becker], name=""), content_type=JSON)
    assert answer.status_code == 422
    errors = {each["pointer"]: each["code"] for each in answer.json()["errors"]}
    assert errors == {"/body/name": "required", "/body/people": "out_of_reach"}
    broken = body([trade.li_na], customers=["GI\0ANT"], name="\0")
    assert chen.post(ROUNDS, broken, content_type=JSON).status_code == 422


def put(client: Client, row: RatingRound, **said: Any) -> Any:
    return client.put(f"{ROUNDS}/{row.pk}/ratings", said, content_type=JSON)


def test_answers_are_given_and_taken_back(
    trade: NamedPeople,
    spring: RatingRound,
    li_na: Client,
    signed_in: Callable[[Person], Client],
) -> None:
    given = put(li_na, spring, customer="GIANT", criterion=AWARE, value=4, comment="Known")
    assert given.status_code == 200
    told = given.json()
    assert (told["customer"], told["rater"], told["value"]) == ("GIANT", "Li Na", 4)
    assert put(li_na, spring, customer="GIANT", criterion=RIVAL).json()["value"] is None
    assert put(li_na, spring, customer="GIANT", criterion=AWARE, value=7).status_code == 422
    assert put(li_na, spring, customer="SMALL", criterion=AWARE, value=4).status_code == 404

    for broken in ("GI\0ANT", "x" * 300):
        assert put(li_na, spring, customer=broken, criterion=AWARE, value=4).status_code == 404

    stranger = signed_in(trade.zhang_min)
    assert put(stranger, spring, customer="GIANT", criterion=AWARE, value=4).status_code == 403
    back = f"{ROUNDS}/{spring.pk}/ratings/take-back"
    which = {"customer": "GIANT", "criterion": AWARE}
    assert stranger.post(back, which, content_type=JSON).status_code == 403
    assert li_na.post(back, which, content_type=JSON).status_code == 204
    assert [row.criterion for row in Rating.objects.system("test")] == [RIVAL]


def test_others_are_told_when_they_may_be_known(
    trade: NamedPeople, spring: RatingRound, li_na: Client, nobody: Client
) -> None:
    rate(trade.chen_wei, spring, "GIANT", {AWARE: 5, RIVAL: 1}, comment="A secret of Chen's")
    for part in ("ratings", "results"):
        assert li_na.get(f"{ROUNDS}/{spring.pk}/{part}").json()["items"] == []
        assert nobody.get(f"{ROUNDS}/{spring.pk}/{part}").status_code == 403
    rate(trade.li_na, spring, "GIANT", {AWARE: 3, RIVAL: None})
    items = li_na.get(f"{ROUNDS}/{spring.pk}/ratings").json()["items"]
    assert [(each["rater"], each["criterion"]) for each in items] == [
        ("Chen Wei", AWARE), ("Li Na", AWARE), ("Chen Wei", RIVAL), ("Li Na", RIVAL),
    ]  # fmt: skip


def test_results_have_mean_spread_and_disagreement(
    trade: NamedPeople, spring: RatingRound, li_na: Client
) -> None:
    rate(trade.chen_wei, spring, "GIANT", {AWARE: 5, RIVAL: 1})
    rate(trade.li_na, spring, "GIANT", {AWARE: 2, RIVAL: None})
    closed(spring)
    first, second = li_na.get(f"{ROUNDS}/{spring.pk}/results").json()["items"]
    assert first == {
        "customer": "GIANT", "name": "GIANT", "criterion": AWARE, "mean": "3.50",
        "spread": "1.50", "raters": 2, "cannot_say": 0, "disagrees": True,
    }  # fmt: skip
    assert (second["mean"], second["cannot_say"]) == ("1.00", 1)


def test_a_file_is_handed_in(
    trade: NamedPeople, spring: RatingRound, chen: Client, nobody: Client
) -> None:
    content = f"customer,criterion,rater,rating\nGIANT,{AWARE},li.na@mainstay.example,4\nX,Y,Z,9\n"

    def hand_in(client: Client, **more: str) -> Any:
        file = SimpleUploadedFile("ratings.csv", content.encode())
        return client.post(f"{ROUNDS}/{spring.pk}/import", {"file": file, **more})

    assert hand_in(nobody).status_code == 403
    checked = hand_in(chen, dry_run="true").json()
    assert not Rating.objects.system("test").exists()
    done = hand_in(chen).json()
    assert done == checked
    assert (done["records"], done["created"], done["rejected"]) == (2, 1, 1)
    assert [(each["record"], each["field"], each["code"]) for each in done["rejects"]] == [
        (2, "customer", "unknown_customer"),
        (2, "criterion", "unknown_criterion"),
        (2, "rater", "unknown_rater"),
    ]
    closed(spring)
    assert hand_in(chen).json()["code"] == "round_ended"
