"""From when on papers follow in an emergency: for those on file from the day they were begun."""

from django.db import migrations, models


def _since_begun(apps, _schema_editor):
    begun = apps.get_model("dossiers", "Dossier").objects.filter(is_emergency=True)
    begun.update(emergency_on=models.F("opened_on"))


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0014_without_openings")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="emergency_on",
            field=models.DateField(
                blank=True,
                editable=False,
                null=True,
                verbose_name="papers of the emergency count from",
            ),
        ),
        migrations.RunPython(_since_begun, migrations.RunPython.noop),
    ]
