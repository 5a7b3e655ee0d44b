"""Limits that were set for reviews go to the one home of limits; the term of a temporary dossier to that of leaving."""

from django.db import migrations

from niangjia.kernel.ids import new_id


def _carry_over(apps, _schema_editor):
    kept = apps.get_model("limits", "SetLimit").objects
    for row in apps.get_model("reviews", "ReviewLimit").objects.all():
        kept.create(
            id=new_id(),
            group="leaving" if row.code == "temporary" else "reviews",
            code=row.code,
            number=1,
            values=[row.value],
            source=row.source,
            changed_by_id=row.changed_by_id,
            changed_at=row.changed_at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("limits", "0001_limits"),
        ("reviews", "0001_reviews"),
    ]

    operations = [
        migrations.RunPython(_carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="ReviewLimit"),
    ]
