"""The day of the first decision stops its clock; of clues on file it is the latest one that is known."""

from django.db import migrations, models

from niangjia.kernel.clock import SHANGHAI


def _as_known(apps, _schema_editor):
    for clue in apps.get_model("clues", "Clue").objects.exclude(decided_at=None).iterator(chunk_size=500):
        clue.first_decided_on = clue.decided_at.astimezone(SHANGHAI).date()
        clue.save(update_fields=["first_decided_on"])


class Migration(migrations.Migration):
    dependencies = [("clues", "0002_limits")]

    operations = [
        migrations.AddField(
            model_name="clue", name="first_decided_on", field=models.DateField(blank=True, null=True)
        ),
        migrations.RunPython(_as_known, migrations.RunPython.noop),
    ]
