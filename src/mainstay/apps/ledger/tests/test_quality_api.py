"""Data quality in the interface for programs and on the command line."""

import pytest
from django.test import Client

from mainstay.apps.customers.models import Customer
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.tests.browsing import SignedIn
from mainstay.apps.ledger.tests.test_quality import check, found, full, office
from mainstay.foundation.testing.working import run_waiting_jobs

__all__ = ["office"]

pytestmark = pytest.mark.usefixtures("office")

API = "/api/quality"


@pytest.fixture
def nord(people: NamedPeople) -> Customer:
    """Tom's customer without a region, which a check has found."""
    one = full("Nord", people.tom_becker, region="")
    check()
    return one


def test_before_the_first_check_there_are_no_figures(li: Client) -> None:
    answer = li.get(API).json()
    assert (answer["at"], answer["score"], answer["fields"]) == (None, None, [])


def test_the_figures_are_read(li: Client, tom: Client, nord: Customer, people: NamedPeople) -> None:
    full("Other", people.ana_silva)
    check()
    whole, own = li.get(API).json(), tom.get(API).json()
    assert (whole["company"], whole["customers"], whole["findings"]) == (True, 2, 1)
    assert (own["company"], own["customers"], own["findings"]) == (False, 1, 1)
    [region] = [each for each in whole["fields"] if each["field"] == "region"]
    assert (region["completeness"], region["validity"], region["uniqueness"]) == (0.5, 1, None)


def test_snapshots_are_for_who_sees_all(li: Client, tom: Client, nord: Customer) -> None:
    [snapshot] = li.get(f"{API}/snapshots").json()["items"]
    assert (snapshot["customers"], snapshot["findings"]) == (1, 1)
    assert tom.get(f"{API}/snapshots").json()["items"] == []


def test_findings_are_paged_and_filtered(li: Client, nord: Customer, people: NamedPeople) -> None:
    full("Sud", people.ana_silva, region="", industry="?")
    check()
    first = li.get(f"{API}/findings?limit=2").json()
    second = li.get(first["next"]).json()
    names = [each["customer_name"] for each in first["items"] + second["items"]]
    assert sorted(names) == ["Nord", "Sud", "Sud"]
    assert second["next"] is None
    [industry] = li.get(f"{API}/findings?field=industry").json()["items"]
    assert (industry["code"], industry["value"], industry["key_account"]) == (
        "placeholder",
        "?",
        False,
    )


def test_a_finding_is_dismissed_and_recalled(tom: Client, nord: Customer) -> None:
    place = f"{API}/findings/{nord.key}/region/missing"
    assert tom.post(f"{place}/dismiss").json()["called_right_by"] == "Tom Becker"
    assert tom.get(f"{API}/findings").json()["items"] == []
    assert len(tom.get(f"{API}/findings?right=true").json()["items"]) == 1
    assert tom.post(f"{place}/recall").json()["called_right_at"] is None
    assert len(tom.get(f"{API}/findings").json()["items"]) == 1


def test_a_check_is_started(li: Client, people: NamedPeople) -> None:
    full("Nord", people.tom_becker, region="")
    answer = li.post(f"{API}/checks")
    assert answer.status_code == 202
    run_waiting_jobs()
    assert found() == {("NORD", "region", "missing")}


def test_the_findings_are_exported(li: Client, nord: Customer) -> None:
    answer = li.get(f"{API}/findings/export?format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2


def test_who_may_not_is_refused(nord: Customer, people: NamedPeople, signed_in: SignedIn) -> None:
    place = f"/findings/{nord.key}/region/missing"
    reads = ("", "/snapshots", "/findings", "/findings/export")
    writes = ("/checks", f"{place}/dismiss", f"{place}/recall")
    for client, status in ((signed_in(people.nobody_ning), 403), (Client(), 401)):
        for path in reads:
            assert client.get(API + path).status_code == status, path
        for path in writes:
            assert client.post(API + path).status_code == status, path
    ana = signed_in(people.ana_silva)
    for path in writes[1:]:
        answer = ana.post(API + path)
        assert (answer.status_code, answer.json()["code"]) == (404, "finding_gone")
