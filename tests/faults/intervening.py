"""What somebody else, or the passing of time, does to an installation at work."""


def cancel_what_runs() -> None:
    """Cancel the import that is under way."""
    import django

    django.setup()
    from mainstay.apps.ledger.models import BatchState
    from mainstay.apps.ledger.queries.batches import batches
    from mainstay.apps.ledger.services import importing
    from mainstay.foundation.access.actor import system_actor

    actor = system_actor("somebody else")
    importing.cancel(actor, batches(actor, state=BatchState.RUNNING).get())


def let_leases_run_out() -> None:
    """Let the time pass after which a job without a heartbeat goes to a worker."""
    import django

    django.setup()
    from mainstay.foundation.jobs.leases import in_seconds
    from mainstay.foundation.jobs.models import Job, JobState

    running = Job.objects.system("test").filter(state=JobState.RUNNING)
    running.update(lease_until=in_seconds(-1))
