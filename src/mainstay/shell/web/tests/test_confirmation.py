"""Asking before something is done that people would regret."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from mainstay.foundation.access.actor import system_actor
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.tables import Tone

QUESTION = Confirmation(
    "Undo this import?",
    "1,200 lines go back.",
    agree="Undo",
    cancel_url="/imports/",
    facts=[("Removed", "1,180")],
    tone=Tone.BAD,
    hidden={"version": "3"},
)


def answer(**headers: str) -> str:
    request = RequestFactory().get("/imports/7/undo/", headers=headers)
    request.actor = system_actor("test")  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return ask(request, QUESTION).content.decode()


def test_a_question_is_a_page_of_its_own() -> None:
    html = answer()
    assert "<!doctype html>" in html
    assert "<h1>Undo this import?" in html


def test_in_passing_the_question_is_only_a_dialog() -> None:
    html = answer(**{"HX-Request": "true"})
    assert "<html" not in html
    assert 'id="dialog-title">Undo this import?' in html


def test_agreeing_posts_back_with_what_was_known() -> None:
    html = answer()
    assert 'method="post" action="/imports/7/undo/"' in html
    assert '<input type="hidden" name="version" value="3">' in html
    assert "csrfmiddlewaretoken" in html
    assert "btn-danger" in html
