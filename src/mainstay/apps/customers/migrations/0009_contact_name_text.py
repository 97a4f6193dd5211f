from typing import Any

from django.db import migrations

import mainstay.foundation.search.fields

_AT_ONCE = 10_000


def fill(apps: Any, schema_editor: Any) -> None:
    """Write what contacts are found by who may not see how to reach them."""
    connection = schema_editor.connection
    quote = connection.ops.quote_name
    model = apps.get_model("customers", "Contact")
    field = model._meta.get_field("name_text")
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    statement = f"UPDATE {table} SET name_text = %s WHERE {key} = %s"
    rows = model._base_manager.using(connection.alias).order_by("pk")
    last = -1
    while page := list(rows.filter(pk__gt=last).values_list("pk", *field.of)[:_AT_ONCE]):
        last = page[-1][0]
        with connection.cursor() as cursor:
            cursor.executemany(statement, [(field.form(*said), pk) for pk, *said in page])


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0008_custom_fields'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='name_text',
            field=mainstay.foundation.search.fields.SearchTextField(default='', editable=False, of=('name',), read=('name',)),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
