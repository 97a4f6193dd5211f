"""Setting up once, and what may change afterwards."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Installation
from mainstay.apps.governance.services.installation import InstallationFacts
from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import entries, last_entry

FACTS = {
    "email": "Admin@mainstay.example",
    "password": "first-rope-of-all",
    "currency": "cny",
    "time_zone": "Asia/Shanghai",
}


@pytest.fixture
def company(db: None) -> Installation:
    """A set-up installation."""
    services.initialise(**FACTS)
    return queries.installation()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something has been counted in the currency and zone, for the length of one test."""
    monkeypatch.setattr("mainstay.apps.governance.queries.company._zone_locks", [])
    queries.register_zone_lock(lambda: True)


@pytest.mark.django_db
def test_before_set_up_there_is_no_installation() -> None:
    with pytest.raises(queries.NotInitialised):
        queries.installation()


@pytest.mark.django_db
def test_set_up_makes_the_installation_and_an_administrator() -> None:
    person = services.initialise(**FACTS)
    assert queries.installation().reporting_currency == "CNY"
    assert queries.actor_of(person).may("governance.person.change")
    assert person.email == "admin@mainstay.example"
    assert not person.must_change_password
    assert [entry.actor_kind for entry in entries("governance.installation.created")] == ["system"]


def test_set_up_happens_once(company: Installation) -> None:
    with pytest.raises(services.AlreadyInitialised):
        services.initialise(**FACTS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("currency", "YUAN", {"reporting_currency": "invalid"}),
        ("time_zone", "Asia/Nowhere", {"time_zone": "unknown_zone"}),
        ("email", "admin", {"email": "invalid"}),
        ("password", "short", {"password": "password_too_short"}),
    ],
)
def test_a_wrong_fact_leaves_nothing_behind(field: str, value: str, error: dict[str, str]) -> None:
    with refuses(**error):
        services.initialise(**{**FACTS, field: value})
    assert queries.find_installation() is None


def test_before_the_first_commit_the_zone_may_change(
    company: Installation, acting: NamedActors
) -> None:
    services.change_installation(acting.admin_wang, time_zone="Europe/London")
    assert last_entry().details["changes"] == {"time_zone": ["Asia/Shanghai", "Europe/London"]}


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("change", [{"time_zone": "Europe/London"}, {"reporting_currency": "EUR"}])
def test_after_the_first_commit_zone_and_currency_stay(
    company: Installation, acting: NamedActors, change: InstallationFacts
) -> None:
    with refuses(**dict.fromkeys(change, "locked")):
        services.change_installation(acting.admin_wang, **change)
    assert queries.installation().time_zone == "Asia/Shanghai"


@pytest.mark.usefixtures("counted")
def test_after_the_first_commit_the_name_may_change(
    company: Installation, acting: NamedActors
) -> None:
    services.change_installation(acting.admin_wang, name="Hengsheng", time_zone="Asia/Shanghai")
    assert queries.installation().name == "Hengsheng"


def test_only_administrators_change_the_installation(
    company: Installation, acting: NamedActors
) -> None:
    with pytest.raises(AccessDenied):
        services.change_installation(acting.chen_wei, name="Mine")


def test_within_a_request_the_installation_is_read_once(company: Installation) -> None:
    with queries.installation_kept(), CaptureQueriesContext(connection) as queries_run:
        queries.installation()
        queries.installation()
    assert len(queries_run) == 1


def test_outside_a_request_a_change_elsewhere_is_seen(company: Installation) -> None:
    queries.installation()
    Installation.objects.system("another process").update(name="Elsewhere")
    assert queries.installation().name == "Elsewhere"


@pytest.mark.parametrize(
    "facts",
    [
        InstallationFacts(spring_festival_days=61),
        InstallationFacts(spring_festival_days=-1),
        InstallationFacts(spring_festival_days_before=21),
    ],
)
def test_a_festival_longer_than_the_season_is_refused(
    company: Installation, acting: NamedActors, facts: InstallationFacts
) -> None:
    with refuses(**dict.fromkeys(facts, "out_of_range")):
        services.change_installation(acting.admin_wang, **facts)
    company.refresh_from_db()
    assert (company.spring_festival_days, company.spring_festival_days_before) == (0, 1)
