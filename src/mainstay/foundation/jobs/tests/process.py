"""A process of its own for the tests: ``worker``, or ``inline FOLDER`` that runs one job itself."""

import os
import signal
import sys
import threading

import django


def main() -> None:
    django.setup()
    from django.db import connection

    from mainstay.foundation.access.actor import system_actor
    from mainstay.foundation.jobs.services import run_inline
    from mainstay.foundation.jobs.tests.kinds import SLOW, register_kinds
    from mainstay.foundation.jobs.worker import run_worker

    register_kinds()
    if "LOCK_TIMEOUT" in os.environ:
        connection.settings_dict["OPTIONS"]["timeout"] = float(os.environ["LOCK_TIMEOUT"])
    if sys.argv[1] == "inline":
        run_inline(system_actor("test"), SLOW, {"folder": sys.argv[2]})
        return
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run_worker(stop)


if __name__ == "__main__":
    main()
