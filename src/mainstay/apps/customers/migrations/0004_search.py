from typing import Any

from django.db import migrations

import mainstay.foundation.search.fields

_AT_ONCE = 10_000


def renew(apps: Any, schema_editor: Any) -> None:
    """Write the search text of every customer and contact as it is made now."""
    connection = schema_editor.connection
    quote = connection.ops.quote_name
    for name in ("Customer", "Contact"):
        model = apps.get_model("customers", name)
        field = model._meta.get_field("search_text")
        table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
        statement = f"UPDATE {table} SET search_text = %s WHERE {key} = %s"
        rows = model._base_manager.using(connection.alias).order_by("pk")
        last = -1
        while page := list(
            rows.filter(pk__gt=last).values_list("pk", "search_text", *field.of)[:_AT_ONCE]
        ):
            last = page[-1][0]
            found = ((field.form(*said), pk, text) for pk, text, *said in page)
            changed = [(text, pk) for text, pk, before in found if text != before]
            with connection.cursor() as cursor:
                cursor.executemany(statement, changed)


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_contacts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='customer',
            name='search_text',
            field=mainstay.foundation.search.fields.SearchTextField(editable=False, of=('code', 'name', 'short_name'), read=('name', 'short_name')),
        ),
        migrations.AddField(
            model_name='contact',
            name='search_text',
            field=mainstay.foundation.search.fields.SearchTextField(default='', editable=False, of=('name', 'email', 'phone', 'mobile', 'wechat'), read=('name',)),
        ),
        migrations.RunPython(renew, migrations.RunPython.noop),
    ]
