from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gallery", "0001_initial")]

    operations = [
        migrations.AddField("upload", "media_type", models.CharField(default="image", max_length=5)),
        migrations.AddField("upload", "duration", models.FloatField(blank=True, null=True)),
        migrations.AlterField("upload", "width", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AlterField("upload", "height", models.PositiveIntegerField(blank=True, null=True)),
    ]
