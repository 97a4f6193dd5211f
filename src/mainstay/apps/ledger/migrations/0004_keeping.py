from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0003_rejects_given_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="before_images_gone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="rejects_gone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="upload_gone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ledgerfileentry",
            name="gone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="ledgerstateentry",
            name="action",
            field=models.CharField(choices=[("commit", "import"), ("undo", "undo"), ("rebuild", "rebuild of roll-ups"), ("compact", "merging of small files")], max_length=10),
        ),
    ]
