from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('generation', '0005_observing'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['provider', 'created_at'], name='job_turn'),
        ),
    ]
