import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0003_scope_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('seconds', models.FloatField()),
                ('file_name', models.CharField(max_length=1000)),
                ('bytes', models.BigIntegerField()),
                ('files', models.PositiveIntegerField()),
                ('by_name', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ['-made_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='installation',
            name='before_images_days',
            field=models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(36500)]),
        ),
        migrations.AddField(
            model_name='installation',
            name='frozen_inputs_days',
            field=models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(36500)]),
        ),
        migrations.AddField(
            model_name='installation',
            name='leftovers_days',
            field=models.PositiveIntegerField(default=7, validators=[django.core.validators.MaxValueValidator(36500)]),
        ),
        migrations.AddField(
            model_name='installation',
            name='old_states_days',
            field=models.PositiveIntegerField(default=30, validators=[django.core.validators.MaxValueValidator(36500)]),
        ),
        migrations.AddField(
            model_name='installation',
            name='rejects_days',
            field=models.PositiveIntegerField(default=730, validators=[django.core.validators.MaxValueValidator(36500)]),
        ),
        migrations.AddField(
            model_name='installation',
            name='uploads_days',
            field=models.PositiveIntegerField(default=730, validators=[django.core.validators.MaxValueValidator(36500)]),
        ),
    ]
