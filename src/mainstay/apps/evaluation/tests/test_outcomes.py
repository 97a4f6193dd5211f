"""What whoever asked for an evaluation reads when it has ended."""

from dataclasses import replace
from datetime import date
from threading import Event

from django.utils import translation

from mainstay.apps.evaluation.services.evaluating import request_evaluation
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.notifications import queries as notifications
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Words
from mainstay.foundation.jobs.services import cancel_job
from mainstay.foundation.jobs.worker import run_next

TODAY = date(2025, 1, 1)


def newest(actor: Actor) -> Words:
    return notifications.words_of(actor, notifications.messages(actor)[0])


def run_all() -> None:
    while run_next(Event()):
        pass


def test_an_evaluation_is_told_with_its_page_and_without_figures(trade: NamedPeople) -> None:
    li_na = governance.actor_of(trade.li_na)
    asked = request_evaluation(li_na, "abc", TODAY)
    run_all()
    message = notifications.messages(li_na).get()
    assert (message.severity, message.figures["figures"]) == (
        "good",
        {"evaluation": asked.pk, "scheme": "abc", "as_of": "2025-01-01"},
    )
    with translation.override("en"):
        assert newest(li_na) == Words(
            "Customers have been evaluated by “ABC by revenue” as of 1 Jan 2025",
            "",
            f"/evaluations/{asked.pk}/",
        )
    with translation.override("zh-hans"):
        assert newest(li_na).title.startswith("已按“")


def test_an_evaluation_that_fails_says_why(trade: NamedPeople) -> None:
    from mainstay.apps.ledger.queries.states import store

    li_na = governance.actor_of(trade.li_na)
    request_evaluation(li_na, "abc", TODAY)
    for path in store().root.rglob("*.parquet"):
        path.write_bytes(b"damaged")
    run_all()
    with translation.override("en"):
        words = newest(li_na)
    assert words.title.startswith("The evaluation by “ABC by revenue” as of")
    assert "is damaged; no figure comes out of it." in words.text


def test_an_evaluation_that_another_stops_names_the_other(trade: NamedPeople) -> None:
    li_na = governance.actor_of(trade.li_na)
    asked = request_evaluation(li_na, "abc", TODAY)
    cancel_job(governance.actor_of(trade.admin_wang), asked.job_id or 0)
    with translation.override("en"):
        assert newest(li_na).text == "Admin Wang has stopped it."


def test_who_may_see_evaluations_no_longer_reads_no_more_than_the_kind(
    trade: NamedPeople,
) -> None:
    li_na = governance.actor_of(trade.li_na)
    request_evaluation(li_na, "abc", TODAY)
    run_all()
    with translation.override("en"):
        words = newest(
            replace(li_na, permissions=li_na.permissions - {"evaluation.evaluation.view"})
        )
    assert words == Words("Evaluate customers: done")
