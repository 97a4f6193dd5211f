"""What every request gets: language, time zone, and closed doors."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from mainstay.apps.governance import services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople

SignedIn = Callable[[Person], Client]


def test_a_person_reads_the_own_language_whatever_the_browser_says(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    Person.objects.system("test").filter(pk=people.tom_becker.pk).update(language="zh-hant")
    response = signed_in(people.tom_becker).get("/account/", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "zh-hant"


def test_without_an_own_language_the_browser_decides(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    Person.objects.system("test").filter(pk=people.tom_becker.pk).update(language="")
    response = signed_in(people.tom_becker).get("/account/", headers={"Accept-Language": "zh-CN"})
    assert response["Content-Language"] == "zh-hans"


def test_the_language_switch_is_kept_with_the_person(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    signed_in(people.tom_becker).post("/language/", {"language": "zh-hans"})
    other_browser = signed_in(people.tom_becker)
    assert other_browser.get("/account/")["Content-Language"] == "zh-hans"


@pytest.mark.django_db
def test_the_language_switch_works_before_the_sign_in() -> None:
    client = Client()
    client.post("/language/", {"language": "zh-hans"})
    assert client.get("/sign-in/")["Content-Language"] == "zh-hans"


def test_an_unknown_language_is_not_kept(people: NamedPeople, signed_in: SignedIn) -> None:
    signed_in(people.tom_becker).post("/language/", {"language": "xx"})
    people.tom_becker.refresh_from_db()
    assert people.tom_becker.language == "en"


def test_times_are_told_in_the_companys_zone(people: NamedPeople, signed_in: SignedIn) -> None:
    services.initialise(
        email="first@mainstay.example",
        password="first-rope-of-all",
        currency="CNY",
        time_zone="Asia/Shanghai",
    )
    signed_in(people.tom_becker).get("/account/")
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"
    timezone.deactivate()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/account/password/",
        "/account/confirm/",
        "/account/second-factor/",
        "/account/second-factor/codes/",
        "/account/second-factor/off/",
        "/account/sessions/end-others/",
    ],
)
def test_strangers_have_no_account_to_protect(path: str) -> None:
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")


def test_no_page_of_governance_is_open_to_strangers() -> None:
    """Every view demands a sign-in but those that Django and allauth mark as public."""
    opened = {
        pattern.name
        for pattern in _patterns(get_resolver().url_patterns)
        if "governance" in pattern.lookup_str and not getattr(pattern.callback, "login_required", 1)
    }
    # Whoever enters a code, comes from the provider, was invited or has forgotten the password has
    # not signed in yet.
    assert opened == {
        "account_login",
        "sign_in_code",
        "sign_in_passkey",
        "provider_sign_in",
        "provider_back",
        "invitation",
        "forgotten_password",
        "new_password",
    }


def _patterns(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
    found: list[URLPattern] = []
    for each in patterns:
        if isinstance(each, URLResolver):
            found += _patterns(each.url_patterns)
        else:
            found.append(each)
    return found
