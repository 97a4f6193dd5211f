"""Model runs may be held against what came since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0019_model_kinds")]

    operations = [
        migrations.AddField(
            model_name="modelrun",
            name="back_test_months",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
