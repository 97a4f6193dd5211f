from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0013_field_rights'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='time_zone',
            field=models.CharField(blank=True, default='', max_length=64),
            preserve_default=False,
        ),
    ]
