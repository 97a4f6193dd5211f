"""The database's tables against those this version needs."""

import os


def database_is_empty() -> bool:
    """Whether no migration has been applied, or there is no database to ask."""
    from django.db import DatabaseError, connection
    from django.db.migrations.recorder import MigrationRecorder

    try:
        return not MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return True


def waiting_migrations() -> list[str]:
    """The migrations that this version needs and the database lacks. Raises DatabaseError."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def make_database() -> None:
    """Create the home and the database's tables."""
    from django.conf import settings

    settings.MAINSTAY_HOME.create()
    settings.SECRET_KEY = os.environ.get("MAINSTAY_SECRET_KEY") or (
        settings.MAINSTAY_HOME.secret_key()
    )
    migrate()


def migrate() -> None:
    """Bring the tables up to date, with the shipped roles and the cache table."""
    from django.core.management import call_command

    # What migrations do not cover is completed after each run, also one without any.
    call_command("migrate", interactive=False, verbosity=0)
