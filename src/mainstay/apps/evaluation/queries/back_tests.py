"""Reads of back-tests."""

from django.db.models import QuerySet

from mainstay.apps.evaluation.contracts.back_tests import DayReport, report_from_json
from mainstay.apps.evaluation.models import BackTest
from mainstay.apps.evaluation.queries.asked_work import with_job
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.models import Job


class BackTestNotFound(LookupError):
    """There is no such back-test, or none that the actor may see."""


def back_tests(actor: Actor, scheme: str = "") -> QuerySet[BackTest]:
    """Back-tests, newest first, each with its version and scheme."""
    rows = BackTest.objects.visible_to(actor).select_related("version__scheme").order_by("-pk")
    return rows.filter(version__scheme__code=scheme) if scheme else rows


def back_test(actor: Actor, number: int) -> BackTest:
    """One back-test. Raises BackTestNotFound."""
    found = back_tests(actor).filter(pk=number).first()
    if found is None:
        raise BackTestNotFound(number)
    return found


def reports_of(row: BackTest) -> list[DayReport]:
    """What a back-test found as of each of its days, the newest first."""
    return [report_from_json(each) for each in row.reports]


def back_test_with_job(actor: Actor, number: int) -> tuple[BackTest, Job | None]:
    """One back-test and how far it is. Raises BackTestNotFound."""
    return with_job(lambda: back_test(actor, number))


def back_test_of_job(job: Job) -> BackTest | None:
    """The back-test that a job does, to tell whoever started the job how it ended."""
    rows = BackTest.objects.system("the job names it, and its end is told to its own person")
    found = rows.select_related("version__scheme")
    return found.filter(pk=job.parameters.get("back_test", 0)).first()
