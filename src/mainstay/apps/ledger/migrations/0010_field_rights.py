"""Recurring imports that a token set up go on when field rights come."""

from typing import Any

from django.db import migrations

COSTS, REACH = "ledger.cost.view", "customers.contact.reach"


def keep_running(apps: Any, schema_editor: Any) -> None:
    """Add both rights to what was granted; the person behind it must hold them as well."""
    model = apps.get_model("ledger", "RecurringImport")
    rows = model._base_manager.using(schema_editor.connection.alias)
    for row in rows.exclude(granted=None):
        rows.filter(pk=row.pk).update(granted=sorted({*row.granted, COSTS, REACH}))


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0009_reference_files'),
    ]

    operations = [
        migrations.RunPython(keep_running, migrations.RunPython.noop),
    ]
