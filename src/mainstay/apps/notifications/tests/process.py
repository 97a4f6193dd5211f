"""Processes of their own for the tests of messages: a worker, and one that dies after a commit."""

import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import django

KIND = "test.watched"
LEASE_SECONDS = 3


def main() -> None:
    django.setup()
    from mainstay.apps.notifications.services.announcing import HOOKS
    from mainstay.apps.notifications.services.mailing import MAIL
    from mainstay.apps.notifications.services.outgoing import POSTS
    from mainstay.foundation.jobs import registry
    from mainstay.foundation.jobs.worker import run_worker

    register_kind()
    for kind in (MAIL, POSTS, HOOKS):
        registry._kinds[kind] = replace(registry.kind(kind), lease_seconds=LEASE_SECONDS)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run_worker(stop)


def rise_and_die() -> None:
    """Let a star rise, and be killed as soon as that is committed."""
    django.setup()
    from django.db import transaction

    from mainstay.apps.notifications.services.announcing import offer
    from mainstay.apps.notifications.tests.hooks import STARS, StarMoved
    from mainstay.foundation.events import publish

    offer(STARS)
    with transaction.atomic():
        publish(StarMoved(7))
        transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))


def register_kind() -> None:
    """A kind that says it has begun and works until told to go on."""
    from mainstay.foundation.jobs.context import JobContext
    from mainstay.foundation.jobs.registry import JobKind, register

    def work(context: JobContext) -> None:
        folder = Path(context.parameters["folder"])
        (folder / f"started-{context.attempt}").touch()
        while not (folder / "go").exists():
            context.check_cancelled()
            time.sleep(0.05)
        with context.complete_in_transaction():
            (folder / f"completing-{context.attempt}").touch()

    register(JobKind(KIND, "Watch the stars", work, lease_seconds=LEASE_SECONDS))


if __name__ == "__main__":
    if "rise" in sys.argv:
        rise_and_die()
    main()
