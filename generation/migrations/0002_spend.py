"""A charge knows whose it is and for which model, so that spending is added up without the jobs."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.deletion import SET_NULL

_FACTS = ("owner_id", "provider", "model", "sandbox")


def copy_from_jobs(apps, schema_editor):
    job = apps.get_model("generation", "Job").objects.filter(pk=OuterRef("job_id"))
    facts = {name: Subquery(job.values(name)[:1]) for name in _FACTS}
    apps.get_model("generation", "Charge").objects.order_by().update(**facts)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("generation", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "charge",
            "owner",
            models.ForeignKey(
                db_index=False, null=True, on_delete=SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField("charge", "provider", models.CharField(default="", max_length=40)),
        migrations.AddField("charge", "model", models.CharField(default="", max_length=120)),
        migrations.AddField("charge", "sandbox", models.BooleanField(default=False)),
        migrations.AddIndex(
            "charge",
            models.Index(
                fields=["owner", "at", "sandbox", "provider", "model", "state", "usd", "estimate_usd"],
                name="charge_spend",
            ),
        ),
        migrations.RunPython(copy_from_jobs, migrations.RunPython.noop, elidable=True),
    ]
