"""A recurring import at an installation, asked for in a process of its own."""

import json
import sys


def set_up_recurring(email: str) -> None:
    """Set one up for a person that takes the files orders-*.csv of the folder erp."""
    import django

    django.setup()
    from mainstay.apps.governance import queries
    from mainstay.apps.ledger.queries.recurring import inbox
    from mainstay.apps.ledger.services import recurring

    (inbox() / "erp").mkdir(parents=True)
    person = queries.person_signing_in(email)
    assert person is not None
    recurring.set_up(
        queries.actor_of(person),
        name="Daily",
        profile="ERP",
        folder="erp",
        pattern="orders-*.csv",
        options={"unknown_customers": "create"},
    )


def see_files_as_whole() -> None:
    """Let the files that lie there have lain there for long."""
    import django

    django.setup()
    from django.utils import timezone

    from mainstay.apps.ledger.models import RecurringImport
    from mainstay.apps.ledger.queries.recurring import inbox
    from mainstay.apps.ledger.services.recurring.folders import waiting_files

    files = waiting_files(inbox() / "erp", "orders-*.csv")
    seen = {file.name: [*file.look, 0] for file in files}
    RecurringImport.objects.system("test").update(seen=seen, next_at=timezone.now())


def print_runs() -> None:
    """Print what became of each file, the oldest first, and whether its import counts."""
    import django

    django.setup()
    from mainstay.apps.ledger.models import ImportBatch, RecurringRun

    runs = RecurringRun.objects.system("test").order_by("pk")
    batches = ImportBatch.objects.system("test").exclude(recurring=None).order_by("pk")
    found = {
        "runs": [[run.file_name, run.outcome, run.ended_at is not None] for run in runs],
        "batches": [[batch.file_name, batch.state] for batch in batches],
    }
    json.dump(found, sys.stdout)
