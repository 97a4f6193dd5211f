"""An evaluation that ends while somebody asks how far it is."""

from datetime import date

from django.test import Client

from mainstay.apps.evaluation.services.evaluating import request_evaluation
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.testing.meanwhile import ending_before_its_job_is_read

TODAY = date(2025, 1, 1)


def test_the_interface_gives_grades_with_a_job_that_is_done(
    trade: NamedPeople, li_na: Client
) -> None:
    asked = request_evaluation(governance.actor_of(trade.li_na), "abc", TODAY)

    with ending_before_its_job_is_read():
        answer = li_na.get(f"/api/evaluations/{asked.pk}").json()

    assert answer["job"]["state"] == "done"
    assert answer["grades"] == {"A": 1, "B": 1, "C": 1}


def test_the_page_shows_the_result_and_no_unfinished_work(
    trade: NamedPeople, li_na: Client
) -> None:
    asked = request_evaluation(governance.actor_of(trade.li_na), "abc", TODAY)

    with ending_before_its_job_is_read():
        page = li_na.get(f"/evaluations/{asked.pk}/").content.decode()

    assert "GIANT" in page
