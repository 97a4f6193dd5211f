"""Kinds of models are asked for when they are needed: a further one changes no table."""

from django.db import migrations, models

import mainstay.apps.evaluation.models.model_runs


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0018_model_runs")]

    operations = [
        migrations.AlterField(
            model_name="modelrun",
            name="kind",
            field=models.CharField(
                choices=mainstay.apps.evaluation.models.model_runs.kind_choices, max_length=20
            ),
        ),
    ]
