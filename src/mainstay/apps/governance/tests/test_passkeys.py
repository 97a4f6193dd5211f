"""Passkeys: adding, naming and removing them, and signing in with one."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from fido2.utils import websafe_encode
from pytest_django.fixtures import Settings

from mainstay.apps.governance import passkeys, queries, services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople
from mainstay.apps.governance.tests.devices import ORIGIN, Device
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.apps.governance.tests.second_factors import CODE, code_of, confirm, confirmation
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.testing.trail import entries, last_entry

ADD = "/account/passkeys/new/"
SIGN_IN = "/sign-in/passkey/"


@pytest.fixture(autouse=True)
def _address(db: None, settings: Settings) -> None:
    """The installation is open to people at an address that keys can belong to."""
    settings.PUBLIC_URL = ORIGIN
    cache.clear()


def browser() -> Client:
    return Client(SERVER_NAME="localhost")


def with_password(person: Person) -> Client:
    client = browser()
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return client


def is_inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def add(client: Client, device: Device, name: str = "Phone") -> Any:
    options = client.get(ADD).context["options"]
    return client.post(ADD, {"name": name, "credential": device.make(options)})


def use(client: Client, device: Device, **answer: str) -> Any:
    options = client.get(SIGN_IN).json()
    return client.post(SIGN_IN, {"credential": device.sign(options, **answer)})


@pytest.fixture
def phone(people: NamedPeople) -> Device:
    """Tom Becker's phone holds a passkey."""
    device = Device()
    add(with_password(people.tom_becker), device)
    return device


def kept(person: Person) -> list[str]:
    return [each.data["name"] for each in queries.passkeys_of(person)]


# Adding


def test_the_first_passkey_turns_the_second_factor_on_and_brings_recovery_codes(
    people: NamedPeople,
) -> None:
    answer = add(with_password(people.tom_becker), Device())
    assert len(answer.context["codes"]) == 10
    assert kept(people.tom_becker) == ["Phone"]
    factor = queries.second_factor_of(people.tom_becker)
    assert factor is not None
    assert (factor.passkeys, factor.has_app, factor.codes_left) == (1, False, 10)
    [entry] = entries("governance.passkey.added")
    assert entry.details == {"passkey": "Phone"}


def test_further_ones_leave_the_recovery_codes_alone(people: NamedPeople, phone: Device) -> None:
    before = Authenticator.objects.get(
        user_id=people.tom_becker.pk, type=Authenticator.Type.RECOVERY_CODES
    ).data
    client = browser()
    use(client, phone)
    confirm_here(client, ADD)
    assert add(client, Device(), "Key ring")["Location"] == "/account/"
    assert kept(people.tom_becker) == ["Phone", "Key ring"]
    after = Authenticator.objects.get(
        user_id=people.tom_becker.pk, type=Authenticator.Type.RECOVERY_CODES
    ).data
    assert before == after
    shown = client.get("/account/").content.decode()
    assert "Key ring" in shown


def confirm_here(client: Client, then: str) -> None:
    assert confirm(client, then)["Location"] == then


@pytest.mark.parametrize(
    "device",
    [Device(origin="https://elsewhere.example"), Device(verified=False)],
    ids=["another page", "nobody verified"],
)
def test_a_key_of_another_page_or_without_a_pin_is_refused(
    device: Device, people: NamedPeople
) -> None:
    client = with_password(people.tom_becker)
    answer = add(client, device)
    assert "has made no passkey" in answer.content.decode()
    assert kept(people.tom_becker) == []


@pytest.mark.parametrize("sent", ["", "no json", "[]", "{}", '{"id": 1, "rawId": "x"}', "null"])
def test_what_is_no_answer_of_a_browser_is_refused(sent: str, people: NamedPeople) -> None:
    client = with_password(people.tom_becker)
    client.get(ADD)
    answer = client.post(ADD, {"name": "Phone", "credential": sent})
    assert answer.status_code == 200
    assert kept(people.tom_becker) == []


def test_what_was_asked_is_good_for_one_answer(people: NamedPeople) -> None:
    client = with_password(people.tom_becker)
    options = client.get(ADD).context["options"]
    made = {"name": "Phone", "credential": Device().make(options)}
    client.post(ADD, made)
    client.post(ADD, made)
    assert kept(people.tom_becker) == ["Phone"]


def test_a_session_left_open_shows_the_password_first(people: NamedPeople, phone: Device) -> None:
    client = browser()
    use(client, phone)
    remove = f"/account/passkeys/{queries.passkeys_of(people.tom_becker)[0].pk}/remove/"
    assert client.get(remove)["Location"] == confirmation(remove)
    confirm_here(client, remove)
    assert client.get(remove).status_code == 200
    assert client.post(remove)["Location"] == "/account/"
    assert kept(people.tom_becker) == []
    assert queries.second_factor_of(people.tom_becker) is None
    assert not Authenticator.objects.filter(user_id=people.tom_becker.pk).exists()


def test_a_passkey_is_renamed(people: NamedPeople, phone: Device) -> None:
    client = browser()
    use(client, phone)
    page = f"/account/passkeys/{queries.passkeys_of(people.tom_becker)[0].pk}/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "Old phone"})["Location"] == "/account/"
    assert kept(people.tom_becker) == ["Old phone"]
    assert last_entry().details == {"changes": {"passkey": ["Phone", "Old phone"]}}
    assert list(client.post(page, {"name": " "}).context["form"].errors) == ["name"]


def test_nobody_touches_the_keys_of_others(
    people: NamedPeople, acting: NamedActors, phone: Device
) -> None:
    number = queries.passkeys_of(people.tom_becker)[0].pk
    client = with_password(people.mei_lin)
    confirm(client, "/account/")
    for page in (f"/account/passkeys/{number}/", f"/account/passkeys/{number}/remove/"):
        assert client.get(page).status_code == 404
        assert client.post(page, {"name": "Mine"}).status_code == 404
    with pytest.raises(Authenticator.DoesNotExist):
        services.remove_passkey(acting.mei_lin, number)
    assert kept(people.tom_becker) == ["Phone"]


def test_pages_of_passkeys_are_closed_to_strangers(people: NamedPeople, phone: Device) -> None:
    number = queries.passkeys_of(people.tom_becker)[0].pk
    for page in (ADD, f"/account/passkeys/{number}/", f"/account/passkeys/{number}/remove/"):
        assert browser().get(page)["Location"] == f"/sign-in/?next={page}"
        assert browser().post(page)["Location"].startswith("/sign-in/")


def test_ten_are_enough(acting: NamedActors, people: NamedPeople, phone: Device) -> None:
    key = queries.passkeys_of(people.tom_becker)[0].data["key"]
    for number in range(9):
        services.add_passkey(acting.tom_becker, name=str(number), key=key)
    with refuses(whole="many"):
        services.add_passkey(acting.tom_becker, name="one more", key=key)


# In place of the code


def test_after_the_password_the_passkey_stands_in_for_the_code(
    people: NamedPeople, phone: Device
) -> None:
    client = with_password(people.tom_becker)
    assert not is_inside(client)
    options = client.get(CODE).context["options"]
    assert client.post(CODE, {"credential": phone.sign(options)})["Location"] == "/"
    assert is_inside(client)
    assert queries.passkeys_of(people.tom_becker)[0].last_used_at is not None


def test_a_key_of_somebody_else_is_no_second_factor(people: NamedPeople, phone: Device) -> None:
    device = Device()
    add(with_password(people.mei_lin), device)
    client = with_password(people.tom_becker)
    options = client.get(CODE).context["options"]
    answer = client.post(CODE, {"credential": device.sign(options)})
    assert "This passkey is not known here." in answer.content.decode()
    assert not is_inside(client)
    assert last_entry().details == {"reason": "wrong_passkey"}
    assert last_entry().actor_name == people.tom_becker.email


def test_an_answer_is_good_once(people: NamedPeople, phone: Device) -> None:
    client = with_password(people.tom_becker)
    answer = {"credential": phone.sign(client.get(CODE).context["options"])}
    client.post(CODE, answer)
    again = with_password(people.tom_becker)
    again.get(CODE)
    again.post(CODE, answer)
    assert not is_inside(again)


def test_with_a_passkey_alone_recovery_codes_still_help_and_no_code_of_an_app_is_asked_for(
    acting: NamedActors, people: NamedPeople, phone: Device
) -> None:
    codes = services.renew_recovery_codes(acting.tom_becker)
    client = with_password(people.tom_becker)
    assert "One of your recovery codes." in client.get(CODE).content.decode()
    client.post(CODE, {"code": codes[0]})
    assert is_inside(client)


@pytest.mark.usefixtures("time_stands_still")
def test_an_app_is_added_beside_it(people: NamedPeople, phone: Device) -> None:
    client = browser()
    use(client, phone)
    confirm_here(client, "/account/second-factor/")
    secret = client.get("/account/second-factor/").context["secret"].replace(" ", "")
    answer = client.post("/account/second-factor/", {"code": code_of(secret)})
    assert answer["Location"] == "/account/"
    factor = queries.second_factor_of(people.tom_becker)
    assert factor is not None
    assert (factor.has_app, factor.passkeys, factor.codes_left) == (True, 1, 10)


def test_a_passkey_pays_what_the_installation_asks_for(
    company: None, acting: NamedActors, people: NamedPeople
) -> None:
    services.change_installation(acting.admin_wang, second_factor="everybody")
    client = with_password(people.tom_becker)
    assert client.get("/customers/")["Location"] == "/account/second-factor/"
    assert ADD in client.get("/account/second-factor/").content.decode()
    add(client, Device())
    assert is_inside(client)


# Without a password


def test_a_passkey_signs_in_without_a_password(people: NamedPeople, phone: Device) -> None:
    client = browser()
    assert SIGN_IN in client.get("/sign-in/").content.decode()
    assert use(client, phone)["Location"] == "/"
    assert is_inside(client)
    assert last_entry().action == "governance.session.opened"
    assert last_entry().actor_name == "Tom Becker"


@pytest.mark.parametrize(
    ("asked", "led"), [("/customers/", "/customers/"), ("https://elsewhere.example/", "/")]
)
def test_it_leads_to_the_page_that_was_asked_for(
    asked: str, led: str, people: NamedPeople, phone: Device
) -> None:
    client = browser()
    options = client.get(SIGN_IN).json()
    answer = client.post(SIGN_IN, {"credential": phone.sign(options), "next": asked})
    assert answer["Location"] == led


def test_a_key_cannot_name_another_person(people: NamedPeople, phone: Device) -> None:
    client = browser()
    mei = websafe_encode(str(people.mei_lin.pk).encode())
    assert use(client, phone, handle=mei)["Location"] == "/sign-in/"
    assert not is_inside(client)
    assert "This passkey is not known here." in client.get("/sign-in/").content.decode()


def removed(actor: Actor, person: Person) -> None:
    services.reset_second_factor(actor, person)


def disabled(actor: Actor, person: Person) -> None:
    services.disable_person(actor, person)


@pytest.mark.parametrize("end", [removed, disabled])
def test_a_key_ends_with_its_person_and_its_reset(
    end: Any, acting: NamedActors, people: NamedPeople, phone: Device
) -> None:
    end(acting.admin_wang, people.tom_becker)
    client = browser()
    use(client, phone)
    assert not is_inside(client)
    assert last_entry().details == {"reason": "wrong_passkey"}


@pytest.mark.parametrize("device", [{"verified": False}, {"origin": "https://elsewhere.example"}])
def test_a_key_used_elsewhere_or_without_a_pin_signs_nobody_in(
    device: dict[str, Any], people: NamedPeople, phone: Device
) -> None:
    for name, value in device.items():
        setattr(phone, name, value)
    client = browser()
    use(client, phone)
    assert not is_inside(client)


def test_twenty_attempts_a_minute_are_enough(people: NamedPeople, phone: Device) -> None:
    client = browser()
    asked = client.get(SIGN_IN).json()
    for _ in range(20):
        browser().post(SIGN_IN, {"credential": "{}"})
    for _ in range(19):
        browser().get(SIGN_IN)
    assert browser().get(SIGN_IN).status_code == 429
    client.post(SIGN_IN, {"credential": phone.sign(asked)})
    assert not is_inside(client)


# Where they can be used


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://mainstay.example", "mainstay.example"),
        ("https://mainstay.example:8443/", "mainstay.example"),
        ("http://localhost:8000", "localhost"),
        ("http://mainstay.example", None),
        ("https://10.0.0.7", None),
        ("http://127.0.0.1:8000", None),
        ("", None),
    ],
)
def test_keys_need_a_name_and_https(address: str, host: str | None, settings: Settings) -> None:
    settings.PUBLIC_URL = address
    found = passkeys.place()
    assert (found and found.host) == host


def test_elsewhere_they_are_not_offered(
    people: NamedPeople, phone: Device, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://mainstay.example"
    assert SIGN_IN not in browser().get("/sign-in/").content.decode()
    assert browser().get(SIGN_IN).status_code == 400
    client = with_password(people.tom_becker)
    assert "options" not in client.get(CODE).context
    client = with_password(people.mei_lin)
    shown = client.get(ADD).content.decode()
    assert "https://mainstay.example" in shown
    assert "data-passkey" not in shown
