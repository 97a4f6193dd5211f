"""Model runs may be held against what came since, and may be started by a schedule."""

from django.db import migrations, models

import mainstay.apps.evaluation.models.model_runs


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0020_segment_names")]

    operations = [
        migrations.AddField(
            model_name="modelrun",
            name="back_test_months",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="modelrun",
            name="scheduled",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="ModelSchedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "runs",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "when somebody asks"),
                            ("monthly", "on the first day of each month"),
                            ("yearly", "on the first day of each fiscal year"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("runs_on_import", models.BooleanField(default=False)),
                ("run_asked", models.BooleanField(default=False)),
                ("last_run_on", models.DateField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=mainstay.apps.evaluation.models.model_runs.kind_choices,
                        max_length=20,
                        unique=True,
                    ),
                ),
                ("promotes", models.BooleanField(default=False)),
            ],
            options={"abstract": False},
        ),
    ]
