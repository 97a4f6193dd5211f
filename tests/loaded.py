"""All that a command loads, for the process from which the tests fork commands.

Loading takes a second; a forked command has it done. The settings are read for it once, from a home
that does not exist, and forgotten again, so that each command reads those of its own environment.
"""

import importlib
import os
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.utils.functional import empty

HEAVY = (
    "ibis.backends.duckdb",
    "mainstay.engine.undo",
    "psycopg",
    "pyarrow.parquet",
    "rich.table",
    "typer",
)
SETTINGS = "mainstay.project.settings"


def load() -> None:
    """Load everything, and leave nothing behind but modules and what apps register."""
    environment = dict(os.environ)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "MAINSTAY_HOME": str(Path(tempfile.gettempdir()) / "no-such-home"),
        "MAINSTAY_SECRET_KEY": "of-no-installation",
    }
    os.environ.pop("MAINSTAY_DATABASE_URL", None)
    django.setup()
    for name in HEAVY:
        importlib.import_module(name)
    settings._wrapped = empty
    del sys.modules[SETTINGS]
    for handler in (connections, caches):
        handler.__dict__.clear()
        handler.__init__()  # type: ignore[misc]
    os.environ.clear()
    os.environ.update(environment)


load()
