"""Limits that were set for clues go to the one home of limits."""

from django.db import migrations

from niangjia.kernel.ids import new_id


def _carry_over(apps, _schema_editor):
    kept = apps.get_model("limits", "SetLimit").objects
    for row in apps.get_model("clues", "ClueLimit").objects.all():
        kept.create(
            id=new_id(),
            group="clues",
            code=row.code,
            number=1,
            values=[row.working_days],
            source=row.source,
            changed_by_id=row.changed_by_id,
            changed_at=row.changed_at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("clues", "0001_clues"),
        ("limits", "0001_limits"),
    ]

    operations = [
        migrations.RunPython(_carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="ClueLimit"),
    ]
