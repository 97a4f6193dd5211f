"""Guarded writes: permission first, one transaction, refusals told."""

import pytest

from mainstay.foundation.access.actor import Actor, ActorKind, system_actor
from mainstay.foundation.access.services import AccessDenied, require, service
from mainstay.foundation.audit.models import AuditEntry, AuditOutcome
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.services import enqueue

pytestmark = pytest.mark.django_db

KIND = "jobs.remove_old"
TOM = Actor(
    kind=ActorKind.PERSON, name="Tom Becker", person_id=1, permissions=frozenset({"test.job.add"})
)
ANA = Actor(kind=ActorKind.PERSON, name="Ana Silva", person_id=2)


@service("test.job.add")
def add_job(actor: Actor, *, then_touch: Job | None = None) -> Job:
    job = enqueue(actor, KIND)
    if then_touch is not None:
        require(actor, "test.job.add", then_touch)
    return job


@service("test.job.add")
def add_two(actor: Actor, *, stranger: Actor) -> None:
    add_job(actor)
    add_job(stranger)


def denials() -> list[AuditEntry]:
    return list(AuditEntry.objects.system("test").filter(outcome=AuditOutcome.DENIED))


def test_a_permitted_actor_writes() -> None:
    assert add_job(TOM).actor_name == "Tom Becker"
    assert denials() == []


def test_the_system_may_everything() -> None:
    assert add_job(system_actor("nightly")).pk


def test_who_lacks_the_permission_is_refused_and_recorded() -> None:
    with pytest.raises(AccessDenied) as refused:
        add_job(ANA)

    assert refused.value.permission == "test.job.add"
    [entry] = denials()
    assert (entry.actor_name, entry.details) == ("Ana Silva", {"permission": "test.job.add"})
    assert not Job.objects.system("test").exists()


def test_a_refusal_inside_rolls_everything_back_and_names_the_row() -> None:
    hers = enqueue(ANA, KIND)
    with pytest.raises(AccessDenied):
        add_job(TOM, then_touch=hers)

    assert list(Job.objects.system("test")) == [hers]
    [entry] = denials()
    assert (entry.subject_type, entry.subject_id) == ("jobs.job", str(hers.pk))


def test_a_refusal_in_a_nested_service_is_recorded_once() -> None:
    with pytest.raises(AccessDenied):
        add_two(TOM, stranger=ANA)

    assert not Job.objects.system("test").exists()
    assert len(denials()) == 1


def test_a_row_that_is_gone_is_refused() -> None:
    job = enqueue(TOM, KIND)
    Job.objects.system("test").filter(pk=job.pk).delete()
    with pytest.raises(AccessDenied):
        require(TOM, "test.job.add", job)
