import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0010_invitations'),
    ]

    operations = [
        migrations.AddField(
            model_name='browsersession',
            name='way',
            field=models.CharField(blank=True, choices=[('password', 'Password'), ('passkey', 'Passkey'), ('provider', 'Identity provider')], max_length=16),
        ),
        migrations.CreateModel(
            name='ProviderLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.CharField(max_length=500)),
                ('subject', models.CharField(max_length=255)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('linked_at', models.DateTimeField(auto_now_add=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provider_links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-linked_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('issuer', 'subject'), name='governance_provider_subject'), models.UniqueConstraint(fields=('person', 'issuer'), name='governance_provider_person')],
            },
        ),
    ]
