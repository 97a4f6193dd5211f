import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0008_browser_sessions'),
    ]

    operations = [
        migrations.AddField(
            model_name='installation',
            name='sign_in_profile',
            field=models.CharField(choices=[('standard', 'Standard'), ('strict', 'Strict')], default='standard', max_length=16),
        ),
        migrations.AddField(
            model_name='installation',
            name='password_days',
            field=models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MaxValueValidator(3660)]),
        ),
        migrations.AddField(
            model_name='installation',
            name='idle_minutes',
            field=models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MaxValueValidator(1440)]),
        ),
        migrations.AddField(
            model_name='person',
            name='password_set_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.CreateModel(
            name='FormerPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_passwords', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
    ]
