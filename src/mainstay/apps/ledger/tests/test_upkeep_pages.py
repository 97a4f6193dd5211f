"""The upkeep of the installation on its page and in the interface for programs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mainstay.apps.governance.models import Backup
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.states import current_number
from mainstay.apps.ledger.services.keeping import expiring, tidying
from mainstay.apps.ledger.testing import csv_file, imported
from mainstay.apps.ledger.tests.browsing import SignedIn, page_of, text
from mainstay.apps.ledger.tests.test_keeping import (
    KEEPING,
    backup_at_work,
    forgotten,
    let_it_be_long_ago,
    traded,
)
from mainstay.apps.notifications.queries import unread_count
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.testing.working import run_waiting_jobs
from mainstay.project.home import Home

__all__ = ["traded"]

pytestmark = pytest.mark.usefixtures("traded")

PAGE = "/administration/upkeep/"


@pytest.fixture
def wang(people: NamedPeople, signed_in: SignedIn) -> Client:
    """The administrator at his browser."""
    return signed_in(people.admin_wang)


def test_the_page_says_how_things_stand(wang: Client, traded: Home) -> None:
    forgotten(traded, "ledger/lines/dead.parquet", days=8)
    page = text(wang.get(PAGE))
    assert "There is no backup yet" in page
    assert "mainstay backup FILE" in page
    assert "Files of earlier states" in page
    Backup.objects.create(
        made_at=timezone.now(), seconds=1, file_name="/safe/b.zip", bytes=9, files=3, by_name="x"
    )
    page = text(wang.get(PAGE))
    assert "There is no backup yet" not in page
    assert "/safe/b.zip" in page


@pytest.mark.parametrize("task", ["compact", "tidy", "expire"])
def test_a_task_is_asked_about_and_then_done_as_a_job(
    wang: Client, people: NamedPeople, task: str
) -> None:
    address = reverse("upkeep:start", args=[task])
    assert "?" in text(wang.get(address))
    assert not Job.objects.system("test").exclude(kind__startswith="ledger.import").exists()
    assert wang.post(address).headers["Location"] == PAGE
    assert f'hx-get="{PAGE}progress/"' in text(wang.get(PAGE))
    assert "Waiting to begin" in text(wang.get(f"{PAGE}progress/"))
    run_waiting_jobs()
    assert unread_count(actor_of(people.admin_wang)) == 1
    assert wang.get(f"{PAGE}progress/").headers["Location"] == PAGE
    assert unread_count(actor_of(people.admin_wang)) == 0
    part = wang.get(f"{PAGE}progress/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == PAGE
    assert "Last runs" in text(wang.get(PAGE))


def test_the_question_says_how_much_would_go(wang: Client) -> None:
    let_it_be_long_ago()
    question = text(wang.get(reverse("upkeep:start", args=["expire"])))
    assert "Uploaded files" in question
    assert "3 · " in question


def test_there_is_no_other_task(wang: Client) -> None:
    assert wang.get(f"{PAGE}everything/").status_code == 404


def test_while_a_backup_is_made_the_page_says_so(wang: Client) -> None:
    backup_at_work()
    answer = wang.post(reverse("upkeep:start", args=["tidy"]), follow=True)
    assert "A backup is being made" in text(answer)
    assert not Job.objects.system("test").filter(kind=tidying.TIDY).exists()


@pytest.mark.parametrize("path", ["", "progress/", "compact/", "tidy/", "expire/"])
def test_nobody_else_comes_to_the_page(path: str, people: NamedPeople, signed_in: SignedIn) -> None:
    for person in (people.li_na, people.chen_wei, people.nobody_ning):
        assert signed_in(person).get(PAGE + path).status_code == 403
        assert signed_in(person).post(PAGE + path).status_code in {403, 405}
    assert Client().get(PAGE + path).status_code == 302


def test_the_page_of_an_import_says_that_its_files_are_gone(wang: Client) -> None:
    batch = ImportBatch.objects.system("test").exclude(reject_name="").get()
    assert "Download as it was handed in" in page_of(wang, batch)
    let_it_be_long_ago()
    expiring.expire_now(KEEPING)
    page = page_of(wang, batch)
    assert "no longer kept, removed" in page
    assert "The reject file is no longer kept" in page
    assert "Download" not in page
    assert wang.get(reverse("ledger:uploaded_file", args=[batch.pk])).status_code == 404
    assert wang.get(reverse("ledger:reject_file", args=[batch.pk])).status_code == 404


def test_a_checked_file_that_is_gone_can_only_be_discarded(wang: Client) -> None:
    from mainstay.apps.ledger.testing import checked

    batch = checked(csv_file("C,7,1,2024-03-01,1"))
    let_it_be_long_ago()
    expiring.expire_now(KEEPING)
    page = page_of(wang, batch)
    assert "Import now" not in page
    assert "Change columns" not in page
    assert "Discard" in page
    refused = wang.post(reverse("ledger:commit", args=[batch.pk]), follow=True)
    assert "The file is no longer kept" in text(refused)
    assert wang.get(reverse("ledger:columns", args=[batch.pk])).status_code < 500


READS = ("", "/compaction", "/leftovers", "/retention")
WRITES = ("/compaction", "/leftovers/removal", "/retention")


def test_programs_read_the_same(wang: Client, traded: Home) -> None:
    forgotten(traded, "ledger/lines/dead.parquet", days=8)
    let_it_be_long_ago()
    upkeep, compaction, leftovers, retention = (
        wang.get(f"/api/upkeep{path}").json() for path in READS
    )
    assert (upkeep["leftovers"], upkeep["ripe"], upkeep["backup_at"]) == (1, 1, None)
    assert compaction["merged"]["lines"] == 3
    assert [each["name"] for each in leftovers] == ["ledger/lines/dead.parquet"]
    assert retention["uploads"]["count"] == 3
    assert retention["before_images"]["days"] == 0


def test_programs_start_the_same(wang: Client, traded: Home) -> None:
    path = forgotten(traded, "ledger/lines/dead.parquet", days=8)
    number = current_number()
    started = [wang.post(f"/api/upkeep{each}") for each in WRITES]
    assert [each.status_code for each in started] == [202] * 3
    run_waiting_jobs()
    jobs = [Job.objects.system("test").get(pk=each.json()["job"]) for each in started]
    assert {job.state for job in jobs} == {"done"}
    assert current_number() == number + 1
    assert not path.exists()


def test_programs_hear_that_a_backup_is_made(wang: Client) -> None:
    backup_at_work()
    answer = wang.post("/api/upkeep/retention")
    assert (answer.status_code, answer.json()["code"]) == (409, "backup_running")


def test_other_peoples_programs_are_refused(people: NamedPeople, signed_in: SignedIn) -> None:
    operations: list[tuple[str, str]] = [("get", path) for path in READS]
    operations += [("post", path) for path in WRITES]
    for client, status in ((signed_in(people.li_na), 403), (Client(), 401)):
        for method, path in operations:
            answer: Any = getattr(client, method)(f"/api/upkeep{path}")
            assert answer.status_code == status, path


def test_how_long_things_are_kept_is_set_on_the_page_of_settings(wang: Client) -> None:
    address = "/administration/installation/"
    form = wang.get(address).context["form"]
    facts = form.initial | {"uploads_days": 5, "before_images_days": 60}
    assert wang.post(address, facts).status_code == 302
    found = wang.get("/api/installation").json()
    assert (found["uploads_days"], found["before_images_days"]) == (5, 60)
    assert wang.patch(
        "/api/installation", {"leftovers_days": 0}, content_type="application/json"
    ).json()["errors"][0]["pointer"] == ("/body/leftovers_days")


def test_uploads_of_a_short_time_ago_stay(wang: Client) -> None:
    imported(csv_file("C,8,1,2024-03-01,1"))
    then = timezone.now() - timedelta(days=100)
    ImportBatch.objects.system("test").update(committed_at=then)
    assert wang.get("/api/upkeep/retention").json()["uploads"]["count"] == 0
