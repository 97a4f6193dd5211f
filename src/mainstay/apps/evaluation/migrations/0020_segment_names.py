"""What people call the segments of a run."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0019_model_kinds")]

    operations = [
        migrations.CreateModel(
            name="SegmentName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("segment", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="segment_names",
                        to="evaluation.modelrun",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "segment"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "segment"), name="evaluation_segment_named_once"
                    )
                ],
            },
        ),
    ]
